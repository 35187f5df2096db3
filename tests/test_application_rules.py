"""Every rule about an application: what passes, what fails, what cannot be told, and where it does not apply."""

from __future__ import annotations

from typing import Any

import pytest

from checks import rulebook
from checks.rule import ApplicationCase, Handed, application_rules
from pipeline.business_status import BusinessStatus, Genuine
from pipeline.document import Finding, Kind, Outcome, Paper
from pipeline.errors import DojangError
from pipeline.manifest import parse
from tests.made_facts import DOUBTFUL, MANIFEST, SURE, TODAY, facts, field, manifest_json, paper
from tests.test_phone import EXAMPLES

EMPLOYMENT, TELECOM = Kind.EMPLOYMENT_CERTIFICATE, Kind.TELECOM_SERVICE_CERTIFICATE
REGISTRATION, CONSENT = Kind.BUSINESS_REGISTRATION, Kind.NUMBER_USAGE_CONSENT
CARD, UNKNOWN = Kind.IDENTITY_CARD, Kind.UNKNOWN

BOUND = {bound.id: bound for name in rulebook.names() for bound in rulebook.load(name).application}
BOUND |= {bound.id: bound for bound in rulebook.load("sender-number").application}
BOUND |= {f"rcs-biz.{bound.id}": bound for bound in rulebook.load("rcs-biz").application}


def case(
    *papers: Paper, errors: tuple[str, ...] = (), manifest: dict[str, Any] | None = None, **more: Any
) -> ApplicationCase:
    handed = [Handed(f"{number}.png", facts(one, sha256=str(number)), TODAY) for number, one in enumerate(papers)]
    handed += [Handed(f"{code}.pdf", DojangError(code), TODAY) for code in errors]
    said = parse(manifest_json(**(manifest or {})))
    return ApplicationCase(manifest=said, handed=tuple(handed), day=TODAY, bar=0.9, **more)


def found(check: str, about: ApplicationCase) -> Finding | None:
    bound = BOUND[check]
    result = bound.rule.check(about, bound.parameters)
    return bound.finding(result) if result else None


def of(kind: Kind, confidence: float = SURE, **values: str | None) -> Paper:
    return paper(kind, {name: field(value, confidence) for name, value in values.items()})


def numbered(kind: Kind, *numbers: str | None, confidence: float = SURE) -> Paper:
    return paper(kind, phone_numbers=tuple(field(number, confidence) for number in numbers))


def profile(**changes: Any) -> dict[str, Any]:
    return {"channel_profile": MANIFEST["channel_profile"] | changes}


def identity(first: str, second: str) -> dict[str, Any]:
    at = "2026-11-20T09:00:00+09:00"
    return {"identity": {"first": {"name": first, "at": at}, "second": {"name": second, "at": at}}}


TWICE = ApplicationCase(
    manifest=parse(manifest_json()),
    handed=(Handed("a.png", facts(paper(TELECOM)), TODAY), Handed("b.png", facts(paper(TELECOM)), TODAY)),
    day=TODAY,
    bar=0.9,
)
OWED = ((TELECOM,), (EMPLOYMENT, CARD))
REPORT = (Kind.MAIL_ORDER_REPORT,)

