"""What the register said of an application's company: kept with the case, heeded as the rulebook says, in nobody's way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from checks import rulebook
from checks.application.business_active import Active
from checks.rulebook import Rulebook
from pipeline.business_status import BusinessStatus
from pipeline.document import Outcome, Paper, Severity, Verdict
from pipeline.registers import TaxService
from pipeline.serving import asking, papers, reviews
from pipeline.serving.tables import DecisionRow
from tests import tax_office as of
from tests.made_cases import NOW, Cases, doubtful, in_order, open_cases, run_as
from tests.made_facts import field
from tests.tax_office import KEY, TaxOffice

NUMBER = "999-81-00015"
DAY = timedelta(days=1)
CLOSED = of.say(
    b'{"data": [{"b_no": "9998100015", "b_stt": "\xed\x8f\x90\xec\x97\x85\xec\x9e\x90", "b_stt_cd": "03"}]}'
)
ACTIVE = of.say(b'{"data": [{"b_no": "9998100015", "b_stt": "", "b_stt_cd": "01"}]}')


@pytest.fixture
def register() -> Iterator[TaxOffice]:
    with of.tax_office() as opened:
        yield opened


@pytest.fixture
def cases(tmp_path: Path, register: TaxOffice, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cases]:
    run_as(monkeypatch)
    opened = open_cases(tmp_path)
    opened.office = replace(opened.office, register=TaxService(register.url, KEY, 5.0))
    yield opened
    opened.office.ledger.close()


def review(cases: Cases, subject: str, now: datetime = NOW) -> DecisionRow:
    """As the flow does it: read, ask, judge."""
    found = papers.dossier(cases.office, int(subject.partition(":")[2]))
    assert found is not None
    asking.ask(cases.office, found, papers.hand_in(cases.office, found, now), now)
    return cases.review(subject, now)


def check(row: DecisionRow) -> dict[str, Any]:
    (found,) = (one for one in row.body["checks"] if one["id"] == "application.business-active")
    return dict(found)


def bind(monkeypatch: pytest.MonkeyPatch, severity: Severity, **parameters: bool) -> None:
    """The check of every rulebook that hard."""

    def load(name: str) -> Rulebook:
        book = rulebook.load(name)
        active = next(one for one in book.application if one.rule.name == "business-active")
        harder = replace(active, severity=severity, parameters=Active(**parameters))
        others = [one for one in book.application if one is not active]
        return replace(book, audit_share=0.0, application=(*others, harder))

    monkeypatch.setattr(reviews, "load", load)


def test_the_answer_is_kept_with_the_case(cases: Cases, register: TaxOffice) -> None:
    register.moods.append(CLOSED)
    subject = cases.apply("A-1", *doubtful())
    held = review(cases, subject)
    assert (check(held)["outcome"], check(held)["reason"]) == ("unsure", "business-closed")
    assert held.body["made_with"]["business"] == {"status": "closed", "asked_at": utc(NOW)}
    again = cases.judge(subject, NOW + 3 * DAY)
    assert again.decision.findings == cases.judge(subject).decision.findings
    assert review(cases, subject, NOW + 3 * DAY).id == held.id
    assert len(register.asked) == 1, "whatever is judged again finds what was said then"


def test_a_day_s_life_for_other_cases_of_the_company(cases: Cases, register: TaxOffice) -> None:
    review(cases, cases.apply("A-1", *in_order()))
    review(cases, cases.apply("A-2", *in_order()), NOW + timedelta(hours=23))
    assert len(register.asked) == 1
    row = review(cases, cases.apply("A-3", *in_order()), NOW + timedelta(hours=25))
    assert len(register.asked) == 2, "an answer that was passed on is no younger for it"
    assert row.body["made_with"]["business"]["asked_at"] == utc(NOW + timedelta(hours=25))


def test_a_new_paper_asks_again_once_the_day_is_over(cases: Cases, register: TaxOffice) -> None:
    register.moods.append(ACTIVE)
    subject = cases.apply("A-1", *in_order()[:3])
    assert review(cases, subject).verdict == "incomplete"
    cases.hand_in("A-1/9.pdf", in_order()[3])
    cases.look()
    register.moods.append(CLOSED)
    later = review(cases, subject, NOW + 2 * DAY)
    assert (check(later)["reason"], later.number) == ("business-closed", 2)


def test_what_did_not_answer_is_asked_again_for_the_next_case(cases: Cases, register: TaxOffice) -> None:
    register.moods += [of.refuse(500)] * 3
    first = review(cases, cases.apply("A-1", *in_order()))
    assert (first.verdict, first.score, first.reason) == ("approved", 100, None), "it stands in nobody's way"
    assert check(first) | {"outcome": "unsure", "severity": "advisory"} == check(first)
    assert check(first)["reason"] == "business-register-unreachable"
    assert check(review(cases, cases.apply("A-2", *in_order())))["reason"] == "business-unregistered"


def test_nobody_is_asked_for_a_manifest_that_is_not_the_operator_s(cases: Cases, register: TaxOffice) -> None:
    assert review(cases, cases.apply("A-1", *in_order(), signed=False)).verdict == "needs-review"
    assert register.asked == []


def test_nobody_is_asked_where_no_rule_wants_to_know(
    cases: Cases, register: TaxOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "load", lambda name: replace(rulebook.load(name), application=()))
    review(cases, cases.apply("A-1", *in_order()))
    assert register.asked == []


@pytest.mark.parametrize("status", [None, BusinessStatus.UNREACHABLE])
def test_a_register_that_is_not_there_never_holds_an_application(
    cases: Cases, status: BusinessStatus | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However hard a rulebook binds the check."""
    bind(monkeypatch, Severity.BLOCKING, closed_fails=True, suspended_fails=True)
    subject = cases.apply("A-1", *in_order())
    keep(cases, subject, status)
    row = cases.review(subject)
    assert (row.verdict, row.score, row.reason) == ("approved", 100, None)
    assert (check(row)["outcome"], check(row)["severity"]) == ("unsure", "advisory")


