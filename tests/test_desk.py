"""What the desk owes to cases that wait for a person: a run to answer on, for as long as it takes, and nobody else's."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from pipeline.serving.ledger import Ledger
from pipeline.serving.prefect_server import PrefectServer
from tests.keys import ledger_at
from tests.services.prefect import prefect_home

ROOT = Path(__file__).parents[1]
SUBJECT = "upload:1"
APPROVE = {"decision": "승인 · approve", "by": "김심사"}
ROUND = "from service import batch\nbatch.take_in(print)"
WATCHED = """
import sys
print("watched from outside:", "prefect._internal.observers" in sys.modules)
"""
"""Prefect loads it where it watches a run: a thread, a client and a connection each."""
COUNT = """
import time, flows
from pipeline.serving.standing import standing
from service.desk import Desk
from service.overseer import Overseer
from service.runs import deploy
runs = deploy(flows.FLOWS, flows.office().store.address)
desk, overseer = Desk(flows.office(), runs, print), Overseer(flows.office(), runs)
print(overseer.count(), "had no run")
while desk.step():
    time.sleep(0.1)
print(overseer.count(), "have none still")
print(sorted(runs.open().values()), "open")
overseer.reconcile()
found = standing(flows.office().ledger, flows.office().store.address, flows.office().now())
print(len(found.discrepancies), "counted,", sum(found.discrepancies.values()), "do not agree")
desk.close(60)
"""
RENEW = """
import flows
from service.runs import deploy
print(deploy(flows.FLOWS, flows.office().store.address).renew({seconds}), "renewed")
"""


@dataclass(frozen=True)
class House:
    """A data folder whose one file, of no kind that anybody knows, waits for a person."""

    server: PrefectServer
    data: Path

    @property
    def ledger(self) -> Ledger:
        return ledger_at(self.data / "ledger.sqlite")

    def python(self, code: str) -> str:
        told = {"DOJANG_DATA": str(self.data), "DOJANG_NOW": "2026-11-21T10:00:00+09:00"}
        return subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env=self.server.environment | told,
            check=True,
            timeout=120,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout

    def run(self) -> dict[str, Any]:
        """The case's run, as the server has it."""
        found: dict[str, Any] = httpx.get(self.address).json()
        return found

    @property
    def address(self) -> str:
        """Of the case's run."""
        return f"{self.server.url}/api/flow_runs/{self.ledger.cases.case(SUBJECT).run_id}"

    def decided(self) -> list[str]:
        return [one.verdict for one in self.ledger.decisions.of(SUBJECT)]


def opened(server: PrefectServer, data: Path) -> House:
    (data / "inbox").mkdir(parents=True)
    shutil.copy(ROOT / "fixtures" / "samples" / "foreign-tax-clearance.jpg", data / "inbox" / "a.jpg")
    house = House(server, data)
    assert "watched from outside: False" in house.python(ROUND + WATCHED)
    assert house.run()["state"]["name"] == "Suspended"
    return house


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrefectServer]:
    with PrefectServer(prefect_home(tmp_path_factory.mktemp("prefect")), services=False) as found:
        found.wait()
        yield found


@pytest.fixture(scope="module")
def house(server: PrefectServer, tmp_path_factory: pytest.TempPathFactory) -> House:
    return opened(server, tmp_path_factory.mktemp("house"))


def until(house: House) -> datetime:
    return datetime.fromisoformat(house.run()["state"]["state_details"]["pause_timeout"])


def test_a_case_whose_run_is_lost_gets_another(house: House) -> None:
    lost = house.address
    httpx.delete(lost).raise_for_status()
    printed = house.python(COUNT)
    assert "1 had no run" in printed
    assert "0 have none still" in printed
    assert "['upload:1'] open" in printed
    assert "7 counted, 0 do not agree" in printed
    assert house.address != lost
    assert house.run()["state"]["name"] == "Suspended"
    assert house.decided() == ["needs-review"]
    assert len(list((house.data / "outbox").iterdir())) == 1, "nobody is told twice"


