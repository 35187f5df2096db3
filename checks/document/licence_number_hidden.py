"""The number of a driver's licence (운전면허번호) is covered, or not printed.

A unique identifier that nobody needs for this (개인정보 보호법 제24조); copies of identity cards hide it.
"""

from __future__ import annotations

from checks.rule import DocumentCase, Found, Parameters, Reason, Rule, because, passed
from pipeline.document import Outcome, Text

_NAME = "licence_number"
_FINE = {"masked", "absent"}


def _check(case: DocumentCase, _parameters: Parameters) -> Found:
    seen = case.field(_NAME)
    if seen is None or not case.sure(seen):
        return because("unclear", _NAME, seen)
    if seen.value in _FINE:
        return passed(_NAME, seen)
    return because("exposed" if seen.value == "exposed" else "unclear", _NAME, seen)


_REMEDY = Text(
    "운전면허번호를 가린 {kind:을} 다시 제출해 주세요.",
    "Hand in the {kind} again with the driver's licence number covered.",
)

RULE = Rule(
    name="licence-number-hidden",
    about=Text("운전면허번호가 가려져 있거나 없음", "The driver's licence number is covered, or there is none"),
    reasons={
        "exposed": Reason(
            Outcome.FAIL,
            "licence-number-exposed",
            Text(
                "{kind}에 운전면허번호가 가려지지 않은 채 보입니다.",
                "The {kind} shows a driver's licence number that is not covered.",
            ),
            _REMEDY,
        ),
        "unclear": Reason(
            Outcome.UNSURE,
            "licence-number-unclear",
            Text(
                "운전면허번호가 가려져 있는지 확실하지 않습니다.",
                "It is not certain that the driver's licence number is covered.",
            ),
            _REMEDY,
        ),
    },
    check=_check,
)
