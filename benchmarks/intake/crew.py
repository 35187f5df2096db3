"""The service with workers beside it, as an operator has them, and papers that are really read."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.bench_service import databases, made
from benchmarks.intake.options import Options
from tests.keys import DATA_KEY
from tests.services.dojang import START_SECONDS, Served


def papers(options: Options, count: int, folder: Path) -> list[Path]:
    """So many of the usual mixture; what they are is looked at by nobody here, how long they take is."""
    return made(argparse.Namespace(seed=options.seed, split="tune", count=count, singles=0), folder)


@contextmanager
def crew(options: Options, workers: int, home: Path) -> Iterator[Sequence[Served]]:
    """The service, and beside it so many workers less one, each with one reading at a time; with a folder, on the database asked for."""
    with ExitStack() as stack:
        urls = stack.enter_context(databases(postgres=options.database == "postgresql"))
        told = {"NOW": "", "QUIET_SECONDS": "", "SCAN_SECONDS": "", "WORKERS": "1", **urls}
        told |= {"DATA_KEY": DATA_KEY} if urls else {}
        served = Served(home, told)
        home.mkdir()
        others = [
            Served(home, told, served.ui_port, served.port, f"worker-{at}", ("--worker",)) for at in range(1, workers)
        ]
        for one in (served, *others):  # the first has the lead
            stack.callback(_end, one)
            one.start()
            one.until(lambda one=one: " ready in " in one.log, START_SECONDS)
        yield [served, *others]


def _end(one: Served) -> None:
    if one.alive:
        one.stop()