def test_a_run_that_waits_long_is_given_time_again_and_can_still_be_answered(house: House) -> None:
    before = until(house)
    assert "0 renewed" in house.python(RENEW.format(seconds=30 * 86_400)), "not before half of it is over"
    assert "1 renewed" in house.python(RENEW.format(seconds=90 * 86_400))
    assert until(house) - before > timedelta(days=50)
    assert house.run()["state"]["name"] == "Suspended"


def test_two_houses_on_one_server_never_take_each_other_s_answers(
    house: House, server: PrefectServer, tmp_path: Path
) -> None:
    other = opened(server, tmp_path / "other")
    assert other.address != house.address
    answered = httpx.post(f"{house.address}/resume", json={"run_input": APPROVE})
    assert answered.json()["status"] == "ACCEPT"
    other.python(ROUND)
    assert other.decided() == ["needs-review"]
    assert house.decided() == ["needs-review"], "its own desk has not looked yet"
    house.python(ROUND)
    assert house.decided() == ["needs-review", "approved"]
    assert house.run()["state"]["name"] == "Approved"
    assert other.run()["state"]["name"] == "Suspended"


OUTAGE = """
import time, flows
from pipeline.serving.buckets import BucketError
from service import batch, desk
from service.runs import deploy

desk._OWN_PAUSE = 0
office = flows.office()
ledger = office.ledger

def down(*_):
    raise BucketError("bucket-unreachable", "as in a test")

runs = deploy(flows.FLOWS, office.store.address)
batch.look(office)
opening, type(office.store).open = type(office.store).open, down
at_work, tried = desk.Desk(office, runs, print), set()
while len(tried) < 6:  # oftener than a case may fail
    at_work.step()
    time.sleep(0.05)
    case = ledger.cases.case("upload:1")
    tried |= {case.run_id} if runs.ended_as(case.run_id) == "Later" else set()
print(ledger.cases.case("upload:1").error, ledger.decisions.last("upload:1"))
type(office.store).open = opening
while ledger.decisions.last("upload:1") is None:
    at_work.step()
    time.sleep(0.05)
at_work.close(60)
print(ledger.decisions.last("upload:1").verdict, ledger.cases.case("upload:1").tries)
"""


GONE = """
import logging, time, flows
from datetime import timedelta
from pipeline.serving.buckets import BucketError
from service import batch, desk
from service.runs import deploy
from tests.ledger_rows import taken

office = flows.office()
ledger, store = office.ledger, type(office.store)
lines = []
shown = logging.Handler()
shown.emit = lambda record: lines.append(record.getMessage())
logging.getLogger("service").addHandler(shown)
asked = []

def down(self, *_):
    asked.append(time.monotonic())
    raise BucketError("bucket-unreachable", "as in a test")

runs = deploy(flows.FLOWS, office.store.address)
batch.look(office)
assert taken(ledger, "upload:1", office.now(), timedelta(0))  # beside one that killed their worker
time.sleep(0.01)
real = store.open, store.list
store.open = store.list = down
at_work, began = desk.Desk(office, runs, print), time.monotonic()
while at_work.step() or time.monotonic() - began < 4.5:
    time.sleep(0.05)
tried = len(runs.seconds())
cases = ledger.cases.all(office.store.address)
print(at_work.rest.code, {one.error for one in cases} - {None}, max(one.tries for one in cases))
store.open, store.list = real
while at_work.step() or len(ledger.decisions.all()) < 9:
    time.sleep(0.05)
at_work.close(60)
print(tried <= office.workers + desk.AHEAD, len(asked) - tried <= 4, len(ledger.cases.given_up(office.store.address)), at_work.rest.code)
print(*(one for one in lines if "bucket" in one), sep="\\n")
"""


