"""A field is there and can be read: not missing, not masked, not doubtful."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field as Limit

from checks.masks import masked
from checks.rule import DocumentCase, Found, OfField, Reason, Rule, because, passed
from pipeline.document import Outcome, Text


class Present(OfField):
    """`legible`: the confidence from which what stands there can be read by a person, if not each letter by us.

    That a field is missing always asks for the binding's own bar.
    """

    legible: Annotated[float, Limit(gt=0.5, le=1)] | None = None


def _check(case: DocumentCase, parameters: Present) -> Found:
    if parameters.field == "phone_numbers":
        return _any_number(case, parameters.legible or case.bar)
    seen = case.field(parameters.field)
    if seen is None or masked(seen.value):
        return because("unclear", parameters.field, seen)
    if seen.value:
        legible = seen.confidence >= (parameters.legible or case.bar)
        return passed(parameters.field, seen) if legible else because("unclear", parameters.field, seen)
    return because("missing" if case.sure(seen) else "unclear", parameters.field, seen)


def _any_number(case: DocumentCase, legible: float) -> Found:
    """One number that can be read is enough; an empty list does not say that there is none."""
    numbers = case.paper.phone_numbers
    whole = [seen for seen in numbers if seen.value and seen.confidence >= legible and not masked(seen.value)]
    if whole:
        return passed("phone_numbers", whole[0])
    gone = numbers and all(seen.value is None and case.sure(seen) for seen in numbers)
    return because("missing" if gone else "unclear", "phone_numbers", numbers[0] if numbers else None)


RULE = Rule(
    name="field-present",
    about=Text("{field:이} 있고 확실히 읽힘", "The {field} is there and can be read"),
    parameters=Present,
    reasons={
        "missing": Reason(
            Outcome.FAIL,
            "{slug}-missing",
            Text("{kind}에 {field:이} 없습니다.", "The {kind} shows no {field}."),
            Text("{field:이} 적힌 {kind:을} 다시 제출해 주세요.", "Hand in {kind:a} that shows the {field}."),
        ),
        "unclear": Reason(
            Outcome.UNSURE,
            "{slug}-unclear",
            Text(
                "{kind}에서 {field:을} 확실히 읽을 수 없습니다.",
                "The {field} of the {kind} cannot be read for certain.",
            ),
            Text(
                "{field:이} 또렷하게 보이도록 {kind:을} 다시 제출해 주시면 빨리 처리됩니다.",
                "A clearer copy of the {kind}, with the {field} in view, speeds this up.",
            ),
        ),
    },
    check=_check,
)