@pytest.mark.parametrize(
    ("severity", "parameters", "status", "verdict", "outcome"),
    [
        (Severity.ADVISORY, {}, "closed", Verdict.APPROVED, Outcome.UNSURE),
        (Severity.ADVISORY, {"closed_fails": True}, "closed", Verdict.APPROVED, Outcome.FAIL),
        (Severity.BLOCKING, {}, "active", Verdict.APPROVED, Outcome.PASS),
        (Severity.BLOCKING, {}, "closed", Verdict.NEEDS_REVIEW, Outcome.UNSURE),
        (Severity.BLOCKING, {}, "suspended", Verdict.NEEDS_REVIEW, Outcome.UNSURE),
        (Severity.BLOCKING, {"closed_fails": True}, "suspended", Verdict.NEEDS_REVIEW, Outcome.UNSURE),
        (Severity.BLOCKING, {"closed_fails": True}, "closed", Verdict.REJECTED, Outcome.FAIL),
        (Severity.BLOCKING, {"suspended_fails": True}, "suspended", Verdict.REJECTED, Outcome.FAIL),
        (Severity.BLOCKING, {"closed_fails": True}, "unregistered", Verdict.NEEDS_REVIEW, Outcome.UNSURE),
    ],
)
def test_the_rulebook_says_what_comes_of_it(  # noqa: PLR0913, PLR0917 - a row of the table
    cases: Cases,
    monkeypatch: pytest.MonkeyPatch,
    severity: Severity,
    parameters: dict[str, bool],
    status: str,
    verdict: Verdict,
    outcome: Outcome,
) -> None:
    bind(monkeypatch, severity, **parameters)
    subject = cases.apply("A-1", *in_order())
    keep(cases, subject, BusinessStatus(status))
    row = cases.review(subject)
    assert (row.verdict, check(row)["outcome"]) == (verdict.value, outcome.value)


def test_a_person_judges_by_the_same_answer(cases: Cases, register: TaxOffice) -> None:
    subject = cases.apply("A-1", *doubtful())
    review(cases, subject)
    done = cases.answer(subject, "again")
    assert check(done)["reason"] == "business-unregistered"
    assert len(register.asked) == 1