PASSED: list[tuple[str, ApplicationCase]] = [
    ("application.manifest", case()),
    ("application.documents", case()),
    ("application.files", case(paper(TELECOM), errors=("encrypted-pdf",))),
    ("application.unopened", case(paper(TELECOM), errors=("timed-out",))),
    ("application.repeated", case(paper(TELECOM), paper(TELECOM))),
    ("application.asked", case(paper(TELECOM), paper(UNKNOWN), asked=OWED)),
    ("application.number-form", case()),
    ("application.number-telecom", case(paper(TELECOM))),
    ("application.number-telecom", case(numbered(TELECOM, "01023456789"), paper(TELECOM))),
    ("application.number-consent", case(paper(CONSENT))),
    ("application.company", case(paper(REGISTRATION))),
    ("application.employer", case(paper(EMPLOYMENT))),
    ("application.grantee", case(paper(CONSENT))),
    ("application.owner", case(paper(TELECOM), paper(CONSENT))),
    ("application.owner", case(of(TELECOM, company_name="㈜푸른바다"), of(CONSENT, company_name="주식회사 푸른바다"))),
    ("application.owner", case(paper(TELECOM))),
    ("application.business-number", case(paper(REGISTRATION))),
    ("application.employer-number", case(paper(EMPLOYMENT))),
    ("application.employer-number", case(of(EMPLOYMENT, business_number=None))),
    ("application.employer-number", case(of(EMPLOYMENT, DOUBTFUL, business_number=None))),
    ("application.employer-number", case(of(EMPLOYMENT, business_number="9998100015"))),
    ("application.person", case(paper(EMPLOYMENT))),
    ("application.person", case(of(EMPLOYMENT, person_name="박서준"), paper(EMPLOYMENT))),
    ("application.identity", case()),
    ("application.domestic", case()),
    ("application.channel", case()),
    ("application.channel-name", case()),
    ("application.channel-name", case(manifest=profile(name="한빛테크 고객센터"))),
    ("application.representative", case(paper(CARD), paper(REGISTRATION))),
    ("application.licence", case(paper(Kind.MAIL_ORDER_REPORT))),
    ("application.representatives", case(paper(REGISTRATION), of(EMPLOYMENT, representative="이도현"))),
    ("application.representatives", case(paper(REGISTRATION), of(EMPLOYMENT, DOUBTFUL, representative="이 도 현"))),
    ("application.representatives", case(paper(REGISTRATION), of(EMPLOYMENT, DOUBTFUL, representative="이도헌"))),
    (
        "application.representatives",
        case(of(REGISTRATION, representative="이도현 외 1명"), of(EMPLOYMENT, representative="이도현")),
    ),
    ("application.dates", case(of(REGISTRATION, opening_date="2026-10-02"), paper(TELECOM), paper(EMPLOYMENT))),
    ("application.employer", case(of(EMPLOYMENT, company_name="한빛테크", business_number="999-81-00015"))),
    (
        "application.representative",
        case(of(CARD, person_name="박서준"), of(REGISTRATION, representative="이도현, 박서준")),
    ),
    ("application.business-active", case(business=BusinessStatus.ACTIVE)),
    ("application.registration", case(genuine=Genuine.MATCHES)),
    ("application.trades", case(of(REGISTRATION, business_items="한식"))),
    ("application.trades", case(of(REGISTRATION, business_items="통신판매업"), missing=(REPORT,), by_paper=(REPORT,))),
    ("application.trades", case(of(REGISTRATION, business_items="온라인판매"), paper(*REPORT), perhaps=(REPORT,))),
    ("application.documents", case(of(REGISTRATION, business_items="통신판매업"), by_paper=(REPORT,), overdue=True)),
]

FAILED: list[tuple[str, ApplicationCase, str]] = [
    ("application.documents", case(missing=OWED, overdue=True), "documents-missing"),
    ("application.documents", case(missing=(*OWED, REPORT), by_paper=(REPORT,), overdue=True), "documents-missing"),
    ("application.documents", case(errors=("damaged-file",), missing=OWED, overdue=True), "documents-missing"),
    ("application.unopened", case(errors=("encrypted-pdf",)), "file-to-mend"),
    ("application.repeated", TWICE, "file-repeated"),
    ("application.asked", case(paper(CONSENT), asked=OWED), "document-not-asked"),
    ("application.number-form", case(manifest={"sender_number": "010-1234-5678"}), "sender-number-invalid"),
    ("rcs-biz.application.number-form", case(manifest={"sender_number": "010-2345-6789"}), "sender-number-refused"),
    ("application.number-telecom", case(numbered(TELECOM, "01023456789")), "sender-number-differs"),
    ("application.number-consent", case(numbered(CONSENT, "01023456789", "03198765432")), "sender-number-differs"),
    ("application.company", case(of(REGISTRATION, company_name="주식회사 푸른바다")), "company-name-differs"),
    ("application.company", case(of(REGISTRATION, company_name="주식회사 한별테크")), "company-name-differs"),
    ("application.employer", case(of(EMPLOYMENT, company_name="㈜푸른바다")), "company-name-differs"),
    (
        "application.employer",
        case(of(EMPLOYMENT, company_name="㈜푸른바다"), paper(EMPLOYMENT)),
        "company-name-differs",
    ),
    ("application.grantee", case(of(CONSENT, grantee="주식회사 푸른바다")), "grantee-differs"),
    ("application.owner", case(paper(TELECOM), of(CONSENT, company_name="주식회사 푸른바다")), "owner-differs"),
    ("application.business-number", case(of(REGISTRATION, business_number="123-45-67891")), "business-number-differs"),
    ("application.employer-number", case(of(EMPLOYMENT, business_number="123-45-67891")), "business-number-differs"),
    ("application.person", case(of(EMPLOYMENT, person_name="박서준")), "person-name-differs"),
    ("application.identity", case(manifest=identity("김하늘", "박서준")), "identity-differs"),
    ("application.identity", case(manifest=identity("박서준", "박서준")), "identity-not-applicant"),
    ("application.domestic", case(manifest={"overseas": True}), "overseas-business"),
    ("application.channel", case(manifest=profile(opened=False)), "channel-not-opened"),
    ("application.channel", case(manifest=profile(home_on=False)), "channel-home-off"),
    ("application.channel", case(manifest=profile(applied_by="manager")), "channel-not-master"),
    ("application.representative", case(of(CARD, person_name="박서준"), paper(REGISTRATION)), "representative-differs"),
    ("application.licence", case(of(Kind.MAIL_ORDER_REPORT, company_name="푸른바다")), "company-name-differs"),
]

