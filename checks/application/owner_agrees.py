"""Whoever owns the line grants its use: the consent's owner is the carrier's subscriber.

Without a consent the line must be the applying company's own.
"""

from __future__ import annotations

from checks.names import Agreement, same_company
from checks.owner import owner_agreement, subscriber, sure_name
from checks.rule import ApplicationCase, Found, Parameters, Reason, Rule, because
from pipeline.document import Kind, Outcome, Text

_REASONS = {Agreement.SAME: None, Agreement.NEAR: "unclear", Agreement.DIFFERENT: "differs"}


def _check(case: ApplicationCase, _parameters: Parameters) -> Found | None:
    own = owner_agreement(case)
    if own is None:
        return None
    if not case.of(Kind.NUMBER_USAGE_CONSENT):
        return _without_consent(case, own)
    agreements = _agreements(case)
    worst = max(agreements, key=list(_REASONS).index)
    return because(_REASONS[worst], "company_name")


def _without_consent(case: ApplicationCase, own: Agreement) -> Found | None:
    owed = any(Kind.NUMBER_USAGE_CONSENT in group for group in case.missing)
    if owed and own is not Agreement.NEAR:
        return None
    return because(None if own is Agreement.SAME else "unclear", "company_name")


def _agreements(case: ApplicationCase) -> list[Agreement]:
    """Every consent's owner against every certificate's subscriber."""
    owners = [sure_name(case, paper, paper.fields.get("company_name")) for paper in case.of(Kind.NUMBER_USAGE_CONSENT)]
    lines = [sure_name(case, paper, subscriber(paper)) for paper in case.of(Kind.TELECOM_SERVICE_CERTIFICATE)]
    return [same_company(owner, line) if owner and line else Agreement.NEAR for owner in owners for line in lines]


RULE = Rule(
    name="owner-agrees",
    about=Text(
        "번호 명의자와 사용을 허락한 회사가 같음", "The company that grants the number's use is the line's subscriber"
    ),
    reasons={
        "differs": Reason(
            Outcome.FAIL,
            "owner-differs",
            Text(
                "통신서비스 이용증명원의 명의자와 동의서에서 사용을 허락한 회사가 다릅니다.",
                "The subscriber on the telecom service certificate is not the company that grants the use.",
            ),
            Text(
                "번호 명의자가 작성한 번호 사용 동의서를 제출해 주세요.",
                "Hand in a consent given by the line's subscriber.",
            ),
        ),
        "unclear": Reason(
            Outcome.UNSURE,
            "owner-unclear",
            Text("번호의 명의자가 누구인지 확실하지 않습니다.", "It is not certain who owns the line."),
            Text("담당자가 직접 확인합니다.", "A person will look at it."),
        ),
    },
    check=_check,
)
