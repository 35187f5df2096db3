"""The whole way, from bucket to notice, with one and with two workers, beside `dojang review --workers` on the same files."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.bench_service import BROKEN, REST, burning, review, serve_round
from benchmarks.intake.crew import crew, papers
from benchmarks.intake.options import Options
from pipeline.document import Json
from tests.services.dojang import Served

PAPERS, QUIET = 40, 60.0
"""Papers, and seconds of doing nothing, from which what idles is known."""
SHARE_OF_REVIEW, TWO_TO_ONE, CPU_SECONDS = 0.75, 1.5, 0.4
"""Goals: of `dojang review`; two workers of one; outside reading, a document."""


def measured(options: Options) -> Json:
    """Both crews."""
    with tempfile.TemporaryDirectory(prefix="bench-intake-") as name:
        home = Path(name)
        files = papers(options, options.part(PAPERS, 6), home / "papers")
        crews = [_of(options, workers, files, home) for workers in (1, 2)]
    one, two = (each["documents_per_minute"] for each in crews)
    found = {"documents": len(files), "crews": crews, "documents_per_minute": two, "two_to_one": round(two / one, 2)}
    return found | {"store": "folder", "wrong": []}


def table(found: Mapping[str, Any]) -> list[str]:
    """A row for each crew; goals are for a machine with nothing else to do."""
    return [
        f"{found['documents']} papers. Two workers do {found['two_to_one']} times as many as one (goal {TWO_TO_ONE}).",
        "",
        f"| workers | documents a minute | `dojang review` | share (goal {SHARE_OF_REVIEW}) | CPU s outside reading (goal {CPU_SECONDS}) |",
        "|---|---|---|---|---|",
        *(
            f"| {one['workers']} | {one['documents_per_minute']} | {one['review_a_minute']} | {one['ratio']} | {one['cpu_seconds']} |"
            for one in found["crews"]
        ),
    ]


def _of(options: Options, workers: int, files: Sequence[Path], home: Path) -> Json:
    broken = home / "broken.pdf"
    broken.write_bytes(BROKEN)
    plain = review(files, workers) - review([broken], workers)
    with crew(options, workers, home / f"crew-{workers}") as everyone:
        time.sleep(REST)
        idle = _idle(everyone, max(QUIET / options.share, 10.0))
        before = [burning(one) for one in everyone[1:]]
        served, _, burned = serve_round(everyone[0], files)
        others = [burning(one, was) for one, was in zip(everyone[1:], before, strict=True)]
    processor = burned.processor + sum(one.processor for one in others) - idle * burned.seconds
    count = len(files)
    return {
        "workers": workers,
        "documents_per_minute": round(60 * count / served, 1),
        "review_a_minute": round(60 * count / plain, 1),
        "ratio": round(plain / served, 3),
        "cpu_seconds": round(max(processor, 0.0) / count, 3),
        "idle_cpu_share": round(idle, 4),
    }


def _idle(everyone: Sequence[Served], seconds: float) -> float:
    """Of one core, what all burn together while nothing is to be done."""
    before = [burning(one) for one in everyone]
    time.sleep(seconds)
    return sum(burning(one, was).share for one, was in zip(everyone, before, strict=True))
