"""A bench of several parts, each measured and told by itself: its command line, its tables, its line of JSON.

`--share N` takes an N-th of each part (`BENCH_QUICK=1` the bench's own share); `--parts` chooses some, and what was measured of the others
before is kept; `--split tune` is for looking; `--markdown` measures nothing: it prints the tables of the last run.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.bench_samples import OUT, conditions
from fixtures.splits import SPLITS, SplitName
from pipeline.document import Json


class Part(NamedTuple):
    """What is measured: a heading, how many, by what, and how it is told."""

    heading: str
    count: int
    measured: Callable[[SplitName, int, int], dict[str, Any]]
    table: Callable[[Mapping[str, Any]], list[str]]


class Bench(NamedTuple):
    """A bench: its name, its parts, of how many a quick run takes one, and the fewest of a part that say anything."""

    name: str
    parts: Mapping[str, Part]
    quick: int
    fewest: int
    workers: int = 2

    @property
    def last(self) -> Path:
        """What the last run found."""
        return OUT / f"{self.name}.json"

    def run(self, world: SplitName, seed: int, names: list[str], share: int) -> Json:
        """Measures the parts; each keeps how long it took."""
        found: Json = {}
        for name in names:
            part, began = self.parts[name], time.monotonic()
            found[name] = part.measured(world, seed, max(part.count // share, self.fewest))
            found[name] |= {"seed": seed, "seconds": round(time.monotonic() - began, 1)}
            print("\n".join([f"### {part.heading}", "", *part.table(found[name]), ""]), flush=True)
        return found

    def kept(self, found: Json, world: SplitName) -> Json:
        """What was found now, and what the last run of the same split found of other parts."""
        last = json.loads(self.last.read_text(encoding="utf-8")) if self.last.exists() else {}
        before = last.get("parts", {}) if last.get("split") == world else {}
        return {name: found.get(name) or before[name] for name in self.parts if name in found or name in before}

    def markdown(self) -> str:
        """The last run's section, to be pasted into `docs/benchmarks.md`."""
        last = json.loads(self.last.read_text(encoding="utf-8"))
        told = [f"{last['conditions']}."]
        for name, found in last["parts"].items():
            seed = found.get("seed", last["seed"])
            told += ["", f"### {self.parts[name].heading}", "", f"`--seed {seed}`.", "", *self.parts[name].table(found)]
        return "\n".join(told)


def main(bench: Bench, about: str | None) -> None:
    """Runs the bench as the command line says; `about` is its help."""
    options = _parser(bench, about).parse_args()
    if options.markdown:
        print(bench.markdown())
        return
    parts = bench.kept(bench.run(options.split, options.seed, options.parts, options.share), options.split)
    told = {"bench": bench.name, "split": options.split, "seed": options.seed}
    told |= {"conditions": conditions(bench.workers), "parts": parts}
    OUT.mkdir(exist_ok=True)
    bench.last.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    print(json.dumps(told, ensure_ascii=False))


def _parser(bench: Bench, about: str | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--split", choices=SPLITS, default="measure")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--parts", nargs="+", choices=bench.parts, default=list(bench.parts))
    share = bench.quick if os.environ.get("BENCH_QUICK") == "1" else 1
    parser.add_argument("--share", type=int, default=share, metavar="N")
    parser.add_argument("--markdown", action="store_true")
    return parser
