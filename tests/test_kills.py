"""Killed at every step, the service finishes what it began: each case decided once, each notice sent once."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from pipeline.serving.prefect_server import PrefectServer
from tests.services.dojang import ROOT, Served
from tests.services.mail import Mailbox
from tests.services.prefect import prefect_home
from tests.services.programs import free_port

SAMPLES = ROOT / "fixtures" / "samples"
REJECTED, UNSURE = (
    "telecom-too-old.pdf",
    "foreign-tax-clearance.jpg",
)  # the one has run out, the other is of no known kind
ANSWER = {"decision": "승인 · approve", "by": "김심사"}


@dataclass
class Stage:
    """A service that is killed, a Prefect server that outlives it, a mail server, and what was dropped."""

    served: Served
    prefect: PrefectServer
    mailbox: Mailbox
    dropped: dict[str, int] = field(default_factory=dict)
    kills: int = 0

    def drop(self, name: str, sample: str, decisions: int = 1) -> str:
        """A file that nobody has seen before, of which so many decisions will come; its subject."""
        self.served.drop(name, (SAMPLES / sample).read_bytes() + name.encode())
        self.dropped[name] = decisions
        return self.served.until(lambda: self.served.subject(name), 60, 0.002)

    def kill_when(self, what: Callable[[], object]) -> None:
        """Kills the service as soon as that holds, and starts it again."""
        self.served.until(what, 60, 0.002)
        self.served.kill()
        self.again()

    def again(self) -> None:
        self.kills += 1
        self.served.start()
        self.served.ready()

    def run(self, subject: str) -> dict[str, Any]:
        """The one run of a case."""
        (found,) = self.served.runs()[subject]
        return found

    def is_in(self, subject: str, state: str) -> bool:
        return subject in self.served.runs() and self.run(subject)["state"]["name"] == state


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    home, mailbox = tmp_path_factory.mktemp("kills"), Mailbox(free_port())
    with PrefectServer(prefect_home(home / "prefect"), services=False) as prefect:
        mailbox.start()
        prefect.wait()
        told = {
            "NOW": "",
            "PREFECT_URL": f"{prefect.url}/api",
            "SMTP_URL": mailbox.url,
            "LEASE_SECONDS": "3",
            "QUIET_SECONDS": "0.2",
            "SCAN_SECONDS": "0.2",
        }
        served = Served(home, told)
        served.start()
        served.ready()
        yield Stage(served, prefect, mailbox)
        served.kill()
        mailbox.stop()


def test_killed_when_a_file_has_just_arrived(stage: Stage) -> None:
    stage.drop("arrived.pdf", REJECTED)
    stage.kill_when(lambda: True)


def test_killed_when_its_run_has_just_begun(stage: Stage) -> None:
    subject = stage.drop("begun.pdf", REJECTED)
    stage.kill_when(lambda: stage.served.ledger.cases.case(subject).run_id)


def test_killed_while_it_is_read(stage: Stage) -> None:
    subject = stage.drop("reading.pdf", REJECTED)
    stage.kill_when(lambda: stage.is_in(subject, "Running"))


def test_a_killed_reader_is_replaced(stage: Stage) -> None:
    subject = stage.drop("reader.pdf", REJECTED)
    stage.served.until(lambda: stage.is_in(subject, "Running"), 60, 0.01)
    stage.kills += 1
    for pid in readers(stage.served.pid):
        os.kill(pid, signal.SIGKILL)


def test_killed_when_it_has_just_been_read(stage: Stage) -> None:
    pages = stage.served.data / "pages"
    before = len(list(pages.glob("*.sealed")))
    stage.drop("read.pdf", REJECTED)
    stage.kill_when(lambda: len(list(pages.glob("*.sealed"))) > before)


def test_killed_when_it_has_just_been_decided(stage: Stage) -> None:
    subject = stage.drop("decided.pdf", REJECTED)
    stage.kill_when(lambda: stage.served.ledger.decisions.last(subject))


def test_killed_while_its_sheet_is_drawn(stage: Stage) -> None:
    sheets = stage.served.data / "sheets"
    before = len(list(sheets.iterdir()))
    stage.drop("drawn.pdf", REJECTED)
    stage.kill_when(lambda: len(list(sheets.iterdir())) > before)


def test_killed_when_somebody_has_just_been_told(stage: Stage) -> None:
    before = len(stage.mailbox.ids)
    stage.drop("told.pdf", REJECTED)
    stage.kill_when(lambda: len(stage.mailbox.ids) > before)


def test_killed_when_it_waits_for_a_person(stage: Stage) -> None:
    subject = stage.drop("waits.jpg", UNSURE)
    stage.kill_when(lambda: stage.is_in(subject, "Suspended"))


def test_killed_when_a_person_has_just_answered(stage: Stage) -> None:
    subject = stage.drop("answered.jpg", UNSURE, decisions=2)
    stage.served.until(lambda: stage.is_in(subject, "Suspended"), 60)
    assert stage.served.resume(stage.run(subject)["id"], **ANSWER) == "ACCEPT"
    stage.kill_when(lambda: True)


def test_killed_when_the_answer_has_just_been_taken(stage: Stage) -> None:
    subject = stage.drop("taken.jpg", UNSURE, decisions=2)
    stage.served.until(lambda: stage.is_in(subject, "Suspended"), 60)
    assert stage.served.resume(stage.run(subject)["id"], **ANSWER) == "ACCEPT"
    stage.kill_when(lambda: len(stage.served.ledger.decisions.of(subject)) == 2)


def test_prefect_s_server_killed_while_something_is_read(stage: Stage) -> None:
    subject = stage.drop("server.pdf", REJECTED)
    stage.served.until(lambda: stage.is_in(subject, "Running"), 60, 0.01)
    stage.kills += 1
    assert stage.prefect._process is not None
    os.killpg(stage.prefect._process.pid, signal.SIGKILL)
    stage.prefect.stop()
    stage.prefect.start()
    stage.prefect.wait()


def test_afterwards_everything_is_done_and_nothing_twice(stage: Stage) -> None:
    served, ledger = stage.served, stage.served.ledger
    assert stage.kills >= 10
    subjects = {name: served.subject(name) or "" for name in stage.dropped}
    done = {"Rejected", "Approved", "Suspended"}
    served.until(
        lambda: all(one in served.runs() and stage.run(one)["state"]["name"] in done for one in subjects.values()), 150
    )
    for name, subject in subjects.items():
        verdicts = [one.verdict for one in ledger.decisions.of(subject)]
        assert len(verdicts) == stage.dropped[name], (name, verdicts)
        assert verdicts[0] == ("rejected" if name.endswith(".pdf") else "needs-review"), name
        wanted = {"rejected": "Rejected", "needs-review": "Suspended", "approved": "Approved"}[verdicts[-1]]
        assert stage.run(subject)["state"]["name"] == wanted, name
    decided = {f"<{one.id}@localhost>" for one in ledger.decisions.all()}
    served.until(lambda: set(stage.mailbox.ids) == decided, 60)
    assert set(Counter(stage.mailbox.ids).values()) == {1}, "no notice twice"
    assert ledger.decisions.first_broken_line() is None


def readers(pid: int) -> list[int]:
    """The processes that read strangers' files for the service: children of its fork server that lead a session."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            _, parent, _, session = path.read_text().rpartition(")")[2].split()[:4]
        except (FileNotFoundError, ProcessLookupError):
            continue
        own = int(path.parent.name)
        if int(session) == own and own != pid and parent_of(int(parent)) == pid:
            found.append(own)
    return found


def parent_of(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0
