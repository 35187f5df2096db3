"""The resident registration number (주민등록번호) is hidden, or not printed.

A number in clear may not be kept without a law that says so (개인정보 보호법 제24조의2). How many of
its last seven digits must be hidden differs by provider: six (the digit for sex may stay) or seven.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field as Limit

from checks.rule import DocumentCase, Found, Parameters, Reason, Rule, because, passed
from pipeline.document import Field, Outcome, Text

_NAME = "resident_number"


class HiddenDigits(Parameters):
    """`hidden_digits`: how many of the last seven must be hidden."""

    hidden_digits: Annotated[int, Limit(ge=6, le=7)] = 6

    def words(self) -> dict[str, int]:
        """`hidden_digits`."""
        return {"hidden_digits": self.hidden_digits}


def _check(case: DocumentCase, parameters: HiddenDigits) -> Found:
    seen = case.field(_NAME)
    if seen is None or not case.sure(seen):
        return because("unclear", _NAME, seen)
    if seen.value == "masked":
        return _masked(seen, parameters.hidden_digits)
    if seen.value == "absent":
        return passed(_NAME, seen)
    return because("exposed" if seen.value == "exposed" else "unclear", _NAME, seen)


def _masked(seen: Field, needed: int) -> Found:
    """Masked means six; a book that wants seven must see that the seventh is hidden too."""
    hidden = seen.hidden_digits
    if hidden is None:
        return passed(_NAME, seen) if needed == 6 else because("unclear", _NAME, seen)
    return passed(_NAME, seen) if hidden >= needed else because("partly", _NAME, seen)


_REMEDY = Text(
    "주민등록번호 뒤 {hidden_digits}자리를 가린 {kind:을} 다시 제출해 주세요.",
    "Hand in the {kind} again with the last {hidden_digits} digits of the resident registration number hidden.",
)

RULE = Rule(
    name="resident-number-hidden",
    about=Text(
        "주민등록번호 뒤 {hidden_digits}자리가 가려져 있거나 번호가 없음",
        "The last {hidden_digits} digits of the resident registration number are hidden, or there is none",
    ),
    parameters=HiddenDigits,
    reasons={
        "exposed": Reason(
            Outcome.FAIL,
            "resident-number-exposed",
            Text(
                "{kind}에 주민등록번호가 가려지지 않은 채 보입니다. 심사 기록에는 번호를 남기지 않습니다.",
                "The {kind} shows a resident registration number that is not hidden. Our records of the review do not hold the number.",
            ),
            _REMEDY,
        ),
        "partly": Reason(
            Outcome.FAIL,
            "resident-number-partly-hidden",
            Text(
                "주민등록번호 뒤 {hidden_digits}자리가 모두 가려져 있지 않습니다.",
                "Not all of the last {hidden_digits} digits of the resident registration number are hidden.",
            ),
            _REMEDY,
        ),
        "unclear": Reason(
            Outcome.UNSURE,
            "resident-number-unclear",
            Text(
                "주민등록번호가 가려져 있는지 확실하지 않습니다.",
                "It is not certain that the resident registration number is hidden.",
            ),
            _REMEDY,
        ),
    },
    check=_check,
)
