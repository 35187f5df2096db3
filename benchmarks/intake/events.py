"""Uploads whose events come not at all, several times, out of order and late, at the service's endpoint; several processes decide.

On the ledger's level: intake, reading (50 ms), judging, deciding and settling are the service's own, and so is the endpoint; there are
no runs of Prefect and no sheets, which would take half an hour. Events need a bucket that has them: it is Ceph's, with either store.
"""

from __future__ import annotations

import json
import multiprocessing
import random
import tempfile
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

from benchmarks.intake import quick_reader
from benchmarks.intake.buckets import CephBucket, bucket
from benchmarks.intake.counting import Heard, counted
from benchmarks.intake.crash import SAMPLES, upload
from benchmarks.intake.gathering import books_of
from benchmarks.intake.material import Plan, plan
from benchmarks.intake.options import Options
from pipeline.document import Json
from pipeline.serving import intake, papers, reviews
from pipeline.serving.holding import holding
from pipeline.serving.office import Office, open_office
from pipeline.serving.tables import UploadState
from pipeline.serving.web.http import make_app, make_server
from pipeline.settings import Settings
from tests.keys import DATA_KEY
from tests.services.postgres import cluster
from tests.services.programs import free_port, listens

UPLOADS, WORKERS, MOST = 5_000, 3, 4
SECRET = "a fictitious secret of the bucket"  # noqa: S105 - it is


def measured(options: Options) -> Json:
    """What came of it."""
    with tempfile.TemporaryDirectory(prefix="bench-intake-") as name, bucket("ceph", Path(name)) as store:
        assert isinstance(store, CephBucket)  # noqa: S101 - for mypy
        home = Path(name)
        quick_reader.prepare(SAMPLES / "telecom-too-old.pdf", home / "reading")
        with _urls(options) as urls:
            told = {"data": home / "data", "bucket": store.address, "events_key": SECRET, "port": free_port(), **urls}
            return _run(told, store, options)


@contextmanager
def _urls(options: Options) -> Iterator[dict[str, str]]:
    if options.database == "sqlite":
        yield {}
        return
    with cluster(durable=True) as base:
        yield {"ledger_url": base.server.database(), "data_key": DATA_KEY}


def _run(told: dict[str, Any], store: CephBucket, options: Options) -> Json:
    count, dice = options.part(UPLOADS, 50), random.Random(options.seed)
    puts = _without_poison(plan(count, options.seed))
    office = open_office(Settings(**told))
    server = make_server(make_app(office, "http://127.0.0.1:9/api"), "127.0.0.1", told["port"])
    threading.Thread(target=server.run, daemon=True).start()
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    workers = [context.Process(target=work, args=(told, stop)) for _ in range(WORKERS)]
    for one in workers:
        one.start()
    began = time.monotonic()
    upload(store, puts.puts)
    while not listens(told["port"]):
        time.sleep(0.1)
    sent = list(messages(puts, store.name, dice))
    half = len(sent) // 2
    answers = Counter(_send(told["port"], one) for one in sent[:half])
    noted = intake.scan(office.store, office.ledger, office.settings, office.now()).new
    _wait_until_idle(office)
    answers += Counter(_send(told["port"], one) for one in sent[half:])
    noted_late = intake.scan(office.store, office.ledger, office.settings, office.now()).new
    _wait_until_idle(office)
    stop.set()
    for one in workers:
        one.join()
    server.should_exit = True
    books = books_of(office.ledger, office.store.address)
    found = counted(puts, books, Heard(list(books.notices), [(one, "") for one in books.events]))
    found |= {"events": len(sent), "never_told": count_of_none(puts, sent), "found_by_listing": noted + noted_late}
    found |= {
        "answers": {str(code): many for code, many in answers.items()},
        "seconds": round(time.monotonic() - began, 1),
    }
    office.ledger.close()
    names = ("lost", "dead_wrongly", "decided_twice")
    refused = [f"{many} events answered {code}" for code, many in answers.items() if code != 204]
    return found | {"wrong": [f"{found[name]} {name}" for name in names if found[name]] + refused}


def table(found: Mapping[str, Any]) -> list[str]:
    """One column."""
    names = ("uploads", "events", "never_told", "found_by_listing", "decided", "lost", "decided_twice", "seconds")
    return ["| | |", "|---|---|", *(f"| {name.replace('_', ' ')} | {found[name]} |" for name in names)]


def _without_poison(one: Plan) -> Plan:
    return Plan([put for put in one.puts if put.key not in one.poison], frozenset())


def messages(puts: Plan, name: str, dice: random.Random) -> Iterator[bytes]:
    """The events of all uploads, each 0 to 4 times, shuffled; keys raw or encoded as a form."""
    keys = [put.key for put in puts.puts for _ in range(dice.randint(0, MOST))]
    dice.shuffle(keys)
    for key in keys:
        told = {"bucket": {"name": name}, "object": {"key": quote_plus(key) if dice.random() < 0.5 else key}}
        yield json.dumps({"Records": [{"eventName": "ObjectCreated:Put", "s3": told}]}).encode()


def count_of_none(puts: Plan, sent: Sequence[bytes]) -> int:
    """How many keys no event names."""
    told = b"\n".join(sent)
    return sum(
        json.dumps(key)[1:-1].encode() not in told and quote_plus(key).encode() not in told for key in puts.final
    )


def _send(port: int, message: bytes) -> int:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/events", message, {"Authorization": f"Bearer {SECRET}"})
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - likewise
        return int(answer.status)


def _wait_until_idle(office: Office) -> None:
    while office.ledger.cases.due(office.store.address, office.now()) or _at_work(office):
        time.sleep(0.5)


def _at_work(office: Office) -> bool:
    return any(one.owner is not None for one in office.ledger.cases.all(office.store.address))


def work(told: dict[str, Any], stop: Any) -> None:  # noqa: ANN401 - multiprocessing's own
    """Decides what is due until it is told to stop (in a process of its own)."""
    quick_reader.take_over()
    office = open_office(Settings(**told))
    while not stop.is_set():
        claim = office.ledger.cases.claim_next(office.store.address, office.lease, datetime.now(UTC))
        if claim is None:
            stop.wait(0.1)
            continue
        with holding(claim):
            _decide(office, int(claim.subject.partition(":")[2]))
        office.ledger.cases.release(claim)
    office.ledger.close()


def _decide(office: Office, number: int) -> None:
    """What the flow of a bare file does, without its run and its sheet."""
    found = office.ledger.arrivals.upload(number)
    try:
        sha256, read = papers.read_upload(office, found, office.now())
    except intake.GoneError:
        office.ledger.arrivals.settle(number, UploadState.GONE)
        return
    reviews.record(office, reviews.judge_upload(office, found, sha256, read), office.now())
    office.ledger.arrivals.settle(number, UploadState.DONE, sha256)
