"""A paper was not issued after the day it was handed in."""

from __future__ import annotations

from checks.days import parse_day
from checks.rule import DocumentCase, Found, OfField, Reason, Rule, because, passed
from pipeline.document import Outcome, Text


def _check(case: DocumentCase, parameters: OfField) -> Found:
    seen = case.field(parameters.field)
    day = parse_day(seen.value) if seen and case.sure(seen) else None
    if day is None:
        return because("unclear", parameters.field, seen)
    if day > case.day:
        return because("future", parameters.field, seen, day=day.isoformat(), handed_in=case.day.isoformat())
    return passed(parameters.field, seen)


RULE = Rule(
    name="date-not-future",
    about=Text("{field:이} 제출일보다 뒤가 아님", "The {field} is not after the day it was handed in"),
    parameters=OfField,
    reasons={
        "future": Reason(
            Outcome.FAIL,
            "issued-in-future",
            Text(
                "{kind}의 {field}({day})이 제출일({handed_in})보다 뒤입니다.",
                "The {field} of the {kind} ({day}) is after the day it was handed in ({handed_in}).",
            ),
            Text(
                "{field:을} 확인하고 {kind:을} 다시 제출해 주세요.", "Check the {field} and hand in the {kind} again."
            ),
        ),
        "unclear": Reason(
            Outcome.UNSURE,
            "{slug}-order-unclear",
            Text(
                "{field:을} 확실히 읽을 수 없어 제출일보다 앞선 날짜인지 알 수 없습니다.",
                "The {field} cannot be read for certain, so that it is unknown whether it lies before the day of handing in.",
            ),
            Text(
                "{field:이} 또렷하게 보이도록 {kind:을} 다시 제출해 주시면 빨리 처리됩니다.",
                "A clearer copy of the {kind}, with the {field} in view, speeds this up.",
            ),
        ),
    },
    check=_check,
)
