"""The service's whole way, from bucket to notice, beside `dojang review` on the same papers in the same run.

Both read turn and turn about, so that noise of the machine hits both. Prints a table, then one line of JSON.
`BENCH_QUICK=1` takes 12 papers in place of 40. `--postgres` keeps ledger and Prefect's database in a
PostgreSQL server of its own. Linux only: times of processor come from `/proc`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from benchmarks.processes import Burned, outside_reading
from fixtures.series import series
from fixtures.splits import SPLITS
from pipeline.document import Json
from tests.services.dojang import COMMAND, ROOT, Served

REST = 6.0
"""Seconds after a round until Prefect's server has written what it gathers for some seconds."""
PATIENCE = 600.0
APPLICATION = ROOT / "fixtures" / "samples" / "applications" / "A-1101"
"""A manifest and four papers."""
BROKEN = b"%PDF-1.4 nothing"
"""A file that is refused at once: reading it costs what starting costs."""


@dataclass(frozen=True, slots=True)
class Round:
    """The same papers by both ways; seconds without what each needs before the first paper is taken up."""

    papers: int
    review: float
    """`dojang review`, without its start."""
    served: float
    """From the first paper taken up to the last notice."""
    whole: float
    """From the drop to the last notice, with the quiet time."""
    burned: Burned
    """By the service outside reading, from the drop until all is written."""


@dataclass(frozen=True, slots=True)
class Single:
    """One paper dropped into an idle service: seconds from drop to decision, and to the notice."""

    decision: float
    notice: float


@dataclass(frozen=True, slots=True)
class Measured:
    """All that was measured."""

    workers: int
    ready: float
    idle: Burned
    singles: Sequence[Single]
    rounds: Sequence[Round]
    application: float
    """Seconds from drop to decision of one application, on an idle service."""
    applied: float
    """Seconds of `dojang apply` for the same, with its start."""


def figures(found: Measured) -> Json:
    """The line of JSON."""
    papers = sum(one.papers for one in found.rounds)
    served, review = sum(one.served for one in found.rounds), sum(one.review for one in found.rounds)
    whole = sum(one.whole for one in found.rounds)
    burned = sum(one.burned.processor for one in found.rounds)
    seconds = sum(one.burned.seconds for one in found.rounds)
    decisions = [one.decision for one in found.singles]
    notices = [one.notice for one in found.singles]
    return {
        "bench": "service",
        "n": papers,
        "workers": found.workers,
        "documents_per_minute": round(60 * papers / served, 1),
        "documents_per_minute_review": round(60 * papers / review, 1),
        "documents_per_minute_with_quiet_time": round(60 * papers / whole, 1),
        "ratio": round(review / served, 3),
        "ratios": [round(one.review / one.served, 3) for one in found.rounds],
        "cpu_seconds_outside_reading": round(max(burned - found.idle.share * seconds, 0.0) / papers, 3),
        "cpu_seconds_outside_reading_with_idle": round(burned / papers, 3),
        "cpu_seconds_by_part": parts(found, papers),
        "idle_cpu_share": round(found.idle.share, 4),
        "idle_cpu_share_by_part": {name: round(one / found.idle.seconds, 4) for name, one in found.idle.parts.items()},
        "ready_seconds": round(found.ready, 1),
        "decision_seconds": round(statistics.median(decisions), 2),
        "decision_seconds_worst": round(max(decisions), 2),
        "notice_seconds": round(statistics.median(notices), 2),
        "notice_seconds_worst": round(max(notices), 2),
        "application_seconds": round(found.application, 2),
        "application_seconds_apply": round(found.applied, 2),
    }


def parts(found: Measured, papers: int) -> dict[str, float]:
    """What each part of the service burned for a paper, without what it burns when idle; in seconds."""
    told: dict[str, float] = {}
    for one in found.rounds:
        for name, burned in one.burned.parts.items():
            idle = found.idle.parts.get(name, 0.0) / found.idle.seconds * one.burned.seconds
            told[name] = told.get(name, 0.0) + (burned - idle) / papers
    return {name: round(value, 3) for name, value in told.items()}


