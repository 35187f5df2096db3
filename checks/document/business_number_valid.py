"""The business registration number's check digit is right.

A wrong check digit is a misreading more often than a wrong number: to fail asks for more surety.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field as Limit

from checks.rule import DocumentCase, Found, Parameters, Reason, Rule, because, passed
from pipeline.document import Outcome, Text
from pipeline.numbers import business_check, digits

_NAME = "business_number"


class CheckDigit(Parameters):
    """`sure_to_fail`: the confidence from which a wrong check digit is the paper's, not the reading's."""

    sure_to_fail: Annotated[float, Limit(gt=0.5, le=1)] = 0.95


def _check(case: DocumentCase, parameters: CheckDigit) -> Found:
    seen = case.field(_NAME)
    if seen is None or not case.sure(seen) or len(digits(seen.value or "")) != 10:
        return because("unclear", _NAME, seen)
    if business_check(seen.value or ""):
        return passed(_NAME, seen)
    return because("wrong" if seen.confidence >= parameters.sure_to_fail else "unclear", _NAME, seen)


RULE = Rule(
    name="business-number-valid",
    about=Text("사업자등록번호의 검증 숫자가 맞음", "The check digit of the business registration number is right"),
    parameters=CheckDigit,
    reasons={
        "wrong": Reason(
            Outcome.FAIL,
            "business-number-wrong",
            Text(
                "{kind}의 사업자등록번호가 올바른 번호가 아닙니다.",
                "The business registration number on the {kind} is not a valid one.",
            ),
            Text("번호를 확인하고 {kind:을} 다시 제출해 주세요.", "Check the number and hand in the {kind} again."),
        ),
        "unclear": Reason(
            Outcome.UNSURE,
            "business-number-digits-unclear",
            Text(
                "{kind}의 사업자등록번호가 올바른지 확인할 수 없습니다.",
                "It could not be told whether the business registration number on the {kind} is valid.",
            ),
            Text(
                "사업자등록번호가 또렷하게 보이도록 {kind:을} 다시 제출해 주시면 빨리 처리됩니다.",
                "A clearer copy of the {kind}, with the number in view, speeds this up.",
            ),
        ),
    },
    check=_check,
)