def registered(opened: str = "2020-01-02", sure: float = 0.97, **more: Any) -> Sequence[Paper]:
    """Papers in order, with what the tax service can be asked about on the registration."""
    return in_order(business_registration={"opening_date": field(opened, sure), **more})


def confirmed(row: DecisionRow) -> tuple[str, str | None, str]:
    (found,) = (one for one in row.body["checks"] if one["id"] == "application.registration")
    return found["outcome"], found["reason"], found["severity"]


def test_a_registration_that_the_tax_service_confirms(cases: Cases, register: TaxOffice) -> None:
    register.moods.append(ACTIVE)
    row = review(cases, cases.apply("A-1", *registered()))
    assert (row.verdict, confirmed(row)) == ("approved", ("pass", None, "blocking"))
    assert row.body["made_with"]["registration"] == {"status": "matches", "asked_at": utc(NOW)}
    assert [list(one) for one in register.asked] == [["b_no"], ["businesses"]]


def test_one_that_it_does_not_confirm_is_for_a_person(cases: Cases, register: TaxOffice) -> None:
    register.moods.append(ACTIVE)
    subject = cases.apply("A-1", *registered("2019-01-02"))
    row = review(cases, subject)
    assert (row.verdict, confirmed(row)) == ("needs-review", ("unsure", "registration-unconfirmed", "blocking"))
    assert review(cases, subject, NOW + DAY).id == row.id
    assert len(register.asked) == 2


@pytest.mark.parametrize(
    "papers",
    [
        registered("2019-01-02", 0.7),
        registered("2019-01-02", representative=field("이*현")),
        registered("2019-01-02", business_number=field("123-45-67891")),
        in_order(),
    ],
)
def test_what_was_not_read_surely_is_not_asked(cases: Cases, register: TaxOffice, papers: Sequence[Paper]) -> None:
    row = review(cases, cases.apply("A-1", *papers))
    assert confirmed(row) == ("unsure", "registration-not-asked", "advisory")
    assert len(register.asked) == 1


def test_a_tax_service_that_does_not_answer_holds_nobody(cases: Cases, register: TaxOffice) -> None:
    register.moods += [ACTIVE, *[of.refuse(403)]]
    row = review(cases, cases.apply("A-1", *registered("2019-01-02")))
    assert (row.verdict, confirmed(row)[1:]) == ("approved", ("registration-register-unreachable", "advisory"))


def test_answers_are_removed_in_time_but_not_from_under_a_person(cases: Cases, register: TaxOffice) -> None:
    register.moods.append(ACTIVE)
    done, waits = cases.apply("A-1", *in_order()), cases.apply("A-2", *doubtful())
    assert review(cases, done).verdict == "approved"
    assert review(cases, waits).verdict == "needs-review"
    kept = cases.office.ledger.registers
    assert kept.forget(NOW) == 0
    assert kept.forget(NOW + DAY) == 1
    assert kept.recent(NUMBER.replace("-", ""), NOW) is not None, "the waiting case's own answer"
    cases.answer(waits, "approve")
    assert kept.forget(NOW + DAY) == 1
    assert kept.recent(NUMBER.replace("-", ""), NOW) is None


def test_an_applicant_is_told_of_a_closed_business_that_is_rejected(
    cases: Cases, monkeypatch: pytest.MonkeyPatch
) -> None:
    bind(monkeypatch, Severity.BLOCKING, closed_fails=True)
    subject = cases.apply("A-1", *in_order())
    keep(cases, subject, BusinessStatus.CLOSED)
    ((_, text),) = cases.told(cases.review(subject))
    assert "국세청에 폐업자로 등록되어 있습니다." in text
    assert "The tax service has the business as closed." in text


def utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def keep(cases: Cases, subject: str, status: BusinessStatus | None) -> None:
    """As if the register had been asked and said that."""
    found = papers.dossier(cases.office, int(subject.partition(":")[2]))
    assert found is not None
    if status is not None:
        mark = asking.handed_in(found, papers.hand_in(cases.office, found, NOW))
        cases.office.ledger.registers.keep(subject, mark, NUMBER.replace("-", ""), status, NOW)
