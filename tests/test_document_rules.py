"""Every rule about one paper: what passes, what fails, what cannot be told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from checks import rulebook
from checks.rule import DocumentCase, document_rules
from pipeline.document import Field, Finding, Kind, Outcome, Paper
from tests.made_facts import BOX, DOUBTFUL, SIGN, SURE, TODAY, facts, field, paper

EMPLOYMENT, TELECOM = Kind.EMPLOYMENT_CERTIFICATE, Kind.TELECOM_SERVICE_CERTIFICATE
REGISTRATION, CONSENT = Kind.BUSINESS_REGISTRATION, Kind.NUMBER_USAGE_CONSENT
CARD, UNKNOWN = Kind.IDENTITY_CARD, Kind.UNKNOWN

BOOKS = {name: rulebook.load(name) for name in ("kakao-channel", "sender-number")}
BOUND = {(bound.id, kind): bound for book in BOOKS.values() for kind in Kind for bound in book.rules_for(kind)}


def found(check: str, about: Paper, day: date = TODAY, **more: Any) -> Finding:
    bound = BOUND[check, about.kind]
    case = DocumentCase(facts=facts(about), paper=about, day=day, bar=0.9, **more)
    result = bound.rule.check(case, bound.parameters)
    assert result is not None
    return bound.finding(result, about.kind)


def with_field(kind: Kind, name: str, value: str | None, confidence: float = SURE, **more: Any) -> Paper:
    return paper(kind, {name: field(value, confidence, **more)})


def without(kind: Kind, name: str) -> Paper:
    return paper(kind, {name: None})


def with_numbers(kind: Kind, *values: str | None, confidence: float = SURE) -> Paper:
    return paper(kind, phone_numbers=tuple(field(value, confidence) for value in values))


def resident(value: str, confidence: float = SURE, hidden: int | None = None, kind: Kind = EMPLOYMENT) -> Paper:
    return paper(kind, {"resident_number": field(value, confidence, hidden_digits=hidden)})


PASSED: list[tuple[str, Paper]] = [
    ("document.kind", paper(EMPLOYMENT)),
    ("document.untampered", paper(EMPLOYMENT)),
    ("document.resident-number", paper(TELECOM)),
    ("document.resident-number", resident("masked", hidden=6, kind=TELECOM)),
    ("employment.resident-number", resident("absent")),
    ("employment.resident-number", resident("masked")),
    ("employment.resident-number", resident("masked", hidden=6)),
    ("employment.resident-number", resident("masked", hidden=7)),
    ("identity.resident-number", resident("masked", hidden=7, kind=CARD)),
    ("employment.issuance-date", paper(EMPLOYMENT)),
    ("employment.not-future", with_field(EMPLOYMENT, "issuance_date", TODAY.isoformat())),
    ("employment.stamp", paper(EMPLOYMENT)),
    ("telecom.number", paper(TELECOM)),
    ("telecom.company-name", with_field(TELECOM, "company_name", "주식회사 FOOD 24")),
    ("telecom.recent", with_field(TELECOM, "issuance_date", "2026-08-21")),
    ("telecom.recent", with_field(TELECOM, "issuance_date", TODAY.isoformat())),
    ("telecom.issuance-number", paper(TELECOM)),
    ("telecom.issuing-institution", paper(TELECOM)),
    ("telecom.issuer", paper(TELECOM)),
    ("registration.company-name", paper(REGISTRATION)),
    ("registration.business-number", paper(REGISTRATION)),
    ("registration.check-digit", paper(REGISTRATION)),
    ("consent.number", paper(CONSENT)),
    ("consent.number", with_numbers(CONSENT, "0234567890", "02****7890")),
    ("consent.owner", paper(CONSENT)),
    ("consent.grantee", paper(CONSENT)),
    ("consent.stamp", paper(CONSENT)),
    ("consent.stamp", paper(CONSENT, {"stamp": field("absent"), "signature": field("present")})),
    ("consent.stamp", paper(CONSENT, {"stamp": field("present", DOUBTFUL), "signature": field("present")})),
    ("employment.dates", paper(EMPLOYMENT)),
    ("employment.dates", with_field(EMPLOYMENT, "joining_date", "2026-10-02")),
    ("employment.dates", with_field(EMPLOYMENT, "joining_date", "2026-10-03", 0.4)),
    ("employment.dates", with_field(EMPLOYMENT, "joining_date", None)),
    ("telecom.dates", with_field(TELECOM, "opening_date", "2019-01-02")),
    ("mail-order.stamp", paper(Kind.MAIL_ORDER_REPORT)),
    ("identity.person-name", paper(CARD)),
    ("identity.licence-number", paper(CARD)),
    ("identity.licence-number", with_field(CARD, "licence_number", "masked")),
]

FAILED: list[tuple[str, Paper, str]] = [
    ("identity.licence-number", with_field(CARD, "licence_number", "exposed"), "licence-number-exposed"),
    ("document.resident-number", resident("exposed", kind=TELECOM), "resident-number-exposed"),
    ("document.resident-number", resident("exposed", kind=UNKNOWN), "resident-number-exposed"),
    ("employment.resident-number", resident("exposed"), "resident-number-exposed"),
    ("employment.resident-number", resident("masked", hidden=5), "resident-number-partly-hidden"),
    ("identity.resident-number", resident("masked", hidden=6, kind=CARD), "resident-number-partly-hidden"),
    ("employment.issuance-date", with_field(EMPLOYMENT, "issuance_date", None), "issuance-date-missing"),
    ("employment.not-future", with_field(EMPLOYMENT, "issuance_date", "2026-11-22"), "issued-in-future"),
    ("employment.stamp", with_field(EMPLOYMENT, "stamp", "absent"), "stamp-missing"),
    ("telecom.number", with_numbers(TELECOM, "02****7890"), "number-masked"),
    ("telecom.company-name", with_field(TELECOM, "company_name", "주식회사 한*테크"), "company-name-masked"),
    ("telecom.company-name", with_field(TELECOM, "company_name", "주식회사 ●●●●"), "company-name-masked"),
    ("telecom.recent", with_field(TELECOM, "issuance_date", "2026-08-20"), "certificate-too-old"),
    ("telecom.not-future", with_field(TELECOM, "issuance_date", "2027-01-01"), "issued-in-future"),
    ("telecom.issuance-date", with_field(TELECOM, "issuance_date", None), "issuance-date-missing"),
    ("telecom.issuance-number", with_field(TELECOM, "issuance_number", None), "issuance-number-missing"),
    ("telecom.issuing-institution", with_field(TELECOM, "issuing_institution", None), "issuing-institution-missing"),
    ("telecom.issuer", with_field(TELECOM, "issuer", None), "issuer-missing"),
    ("registration.company-name", with_field(REGISTRATION, "company_name", None), "company-name-missing"),
    ("registration.business-number", with_field(REGISTRATION, "business_number", None), "business-number-missing"),
    ("registration.check-digit", with_field(REGISTRATION, "business_number", "999-81-00016"), "business-number-wrong"),
    ("consent.number", with_numbers(CONSENT, None), "number-missing"),
    ("consent.owner", with_field(CONSENT, "company_name", None), "company-name-missing"),
    ("consent.grantee", with_field(CONSENT, "grantee", None), "grantee-missing"),
    ("consent.stamp", with_field(CONSENT, "stamp", "absent"), "stamp-or-signature-missing"),
    ("mail-order.stamp", with_field(Kind.MAIL_ORDER_REPORT, "stamp", "absent"), "stamp-missing"),
    ("identity.person-name", with_field(CARD, "person_name", None), "person-name-missing"),
]

UNSURE: list[tuple[str, Paper, str]] = [
    (
        "telecom.company-name",
        with_field(TELECOM, "company_name", "제******-*******상사", 0.0),
        "company-name-mask-unclear",
    ),
    ("telecom.number", with_numbers(TELECOM, "**********", confidence=0.0), "number-mask-unclear"),
    ("employment.dates", with_field(EMPLOYMENT, "joining_date", "2026-10-03"), "dates-out-of-order"),
    ("employment.dates", with_field(EMPLOYMENT, "joining_date", "2026-10-03", DOUBTFUL), "dates-out-of-order"),
    ("telecom.dates", with_field(TELECOM, "opening_date", "2026-10-03"), "dates-out-of-order"),
    ("identity.licence-number", paper(CARD, {"licence_number": None}), "licence-number-unclear"),
    ("identity.licence-number", paper(CARD, {"licence_number": field("exposed", DOUBTFUL)}), "licence-number-unclear"),
    ("identity.licence-number", paper(CARD, {"licence_number": field("absent", DOUBTFUL)}), "licence-number-unclear"),
    ("document.kind", paper(UNKNOWN), "kind-unknown"),
    ("document.kind", paper(EMPLOYMENT, kind_confidence=DOUBTFUL), "kind-unclear"),
    ("document.untampered", paper(EMPLOYMENT, tampering=(SIGN,)), "tampering-suspected"),
    ("document.resident-number", resident("exposed", DOUBTFUL, kind=TELECOM), "resident-number-unclear"),
    ("employment.resident-number", resident("exposed", DOUBTFUL), "resident-number-unclear"),
    ("employment.resident-number", resident("absent", DOUBTFUL), "resident-number-unclear"),
    ("employment.resident-number", resident("masked", DOUBTFUL, 6), "resident-number-unclear"),
    ("employment.resident-number", resident("unclear"), "resident-number-unclear"),
    ("employment.resident-number", resident("something else"), "resident-number-unclear"),
    ("employment.resident-number", without(EMPLOYMENT, "resident_number"), "resident-number-unclear"),
    ("identity.resident-number", resident("masked", kind=CARD), "resident-number-unclear"),
    ("employment.issuance-date", with_field(EMPLOYMENT, "issuance_date", None, DOUBTFUL), "issuance-date-unclear"),
    ("employment.issuance-date", with_field(EMPLOYMENT, "issuance_date", "2026-10-02", 0.5), "issuance-date-unclear"),
    ("employment.issuance-date", without(EMPLOYMENT, "issuance_date"), "issuance-date-unclear"),
    (
        "employment.not-future",
        with_field(EMPLOYMENT, "issuance_date", "2027-10-02", 0.5),
        "issuance-date-order-unclear",
    ),
    ("employment.not-future", with_field(EMPLOYMENT, "issuance_date", None), "issuance-date-order-unclear"),
    ("employment.not-future", with_field(EMPLOYMENT, "issuance_date", "2027-13-02"), "issuance-date-order-unclear"),
    ("employment.stamp", with_field(EMPLOYMENT, "stamp", "absent", DOUBTFUL), "stamp-unclear"),
    ("employment.stamp", with_field(EMPLOYMENT, "stamp", "present", DOUBTFUL), "stamp-unclear"),
    ("employment.stamp", without(EMPLOYMENT, "stamp"), "stamp-unclear"),
    ("telecom.number", with_numbers(TELECOM), "number-mask-unclear"),
    ("telecom.number", with_numbers(TELECOM, None), "number-mask-unclear"),
    ("telecom.number", with_numbers(TELECOM, "0234567890", confidence=DOUBTFUL), "number-mask-unclear"),
    ("telecom.number", with_numbers(TELECOM, "0234567890", "010****5678"), "number-mask-unclear"),
    ("telecom.company-name", with_field(TELECOM, "company_name", None), "company-name-mask-unclear"),
    ("telecom.company-name", with_field(TELECOM, "company_name", "한XX크"), "company-name-mask-unclear"),
    ("telecom.company-name", with_field(TELECOM, "company_name", "한*크", DOUBTFUL), "company-name-mask-unclear"),
    ("telecom.recent", with_field(TELECOM, "issuance_date", "2020-01-01", DOUBTFUL), "certificate-age-unclear"),
    ("telecom.recent", with_field(TELECOM, "issuance_date", None), "certificate-age-unclear"),
    ("telecom.issuance-number", with_field(TELECOM, "issuance_number", "2026-****"), "issuance-number-unclear"),
    ("telecom.issuer", with_field(TELECOM, "issuer", "박담당", DOUBTFUL), "issuer-unclear"),
    (
        "registration.check-digit",
        with_field(REGISTRATION, "business_number", "999-81-00016", 0.92),
        "business-number-digits-unclear",
    ),
    (
        "registration.check-digit",
        with_field(REGISTRATION, "business_number", "999-81-0001"),
        "business-number-digits-unclear",
    ),
    ("registration.check-digit", with_field(REGISTRATION, "business_number", None), "business-number-digits-unclear"),
    ("consent.number", with_numbers(CONSENT), "number-unclear"),
    ("consent.number", with_numbers(CONSENT, "02****7890"), "number-unclear"),
    ("consent.stamp", paper(CONSENT, {"stamp": field("absent"), "signature": None}), "stamp-or-signature-unclear"),
    ("consent.stamp", paper(CONSENT, {"stamp": field("absent", DOUBTFUL)}), "stamp-or-signature-unclear"),
]


@pytest.mark.parametrize(("check", "about"), PASSED)
def test_passed(check: str, about: Paper) -> None:
    finding = found(check, about)
    assert (finding.outcome, finding.reason) == (Outcome.PASS, None)


@pytest.mark.parametrize(("check", "about", "reason"), FAILED)
def test_failed(check: str, about: Paper, reason: str) -> None:
    finding = found(check, about)
    assert (finding.outcome, finding.reason) == (Outcome.FAIL, reason)


@pytest.mark.parametrize(("check", "about", "reason"), UNSURE)
def test_could_not_be_told(check: str, about: Paper, reason: str) -> None:
    finding = found(check, about)
    assert (finding.outcome, finding.reason) == (Outcome.UNSURE, reason)


def test_the_file_holds_one_paper() -> None:
    first, second = paper(EMPLOYMENT), paper(TELECOM)
    bound = BOUND["document.kind", EMPLOYMENT]
    reasons = []
    for papers in ((first, second), (first, paper(UNKNOWN)), (paper(UNKNOWN), paper(UNKNOWN))):
        case = DocumentCase(facts=facts(*papers), paper=papers[0], day=TODAY, bar=0.9)
        result = bound.rule.check(case, bound.parameters)
        assert result is not None
        reasons.append(bound.finding(result).reason)
    assert reasons == ["several-documents", "stray-page", "kind-unknown"]


def test_a_kind_that_the_book_does_not_bind() -> None:
    assert found("document.kind", paper(EMPLOYMENT), bound=False).reason == "kind-not-bound"


def test_every_reason_of_every_rule_is_shown() -> None:
    """No rule without a failing test: each reason that a rule has is given by some paper above."""
    given = {BOUND[check, about.kind].rule.name + found(check, about).reason for check, about, *_ in FAILED + UNSURE}  # type: ignore[operator]
    given |= {f"kind-known{code}" for code in ("several-documents", "stray-page", "kind-not-bound")}
    for rule in document_rules().values():
        assert rule.reasons
        for reason in rule.reasons.values():
            pattern = reason.code.replace("{slug}", "")
            assert any(one.startswith(rule.name) and one.endswith(pattern) for one in given), reason.code


def test_every_check_of_the_books_fails_or_is_unsure_somewhere() -> None:
    shown = {BOUND[check, about.kind].rule.name for check, about, _ in FAILED + UNSURE}
    assert shown == set(document_rules())


@pytest.mark.parametrize(
    ("day", "issued", "passes"),
    [
        (date(2026, 5, 31), "2026-02-28", True),
        (date(2026, 5, 31), "2026-02-27", False),
        (date(2024, 5, 31), "2024-02-29", True),
        (date(2026, 5, 28), "2026-02-28", True),
        (date(2026, 1, 15), "2025-10-15", True),
        (date(2026, 1, 15), "2025-10-14", False),
    ],
)
def test_three_calendar_months(day: date, issued: str, passes: bool) -> None:  # noqa: FBT001 - a table's column
    finding = found("telecom.recent", with_field(TELECOM, "issuance_date", issued), day)
    assert (finding.outcome is Outcome.PASS) == passes


@pytest.mark.parametrize(
    ("numbers", "outcome"),
    [
        (("0234567890", "010****5678"), Outcome.PASS),
        (("02****7890", "01023456789"), Outcome.FAIL),
        (("01023456789",), Outcome.PASS),
        (("010****5678", "01023456789"), Outcome.UNSURE),
    ],
)
def test_the_applied_number_is_what_counts(numbers: tuple[str, ...], outcome: Outcome) -> None:
    finding = found("telecom.number", with_numbers(TELECOM, *numbers), applied_number="0234567890")
    assert finding.outcome is outcome


def test_the_applied_number_surely_read_once_is_enough() -> None:
    twice = paper(TELECOM, phone_numbers=(field("0234567890", DOUBTFUL), field("0234567890")))
    assert found("telecom.number", twice, applied_number="0234567890").outcome is Outcome.PASS
    assert found("telecom.number", twice).outcome is Outcome.UNSURE


def test_a_finding_says_where() -> None:
    finding = found("employment.issuance-date", with_field(EMPLOYMENT, "issuance_date", "2026-10-02", DOUBTFUL))
    assert (finding.field, finding.page, finding.box) == ("issuance_date", 1, BOX)


def test_messages_name_days_but_no_value() -> None:
    named = Field("쉿비밀회사", DOUBTFUL, 1, BOX, "쉿비밀회사")
    for check, about, _ in FAILED + UNSURE:
        finding = found(
            check, paper(about.kind, {**about.fields, "company_name": named}, phone_numbers=about.phone_numbers)
        )
        said = "".join((*finding.message, *finding.remedy))
        assert "쉿비밀" not in said
        assert "{" not in said
        assert "0234567890" not in said
    old = found("telecom.recent", with_field(TELECOM, "issuance_date", "2026-08-20"))
    assert "2026-08-20" in old.message.ko
    assert "2026-08-21" in old.remedy.ko


LEGIBLE = [
    ("registration.company-name", REGISTRATION, "company_name", "주식회사 한빛테크", 0.85),
    ("consent.owner", CONSENT, "company_name", "(주)한빛테크", 0.85),
    ("consent.grantee", CONSENT, "grantee", "한빛테크 주식회사", 0.85),
    ("telecom.company-name", TELECOM, "company_name", "주식회사 한빛테크", 0.8),
]


@pytest.mark.parametrize(("check", "kind", "name", "value", "confidence"), LEGIBLE)
def test_what_a_person_can_read_is_legible_before_it_is_exact(
    check: str, kind: Kind, name: str, value: str, confidence: float
) -> None:
    assert found(check, with_field(kind, name, value, confidence)).outcome is Outcome.PASS
    assert found(check, with_field(kind, name, value, DOUBTFUL)).outcome is Outcome.UNSURE
    assert found(check, with_field(kind, name, None, confidence)).outcome is Outcome.UNSURE


def test_masks_side_by_side_hide_a_name_however_doubtful_its_letters() -> None:
    assert found("telecom.company-name", with_field(TELECOM, "company_name", "한***", 0.2)).outcome is Outcome.FAIL
    assert found("telecom.company-name", with_field(TELECOM, "company_name", "한*크", 0.8)).outcome is Outcome.UNSURE
