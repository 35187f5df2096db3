"""The identity card is the representative's: the person whom the registration names."""

from __future__ import annotations

from checks.masks import masked
from checks.names import Agreement, same_representative
from checks.rule import ApplicationCase, Found, Parameters, Reason, Rule, because
from pipeline.document import Field, Kind, Outcome, Paper, Text

_REGISTRATIONS = (Kind.BUSINESS_REGISTRATION, Kind.UNIQUE_NUMBER_CERTIFICATE)
_ORDER = (None, "unclear", "differs")


def _check(case: ApplicationCase, _parameters: Parameters) -> Found | None:
    """One card that agrees is enough: a company may have several representatives."""
    cards = [(paper, paper.fields.get("person_name")) for paper in case.of(Kind.IDENTITY_CARD)]
    named = [(paper, paper.fields.get("representative")) for paper in case.of(*_REGISTRATIONS)]
    found = [_pair(case, card, other) for card in cards for other in named]
    return min(found, key=lambda one: _ORDER.index(one.reason), default=None)


def _pair(case: ApplicationCase, card: tuple[Paper, Field | None], other: tuple[Paper, Field | None]) -> Found:
    name, named = _name(case, *card), _name(case, *other)
    if name is None or named is None:
        return because("unclear", "person_name", card[1])
    agreement = same_representative(named, name)
    reason = {Agreement.SAME: None, Agreement.DIFFERENT: "differs"}.get(agreement, "unclear")
    return because(reason, "person_name", card[1])


def _name(case: ApplicationCase, paper: Paper, seen: Field | None) -> str | None:
    if seen is None or not seen.value or masked(seen.value) or not case.sure(paper, seen):
        return None
    return seen.value


RULE = Rule(
    name="representative-agrees",
    about=Text("신분증이 대표자의 것임", "The identity card is the representative's"),
    reasons={
        "differs": Reason(
            Outcome.FAIL,
            "representative-differs",
            Text(
                "신분증의 성명이 사업자등록증의 대표자와 다릅니다.",
                "The identity card is not that of the representative whom the registration names.",
            ),
            Text(
                "대표자의 신분증 또는 신청인의 재직증명서를 제출해 주세요.",
                "Hand in the representative's identity card, or the applicant's employment certificate.",
            ),
        ),
        "unclear": Reason(
            Outcome.UNSURE,
            "representative-unclear",
            Text(
                "신분증이 대표자의 것인지 확실하지 않습니다.",
                "It is not certain that the identity card is the representative's.",
            ),
            Text("담당자가 직접 확인합니다.", "A person will look at it."),
        ),
    },
    check=_check,
)
