"""Whoever owns the line grants its use: the consent's owner is the carrier's subscriber.

Without a consent the line must be of an owner of whom the rulebook asks for none: the company itself, a sole trader's
representative in person, an employee whom the employment certificate names.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field as Limit

from checks.names import Agreement, same_person
from checks.owner import (
    Owner,
    line_owner,
    representatives,
    same_firm,
    sole_trader,
    subscriber,
    sure_name,
    sure_number,
)
from checks.rule import ApplicationCase, Found, Parameters, Reason, Rule, because
from pipeline.document import Kind, Outcome, Paper, Text

_REASONS = {Agreement.SAME: None, Agreement.NEAR: "unclear", Agreement.DIFFERENT: "differs"}


class Lines(Parameters):
    """`own`: whose lines need no consent."""

    own: Annotated[tuple[Annotated[Owner, Limit(strict=False)], ...], Limit(strict=False)] = (Owner.COMPANY,)


def _check(case: ApplicationCase, parameters: Lines) -> Found | None:
    owner = line_owner(case)
    if owner is None:
        return None
    if not case.of(Kind.NUMBER_USAGE_CONSENT):
        return _without_consent(case, owner, parameters.own)
    worst = max(_agreements(case), key=list(_REASONS).index)
    return because(_REASONS[worst], "company_name", subscriber(case.of(Kind.TELECOM_SERVICE_CERTIFICATE)[0]))


def _without_consent(case: ApplicationCase, owner: Owner, own: tuple[Owner, ...]) -> Found | None:
    owed = any(Kind.NUMBER_USAGE_CONSENT in group for group in case.missing)
    if owed and owner is not Owner.UNCLEAR:
        return None
    return because(None if owner in own and owner is not Owner.UNCLEAR else "unclear", "company_name")


def _agreements(case: ApplicationCase) -> list[Agreement]:
    """Every consent's owner against every certificate's subscriber."""
    consents, lines = case.of(Kind.NUMBER_USAGE_CONSENT), case.of(Kind.TELECOM_SERVICE_CERTIFICATE)
    return [_agreement(case, consent, line) for consent in consents for line in lines]


def _agreement(case: ApplicationCase, consent: Paper, line: Paper) -> Agreement:
    giver = sure_name(case, consent, consent.fields.get("company_name"))
    owner = sure_name(case, line, subscriber(line))
    if giver is None or owner is None:
        return Agreement.NEAR
    if _one_trader(case, giver, owner):
        return Agreement.SAME
    return same_firm((giver, owner), (sure_number(case, consent), sure_number(case, line)))


def _one_trader(case: ApplicationCase, giver: str, owner: str) -> bool:
    """Whether both are the applying sole trader, by the firm's name or in person."""
    if not sole_trader(case.manifest):
        return False
    heads = [one for one in representatives(case) if one]
    return all(
        same_firm((name, case.manifest.company_name), (None, None)) is Agreement.SAME
        or any(same_person(name, head) is Agreement.SAME for head in heads)
        for name in (giver, owner)
    )


RULE = Rule(
    name="owner-agrees",
    about=Text(
        "번호 명의자와 사용을 허락한 회사가 같음", "The company that grants the number's use is the line's subscriber"
    ),
    parameters=Lines,
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