LATER = "2026-10-03"
UNSURE: list[tuple[str, ApplicationCase, str]] = [
    ("application.registration", case(genuine=Genuine.DIFFERS), "registration-unconfirmed"),
    ("application.registration", case(genuine=Genuine.UNREACHABLE), "registration-register-unreachable"),
    ("application.registration", case(), "registration-not-asked"),
    ("application.documents", case(missing=(REPORT,), by_paper=(REPORT,), overdue=True), "documents-owed"),
    ("application.trades", case(of(REGISTRATION, business_items=None)), "trades-unclear"),
    (
        "application.trades",
        case(of(REGISTRATION, business_items="온라인판매"), perhaps=(REPORT,)),
        "trade-perhaps-shown",
    ),
    (
        "application.trades",
        case(of(REGISTRATION, business_items="통신판매"), missing=(REPORT,), by_paper=(REPORT,), overdue=True),
        "trade-report-missing",
    ),
    ("application.business-active", case(), "business-register-not-asked"),
    ("application.business-active", case(business=BusinessStatus.UNREACHABLE), "business-register-unreachable"),
    ("application.business-active", case(business=BusinessStatus.UNREGISTERED), "business-unregistered"),
    ("application.business-active", case(business=BusinessStatus.CLOSED), "business-closed"),
    ("application.business-active", case(business=BusinessStatus.SUSPENDED), "business-suspended"),
    ("application.manifest", case(trusted=False), "manifest-untrusted"),
    ("application.documents", case(missing=OWED), "documents-owed"),
    ("application.documents", case(errors=("timed-out",), missing=OWED, overdue=True), "documents-owed"),
    ("application.documents", case(paper(UNKNOWN), missing=OWED, overdue=True), "documents-owed"),
    (
        "application.documents",
        case(paper(CONSENT, kind_confidence=DOUBTFUL), missing=OWED, overdue=True),
        "documents-owed",
    ),
    ("application.files", case(errors=("out-of-memory",)), "file-not-reviewed"),
    ("application.number-form", case(manifest={"sender_number": "1811-1234"}), "sender-number-doubtful"),
    (
        "application.number-form",
        case(manifest={"channel": "kakao-channel", "sender_number": None}),
        "sender-number-doubtful",
    ),
    ("application.number-telecom", case(numbered(TELECOM)), "sender-number-unclear"),
    ("application.number-telecom", case(numbered(TELECOM, "0234567890", confidence=DOUBTFUL)), "sender-number-unclear"),
    ("application.number-telecom", case(numbered(TELECOM, "0234567891")), "sender-number-unclear"),
    ("application.number-telecom", case(numbered(TELECOM, "02****7890")), "sender-number-unclear"),
    ("application.number-telecom", case(numbered(TELECOM, None)), "sender-number-unclear"),
    (
        "application.number-telecom",
        case(numbered(TELECOM, "01023456789", confidence=DOUBTFUL)),
        "sender-number-unclear",
    ),
    ("application.company", case(of(REGISTRATION, company_name="주식회사 한빚테크")), "company-name-agreement-unclear"),
    (
        "application.company",
        case(of(REGISTRATION, DOUBTFUL, company_name="㈜푸른바다")),
        "company-name-agreement-unclear",
    ),
    ("application.company", case(of(REGISTRATION, company_name=None)), "company-name-agreement-unclear"),
    ("application.company", case(of(REGISTRATION, company_name="㈜푸른**")), "company-name-agreement-unclear"),
    ("application.company", case(paper(REGISTRATION, kind_confidence=DOUBTFUL)), "company-name-agreement-unclear"),
    ("application.grantee", case(of(CONSENT, DOUBTFUL, grantee="㈜푸른바다")), "grantee-agreement-unclear"),
    ("application.owner", case(of(TELECOM, DOUBTFUL, company_name="㈜푸른바다"), paper(CONSENT)), "owner-unclear"),
    ("application.owner", case(of(TELECOM, company_name="주식회사 한빚테크"), missing=((CONSENT,),)), "owner-unclear"),
    ("application.owner", case(of(TELECOM, company_name="주식회사 푸른바다")), "owner-unclear"),
    ("application.business-number", case(of(REGISTRATION, business_number=None)), "business-number-agreement-unclear"),
    (
        "application.business-number",
        case(of(REGISTRATION, business_number="999-81-00016")),
        "business-number-agreement-unclear",
    ),
    (
        "application.employer-number",
        case(of(EMPLOYMENT, DOUBTFUL, business_number="123-45-67891")),
        "business-number-agreement-unclear",
    ),
    ("application.person", case(of(EMPLOYMENT, person_name="김하눌")), "person-name-agreement-unclear"),
    ("application.person", case(of(EMPLOYMENT, person_name="김*늘")), "person-name-agreement-unclear"),
    ("application.person", case(of(EMPLOYMENT, DOUBTFUL, person_name="박서준")), "person-name-agreement-unclear"),
    ("application.identity", case(manifest={"identity": None}), "identity-missing"),
    ("application.channel", case(manifest={"channel_profile": None}), "channel-profile-missing"),
    ("application.channel", case(manifest=profile(business=False)), "channel-not-business"),
    ("application.channel-name", case(manifest={"channel_profile": None}), "channel-name-unrelated"),
    ("application.channel-name", case(manifest=profile(name="달빛카페")), "channel-name-unrelated"),
    ("application.representative", case(of(CARD, person_name="이도헌"), paper(REGISTRATION)), "representative-unclear"),
    (
        "application.representative",
        case(of(CARD, DOUBTFUL, person_name="박서준"), paper(REGISTRATION)),
        "representative-unclear",
    ),
    (
        "application.representative",
        case(of(CARD, person_name="박서준"), of(REGISTRATION, representative="이도현 외 1명")),
        "representative-unclear",
    ),
    (
        "application.representatives",
        case(paper(REGISTRATION), of(EMPLOYMENT, representative="박서준")),
        "representatives-differ",
    ),
    (
        "application.representatives",
        case(paper(REGISTRATION), of(EMPLOYMENT, DOUBTFUL, representative="박서준")),
        "representatives-unclear",
    ),
    (
        "application.representatives",
        case(paper(REGISTRATION), of(EMPLOYMENT, representative="이도헌")),
        "representatives-unclear",
    ),
    (
        "application.representatives",
        case(paper(REGISTRATION), of(EMPLOYMENT, 0.4, representative="박서준")),
        "representatives-unclear",
    ),
    (
        "application.representatives",
        case(paper(REGISTRATION), paper(EMPLOYMENT, {"representative": field(None, 0.47)})),
        "representatives-unclear",
    ),
    (
        "application.dates",
        case(of(REGISTRATION, opening_date=LATER), paper(TELECOM)),
        "issued-before-opening",
    ),
    (
        "application.identity",
        case(manifest=identity("Kim Haneul", "김하늘")),
        "identity-unclear",
    ),
    ("application.employer", case(of(EMPLOYMENT, company_name="한빛테크")), "company-name-agreement-unclear"),
    (
        "application.employer",
        case(of(EMPLOYMENT, company_name="한빛테크", business_number="123-45-67891")),
        "company-name-agreement-unclear",
    ),
]

