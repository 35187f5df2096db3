"""The number applied for stands on a paper: the carrier's certificate, the owner's consent."""

from __future__ import annotations

from checks.kinds import OfKind
from checks.masks import masked
from checks.phone import number_form
from checks.rule import ApplicationCase, Found, Reason, Rule, because, passed
from pipeline.document import Field, Outcome, Paper, Text
from pipeline.jamo import distance

_NAME = "phone_numbers"
_SLIP = 1
"""Digits that a reading may have wrong: so near a number is a doubt."""


def _check(case: ApplicationCase, parameters: OfKind) -> Found | None:
    papers = case.of(parameters.kind)
    if not papers or case.manifest.sender_number is None:
        return None
    applied = number_form(case.manifest.sender_number).digits
    seen = [(paper, number) for paper in papers for number in paper.phone_numbers]
    for paper, number in seen:
        if number.value == applied and case.sure(paper, number):
            return passed(_NAME, number)
    others = bool(seen) and all(_surely_other(case, paper, number, applied) for paper, number in seen)
    return because("differs" if others else "unclear", _NAME, seen[0][1] if seen else None)


def _surely_other(case: ApplicationCase, paper: Paper, number: Field, applied: str) -> bool:
    if not number.value or masked(number.value) or not case.sure(paper, number):
        return False
    return distance(number.value, applied) > _SLIP


RULE = Rule(
    name="number-agrees",
    about=Text("신청한 발신번호가 {kind}에 있음", "The sender number stands on the {kind}"),
    parameters=OfKind,
    reasons={
        "differs": Reason(
            Outcome.FAIL,
            "sender-number-differs",
            Text(
                "{kind}의 전화번호가 신청한 발신번호와 다릅니다.",
                "The phone number on the {kind} is not the sender number applied for.",
            ),
            Text(
                "신청한 발신번호가 적힌 {kind:을} 제출하거나, 신청한 번호를 고쳐 주세요.",
                "Hand in {kind:a} that shows the sender number, or correct the number applied for.",
            ),
        ),
        "unclear": Reason(
            Outcome.UNSURE,
            "sender-number-unclear",
            Text(
                "신청한 발신번호가 {kind}에 있는지 확실하지 않습니다.",
                "It is not certain that the sender number stands on the {kind}.",
            ),
            Text(
                "번호가 또렷하게 보이도록 {kind:을} 다시 제출해 주시면 빨리 처리됩니다.",
                "A clearer copy of the {kind}, with the number in view, speeds this up.",
            ),
        ),
    },
    check=_check,
)
