"""Who forgets a case is reminded: once for every time that has passed, without a word of what is in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from pipeline.serving.buckets import Item
from pipeline.serving.ledger import Ledger, NewDecision
from pipeline.serving.mail.reminders import remind
from pipeline.serving.mail.sending import Delivered, deliver
from pipeline.settings import Settings
from tests.keys import ledger_at

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
SETTINGS = Settings(notify="ops@example.com", mail_from="dojang@example.com", answer_days=30)
STORE = "file:/bucket"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = ledger_at(tmp_path / "ledger.sqlite")
    found = [
        (Item("김하늘 재직.pdf", "e1", 1, "", NOW), None),
        (Item("hanbit/a.pdf", "e2", 1, "", NOW), "hanbit"),
        (Item("b.pdf", "e3", 1, "", NOW), None),
    ]
    opened.arrivals.note(STORE, found, NOW, due_on=date(2026, 11, 24))
    yield opened
    opened.close()


def decide(ledger: Ledger, subject: str, verdict: str, kind: str, number: int = 1) -> None:
    name = f"{subject.replace(':', '-')}-{number}"
    new = NewDecision(name, subject, number, "0" * 64, verdict, 60, kind, None, date(2026, 11, 21), {})
    ledger.decisions.decide(new, [], NOW)


def mails(ledger: Ledger, folder: Path, now: datetime) -> list[EmailMessage]:
    kept = set(folder.glob("*.eml"))
    deliver(ledger, SETTINGS, folder, now)
    return [message_from_bytes(path.read_bytes(), policy=default) for path in sorted(set(folder.glob("*.eml")) - kept)]


def test_a_case_held_too_long_is_named_once_each_time(ledger: Ledger, tmp_path: Path) -> None:
    decide(ledger, "upload:1", "needs-review", "employment-certificate")
    decide(ledger, "application:1", "needs-review", "application")
    decide(ledger, "upload:2", "rejected", "unknown")
    for days, new in ((0, 0), (29, 0), (30, 2), (30, 0), (45, 0), (60, 2), (200, 2), (201, 0)):
        now = NOW + timedelta(days=days)
        assert remind(ledger, SETTINGS, STORE, now) == new, days
        assert len(mails(ledger, tmp_path / "outbox", now)) == new
    assert remind(ledger, SETTINGS, "file:/other", NOW + timedelta(days=400)) == 0


def test_a_reminder_says_which_case_and_nothing_of_what_is_in_it(ledger: Ledger, tmp_path: Path) -> None:
    decide(ledger, "upload:1", "needs-review", "employment-certificate")
    later = NOW + timedelta(days=31)
    remind(ledger, SETTINGS, STORE, later)
    (message,) = mails(ledger, tmp_path / "outbox", later)
    assert message["To"] == "ops@example.com"
    assert message["Subject"].startswith("[도장] U1: ")
    for name in ("plain", "html"):
        part = message.get_body((name,))
        assert part is not None
        body = part.get_content()
        wanted = ("U1", "재직증명서", "employment certificate", "31일", "2026년 11월 24일", "dojang decide U1")
        assert all(one in body for one in wanted)
        assert "김하늘" not in body + message["Subject"]


def test_what_was_decided_meanwhile_is_let_alone(ledger: Ledger, tmp_path: Path) -> None:
    decide(ledger, "upload:1", "needs-review", "employment-certificate")
    decide(ledger, "upload:1", "approved", "employment-certificate", number=2)
    assert remind(ledger, SETTINGS, STORE, NOW + timedelta(days=90)) == 0
    assert deliver(ledger, SETTINGS, tmp_path / "outbox", NOW + timedelta(days=90)) == Delivered()