NOT_APPLICABLE: list[tuple[str, ApplicationCase]] = [
    ("application.trades", case(paper(REGISTRATION))),
    ("application.trades", case(of(Kind.UNIQUE_NUMBER_CERTIFICATE, business_items="통신판매업"))),
    ("application.number-telecom", case(paper(CONSENT))),
    ("application.number-telecom", case(paper(TELECOM), manifest={"channel": "kakao-channel", "sender_number": None})),
    ("application.company", case(paper(TELECOM))),
    ("application.owner", case(paper(CONSENT))),
    ("application.owner", case(of(TELECOM, company_name="주식회사 푸른바다"), missing=((CONSENT,),))),
    ("application.business-number", case()),
    ("application.person", case()),
    ("application.representative", case(paper(CARD))),
    ("application.representatives", case(paper(REGISTRATION), of(EMPLOYMENT, representative=None))),
    ("application.representatives", case(paper(REGISTRATION), of(EMPLOYMENT, 0.4, representative="이서준"))),
    ("application.representatives", case(paper(REGISTRATION), paper(EMPLOYMENT, {"representative": field(None, 0.2)}))),
    ("application.representatives", case(of(EMPLOYMENT, representative="박서준"))),
    ("application.dates", case(of(REGISTRATION, DOUBTFUL, opening_date=LATER), paper(TELECOM))),
    ("application.dates", case(of(REGISTRATION, opening_date=LATER))),
]


