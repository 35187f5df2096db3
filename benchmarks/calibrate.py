"""Remakes `pipeline/calibration.json`: of the values with a score, how many are right.

Reads generated papers of the tuning split, takes each value's score as it is before calibration, and fits
a rising curve for each group of fields ([`curves`](../pipeline/calibrating/curves.py)). `python -m benchmarks.calibrate --count 300` takes
about four seconds a paper and process. `--only firms` renews one group's curves and leaves the others as they
stand. Papers of the measuring split are never used.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from fixtures.generate import Wish, generate
from fixtures.series import wishes
from pipeline import confidence
from pipeline.calibrating.curves import GROUPS, Seen, counted, curves, observations
from pipeline.document import Json
from pipeline.errors import DojangError
from pipeline.facts import read_here
from pipeline.settings import settings


def observed(job: tuple[int, Wish]) -> list[Seen]:
    """Makes and reads one paper (in a worker), with scores in place of confidences."""
    made = generate(*job)
    try:
        with confidence.uncalibrated():
            facts = read_here(made.data, settings()).facts
    except DojangError:
        return []
    return [*observations(made.truth, facts)]


def fitted(seen: Sequence[Seen]) -> Json:
    """The file's contents."""
    values = {name: len(found) for name, found in sorted(counted(seen).items())}
    return {"split": "tune", "values": values, "fields": curves(seen)}


def joined(one: Json, other: Json) -> Json:
    """Two runs' curves as one: where they differ the lower is believed."""
    runs = (one["fields"], other["fields"])
    values: Counter[str] = Counter(one["values"]) + Counter(other["values"])
    names = sorted({*one["fields"], *other["fields"]})
    lower = {name: _lower([fields[name] for fields in runs if name in fields]) for name in names}
    return {"split": one["split"], "values": dict(sorted(values.items())), "fields": lower}


def _lower(curves_there: Sequence[confidence.Knots]) -> list[tuple[float, float]]:
    places = sorted({score for points in curves_there for score, _ in points})
    return [(at, round(min(confidence.interpolated(points, at) for points in curves_there), 4)) for at in places]


def renewed(kept: Json, made: Json, groups: Sequence[str]) -> Json:
    """What stands, with the curves of some groups in place of its own."""
    names = {name for group in groups for name in GROUPS[group]}
    parts = {
        part: dict(sorted({**kept[part], **{name: one for name, one in made[part].items() if name in names}}.items()))
        for part in ("values", "fields")
    }
    return {**kept, **parts}


def write(made: Json) -> None:
    """Puts the curves where the pipeline reads them."""
    text = json.dumps(made, ensure_ascii=False, indent=1)
    confidence.CALIBRATION.write_text(f"{text}\n", encoding="utf-8")


def main() -> None:
    """Reads the papers and writes the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=101)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--beside", type=Path, metavar="FILE", help="an earlier run's file, to be joined with this run")
    parser.add_argument("--only", nargs="+", choices=GROUPS, help="groups of fields to renew; all if left out")
    options = parser.parse_args()
    wanted = list(wishes(options.seed, "tune", options.count))
    with ProcessPoolExecutor(options.workers, mp_context=get_context("spawn")) as pool:
        made = fitted([one for found in pool.map(observed, wanted) for one in found])
    made = joined(made, json.loads(options.beside.read_bytes())) if options.beside else made
    kept = json.loads(confidence.CALIBRATION.read_bytes())
    write(renewed(kept, made, options.only) if options.only else made)


if __name__ == "__main__":
    main()