def test_while_the_bucket_is_away_the_desk_rests_and_then_takes_up_everything(
    server: PrefectServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(server.environment, "DOJANG_TRIES", "1")
    (tmp_path / "inbox").mkdir()
    for number in range(9):
        (tmp_path / "inbox" / f"{number}.pdf").write_bytes(b"%PDF-1.7 and no more " + str(number).encode())
    printed = House(server, tmp_path).python(GONE).splitlines()
    assert "bucket-unreachable {'bucket-unreachable'} 0" in printed
    assert "True True 0 None" in printed
    assert printed[-2:] == [
        "bucket-unreachable: no case is begun until it answers",
        "bucket-unreachable: over; what waits is taken up",
    ]


def test_a_case_waits_for_its_bucket_as_long_as_it_takes(server: PrefectServer, tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    shutil.copy(ROOT / "fixtures" / "samples" / "foreign-tax-clearance.jpg", tmp_path / "inbox" / "a.jpg")
    printed = House(server, tmp_path).python(OUTAGE).splitlines()
    assert "bucket-unreachable None" in printed
    assert printed[-1] == "needs-review 0"


POISON = """
import time, flows
from datetime import timedelta
from service import batch, desk
from service.runs import deploy
from tests.ledger_rows import taken

desk._FIRST_PAUSE = 0
office = flows.office()
ledger, store = office.ledger, office.store.address
runs = deploy(flows.FLOWS, store)
batch.look(office)
for _ in range(max(office.settings.tries, 2)):  # as workers that it kills
    assert taken(ledger, "upload:1", office.now(), timedelta(0))
    time.sleep(0.01)

def broken(*_):
    raise RuntimeError("900101-1234567")

reading, flows.papers.read_upload = flows.papers.read_upload, broken
at_work = desk.Desk(office, runs, print)
while len(ledger.cases.given_up(store)) < 2:
    at_work.step()
    time.sleep(0.05)
print({case.subject: case.error for case in ledger.cases.given_up(store)})
print(len(ledger.outbox.unsent(office.now())), "told,", len(ledger.decisions.all()), "decided")
flows.papers.read_upload = reading
for case in ledger.cases.given_up(store):
    ledger.cases.want(case.subject)
while len(ledger.decisions.all()) < 2 or at_work.step():
    at_work.step()
    time.sleep(0.05)
at_work.close(60)
print(sorted(case.error or "well" for case in ledger.cases.all(store)))
"""


def test_what_breaks_or_kills_its_workers_is_given_up_told_and_revived(server: PrefectServer, tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    for name in ("a.pdf", "b.pdf"):
        (tmp_path / "inbox" / name).write_bytes(b"%PDF-1.7 and no more " + name.encode())
    printed = House(server, tmp_path).python(POISON)
    assert "{'upload:1': 'worker-lost', 'upload:2': 'review-failed'}" in printed
    assert "2 told, 0 decided" in printed
    assert "['well', 'well']" in printed
    assert "900101" not in printed


FORGET = """
from prefect import flow, get_client
from prefect.artifacts import create_markdown_artifact
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId
from prefect.exceptions import ObjectNotFound
from service.runs import deploy

@flow(name="a paper")
def review(upload_id: int) -> None:
    create_markdown_artifact("a sheet", key=f"sheet-{upload_id}")

ours, others = (deploy({"upload": review}, f"file:/{name}") for name in ("ours", "others"))
ended, theirs, waiting = (of.begin(f"upload:{number}", "a", None) for number, of in enumerate((ours, others, ours)))
ours.execute(ended)
others.execute(theirs)

def left(client, run):
    own = ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[run.id]))
    try:
        return client.read_flow_run(run.id).state.name, len(client.read_artifacts(artifact_filter=own))
    except ObjectNotFound:
        return "gone", len(client.read_artifacts(artifact_filter=own))

for days in (1, 0, 0):
    print(days, ours.forget(days))
    with get_client(sync_client=True) as client:
        print(*(left(client, run) for run in (ended, theirs, waiting)))
"""


def test_runs_that_ended_long_ago_are_forgotten_with_their_sheets(server: PrefectServer, tmp_path: Path) -> None:
    printed = House(server, tmp_path).python(FORGET).splitlines()
    others = "('Completed', 1) ('Pending', 0)"
    assert printed == [
        "1 0",
        f"('Completed', 1) {others}",
        "0 1",
        f"('gone', 0) {others}",
        "0 0",
        f"('gone', 0) {others}",
    ]
