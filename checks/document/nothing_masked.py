"""No part of a field is masked: the applied number, the company's name."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field as Limit

from checks.masks import masked, perhaps_masked, surely_masked
from checks.rule import DocumentCase, Found, OfField, Reason, Rule, because, passed
from pipeline.document import Field, Outcome, Text


class Unmasked(OfField):
    """`legible`: the confidence from which a name that shows no mask sign has none.

    A misread letter still is a letter; a mask sign read as one makes a reading far less sure. To fail asks
    for the binding's own bar.
    """

    legible: Annotated[float, Limit(gt=0.5, le=1)] | None = None


def _check(case: DocumentCase, parameters: Unmasked) -> Found:
    if parameters.field == "phone_numbers":
        return _numbers(case)
    seen = case.field(parameters.field)
    if seen is None or not seen.value or not seen.confidence or perhaps_masked(seen.value):
        return because("unclear", parameters.field, seen)
    if masked(seen.value):
        return because("masked" if case.sure(seen) or surely_masked(seen.value) else "unclear", parameters.field, seen)
    clear = seen.confidence >= (parameters.legible or case.bar)
    return passed(parameters.field, seen) if clear else because("unclear", parameters.field, seen)


def _numbers(case: DocumentCase) -> Found:
    """The number applied for where it is known, else every number on the paper."""
    numbers = _concerned(case.paper.phone_numbers, case.applied_number)
    for seen in numbers:
        if case.applied_number and seen.value == case.applied_number and case.sure(seen):
            return passed("phone_numbers", seen)
    hidden = [seen for seen in numbers if masked(seen.value)]
    doubtful = [seen for seen in numbers if not seen.value or not case.sure(seen)]
    if not numbers or doubtful or 0 < len(hidden) < len(numbers):
        return because("unclear", "phone_numbers", next(iter(doubtful or hidden), None))
    return because("masked", "phone_numbers", hidden[0]) if hidden else passed("phone_numbers", numbers[0])


def _concerned(numbers: tuple[Field, ...], applied: str | None) -> tuple[Field, ...]:
    """Of the numbers on the paper: the applied one; else what may be it, masked; else all."""
    exact = tuple(seen for seen in numbers if applied and seen.value == applied)
    veiled = tuple(seen for seen in numbers if applied and seen.value and _may_be(seen.value, applied))
    return exact or veiled or numbers


def _may_be(seen: str, applied: str) -> bool:
    return len(seen) == len(applied) and all(masked(a) or a == b for a, b in zip(seen, applied, strict=True))


RULE = Rule(
    name="nothing-masked",
    about=Text("{field:이} 가려져 있지 않음", "No part of the {field} is masked"),
    parameters=Unmasked,
    reasons={
        "masked": Reason(
            Outcome.FAIL,
            "{slug}-masked",
            Text("{kind}에서 {field}의 일부가 가려져 있습니다.", "Part of the {field} on the {kind} is masked."),
            Text(
                "{field:이} 모두 보이는 {kind:을} 발급받아 다시 제출해 주세요.",
                "Have {kind:a} issued that shows the whole {field}, and hand it in.",
            ),
        ),
        "unclear": Reason(
            Outcome.UNSURE,
            "{slug}-mask-unclear",
            Text(
                "{kind}에서 {field:이} 모두 보이는지 확실하지 않습니다.",
                "It is not certain that the whole {field} on the {kind} can be seen.",
            ),
            Text(
                "{field:이} 또렷하게 보이도록 {kind:을} 다시 제출해 주시면 빨리 처리됩니다.",
                "A clearer copy of the {kind}, with the {field} in view, speeds this up.",
            ),
        ),
    },
    check=_check,
)
