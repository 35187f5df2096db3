"""The ledger and its outbox alone: a claim from many waiting rows, and whole documents by several processes, with nothing read or sent."""

from __future__ import annotations

import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import func, insert, select, text

from benchmarks.intake.crash import SAMPLES
from benchmarks.intake.options import Options
from benchmarks.intake.quick_reader import prepare, prepared
from pipeline.document import Json
from pipeline.facts import digest
from pipeline.serving.buckets import Item
from pipeline.serving.database import reading, writing
from pipeline.serving.event_tables import Event
from pipeline.serving.holding import fenced, holding
from pipeline.serving.ledger import Claim, Ledger, Letter, NewDecision
from pipeline.serving.ledger.arrivals import settling
from pipeline.serving.tables import Case, DecisionRow, Notice, UploadState
from tests.keys import ledger_at
from tests.services.postgres import cluster

ROWS, CLAIMS = 100_000, 500
DOCUMENTS, WORKERS = 2_000, 8
MEDIAN_MS, A_SECOND = 10.0, 100.0
"""Goals: a claim's median, and documents a second."""
PATIENCE = 1800.0
LEASE = timedelta(minutes=5)
DUE = date(2026, 11, 24)
WAITING, OURS = "s3://bench-waiting/", "s3://bench/"
_MAIL = b"Subject: bench\r\n\r\n" + b"x" * 6_000


def measured(options: Options) -> Json:
    """Both, on one ledger; PostgreSQL writes through to its disk."""
    with tempfile.TemporaryDirectory(prefix="bench-intake-") as name, _ledger_place(options, Path(name)) as place:
        prepare(SAMPLES / "telecom-too-old.pdf", Path(name) / "reading")
        ledger = ledger_at(place)
        rows = options.part(ROWS, 1_000)
        fill(ledger, rows)
        times = [_timed(ledger) for _ in range(options.part(CLAIMS, 100))]
        found = {"rows": rows, "claims": len(times), "claim_ms": round(statistics.median(times), 2)}
        found["claim_ms_95"] = round(statistics.quantiles(times, n=20)[-1], 2)
        found |= alone(ledger, place, options.part(DOCUMENTS, 200))
        ledger.close()
    return found | {"store": "none", "wrong": wrong(found)}


def wrong(found: Json) -> list[str]:
    """Rows that came to nothing or twice; goals are told by the table, and hold for the whole run on a quiet machine alone."""
    exact = found["documents"]
    names = ("decisions", "notices_sent", "events_sent")
    return [f"{found[name]} {name.replace('_', ' ')} of {exact}" for name in names if found[name] != exact]


def table(found: Mapping[str, Any]) -> list[str]:
    """Claims, then the ledger alone."""
    return [
        "| | measured | goal |",
        "|---|---|---|",
        f"| a claim from {found['rows']} waiting rows, median ms | {found['claim_ms']} | {MEDIAN_MS} |",
        f"| 95 % of {found['claims']} claims, ms | {found['claim_ms_95']} | |",
        f"| ledger and outbox alone, {WORKERS} workers, {found['documents']} documents, a second | {found['a_second']} | {A_SECOND} |",
        f"| of these decided, a second | {found['decided_a_second']} | |",
    ]


@contextmanager
def _ledger_place(options: Options, home: Path) -> Iterator[str | Path]:
    if options.database == "sqlite":
        yield home / "ledger.sqlite"
        return
    with cluster(durable=True) as base:
        yield base.server.database()


def fill(ledger: Ledger, rows: int) -> None:
    """So many cases that wait."""
    shared = {"store": WAITING, "wanted": 1, "done": 0, "tries": 0, "lapses": 0, "fence": 0, "due_on": DUE}
    with writing(ledger.engine) as session:
        session.execute(insert(Case), [{"subject": f"upload:{10**9 + at}", **shared} for at in range(rows)])
    with writing(ledger.engine) as session:
        session.execute(text("ANALYZE"))  # as the server does by itself after a minute


