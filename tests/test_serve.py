"""`dojang serve` as a whole: what is dropped is reviewed, people decide, all of it ends together."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.doubtful import blurred, drop_application
from tests.services.dojang import COMMAND, ROOT, Served
from tests.services.mail import Mailbox

SAMPLES = ROOT / "fixtures" / "samples"
KEY = "a fictitious key"
SECRET = "주식회사 비밀가나다"  # a value that only a person typed


@pytest.fixture(scope="module")
def mailbox() -> Iterator[Mailbox]:
    from tests.services.programs import free_port

    box = Mailbox(free_port())
    box.start()
    yield box
    box.stop()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, mailbox: Mailbox) -> Iterator[Served]:
    told = {"MANIFEST_KEY": KEY, "SMTP_URL": mailbox.url, "NOTIFY": "ops@example.com"}
    found = Served(tmp_path_factory.mktemp("serve"), told)
    found.start()
    found.ready()
    yield found
    found.stop()


def the_run(served: Served, name: str, state: str, seconds: float = 60) -> dict[str, Any]:
    """The one run of a file or an application, once it is in that state."""

    def look() -> dict[str, Any] | None:
        subject = served.subject(name)
        (run,) = served.runs().get(subject or "", [{"state": {"name": "none yet"}}])
        return run if run["state"]["name"] == state else None

    return served.until(look, seconds)


def keyset(served: Served, run_id: str) -> dict[str, str] | None:
    """Under which keys the form lies on which a run waits."""
    found: dict[str, str] | None = served.asked("GET", f"flow_runs/{run_id}")["state"]["state_details"][
        "run_input_keyset"
    ]
    return found


def test_a_file_is_reviewed_within_15_seconds_and_a_line_says_so(served: Served) -> None:
    dropped = time.monotonic()
    served.drop("employment.pdf", (SAMPLES / "employment-born-digital.pdf").read_bytes())
    subject = served.until(lambda: served.subject("employment.pdf"))
    decision = served.until(lambda: served.ledger.decisions.last(subject))
    assert time.monotonic() - dropped < 15
    assert decision.verdict == "approved"
    served.until(lambda: f"{subject.replace(':', ' ')}: approved, 100 of 100" in served.log)
    run = the_run(served, "employment.pdf", "Approved")
    assert run["state"]["type"] == "COMPLETED"
    assert run["name"] == f"2026-11-24 100 employment-certificate {subject.replace(':', ' ')}"


def test_the_whole_answers_for_its_health(served: Served) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{served.port}/health", timeout=10) as answer:
        assert answer.status == 200
        assert KEY.encode() not in answer.read()


def test_a_person_decides_on_the_run_and_the_rules_judge_what_was_corrected(served: Served, mailbox: Mailbox) -> None:
    served.drop("registration.jpg", blurred("registration-clean.jpg", "company_name"))
    run = the_run(served, "registration.jpg", "Suspended")
    subject = served.subject("registration.jpg")
    assert subject is not None
    keys = run["state"]["state_details"]["run_input_keyset"]
    form = served.until(lambda: served.asked("GET", f"flow_runs/{run['id']}/input/{keys['schema']}"))["properties"]
    again = next(one for one in form["decision"]["enum"] if one.endswith(" · again"))
    fix = {"field": "회사명(상호) · 1.company_name", "value": SECRET}
    assert served.resume(run["id"], decision="perhaps", by="김심사") == "REJECT", "not one of the choices"
    assert served.resume(run["id"], decision=again, by="김심사", sheet="7") == "REJECT", "a form that is out of date"
    assert served.resume(run["id"], decision=again, by="", corrections=[fix]) == "ACCEPT"
    new = served.until(lambda: (found := keyset(served, run["id"])) and found != keys and found)
    told = served.until(lambda: served.asked("GET", f"flow_runs/{run['id']}/input/{new['description']}"))
    assert "name-missing" in told, "why the answer was refused stands above the form"
    assert served.resume(run["id"], decision=again, by="김심사", corrections=[fix]) == "ACCEPT"
    assert served.resume(run["id"], decision=again, by="이심사", corrections=[fix]) != "ACCEPT", "a second answer"
    done = the_run(served, "registration.jpg", "Approved")
    assert done["id"] == run["id"], "one run from first to last"
    decision = served.ledger.decisions.last(subject)
    assert decision is not None
    assert (decision.number, decision.decided_by, decision.via, decision.verified) == (2, "김심사", "ui", False)
    assert served.asked("POST", f"flow_runs/{run['id']}/input/filter", {"prefix": "suspended"}) == []
    served.until(lambda: f"<{decision.id}@localhost>" in mailbox.ids)


def test_an_application_is_decided_in_the_shell_and_its_applicant_told_once(served: Served, mailbox: Mailbox) -> None:
    drop_application(served.inbox, "B-1", "B-1@example.com", KEY)
    run = the_run(served, "B-1", "Suspended", 90)
    (waiting,) = [json.loads(line) for line in served.dojang("queue", "--json").stdout.splitlines() if "B-1" in line]
    assert waiting["score"] > 0
    assert served.dojang("decide", "B-1", "approve", "--by", "박심사").returncode == 0
    assert served.dojang("decide", "B-1", "approve", "--by", "최심사").returncode == 2, "refused"
    assert the_run(served, "B-1", "Approved")["id"] == run["id"]
    assert served.resume(run["id"], decision="승인 · approve", by="늦은이") != "ACCEPT"
    to_applicant = served.until(
        lambda: [
            one for one in mailbox.messages if "B-1@example.com" in str(one["To"]) and "승인되" in str(one["Subject"])
        ]
    )
    time.sleep(2)
    assert len(to_applicant) == 1
    assert len(set(mailbox.ids)) == len(mailbox.ids)


def test_a_new_paper_is_judged_while_a_person_is_asked(served: Served) -> None:
    drop_application(served.inbox, "B-2", "B-2@example.com", KEY)
    run = the_run(served, "B-2", "Suspended", 90)
    subject = served.subject("B-2")
    assert subject is not None
    before = served.ledger.decisions.last(subject)
    served.drop("B-2/another.pdf", (SAMPLES / "telecom-too-old.pdf").read_bytes())
    after = served.until(
        lambda: (last := served.ledger.decisions.last(subject)) and before and last.number > before.number and last, 60
    )
    assert after.number == 2
    served.until(lambda: served.runs()[subject][0]["state"]["name"] in {"Suspended", "Rejected"})
    assert [one["id"] for one in served.runs()[subject]] == [run["id"]]


def test_nothing_that_a_person_typed_stays_with_prefect(served: Served) -> None:
    from pipeline.serving.prefect_server import PrefectServer

    PrefectServer(served.data / "prefect", served.ui_port).checkpoint()
    for path in (served.data / "prefect").rglob("*"):
        if path.is_file():
            assert SECRET.encode() not in path.read_bytes(), path
            assert json.dumps(SECRET)[1:-1].encode() not in path.read_bytes(), path


def test_who_serves_already_is_not_served_again(served: Served) -> None:
    second = subprocess.run(COMMAND, env=served.environment, capture_output=True, text=True, timeout=60, check=False)
    assert second.returncode == 2
    assert "already-serving" in second.stderr


def test_a_dead_prefect_server_is_started_again(served: Served) -> None:
    os.kill(prefect_of(served), signal.SIGKILL)
    served.until(lambda: "Prefect's server is back" in served.log, 60)
    served.drop("telecom.pdf", (SAMPLES / "telecom-born-digital.pdf").read_bytes())
    the_run(served, "telecom.pdf", "Approved")


def test_it_ends_with_all_its_processes(tmp_path: Path) -> None:
    served = Served(tmp_path)
    served.start()
    served.ready()
    served.drop("a.pdf", (SAMPLES / "telecom-too-old.pdf").read_bytes())
    served.until(lambda: served.subject("a.pdf"))
    mine = family(served.pid)
    assert len(mine) > 3, "server, readers"
    assert served.stop() == 0
    assert "stopped" in served.log
    gone = time.monotonic() + 10
    while left := [pid for pid in mine if alive(pid)]:
        assert time.monotonic() < gone, [Path(f"/proc/{pid}/cmdline").read_bytes() for pid in left]
        time.sleep(0.1)


def prefect_of(served: Served) -> int:
    """The process that is Prefect's server."""
    found = [
        pid
        for pid in family(served.pid)
        if b"prefect\0server\0start" in cmdline(pid) and b"lifeline" not in cmdline(pid)
    ]
    return found[0]


def family(pid: int) -> set[int]:
    """A process and all its descendants."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
    found = {pid}
    while more := {one for one, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def cmdline(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