@pytest.mark.parametrize(("check", "about"), PASSED)
def test_passed(check: str, about: ApplicationCase) -> None:
    finding = found(check, about)
    assert finding is not None
    assert (finding.outcome, finding.reason) == (Outcome.PASS, None)


@pytest.mark.parametrize(("check", "about", "reason"), FAILED)
def test_failed(check: str, about: ApplicationCase, reason: str) -> None:
    finding = found(check, about)
    assert finding is not None
    assert (finding.outcome, finding.reason) == (Outcome.FAIL, reason)


@pytest.mark.parametrize(("check", "about", "reason"), UNSURE)
def test_could_not_be_told(check: str, about: ApplicationCase, reason: str) -> None:
    finding = found(check, about)
    assert finding is not None
    assert (finding.outcome, finding.reason) == (Outcome.UNSURE, reason)


@pytest.mark.parametrize(("check", "about"), NOT_APPLICABLE)
def test_does_not_apply(check: str, about: ApplicationCase) -> None:
    assert found(check, about) is None


def test_every_reason_of_every_rule_is_shown() -> None:
    """No rule without a failing test: each reason that a rule has is given by some application above."""
    given = {(BOUND[check].rule.name, reason) for check, _, reason in FAILED + UNSURE}
    for rule in application_rules().values():
        assert rule.reasons
        for reason in rule.reasons.values():
            pattern = reason.code.replace("{slug}", "")
            assert any(name == rule.name and code.endswith(pattern) for name, code in given), (rule.name, reason.code)


def test_every_rule_passes_somewhere() -> None:
    assert {BOUND[check].rule.name for check, _ in PASSED} == set(application_rules())


@pytest.mark.parametrize(("_row", "number", "verdict"), EXAMPLES)
def test_numbers_by_their_form(_row: int, number: str, verdict: str) -> None:
    finding = found("application.number-form", case(manifest={"sender_number": number}))
    assert finding is not None
    expected = {"valid": Outcome.PASS, "invalid": Outcome.FAIL}.get(verdict, Outcome.UNSURE)
    assert finding.outcome is expected


def test_what_is_owed_is_named() -> None:
    finding = found("application.documents", case(missing=OWED))
    assert finding is not None
    assert finding.remedy.ko == "다음 서류를 제출해 주세요: 통신서비스 이용증명원, 재직증명서 또는 신분증"


def test_no_value_reaches_a_message() -> None:
    for check, about, _ in FAILED + UNSURE:
        finding = found(check, about)
        assert finding is not None
        said = "".join((*finding.message, *finding.remedy))
        for value in ("한빛테크", "푸른바다", "김하늘", "박서준", "이도현", "0234567890", "999-81", "123-45", "{"):
            assert value not in said
