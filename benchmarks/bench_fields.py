"""Every field of every kind against the truth, and what the pixels tell: seals, resident numbers, forgeries, foreign papers.

Five parts, each a file of `benchmarks/fields`: whole papers (400), foreign papers (100), parts of pages with and without seals
(2,000), resident numbers (3,000), forgeries beside their honest twins (300). Prints their tables, then one line of JSON.
`BENCH_QUICK=1` takes a twentieth of each (less than three minutes), `--share N` an N-th; `--parts` chooses some, and what was measured
of the others before is kept; `--split tune` is for looking; `--markdown` measures nothing: it prints the tables of the last run.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import cv2

from benchmarks.bench_samples import OUT, conditions
from benchmarks.fields import foreign, forgeries, papers, residents, stamps
from fixtures.splits import SPLITS, SplitName
from pipeline.document import Json

LAST = OUT / "fields.json"
QUICK = 20
"""Of so many, a quick run takes one."""


class Part(NamedTuple):
    """What is measured: a heading, how many, by what, and how it is told."""

    heading: str
    count: int
    measured: Callable[[SplitName, int, int], dict[str, Any]]
    table: Callable[[Mapping[str, Any]], list[str]]


PARTS: Mapping[str, Part] = {
    "papers": Part("Whole papers", 400, papers.measured, papers.table),
    "foreign": Part("Foreign papers", 100, foreign.measured, foreign.table),
    "stamps": Part("Seals on parts of pages", 2000, stamps.measured, stamps.table),
    "residents": Part("Resident numbers", 3000, residents.measured, residents.table),
    "forgeries": Part("Forged papers and their honest twins", 300, forgeries.measured, forgeries.table),
}


def run(world: SplitName, seed: int, names: list[str], share: int) -> Json:
    """Measures the parts; each keeps how long it took."""
    found: Json = {}
    for name in names:
        began = time.monotonic()
        found[name] = PARTS[name].measured(world, seed, max(PARTS[name].count // share, 10))
        found[name]["seconds"] = round(time.monotonic() - began, 1)
        print("\n".join([f"### {PARTS[name].heading}", "", *PARTS[name].table(found[name]), ""]), flush=True)
    return found


def markdown(last: Json) -> str:
    """The section to be pasted into `docs/benchmarks.md`."""
    told = [f"{last['conditions']}; `--seed {last['seed']}`."]
    for name, found in last["parts"].items():
        told += ["", f"### {PARTS[name].heading}", "", *PARTS[name].table(found)]
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
    cv2.setNumThreads(1)
    parts = run(options.split, options.seed, options.parts, options.share)
    if LAST.exists() and (last := json.loads(LAST.read_text(encoding="utf-8")))["split"] == options.split:
        parts = {name: parts.get(name) or last["parts"].get(name) for name in PARTS if name in parts | last["parts"]}
    told = {
        "bench": "fields",
        "split": options.split,
        "seed": options.seed,
        "conditions": conditions(2),
        "parts": parts,
    }
    OUT.mkdir(exist_ok=True)
    LAST.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    print(json.dumps(told, ensure_ascii=False))


if __name__ == "__main__":
    main()