def split_evenly(names: Sequence[str], count: int) -> Iterator[Sequence[str]]:
    """As many parts as asked for, none much longer than another."""
    for place in range(count):
        yield names[len(names) * place // count : len(names) * (place + 1) // count]


def until(what: Callable[[], bool], pause: float = 0.02) -> float:
    """Waits until it holds; the moment. Raises `TimeoutError`."""
    deadline = time.monotonic() + PATIENCE
    while not what():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(pause)
    return time.monotonic()


def told(served: Served) -> int:
    """How many notices were written."""
    return len(list((served.data / "outbox").glob("*.eml")))


def burning(served: Served, since: Burned | None = None) -> Burned:
    """What the service has burned outside reading, all together or since then."""
    now = outside_reading(served.pid)
    return now if since is None else now - since


def single(served: Served, name: str, body: bytes) -> Single:
    """One paper on an idle service."""
    before = len(served.ledger.decisions.all())
    notices = told(served)
    began = time.monotonic()
    served.drop(name, body)
    decided = until(lambda: len(served.ledger.decisions.all()) > before)
    known = until(lambda: told(served) > notices)
    return Single(decided - began, known - began)


def application(served: Served) -> float:
    """An application of four papers on an idle service: seconds from drop to decision."""
    before = len(served.ledger.decisions.all())
    draft = served.inbox / ".application.part"
    shutil.copytree(APPLICATION, draft)
    began = time.monotonic()
    draft.rename(served.inbox / APPLICATION.name)
    return until(lambda: len(served.ledger.decisions.all()) > before) - began


def applied(workers: int) -> float:
    """Seconds of `dojang apply` for the same."""
    return seconds("apply", "--json", "--workers", str(workers), str(APPLICATION))


def serve_round(served: Served, papers: Sequence[Path]) -> tuple[float, float, Burned]:
    """The papers through the service: seconds from the first taken up, seconds from the drop, what it burned."""
    before, notices = burning(served), told(served)
    lines = served.log.count("new in the bucket")
    began = time.monotonic()
    for path in papers:
        served.drop(path.name, path.read_bytes())
    taken = until(lambda: served.log.count("new in the bucket") > lines)
    done = until(lambda: told(served) >= notices + len(papers), 0.05)
    time.sleep(REST)
    return done - taken, done - began, burning(served, before)


def review(papers: Sequence[Path], workers: int) -> float:
    """Seconds of `dojang review`."""
    return seconds("review", "--json", "--workers", str(workers), *map(str, papers))


def seconds(*words: str) -> float:
    """Seconds of a command."""
    began = time.monotonic()
    subprocess.run([COMMAND[0], *words], stdout=subprocess.DEVNULL, check=False)
    return time.monotonic() - began


def one_round(served: Served, papers: Sequence[Path], workers: int, *, served_first: bool) -> Round:
    """The same papers by both ways, one after the other."""
    broken = papers[0].with_name("broken.pdf")
    broken.write_bytes(BROKEN)
    if served_first:
        way = serve_round(served, papers)
    plain = review(papers, workers) - review([broken], workers)
    if not served_first:
        way = serve_round(served, papers)
    return Round(len(papers), plain, *way)


def measure(served: Served, papers: Sequence[Path], options: argparse.Namespace) -> Measured:
    """Everything, on a service that has just been started."""
    ready = served.ready()
    print(f"ready in {ready:.1f} s; {options.quiet:.0f} quiet seconds", flush=True)
    time.sleep(REST)
    before = burning(served)
    time.sleep(options.quiet)
    idle = burning(served, before)
    alone, shared = papers[: options.singles], papers[options.singles :]
    singles = [single(served, one.name, one.read_bytes()) for one in alone]
    both = application(served), applied(options.workers)
    time.sleep(REST)
    rounds = []
    for number, some in enumerate(split_evenly(shared, options.rounds)):
        rounds.append(one_round(served, some, options.workers, served_first=number % 2 == 0))
        last = rounds[-1]
        print(f"{last.papers} papers: served {last.served:.1f} s, reviewed {last.review:.1f} s", flush=True)
    return Measured(options.workers, ready, idle, singles, rounds, *both)


def made(options: argparse.Namespace, folder: Path) -> list[Path]:
    """Papers of the usual mixture, each under a name of its own."""
    folder.mkdir()
    found = []
    for number, one in enumerate(series(options.seed, options.split, options.count + options.singles)):
        found.append(folder / f"{number:03d}-{one.name}")
        found[-1].write_bytes(one.data)
    return found


@contextmanager
def databases(*, postgres: bool) -> Iterator[dict[str, str]]:
    """The settings that name them: none (SQLite), or two new ones in a PostgreSQL server that lives as long."""
    if not postgres:
        yield {}
        return
    from tests.services.postgres import running  # noqa: PLC0415 - only where it is asked for

    with running(durable=True) as server:
        yield {"LEDGER_URL": server.database(), "PREFECT_DATABASE_URL": server.database("asyncpg")}


def conditions(options: argparse.Namespace) -> str:
    """When and on what this was measured."""
    today = datetime.now(tz=timezone(timedelta(hours=9))).date()
    machine = f"{len(os.sched_getaffinity(0))} cores {platform.machine()}"
    database = "PostgreSQL" if options.postgres else "SQLite"
    load = os.getloadavg()[0]
    return f"{today}, Python {platform.python_version()}, {machine}, {options.workers} workers, {database}, load {load:.1f} at the end"


def wanted() -> argparse.Namespace:
    """What was asked for."""
    quick = os.environ.get("BENCH_QUICK") == "1"
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=12 if quick else 40, help="papers that are read by both ways")
    parser.add_argument("--rounds", type=int, default=2 if quick else 4, help="into how many rounds they are split")
    parser.add_argument("--singles", type=int, default=3 if quick else 7, help="papers dropped one by one")
    parser.add_argument("--quiet", type=float, default=15.0 if quick else 60.0, help="seconds of doing nothing")
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--split", choices=SPLITS, default="measure")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--postgres", action="store_true", help="ledger and Prefect's database in PostgreSQL")
    return parser.parse_args()


def main() -> None:
    """Runs the measurement."""
    options = wanted()
    with tempfile.TemporaryDirectory(prefix="bench-") as home, databases(postgres=options.postgres) as urls:
        folder = Path(home)
        papers = made(options, folder / "papers")
        served = Served(
            folder / "data", {"QUIET_SECONDS": "", "SCAN_SECONDS": "", "WORKERS": str(options.workers), **urls}
        )
        served.data.mkdir()
        served.start()
        try:
            found = measure(served, papers, options)
        finally:
            served.stop()
    print(conditions(options))
    print(json.dumps({**figures(found), "database": "postgresql" if options.postgres else "sqlite"}))


if __name__ == "__main__":
    main()
