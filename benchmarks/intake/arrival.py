"""From arrival to decision while papers come in at random, half as many as two workers can do."""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.bench_service import serve_round, until
from benchmarks.intake.crew import crew, papers
from benchmarks.intake.options import Options
from pipeline.document import Json
from tests.services.dojang import Served

PAPERS, FIRST = 60, 12
"""Papers that arrive one by one, and before them those that tell how many a second can be done."""
MEDIAN_S, MOST_S = 5.0, 15.0
"""Goals: the median, and 95 %."""


def measured(options: Options) -> Json:
    """Two workers, on an idle service."""
    count, first = options.part(PAPERS, 6), options.part(FIRST, 4)
    with tempfile.TemporaryDirectory(prefix="bench-intake-") as name:
        files = papers(options, count + first, Path(name) / "papers")
        with crew(options, 2, Path(name) / "crew") as (served, *_):
            seconds, _, _ = serve_round(served, files[:first])
            gap = 2 * seconds / first
            took = _one_by_one(served, files[first:], gap, random.Random(options.seed))
    found = {"documents": count, "mean_gap_s": round(gap, 2), "median_s": round(statistics.median(took), 2)}
    return found | {
        "p95_s": round(statistics.quantiles(took, n=20, method="inclusive")[-1], 2),
        "store": "folder",
        "wrong": [],
    }


def table(found: Mapping[str, Any]) -> list[str]:
    """Beside the goals."""
    return [
        f"{found['documents']} papers, one in {found['mean_gap_s']} s in the mean.",
        "",
        "| | measured | goal |",
        "|---|---|---|",
        f"| median, seconds | {found['median_s']} | {MEDIAN_S} |",
        f"| 95 %, seconds | {found['p95_s']} | {MOST_S} |",
    ]


def _one_by_one(served: Served, files: Sequence[Path], gap: float, dice: random.Random) -> list[float]:
    """Seconds from each file's drop to its decision."""
    dropped: dict[str, datetime] = {}
    for path in files:
        served.drop(path.name, path.read_bytes())
        dropped[path.name] = datetime.now(UTC)
        time.sleep(dice.expovariate(1 / gap))
    decided: dict[str, datetime] = {}

    def all_decided() -> bool:
        decided.update({one.subject: one.decided_at for one in served.ledger.decisions.all()})
        return all(served.subject(name) in decided for name in dropped)

    until(all_decided, 0.5)
    return [(decided[served.subject(name) or ""] - moment).total_seconds() for name, moment in dropped.items()]
