"""The day by which a case is decided: in business days from the day it came in, as its rulebook promises, told where it is seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlalchemy import update

from checks import rulebook
from checks.bookfile import Mode
from checks.rulebook import Rulebook
from pipeline.errors import DojangError
from pipeline.serving import reviews
from pipeline.serving.database import writing
from pipeline.serving.office import open_office
from pipeline.serving.people import deciding
from pipeline.serving.sheets import making
from pipeline.serving.tables import Case
from pipeline.settings import Settings
from tests import sheet_stage as stage
from tests.made_cases import NOW, Cases, doubtful, in_order

TUESDAY = date(2026, 11, 24)
"""Two business days after NOW, a Saturday."""
DAY = timedelta(days=1)


def due(cases: Cases, subject: str) -> date:
    return cases.office.ledger.cases.case(subject).due_on


def promise(monkeypatch: pytest.MonkeyPatch, days: int | None, mode: Mode = Mode.AUTO) -> None:
    """Every rulebook promises that many days."""

    def load(name: str) -> Rulebook:
        return replace(rulebook.load(name), promise_days=days, audit_share=0.0, mode=mode)

    monkeypatch.setattr(reviews, "load", load)


def test_until_it_is_judged_a_case_is_due_as_the_settings_say(cases: Cases) -> None:
    subject = cases.apply("A-1", *doubtful())
    assert due(cases, subject) == date(2026, 11, 25), "three business days after a Saturday"


def test_then_as_its_rulebook_promises(cases: Cases) -> None:
    subject = cases.apply("A-1", *doubtful())
    row = cases.review(subject)
    assert due(cases, subject) == TUESDAY
    assert [one.due_on for one in deciding.queue(cases.office)] == [TUESDAY]
    ((_, text),) = cases.told(row)
    assert "처리 기한: 2026년 11월 24일까지 처리합니다" in text
    assert "Decided by: 2026-11-24" in text


@pytest.mark.parametrize(("days", "expected"), [(0, "2026-11-23"), (5, "2026-11-27"), (None, "2026-11-25")])
def test_the_rulebook_s_days(cases: Cases, monkeypatch: pytest.MonkeyPatch, days: int | None, expected: str) -> None:
    promise(monkeypatch, days)
    subject = cases.apply("A-1", *doubtful())
    cases.review(subject)
    assert due(cases, subject).isoformat() == expected


def test_days_count_from_when_it_came_in_however_late_it_is_judged(cases: Cases) -> None:
    subject = cases.apply("A-1", *doubtful())
    row = cases.review(subject, NOW + 10 * DAY)
    assert due(cases, subject) == TUESDAY
    ((_, text),) = cases.told(row)
    assert "처리 기한" not in text, "no promise is made that is broken already"


def test_another_paper_while_a_person_is_asked_moves_nothing(cases: Cases) -> None:
    subject = cases.apply("A-1", *doubtful())
    cases.review(subject)
    cases.hand_in("A-1/5.pdf", in_order()[0])
    cases.look(NOW + 2 * DAY)
    cases.review(subject, NOW + 2 * DAY)
    assert due(cases, subject) == TUESDAY


def test_nothing_is_promised_where_the_applicant_must_act_first(cases: Cases) -> None:
    owed = cases.review(cases.apply("A-1", *doubtful()[:3]))
    approved = cases.review(cases.apply("A-2", *in_order()))
    for row in (owed, approved):
        ((_, text),) = cases.told(row)
        assert "처리 기한" not in text


def test_on_trial_the_day_is_noted_and_nobody_told(cases: Cases, monkeypatch: pytest.MonkeyPatch) -> None:
    promise(monkeypatch, 1, Mode.SHADOW)
    subject = cases.apply("A-1", *in_order())
    assert cases.told(cases.review(subject)) == []
    assert due(cases, subject) == date(2026, 11, 23)


def test_the_operator_is_told_of_a_bare_file(cases: Cases) -> None:
    cases.hand_in("a.pdf", doubtful()[1])
    cases.look()
    row = cases.review(cases.subject("a.pdf"))
    ((to, text),) = cases.told(row)
    assert (to, row.verdict) == ("ops@example.com", "needs-review")
    assert "2026년 11월 24일까지 처리합니다" in text


def test_sheet_and_form_say_when_it_is_due(cases: Cases) -> None:
    subject = cases.apply("A-1", *doubtful())
    row = cases.review(subject)
    stage.blank_pages(cases.office)
    made = making.make(cases.office, row, cases.judge(subject))
    assert "**처리 기한 · Due: 2026-11-24**" in made.text
    assert "**처리 기한 · Due: 2026-11-24**" in made.description
    decided = cases.answer(subject, "approve")
    assert "처리 기한" not in making.make(cases.office, decided, cases.judge(subject)).text


def test_a_case_from_before_keeps_its_day(cases: Cases) -> None:
    subject = cases.apply("A-1", *doubtful())
    with writing(cases.office.ledger.engine) as session:
        session.execute(update(Case).values(opened_on=None, due_on=date(2026, 11, 30)))
    cases.review(subject)
    assert due(cases, subject) == date(2026, 11, 30)


def test_days_off_are_a_setting(tmp_path: Path) -> None:
    chosen = Settings(data=tmp_path, closed_days="2026-11-23, 2026-11-24", now=NOW)
    office = open_office(chosen)
    assert office.calendar.after(NOW.date(), 2) == date(2026, 11, 26)
    office.ledger.close()
    for wrong in ("2026-02-30", "soon", "2026-11-23;2026-11-24"):
        with pytest.raises(ValidationError):
            Settings(closed_days=wrong)
    with pytest.raises(DojangError):
        open_office(Settings(data=tmp_path, country="Korea"))


def test_a_day_is_a_day_in_seoul(cases: Cases) -> None:
    late = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)  # Monday in Seoul
    (cases.inbox / "b.pdf").write_bytes(b"%PDF-1.7 and no more")
    cases.look(late)
    case = cases.office.ledger.cases.case(cases.subject("b.pdf"))
    assert (case.opened_on, case.due_on) == (date(2026, 11, 23), date(2026, 11, 26))
