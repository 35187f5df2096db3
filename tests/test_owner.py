"""Whose the line is, in every branch, and what each provider asks for then."""

from __future__ import annotations

from typing import Any

import pytest

from checks import rulebook
from checks.owner import Owner, line_owner
from checks.rule import ApplicationCase, Handed
from pipeline import judging
from pipeline.document import Field, Kind, Paper, Verdict
from pipeline.manifest import parse
from tests.made_facts import DOUBTFUL, SURE, TODAY, facts, field, manifest_json, paper

REGISTRATION, EMPLOYMENT = Kind.BUSINESS_REGISTRATION, Kind.EMPLOYMENT_CERTIFICATE
TELECOM, CONSENT = Kind.TELECOM_SERVICE_CERTIFICATE, Kind.NUMBER_USAGE_CONSENT
HACKLE = rulebook.load("sender-number")
NHN, HUB, RCS = (rulebook.load(name) for name in ("nhn-sms", "nhn-hub", "rcs-biz"))
APPROVED, REJECTED = Verdict.APPROVED, Verdict.REJECTED
REVIEW, INCOMPLETE = Verdict.NEEDS_REVIEW, Verdict.INCOMPLETE

TRADER = {"company_name": "달빛상사", "business_number": "123-45-67891"}
"""A sole trader: 이도현, who trades as 달빛상사."""


def line(name: str | None, confidence: float = SURE, number: str | None = None) -> Paper:
    fields: dict[str, Field | None] = {key: field(name, confidence) for key in ("company_name", "subscriber")}
    return paper(TELECOM, fields | ({"business_number": field(number)} if number else {}))


def consent(giver: str, grantee: str = "주식회사 한빛테크") -> Paper:
    return paper(CONSENT, {"company_name": field(giver), "grantee": field(grantee)})


def trader(kind: Kind) -> Paper:
    changes: dict[str, Field | None] = {"company_name": field(TRADER["company_name"])}
    if kind is REGISTRATION:
        changes["business_number"] = field(TRADER["business_number"])
    return paper(kind, changes)


def owner(*papers: Paper, **manifest: Any) -> Owner | None:
    handed = tuple(Handed(str(place), facts(one), TODAY) for place, one in enumerate(papers))
    return line_owner(ApplicationCase(parse(manifest_json(**manifest)), handed, TODAY, 0.9))


def decided(book: rulebook.Rulebook, *papers: Paper, **manifest: Any) -> judging.ApplicationDecision:
    handed = [Handed(str(place), facts(one, sha256=str(place)), TODAY) for place, one in enumerate(papers)]
    return judging.judge_application(parse(manifest_json(**manifest)), handed, book, TODAY)


def reasons(found: judging.ApplicationDecision) -> set[str | None]:
    return {one.reason for one in found.decision.reasons}


OTHERS = (paper(REGISTRATION), paper(EMPLOYMENT))


@pytest.mark.parametrize(
    ("telecom", "whose"),
    [
        (line("㈜한빛테크"), Owner.COMPANY),
        (line("한빛테크", number="999-81-00015"), Owner.COMPANY),
        (line("주식회사 한빛테크", number="999-81-00015"), Owner.COMPANY),
        (line("주식회사 한빛테크", number="123-45-67891"), Owner.UNCLEAR),
        (line("한빛테크"), Owner.UNCLEAR),
        (line("주식회사 한빚테크"), Owner.UNCLEAR),
        (line("주식회사 푸른바다", DOUBTFUL), Owner.UNCLEAR),
        (line("주식회사 한*테크"), Owner.UNCLEAR),
        (line(None), Owner.UNCLEAR),
        (line("이도현"), Owner.REPRESENTATIVE),
        (line("이 도 현"), Owner.REPRESENTATIVE),
        (line("김하늘"), Owner.EMPLOYEE),
        (line("이도헌"), Owner.UNCLEAR),
        (line("김하눌"), Owner.UNCLEAR),
        (line("박서준"), Owner.ANOTHER),
        (line("주식회사 푸른바다"), Owner.ANOTHER),
    ],
)
def test_whose_a_corporation_s_line_is(telecom: Paper, whose: Owner) -> None:
    assert owner(*OTHERS, telecom) is whose


def test_whose_a_sole_trader_s_line_is() -> None:
    papers = (trader(REGISTRATION), trader(EMPLOYMENT))
    assert owner(*papers, line("달빛상사"), **TRADER) is Owner.COMPANY
    assert owner(*papers, line("이도현"), **TRADER) is Owner.SOLE_TRADER
    assert owner(*papers, line("김하늘"), **TRADER) is Owner.EMPLOYEE
    incorporated = TRADER | {"company_name": "주식회사 달빛상사"}
    assert owner(*papers, line("이도현"), **incorporated) is Owner.REPRESENTATIVE


def test_without_a_certificate_nobody_s_and_with_two_that_differ_unclear() -> None:
    assert owner(*OTHERS) is None
    assert owner(*OTHERS, line("㈜한빛테크"), line("주식회사 푸른바다")) is Owner.UNCLEAR


