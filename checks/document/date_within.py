"""A paper is no older than so many calendar months on the day it was handed in.

No provider says whether "three months" are calendar months or days, nor whether the first day
counts. Ours are calendar months, and the day that many months before counts.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field as Limit

from checks.days import months_before, parse_day
from checks.rule import DocumentCase, Found, OfField, Reason, Rule, because, passed
from checks.words import Words
from pipeline.document import Outcome, Text


class Within(OfField):
    """`months`: how many calendar months back the day may lie."""

    months: Annotated[int, Limit(ge=1, le=120)]

    def words(self) -> Words:
        """The field's, and `months`."""
        return {**OfField.words(self), "months": self.months}


def _check(case: DocumentCase, parameters: Within) -> Found:
    seen = case.field(parameters.field)
    day = parse_day(seen.value) if seen and case.sure(seen) else None
    if day is None:
        return because("unclear", parameters.field, seen)
    earliest = months_before(case.day, parameters.months)
    if day < earliest:
        return because("too-old", parameters.field, seen, day=day.isoformat(), earliest=earliest.isoformat())
    return passed(parameters.field, seen)


RULE = Rule(
    name="date-within",
    about=Text(
        "제출일 기준 최근 {months}개월 이내의 {field}", "The {field} lies within the last {months} calendar months"
    ),
    parameters=Within,
    reasons={
        "too-old": Reason(
            Outcome.FAIL,
            "certificate-too-old",
            Text(
                "{kind}의 {field}({day})로부터 {months}개월이 지났습니다.",
                "The {field} of the {kind} ({day}) is more than {months} months ago.",
            ),
            Text(
                "{earliest} 이후에 발급된 {kind:을} 다시 제출해 주세요.",
                "Hand in {kind:a} that was issued on {earliest} or later.",
            ),
        ),
        "unclear": Reason(
            Outcome.UNSURE,
            "certificate-age-unclear",
            Text(
                "{field:을} 확실히 읽을 수 없어 최근 {months}개월 이내의 {kind}인지 알 수 없습니다.",
                "The {field} cannot be read for certain, so that the age of the {kind} is unknown.",
            ),
            Text(
                "{field:이} 또렷하게 보이도록 {kind:을} 다시 제출해 주시면 빨리 처리됩니다.",
                "A clearer copy of the {kind}, with the {field} in view, speeds this up.",
            ),
        ),
    },
    check=_check,
)
