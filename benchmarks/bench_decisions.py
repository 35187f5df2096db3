"""Papers and whole applications with nothing, one or two rules broken: what is decided, by whom, and for which reasons.

600 papers of all kinds, each judged on its own, and 300 applications for both channels; every file is really read. Prints wrong
approvals, needless rejections, what is decided without a person, and what sends good ones to a person; then one line of JSON.
`BENCH_QUICK=1` takes a hundredth (less than three minutes), `--share N` an N-th; `--parts` chooses one sort, and what was measured of the
other before is kept; `--split tune` is for looking; `--markdown` measures nothing: it prints the tables of the last run.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

from benchmarks.bench_samples import OUT, conditions
from benchmarks.decisions.cases import Case, Sort, application, application_case, paper, paper_case, seeds
from benchmarks.decisions.tables import figures, table
from benchmarks.workers import in_workers
from fixtures.splits import SPLITS, SplitName
from pipeline.document import Json

LAST = OUT / "decisions.json"
QUICK = 100
"""Of so many, a quick run takes one."""
WORKERS = 2


def one_paper(seed: int, world: SplitName) -> Case:
    """A paper made, read and judged (in a worker)."""
    return paper_case(seed, *paper(seed, world))


def one_application(seed: int, world: SplitName) -> Case:
    """An application made, read and judged (in a worker)."""
    return application_case(seed, *application(seed, world))


class Part(NamedTuple):
    """What is measured: a heading, the sort of case, how many, by what."""

    heading: str
    sort: Sort
    count: int
    measured: Callable[[int, SplitName], Case]


PARTS: Mapping[str, Part] = {
    "papers": Part("Papers", "paper", 600, one_paper),
    "applications": Part("Whole applications", "application", 300, one_application),
}


def run(world: SplitName, seed: int, names: list[str], share: int) -> Json:
    """Measures the parts; each keeps how long it took."""
    found: Json = {}
    for name in names:
        part, began = PARTS[name], time.monotonic()
        wanted = seeds(part.sort, seed, max(part.count // share, 2))
        found[name] = figures(in_workers(partial(part.measured, world=world), wanted, WORKERS))
        found[name]["seconds"] = round(time.monotonic() - began, 1)
        print("\n".join([f"### {part.heading}", "", *table(part.sort, found[name]), ""]), flush=True)
    return found


def markdown(last: Json) -> str:
    """The section to be pasted into `docs/benchmarks.md`."""
    told = [f"{last['conditions']}; `--seed {last['seed']}`."]
    for name, found in last["parts"].items():
        told += ["", f"### {PARTS[name].heading}", "", f"{found['n']} {name}.", "", *table(PARTS[name].sort, found)]
    return "\n".join(told)


def main() -> None:
    """Runs the measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", choices=SPLITS, default="measure")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--share", type=int, default=QUICK if os.environ.get("BENCH_QUICK") == "1" else 1, metavar="N")
    parser.add_argument("--markdown", action="store_true")
    options = parser.parse_args()
    if options.markdown:
        print(markdown(json.loads(LAST.read_text(encoding="utf-8"))))
        return
    parts = run(options.split, options.seed, options.parts, options.share)
    if LAST.exists() and (last := json.loads(LAST.read_text(encoding="utf-8")))["split"] == options.split:
        parts = {name: parts.get(name) or last["parts"].get(name) for name in PARTS if name in parts | last["parts"]}
    told = {
        "bench": "decisions",
        "split": options.split,
        "seed": options.seed,
        "conditions": conditions(WORKERS),
        "parts": parts,
    }
    OUT.mkdir(exist_ok=True)
    LAST.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    print(json.dumps(told, ensure_ascii=False))


if __name__ == "__main__":
    main()
