from __future__ import annotations

import sqlite3
import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.exc import IntegrityError

from pipeline.document import Facts, Field, Kind, Paper
from pipeline.serving.buckets import Item
from pipeline.serving.ledger import AlreadyDecidedError, Ledger, Letter, NewDecision
from pipeline.serving.tables import Table, UploadState

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
LEASE = timedelta(minutes=5)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "ledger.sqlite")


def item(key: str, etag: str = "e1") -> Item:
    return Item(key, etag, 3, "", NOW)


def decision(subject: str = "upload:1", number: int = 1) -> NewDecision:
    return NewDecision(
        id=uuid4().hex,
        subject=subject,
        number=number,
        material="0" * 64,
        verdict="approved",
        score=100,
        kind="employment-certificate",
        reason=None,
        submitted=date(2026, 11, 21),
        body={},
    )


def letter(new: NewDecision, to: str = "a@example.com") -> Letter:
    return Letter(f"<{new.id}.{to}>", to, b"whole mail")


def test_the_migrations_make_exactly_the_tables(ledger: Ledger) -> None:
    with ledger._engine.begin() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Table.metadata) == []


def test_opening_twice_keeps_what_is_there(tmp_path: Path, ledger: Ledger) -> None:
    ledger.note("s", [(item("a"), None)], NOW)
    again = Ledger(tmp_path / "ledger.sqlite")
    assert again.waiting_uploads("s", NOW) == [1]
    assert (tmp_path / "ledger.sqlite").stat().st_mode & 0o077 == 0


def test_many_may_open_a_new_ledger_at_once(tmp_path: Path) -> None:
    failures: list[Exception] = []

    def opening() -> None:
        try:
            Ledger(tmp_path / "new.sqlite").close()
        except Exception as error:  # noqa: BLE001 - whatever it is, the test reports it
            failures.append(error)

    threads = [threading.Thread(target=opening) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_the_same_object_is_noted_once_and_a_new_version_anew(ledger: Ledger) -> None:
    found = [(item("a"), None), (item("A-1/b"), "A-1"), (item("bad\udcff"), None)]
    assert ledger.note("s", found, NOW) == 3
    assert ledger.note("s", found, NOW + LEASE) == 0
    assert ledger.note("s", [(item("a", "e2"), None)], NOW) == 1
    assert ledger.upload(3).key == "bad\udcff"
    assert ledger.upload(1).seen_at == NOW
    assert [one.key for one in ledger.papers(1)] == ["A-1/b"]


def test_a_claim_is_exclusive_until_it_runs_out(ledger: Ledger) -> None:
    ledger.note("s", [(item("a"), None)], NOW)
    first = ledger.claim(1, LEASE, NOW)
    assert first is not None
    assert ledger.claim(1, LEASE, NOW + LEASE / 2) is None
    assert ledger.waiting_uploads("s", NOW + LEASE / 2) == []
    second = ledger.claim(1, LEASE, NOW + 2 * LEASE)
    assert second is not None
    assert second.tries == 2
    assert not ledger.settle(first, UploadState.DONE), "the first one's claim has passed to another"
    assert ledger.settle(second, UploadState.DONE)
    assert ledger.waiting_uploads("s", NOW + 9 * LEASE) == []


def test_of_many_claims_at_once_one_wins(ledger: Ledger) -> None:
    ledger.note("s", [(item("a"), None)], NOW)
    won: list[bool] = []
    threads = [threading.Thread(target=lambda: won.append(ledger.claim(1, LEASE, NOW) is not None)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [False] * 7 + [True]


def test_facts_are_kept_by_content_and_reader(ledger: Ledger) -> None:
    paper = Paper(Kind.EMPLOYMENT_CERTIFICATE, 0.9, (1,), {"issuance_date": Field("2026-10-02", 0.9, 1)})
    facts = Facts("a" * 64, (Kind.EMPLOYMENT_CERTIFICATE,), (paper,), "r1", "tesseract")
    ledger.keep_content(facts.sha256, 10, NOW)
    ledger.keep_content(facts.sha256, 10, NOW)
    ledger.keep_facts(facts, NOW)
    ledger.keep_facts(facts, NOW)
    assert ledger.facts(facts.sha256, "r1") == facts
    assert ledger.facts(facts.sha256, "r2") is None


def test_deciding_twice_is_impossible(ledger: Ledger) -> None:
    first, rival = decision(), decision()
    ledger.decide(first, [letter(first)], NOW)
    with pytest.raises(AlreadyDecidedError):
        ledger.decide(rival, [letter(rival)], NOW)
    assert [one.id for one in ledger.decisions()] == [first.id]
    assert [one.decision_id for one in ledger.unsent()] == [first.id]
    ledger.decide(decision(number=2), [], NOW)
    held = ledger.last_decision("upload:1")
    assert held is not None
    assert held.number == 2


def test_a_decision_and_its_notices_are_written_together_or_not_at_all(ledger: Ledger) -> None:
    new = decision()
    with pytest.raises(IntegrityError):
        ledger.decide(new, [letter(new), letter(new)], NOW)
    assert ledger.decisions() == []
    assert ledger.unsent() == []
    assert ledger.first_broken_line() is None


def test_a_sent_notice_is_forgotten_but_for_its_id(ledger: Ledger) -> None:
    new = decision()
    ledger.decide(new, [letter(new)], NOW)
    ledger.mark_sent(letter(new).message_id, NOW)
    assert ledger.unsent() == []
    (sent,) = ledger.notices(new.id)
    assert (sent.message, sent.state) == (None, "sent")


def test_the_log_cannot_be_changed_unseen(ledger: Ledger, tmp_path: Path) -> None:
    for number in (1, 2, 3):
        ledger.decide(decision(number=number), [], NOW)
    assert ledger.first_broken_line() is None
    with sqlite3.connect(tmp_path / "ledger.sqlite") as raw:
        for statement in ("UPDATE decision_log SET line = 'x'", "DELETE FROM decision_log"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                raw.execute(statement)
        raw.execute("DROP TRIGGER decision_log_no_UPDATE")
        raw.execute("UPDATE decision_log SET line = replace(line, 'approved', 'rejected') WHERE number = 2")
    assert ledger.first_broken_line() == 2


def test_of_many_decisions_at_once_one_is_kept_and_the_log_stays_whole(ledger: Ledger) -> None:
    outcomes: list[str] = []

    def deciding(subject: str) -> None:
        try:
            ledger.decide(decision(subject), [], NOW)
            outcomes.append("decided")
        except AlreadyDecidedError:
            outcomes.append("refused")

    threads = [threading.Thread(target=deciding, args=(f"upload:{number % 4}",)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["decided"] * 4 + ["refused"] * 8
    assert ledger.first_broken_line() is None
