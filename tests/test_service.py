"""The whole way in the service: a real Prefect server, a folder bucket, real reading, mails as files."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from pipeline.serving.buckets import FolderStore
from pipeline.serving.database import reading
from pipeline.serving.intake import place
from pipeline.serving.ledger import Ledger
from pipeline.serving.manifests import sign
from pipeline.serving.prefect_server import PrefectServer
from pipeline.serving.tables import FactsRow
from tests.keys import ledger_at
from tests.services.prefect import prefect_home

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "fixtures" / "samples"
KEY = "a fictitious key"
TAKE_IN = "from service import batch\nbatch.take_in(print)"


@dataclass(frozen=True)
class Service:
    """A server, its data, and what the first run of the intake left there."""

    server: PrefectServer
    data: Path

    @property
    def ledger(self) -> Ledger:
        return ledger_at(self.data / "ledger.sqlite")

    def take_in(self) -> None:
        told = {
            "DOJANG_DATA": str(self.data),
            "DOJANG_NOTIFY": "ops@example.com",
            "DOJANG_MANIFEST_KEY": KEY,
            "DOJANG_NOW": "2026-11-21T10:00:00+09:00",
        }
        subprocess.run(
            [sys.executable, "-c", TAKE_IN], cwd=ROOT, env={**self.server.environment, **told}, check=True, timeout=240
        )

    def asked(self, path: str, **body: object) -> list[dict[str, Any]]:
        request = urllib.request.Request(  # noqa: S310 - our own loopback server
            f"{self.server.url}/api/{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - likewise
            found: list[dict[str, Any]] = json.load(answer)
        return found

    def runs(self) -> dict[str, dict[str, Any]]:
        """Reviews by what they reviewed."""
        found = {}
        for run in self.asked("flow_runs/filter", limit=200):
            for kind in ("upload", "application"):
                if (number := run["parameters"].get(f"{kind}_id")) is not None:
                    assert f"{kind}:{number}" not in found, "one run for a subject"
                    found[f"{kind}:{number}"] = run
        return found

    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(path.read_bytes(), policy=default) for path in sorted(self.data.glob("outbox/*"))]


def fill(inbox: Path) -> None:
    inbox.mkdir(parents=True)
    shutil.copy(SAMPLES / "employment-number-under-bar.pdf", inbox / "김하늘 900101-1234567.pdf")
    (inbox / "bar.pdf").write_bytes((SAMPLES / "employment-number-under-bar.pdf").read_bytes() + b"%")
    (inbox / "broken.pdf").write_bytes(b"%PDF-1.7 and no more")
    (inbox / "half.pdf.part").write_bytes(b"still being written")
    manifest = next((SAMPLES / "applications").glob("*/application.json")).read_bytes()
    for name in ("A-1", "A-2"):
        told = json.loads(manifest) | {"application_id": name}
        told["applicant"]["email"] = f"{name}@example.com"
        body = json.dumps(told).encode()
        (inbox / name).mkdir()
        (inbox / name / "application.json").write_bytes(body)
        if name == "A-1":
            (inbox / name / "application.json.sig").write_text(sign(KEY.encode(), body))
    (inbox / "900101-1234567").mkdir()
    (inbox / "900101-1234567" / "application.json").write_bytes(manifest)
    shutil.copy(SAMPLES / "employment-number-under-bar.pdf", inbox / "A-2" / "9001011234567.pdf")
    (inbox / "A-4").mkdir()
    (inbox / "A-4" / "application.json").write_bytes(b'{"application_id": "A-4')
    shutil.copy(SAMPLES / "employment-number-under-bar.pdf", inbox / "A-4")
    (inbox / "A-3").mkdir()
    (inbox / "A-3" / "early.pdf").write_bytes(b"%PDF-1.7 and no more")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    data = tmp_path_factory.mktemp("service")
    with PrefectServer(prefect_home(data / "prefect")) as server:
        fill(data / "inbox")
        server.wait()
        found = Service(server, data)
        found.take_in()
        yield found


def subject(service: Service, name: str) -> str:
    store = FolderStore(service.data / "inbox").address
    return service.ledger.arrivals.subjects(store)[name]


@pytest.mark.parametrize(
    ("name", "states", "kind", "channel"),
    [
        ("broken.pdf", {"Rejected"}, "unknown", "bare"),
        ("김하늘 900101-1******.pdf", {"Rejected"}, "unknown", "bare"),
        ("A-1", {"Incomplete"}, "application", "sender-number"),
        ("A-2", {"Rejected", "Suspended", "Incomplete"}, "application", "sender-number"),
        ("A-4", {"Suspended"}, "application", "sender-number"),
    ],
)
def test_every_review_is_a_run_that_says_what_came_of_it(
    service: Service, name: str, states: set[str], kind: str, channel: str
) -> None:
    what = subject(service, name)
    run = service.runs()[what]
    decision = service.ledger.decisions.last(what)
    assert decision is not None
    assert run["state"]["name"] in states
    asked = decision.verdict == "needs-review"
    assert run["state"]["type"] == ("PAUSED" if asked else "COMPLETED")
    due = "2026-11-25" if kind == "unknown" else "2026-11-24"  # no rulebook promises a day for what nobody can open
    assert run["name"] == f"{due} {decision.score:03d} {kind} {what.replace(':', ' ')}"
    wanted = {f"channel:{channel}", f"kind:{kind}", f"outcome:{decision.verdict}", f"reason:{decision.reason}"}
    assert set(run["tags"]) == wanted
    assert set(run["parameters"]) == {f"{what.partition(':')[0]}_id"}, "ids, never contents"


def test_a_review_leaves_a_table_and_a_sheet(service: Service) -> None:
    what = subject(service, "bar.pdf").replace(":", "-")
    artifacts = {one["key"]: one for one in service.asked("artifacts/filter", limit=200)}
    rows = json.loads(artifacts[f"checks-{what}"]["data"])
    assert rows
    assert all({"서류", "검사", "결과"} <= set(row) for row in rows)
    assert "/pictures/" in artifacts[f"sheet-{what}"]["data"]
    assert list(service.data.glob("sheets/*.sealed"))


def test_everybody_is_told_once(service: Service) -> None:
    told = sorted(str(mail["To"]) for mail in service.mails())
    assert told == ["A-1@example.com", *["ops@example.com"] * 5]
    assert len({mail["Message-ID"] for mail in service.mails()}) == 6
    assert service.ledger.outbox.unsent(datetime.now(UTC)) == []
    assert service.ledger.decisions.first_broken_line() is None


def test_a_paper_with_thirteen_digits_in_its_name_is_read_and_starred(service: Service) -> None:
    number = subject(service, "A-2").partition(":")[2]
    keys = {one.key: one for one in service.ledger.arrivals.papers(int(number))}
    assert set(keys) == {"A-2/application.json", "A-2/9001011******.pdf"}
    assert keys["A-2/9001011******.pdf"].state == "done"
    assert keys["A-2/9001011******.pdf"].sha256


def test_a_folder_named_after_a_number_is_no_application(service: Service) -> None:
    store = FolderStore(service.data / "inbox").address
    assert not [name for name in service.ledger.arrivals.subjects(store) if name.startswith("900101")]


def test_an_application_without_its_manifest_waits(service: Service) -> None:
    assert service.ledger.decisions.last(subject(service, "A-3")) is None


def test_running_again_neither_decides_nor_tells_twice(service: Service) -> None:
    before = (len(service.ledger.decisions.all()), len(service.mails()))
    with sqlite3.connect(service.data / "ledger.sqlite") as raw:  # as if the work had been lost before it was noted
        raw.execute("UPDATE uploads SET state = 'new' WHERE id = ?", subject(service, "broken.pdf").split(":")[1:])
    service.ledger.cases.want(subject(service, "broken.pdf"))
    runs = len(service.asked("flow_runs/filter", limit=200))
    service.take_in()
    assert (len(service.ledger.decisions.all()), len(service.mails())) == before
    assert len(service.asked("flow_runs/filter", limit=200)) == runs + 1, "the lost one, nothing else"


def test_no_resident_number_and_no_field_value_is_left_in_clear(service: Service) -> None:
    number = re.compile(rb"(?<!\d)\d{6}-[1-8]\d{6}(?!\d)")
    with reading(service.ledger.engine) as session:
        facts = session.scalars(select(FactsRow.body)).all()
    values = {
        field["value"]
        for body in facts
        for name, field in body["papers"][0]["fields"].items()
        if name in {"company_name", "person_name", "representative"} and field["value"]
    }
    assert values, "something was read"
    for path in service.data.rglob("*"):
        if path.is_file() and "inbox" not in path.parts:
            body = path.read_bytes()
            assert number.search(body) is None, path
            assert b"9001011234567" not in body, path
            if "outbox" not in path.parts:
                assert not [value for value in values if value.encode() in body], path
    for mail in service.mails():
        assert number.search(mail.as_bytes()) is None
        part = mail.get_body(("plain",))
        assert part is not None
        assert number.search(part.get_content().encode()) is None


def test_the_server_ends_with_all_its_processes(tmp_path: Path) -> None:
    server = PrefectServer(tmp_path).start()
    process = server._process
    assert process is not None
    server.stop()
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


@pytest.mark.parametrize(
    ("key", "prefix", "wanted"),
    [
        ("a.pdf", "", (None, "a.pdf")),
        ("A-1/a.pdf", "", ("A-1", "a.pdf")),
        ("A-1/b/a.pdf", "", None),
        ("A-1/", "", None),
        ("/a.pdf", "", None),
        ("ours/A-1/a.pdf", "ours/", ("A-1", "a.pdf")),
        ("ours/a.pdf", "ours/", (None, "a.pdf")),
        ("ours/A-1/a.pdf", "", None),
    ],
)
def test_a_key_says_where_it_belongs(key: str, prefix: str, wanted: tuple[str | None, str] | None) -> None:
    assert place(key, prefix) == wanted
