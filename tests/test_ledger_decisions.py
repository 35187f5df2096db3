from __future__ import annotations

import json

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from pipeline.serving.database import reading
from pipeline.serving.ledger import AlreadyDecidedError, Ledger, LedgerError, Letter, NewCorrection
from pipeline.serving.tables import LogEntry
from tests.keys import ledger_at
from tests.ledger_rows import LEASE, NOW, STORE, claimed, decision, due, letter, note


def log(ledger: Ledger) -> list[str]:
    with reading(ledger.engine) as session:
        return list(session.scalars(select(LogEntry.line).order_by(LogEntry.number)))


def test_deciding_twice_is_impossible(ledger: Ledger) -> None:
    first, rival = decision(), decision()
    ledger.decisions.decide(first, [letter(first)], NOW)
    with pytest.raises(AlreadyDecidedError):
        ledger.decisions.decide(rival, [letter(rival)], NOW)
    assert [one.id for one in ledger.decisions.all()] == [first.id]
    assert [one.decision_id for one in ledger.outbox.unsent(NOW)] == [first.id]
    ledger.decisions.decide(decision(number=2), [], NOW)
    held = ledger.decisions.last("upload:1")
    assert held is not None
    assert held.number == 2
    assert [one.number for one in ledger.decisions.of("upload:1")] == [1, 2]
    assert ledger.decisions.last("upload:2") is None


def test_a_decision_and_its_notices_are_written_together_or_not_at_all(ledger: Ledger) -> None:
    note(ledger, "a")
    ledger.cases.release(claimed(ledger, "upload:1"))
    new = decision(via="shell", decided_by="김심사")
    secret = letter(new, "somebody@example.com")
    with pytest.raises(LedgerError) as refused:
        ledger.decisions.decide(new, [secret, secret], NOW, [NewCorrection("a" * 64, 0, "company_name", "도장")])
    assert "somebody" not in str(refused.value), "what stands in the row is not told"
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__
    assert ledger.decisions.all() == []
    assert ledger.outbox.unsent(NOW) == []
    assert ledger.readings.corrections("upload:1") == []
    assert due(ledger, NOW) == []
    assert log(ledger) == []


@pytest.mark.parametrize(("via", "wanted"), [("shell", ["upload:1"]), ("ui", [])])
def test_what_a_person_decided_beside_the_run_makes_the_case_due(ledger: Ledger, via: str, wanted: list[str]) -> None:
    note(ledger, "a")
    ledger.decisions.decide(decision(verdict="needs-review"), [], NOW)
    ledger.cases.release(claimed(ledger, "upload:1"))
    assert due(ledger, NOW) == []
    ledger.decisions.decide(decision(number=2, via=via, decided_by="김심사", verified=True), [], NOW)
    assert due(ledger, NOW) == wanted


def test_who_decided_how_is_kept(ledger: Ledger) -> None:
    told = {"machine": "approved", "mode": "assist", "asked": "assist", "verdict": "needs-review"}
    ledger.decisions.decide(decision(**told), [], NOW)
    person = decision(number=2, decided_by="김심사", verified=False, via="shell")
    ledger.decisions.decide(person, [], NOW + LEASE)
    first, second = ledger.decisions.all()
    assert (first.machine, first.mode, first.asked, first.via, first.verified) == (
        "approved",
        "assist",
        "assist",
        "machine",
        True,
    )
    assert (second.machine, second.mode, second.asked, second.via, second.verified) == (
        None,
        None,
        None,
        "shell",
        False,
    )
    assert ledger.decisions.get(person.id).decided_by == "김심사"
    with pytest.raises(LookupError):
        ledger.decisions.get("none")


def test_only_what_is_held_now_waits_for_a_person(ledger: Ledger) -> None:
    note(ledger, "a", "b", "A-1/c")
    for subject in ("upload:1", "upload:2", "application:1"):
        ledger.decisions.decide(decision(subject, verdict="needs-review"), [], NOW)
    ledger.decisions.decide(decision("upload:2", 2), [], NOW)
    ledger.decisions.decide(decision("application:1", 2), [], NOW)
    ledger.decisions.decide(decision("application:1", 3, verdict="needs-review"), [], NOW + LEASE)
    assert [(one.subject, one.number) for one in ledger.decisions.held(STORE)] == [
        ("upload:1", 1),
        ("application:1", 3),
    ]
    assert ledger.decisions.held("elsewhere") == []


def test_the_log_says_what_was_corrected_but_no_value(ledger: Ledger) -> None:
    corrected = [NewCorrection("a" * 64, 0, "company_name", "주식회사 비밀")]
    ledger.decisions.decide(decision(decided_by="김심사", via="ui"), [], NOW, corrected)
    (line,) = log(ledger)
    told = json.loads(line)
    assert told["corrected"] == [{"sha256": "a" * 64, "paper": 0, "field": "company_name"}]
    assert (told["decided_by"], told["via"], told["at"]) == ("김심사", "ui", NOW.isoformat())
    assert "김심사" in line, "people with the key can read it"
    assert "비밀" not in line


@pytest.mark.parametrize("statement", ["UPDATE decision_log SET line = 'x'", "DELETE FROM decision_log"])
def test_the_database_refuses_to_change_the_log(ledger: Ledger, statement: str) -> None:
    ledger.decisions.decide(decision(), [], NOW)
    with pytest.raises(DBAPIError, match="append-only"), ledger.engine.begin() as connection:
        connection.exec_driver_sql(statement)
    assert len(log(ledger)) == 1


def test_postgresql_refuses_to_empty_the_log(postgres_url: str) -> None:
    ledger = ledger_at(postgres_url)
    ledger.decisions.decide(decision(), [], NOW)
    with pytest.raises(DBAPIError, match="append-only"), ledger.engine.begin() as connection:
        connection.exec_driver_sql("TRUNCATE decision_log")
    ledger.close()


@pytest.mark.parametrize("line", ["(SELECT line FROM decision_log WHERE number = 3)", "'gAAAAAB'"])
def test_the_log_cannot_be_changed_unseen(ledger: Ledger, line: str) -> None:
    for number in (1, 2, 3):
        ledger.decisions.decide(decision(number=number), [], NOW)
    assert ledger.decisions.first_broken_line() is None
    dropped = {
        "sqlite": "DROP TRIGGER decision_log_no_UPDATE",
        "postgresql": "DROP TRIGGER decision_log_no_change ON decision_log",
    }
    with ledger.engine.begin() as connection:
        connection.exec_driver_sql(dropped[connection.dialect.name])
        connection.exec_driver_sql(f"UPDATE decision_log SET line = {line} WHERE number = 2")  # noqa: S608 - a word of ours
    assert ledger.decisions.first_broken_line() == 2


def test_a_letter_is_bytes_of_any_kind(ledger: Ledger) -> None:
    new = decision()
    body = bytes(range(256))
    ledger.decisions.decide(new, [Letter("<1@x>", "a@example.com", body)], NOW)
    (kept,) = ledger.outbox.notices(new.id)
    assert kept.message == body
