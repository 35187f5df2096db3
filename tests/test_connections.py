"""Connections to PostgreSQL: what broke while nobody used it is noticed, and nothing is asked without need."""

from __future__ import annotations

import pytest
from sqlalchemy import event, text

from pipeline.serving import connections
from pipeline.serving.database import LedgerAwayError, LedgerError, at_once, reading, writing
from pipeline.serving.ledger import Ledger
from tests.keys import ledger_at
from tests.ledger_rows import LEASE, NOW, STORE, note
from tests.services.postgres import Postgres, cluster


def server(ledger: Ledger) -> int:
    """Which of the server's processes answers."""
    return int(at_once(ledger.engine, text("SELECT pg_backend_pid()"))[0][0])


def test_a_connection_that_the_server_ended_is_not_used_again(postgres: Postgres) -> None:
    place = postgres.database()
    ledger, other = ledger_at(place), ledger_at(place)
    first = server(ledger)
    assert server(ledger) == first, "the one that was used last is used again"
    at_once(other.engine, text(f"SELECT pg_terminate_backend({first}, 10000)"))  # and waits until it has ended
    assert server(ledger) != first
    for one in (ledger, other):
        one.close()


def test_a_connection_that_rested_is_asked_first(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = ledger_at(postgres.database())
    asked: list[object] = []
    ping = ledger.engine.dialect.do_ping
    monkeypatch.setattr(ledger.engine.dialect, "do_ping", lambda one: asked.append(one) or ping(one))
    server(ledger)
    assert not asked
    monkeypatch.setattr(connections, "RESTED", 0.0)
    server(ledger)
    assert len(asked) == 1
    ledger.close()


def test_a_claim_is_one_question_and_comes_true_by_itself(postgres: Postgres) -> None:
    place = postgres.database()
    ledger, other = ledger_at(place), ledger_at(place)
    note(ledger, "a")
    told: list[str] = []
    event.listen(ledger.engine, "before_cursor_execute", lambda _c, _cu, statement, *_: told.append(statement))
    claim = ledger.cases.claim_next(STORE, LEASE, NOW)
    assert claim is not None
    assert len(told) == 1
    assert other.cases.holds(claim), "nobody waits for an end of it"
    for one in (ledger, other):
        one.close()


def test_a_server_that_is_gone_is_told_from_a_question_that_is_refused() -> None:
    with cluster(durable=False) as base:
        ledger = ledger_at(base.server.database())
        with pytest.raises(LedgerError) as refused, reading(ledger.engine) as session:
            session.execute(text("SELECT no_such_column FROM cases"))
        assert not isinstance(refused.value, LedgerAwayError)
        assert ledger.answers()
        base.end()
        for ask in (reading, writing):
            with pytest.raises(LedgerAwayError), ask(ledger.engine) as session:
                session.execute(text("SELECT 1"))
        assert not ledger.answers()
        ledger.close()