def test_a_person_s_line_is_unclear_while_it_is_not_sure_who_represents_the_company() -> None:
    doubtful = paper(REGISTRATION, {"representative": field("이도현", DOUBTFUL)})
    assert owner(doubtful, paper(EMPLOYMENT), line("박서준")) is Owner.UNCLEAR
    assert owner(doubtful, paper(EMPLOYMENT), line("주식회사 푸른바다")) is Owner.ANOTHER


@pytest.mark.parametrize(
    ("name", "nhn", "hub", "rcs", "hackle"),
    [
        ("주식회사 한빛테크", APPROVED, APPROVED, APPROVED, INCOMPLETE),
        ("이도현", APPROVED, APPROVED, INCOMPLETE, INCOMPLETE),
        ("김하늘", APPROVED, APPROVED, INCOMPLETE, INCOMPLETE),
        ("박서준", INCOMPLETE, INCOMPLETE, INCOMPLETE, INCOMPLETE),
        ("주식회사 한빚테크", REVIEW, REVIEW, REVIEW, REVIEW),
    ],
)
def test_providers_differ_on_whose_line_needs_a_consent(
    name: str, nhn: Verdict, hub: Verdict, rcs: Verdict, hackle: Verdict
) -> None:
    """A corporation's representative's private line is its own at NHN, and a third party's at RCS Biz Center."""
    recent = {"issuance_date": field("2026-11-10")}
    telecom = line(name)
    telecom = paper(TELECOM, {**telecom.fields, **recent})
    for book, expected in ((NHN, nhn), (HUB, hub), (RCS, rcs), (HACKLE, hackle)):
        found = decided(book, *OTHERS, telecom)
        assert found.verdict is expected, book.name
        assert (CONSENT in found.decision.missing) == (expected is INCOMPLETE or book is HACKLE)


def test_a_consent_must_come_from_whoever_owns_the_line() -> None:
    assert decided(HACKLE, *OTHERS, line("주식회사 푸른바다"), consent("㈜푸른바다")).verdict is APPROVED
    assert decided(HACKLE, *OTHERS, line("박서준"), consent("박서준")).verdict is APPROVED
    wrong = decided(HACKLE, *OTHERS, line("주식회사 푸른바다"), consent("주식회사 한빛테크"))
    assert (wrong.verdict, reasons(wrong)) == (REJECTED, {"owner-differs"})
    private = decided(HACKLE, *OTHERS, line("이도현"), consent("주식회사 한빛테크"))
    assert (private.verdict, reasons(private)) == (REJECTED, {"owner-differs"})


def test_a_sole_trader_is_the_firm() -> None:
    papers = (trader(REGISTRATION), trader(EMPLOYMENT))
    for name, giver in (("이도현", "달빛상사"), ("달빛상사", "이도현"), ("이도현", "이도현")):
        given = consent(giver, "달빛상사")
        assert decided(HACKLE, *papers, line(name), given, **TRADER).verdict is APPROVED
    assert decided(HACKLE, *papers, line("박서준"), consent("달빛상사", "달빛상사"), **TRADER).verdict is REJECTED


def test_another_s_consent_must_name_the_number_and_the_company() -> None:
    telecom = line("주식회사 푸른바다")
    stranger = decided(HACKLE, *OTHERS, telecom, consent("㈜푸른바다", "주식회사 달빛"))
    assert (stranger.verdict, reasons(stranger)) == (REJECTED, {"grantee-differs"})
    other = paper(CONSENT, {"company_name": field("㈜푸른바다")}, phone_numbers=(field("01098765432"),))
    assert "sender-number-differs" in reasons(decided(HACKLE, *OTHERS, telecom, other))


def test_one_name_and_two_registration_numbers_are_for_a_person() -> None:
    given = paper(CONSENT, {"company_name": field("㈜푸른바다"), "business_number": field("123-45-67891")})
    found = decided(HACKLE, *OTHERS, line("주식회사 푸른바다", number="617-12-34562"), given)
    assert (found.verdict, reasons(found)) == (REVIEW, {"owner-unclear"})
    same = decided(HACKLE, *OTHERS, line("푸른바다", number="123-45-67891"), given)
    assert same.verdict is APPROVED


@pytest.mark.parametrize(
    ("book", "number", "expected"),
    [
        ("sender-number", "010-2345-6789", None),
        ("rcs-biz", "010-2345-6789", "sender-number-refused"),
        ("rcs-biz", "070-2345-6789", None),
        ("sender-number", "0502-1234-5678", "sender-number-doubtful"),
        ("nhn-sms", "0502-1234-5678", "sender-number-refused"),
        ("nhn-sms", "0502-123-4567", "sender-number-doubtful"),
        ("strict", "0502-123-4567", "sender-number-refused"),
        ("strict", "010-1234-5678", "sender-number-invalid"),
    ],
)
def test_providers_differ_on_numbers(book: str, number: str, expected: str | None) -> None:
    found = decided(rulebook.load(book), sender_number=number)
    finding = next(one for one in found.decision.findings if one.id == "application.number-form")
    assert finding.reason == expected
