"""Registrations in the ledger, on both databases: nothing registered twice, a history that leads where it stands, all or nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import Delete, Update, delete, select, update

from pipeline.registrations.machine import Asked
from pipeline.registrations.numbers import SENDER_NUMBER
from pipeline.registrations.profiles import KAKAO_PROFILE
from pipeline.registrations.reasons import RefusedError
from pipeline.serving.database import LedgerError, writing
from pipeline.serving.event_tables import Event
from pipeline.serving.ledger import Ledger
from pipeline.serving.ledger.registrations import Taker, Taking, begin, exclude, replayed, take
from pipeline.serving.registration_tables import Registration, RegistrationStep
from tests.ledger_rows import NOW, decision, letter
from tests.rivals import side_by_side

COMPANY, NUMBER = "9998100015", "0234567890"


def taking(event: str, now: datetime = NOW, name: str | None = None, **given: str) -> Taking:
    return Taking(Asked(event, now.date(), given), Taker("김운영", "shell"), now, {}, name)


def entered(ledger: Ledger, company: str = COMPANY, number: str = NUMBER) -> int:
    with writing(ledger.engine) as session:
        exclude(session)
        return begin(session, SENDER_NUMBER, company, taking("enter", name=number, number=number))[0].id


def step(ledger: Ledger, number: int, wanted: Taking) -> None:
    with writing(ledger.engine) as session:
        exclude(session)
        row = session.get(Registration, number)
        assert row is not None
        take(session, row, wanted)


def test_a_number_is_registered_once_a_company(ledger: Ledger) -> None:
    entered(ledger)
    entered(ledger, "9138795392")
    entered(ledger, COMPANY, "0212345678")
    with pytest.raises(RefusedError) as refused:
        entered(ledger)
    assert refused.value.code == "registration-exists"
    assert [one.name for one in ledger.registrations.of(COMPANY)] == [NUMBER, "0212345678"]


def test_a_yellow_id_is_registered_once_over_all(ledger: Ledger) -> None:
    def opened(company: str) -> None:
        with writing(ledger.engine) as session:
            begin(session, KAKAO_PROFILE, company, taking("open", name="@hanbit", yellow_id="@hanbit"))

    opened(COMPANY)
    with pytest.raises(RefusedError):
        opened("9138795392")


def test_of_many_at_once_one_registers_and_one_takes_the_step(ledger: Ledger) -> None:
    errors = side_by_side(6, partial(entered, ledger))
    assert [type(one) for one in errors] == [RefusedError] * 5
    (row,) = ledger.registrations.all(SENDER_NUMBER.name)
    errors = side_by_side(6, lambda: step(ledger, row.id, taking("verify-first", person="김하늘")))
    assert [type(one) for one in errors] == [RefusedError] * 5
    assert [one.event for one in ledger.registrations.history(row.id)] == ["enter", "verify-first"]


def test_the_history_leads_where_the_registration_stands(ledger: Ledger) -> None:
    number = entered(ledger)
    given = {"decision": "d", "verdict": "approved"}
    steps = [
        taking("verify-first", person="김하늘"),
        taking("verify-second", person="김하늘", before="김하늘"),
        taking("hand-in", **given),
        taking("approve", NOW + timedelta(days=1), **given),
        taking("suspend", NOW + timedelta(days=2), reason="발신번호 변작 신고"),
    ]
    for one in steps:
        step(ledger, number, one)
        row, history = ledger.registrations.get(number), ledger.registrations.history(number)
        standing = replayed(row, history)
        assert (standing.state, dict(standing.noted)) == (row.state, row.noted)
    assert (row.state, row.noted["suspended"], row.taken) == ("suspended", "operator", 6)
    assert [one.name for one in ledger.events.unsent()] == [
        "number.entered",
        "number.verified_once",
        "number.papers_owed",
        "number.under_review",
        "number.in_use",
        "number.suspended",
    ]


def test_a_refused_step_leaves_nothing(ledger: Ledger) -> None:
    number = entered(ledger)
    with pytest.raises(RefusedError):
        step(ledger, number, taking("approve", verdict="approved", decision="d"))
    assert ledger.registrations.get(number).state == "entered"
    assert len(ledger.events.unsent()) == 1


@pytest.mark.parametrize("change", [update(RegistrationStep).values(target="in-use"), delete(RegistrationStep)])
def test_what_was_done_stays_as_it_is(ledger: Ledger, change: Update | Delete) -> None:
    entered(ledger)
    with pytest.raises(LedgerError), writing(ledger.engine) as session:
        session.execute(change)
    assert [one.target for one in ledger.registrations.history(1)] == ["entered"]


def test_an_event_names_nobody_until_it_is_sent(ledger: Ledger) -> None:
    entered(ledger)
    with writing(ledger.engine) as session:
        kept = session.execute(select(*Event.__table__.columns)).mappings().one()
    assert NUMBER not in str(dict(kept))
    assert COMPANY not in str(dict(kept))
    ((_, told),) = ledger.events.due(NOW)
    assert (told["event"], told["name"], told["company"], told["state"]) == (
        "number.entered",
        NUMBER,
        COMPANY,
        "entered",
    )


def test_what_follows_from_a_decision_comes_true_with_it_or_not_at_all(ledger: Ledger) -> None:
    new = decision("application:1")

    def fails(_: object) -> None:
        raise RuntimeError("on purpose")

    with pytest.raises(RuntimeError):
        ledger.decisions.decide(new, [letter(new)], NOW, then=fails)
    assert ledger.decisions.last("application:1") is None
    assert ledger.outbox.unsent(NOW) == []
    assert ledger.decisions.first_broken_line() is None
