"""What an application claims, beside what its papers say of the same thing.

Which paper speaks of which claim is told here once, for the comparison and for the crops of doubtful fields.
Nothing is decided: how two values stand to each other is asked of the very functions that the rules ask.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from checks.names import Agreement, same_company, same_person
from checks.phone import number_form
from pipeline.document import Field, Kind, Paper
from pipeline.manifest import Manifest
from pipeline.numbers import digits

_REPORTS = (Kind.MAIL_ORDER_REPORT, Kind.MEDICAL_DEVICE_REPORT, Kind.HEALTH_FOOD_REPORT)
_REGISTRATIONS = (Kind.BUSINESS_REGISTRATION, Kind.UNIQUE_NUMBER_CERTIFICATE)
_COMPANY_PAPERS = (*_REGISTRATIONS, Kind.EMPLOYMENT_CERTIFICATE, *_REPORTS)
_LINE_PAPERS = (Kind.TELECOM_SERVICE_CERTIFICATE, Kind.NUMBER_USAGE_CONSENT)

Compared = Callable[[str, str], Agreement]


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that is claimed: its Korean name, the claim, and which fields of which papers speak of it.

    `own` is what the manifest itself says of it elsewhere: label and value.
    """

    name: str
    value: str | None
    fields: tuple[tuple[Kind, str], ...]
    compare: Compared
    own: tuple[tuple[str, str], ...] = ()


def claims(manifest: Manifest) -> tuple[Claim, ...]:
    """Every claim that papers can be held against."""
    return (
        _company(manifest),
        Claim(
            "사업자등록번호",
            manifest.business_number,
            tuple((kind, "business_number") for kind in _COMPANY_PAPERS),
            _same_digits,
        ),
        Claim(
            "발신번호",
            number_form(manifest.sender_number).digits if manifest.sender_number else None,
            tuple((kind, "phone_numbers") for kind in _LINE_PAPERS),
            _same_digits,
        ),
        _owner(),
        _person(manifest),
        Claim(
            "대표자",
            None,
            (*((kind, "representative") for kind in _REGISTRATIONS), (Kind.IDENTITY_CARD, "person_name")),
            same_person,
        ),
    )


def _company(manifest: Manifest) -> Claim:
    fields = tuple((kind, "company_name") for kind in _COMPANY_PAPERS)
    profile = manifest.channel_profile
    own = (("채널 이름", profile.name),) if profile else ()
    return Claim("회사명", manifest.company_name, (*fields, (Kind.NUMBER_USAGE_CONSENT, "grantee")), same_company, own)


def _owner() -> Claim:
    """Whose line it is: nobody claims it, the carrier's paper and the consent are held against each other."""
    fields = [(kind, "company_name") for kind in _LINE_PAPERS]
    return Claim("번호 명의자", None, (*fields, (Kind.TELECOM_SERVICE_CERTIFICATE, "subscriber")), same_company)


def _person(manifest: Manifest) -> Claim:
    steps = manifest.identity
    own = (("본인인증 1단계", steps.first.name), ("본인인증 2단계", steps.second.name)) if steps else ()
    return Claim("신청인", manifest.applicant.name, ((Kind.EMPLOYMENT_CERTIFICATE, "person_name"),), same_person, own)


def _same_digits(one: str, other: str) -> Agreement:
    return Agreement.SAME if digits(one) == digits(other) else Agreement.DIFFERENT


def claimed(manifest: Manifest | None, kind: Kind, field: str) -> Claim | None:
    """The claim that this field of such a paper is held against."""
    known = claims(manifest) if manifest else ()
    return next((one for one in known if (kind, field) in one.fields and one.value), None)


def said(claim: Claim, paper: Paper) -> Iterator[Field]:
    """Everything that a paper says of the claim."""
    for field in (name for kind, name in claim.fields if kind is paper.kind):
        yield from fields_named(paper, field)


def fields_named(paper: Paper, name: str) -> Sequence[Field]:
    """The paper's fields of that name: one, none, or every phone number."""
    if name == "phone_numbers":
        return paper.phone_numbers
    return (paper.fields[name],) if name in paper.fields else ()


def agreement(claim: Claim, value: str | None) -> Agreement | None:
    """How a value stands to the claim."""
    return claim.compare(value, claim.value) if value and claim.value else None
