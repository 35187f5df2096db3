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

from benchmarks.bench_service import until
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
from pipeline.serving.standing import standing
from pipeline.serving.tables import UploadState
from pipeline.serving.web.http import make_app, make_server
from pipeline.settings import Settings
from tests.keys import DATA_KEY
from tests.services.postgres import cluster
from tests.services.programs import free_port, listens

UPLOADS, WORKERS, MOST = 5_000, 3, 4
PATIENCE = 3600.0
FAULTS_HERE = ("lost", "dead_wrongly", "decided_twice")
"""Nobody is told here: sending is `crash`'s."""
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
    """With the service's endpoint and some processes that decide, as long as it takes."""
    puts = _without_poison(plan(options.part(UPLOADS, 50), options.seed))
    office = open_office(Settings(**told))
    server = make_server(make_app(office, "http://127.0.0.1:9/api"), "127.0.0.1", told["port"])
    threading.Thread(target=server.run, daemon=True).start()
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    workers = [context.Process(target=work, args=(told, stop), daemon=True) for _ in range(WORKERS)]
    for one in workers:
        one.start()
    try:
        until(lambda: listens(told["port"]))
        began = time.monotonic()
        happened = _story(office, store, puts, random.Random(options.seed))
        seconds = time.monotonic() - began
    finally:
        stop.set()
        for one in workers:
            one.join()
        server.should_exit = True
    silent = counted(puts, books_of(office.ledger, office.store.address), Heard([], []))
    office.ledger.close()
    found = {name: silent[name] for name in ("uploads", "decided", *FAULTS_HERE)} | happened
    return found | {"seconds": round(seconds, 1), "store": "ceph", "wrong": wrong(found)}


def _story(office: Office, store: CephBucket, puts: Plan, dice: random.Random) -> Json:
    """Half of the events while the uploads go in, some before their object; a listing; half of them when all that was known is decided."""
    sent, answers = list(messages(puts, store.name, dice)), Counter[str]()
    uploading = threading.Thread(target=upload, args=(store, puts.puts))
    uploading.start()
    found = 0
    for half in (sent[: len(sent) // 2], sent[len(sent) // 2 :]):
        answers.update(_send(office.settings.port, one) for one in half)
        uploading.join()
        found += intake.scan(office.store, office.ledger, office.settings, office.now()).new
        _wait_until_idle(office)
    never = count_of_none(puts, sent)
    return {"events": len(sent), "never_told": never, "found_by_listing": found, "answers": dict(answers)}


def wrong(found: Json) -> list[str]:
    """What is not as it should be."""
    refused = [f"{many} events answered {code}" for code, many in found["answers"].items() if code != "204"]
    return [f"{found[name]} {name.replace('_', ' ')}" for name in FAULTS_HERE if found[name]] + refused


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


def _send(port: int, message: bytes) -> str:
    """The status of the answer."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}/events", message, {"Authorization": f"Bearer {SECRET}"})
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - our own loopback server
        return str(answer.status)


def _wait_until_idle(office: Office) -> None:
    """Raises `TimeoutError`."""
    deadline = time.monotonic() + PATIENCE
    while _is_busy(office):
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.5)


def _is_busy(office: Office) -> bool:
    found = standing(office.ledger, office.store.address, office.now())
    return found.waiting + found.working > 0


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