def _timed(ledger: Ledger) -> float:
    """Milliseconds of one claim; its case is then done."""
    began = time.perf_counter()
    claim = ledger.cases.claim_next(WAITING, LEASE, _now())
    seconds = time.perf_counter() - began
    assert claim is not None  # noqa: S101 - there are more rows than claims
    ledger.cases.release(claim)
    return 1000 * seconds


def alone(ledger: Ledger, place: str | Path, documents: int) -> Json:
    """So many documents from claim to notice: decided by several processes, told by this one, as the leader does."""
    items = [
        Item(f"bench {at:05d}.pdf", sha256(str(at).encode()).hexdigest()[:32], 1_000, "", _now())
        for at in range(documents)
    ]
    ledger.arrivals.note(OURS, [(one, None) for one in items], _now(), DUE)
    context = multiprocessing.get_context("spawn")
    ready, go = context.Semaphore(0), context.Event()
    workers = [context.Process(target=work, args=(place, ready, go)) for _ in range(WORKERS)]
    for one in workers:
        one.start()
    for _ in workers:
        ready.acquire()
    began = time.monotonic()
    go.set()
    with ThreadPoolExecutor(2) as leader:
        telling = [leader.submit(_tell_all, tell, ledger, documents) for tell in (_mail, _post)]
        for one in workers:
            one.join()
        decided = time.monotonic() - began
        for told in telling:
            told.result(PATIENCE)
    seconds = time.monotonic() - began
    return {
        "documents": documents,
        "a_second": round(documents / seconds, 1),
        "decided_a_second": round(documents / decided, 1),
        **_ends(ledger),
    }


def work(place: str | Path, ready: Any, go: Any) -> None:  # noqa: ANN401 - multiprocessing's own
    """What a worker does to the ledger for each document, until none waits (in a process of its own)."""
    ledger = ledger_at(place)
    prepared()
    ready.release()
    go.wait()
    while (claim := ledger.cases.claim_next(OURS, LEASE, _now())) is not None:
        _decide(ledger, claim)
    ledger.close()


def _decide(ledger: Ledger, claim: Claim) -> None:
    upload = ledger.arrivals.upload(int(claim.subject.partition(":")[2]))
    content = digest(upload.key.encode())
    facts = replace(prepared().facts, sha256=content)
    if ledger.readings.facts(content, facts.reader) is None:
        ledger.readings.keep_facts(facts, upload.size, _now())
    today = _now().date()
    new = NewDecision(
        uuid4().hex, claim.subject, 1, content, "rejected", 60, facts.best.kind.value, "validity", today, {}
    )
    letter = Letter(f"<{new.id}@bench>", "applicant@example.com", _MAIL)
    with holding(claim):
        settled = settling(upload.id, UploadState.DONE, content)
        then = fenced(claim.subject, lambda session: session.execute(settled) and None)
        ledger.decisions.decide(new, [letter], _now(), then=then)
    ledger.cases.release(claim)


def _tell_all(tell: Callable[[Ledger], int], ledger: Ledger, documents: int) -> None:
    """Until of each document was told; as the service does, notices and events on a thread each."""
    told, until = 0, time.monotonic() + PATIENCE
    while told < documents and time.monotonic() < until:
        told += tell(ledger)


def _mail(ledger: Ledger) -> int:
    """One round of the outbox, as if every mail were taken at once; how many."""
    due = [one for one in ledger.outbox.unsent(_now()) if ledger.outbox.begin(one.message_id, _now())]
    for one in due:
        ledger.outbox.sent(one.message_id, _now())
    return len(due)


def _post(ledger: Ledger) -> int:
    """The same of events."""
    due = [one.event for one in ledger.events.due(_now()) if ledger.events.begin(one.event, _now())]
    for one in due:
        ledger.events.sent(one, _now())
    return len(due)


def _ends(ledger: Ledger) -> Json:
    with reading(ledger.engine) as session:
        return {
            "decisions": session.scalar(select(func.count()).select_from(DecisionRow)),
            "notices_sent": session.scalar(select(func.count()).select_from(Notice).where(Notice.sent_at.is_not(None))),
            "events_sent": session.scalar(select(func.count()).select_from(Event).where(Event.sent_at.is_not(None))),
        }


def _now() -> datetime:
    return datetime.now(UTC)
