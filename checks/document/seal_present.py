"""The issuer's official seal (직인) is on the paper; where the rulebook says so, a signature serves too."""

from __future__ import annotations

from checks.rule import DocumentCase, Found, Parameters, Reason, Rule, because, passed
from checks.words import FIELDS
from pipeline.document import Outcome, Text

_SEAL = Text(FIELDS["stamp"].ko, FIELDS["stamp"].en)
_EITHER = Text("도장 또는 서명", "seal or signature")


class Seal(Parameters):
    """`or_signature`: a signature serves as well."""

    or_signature: bool = False

    def words(self) -> dict[str, Text | str]:
        """`mark` is what is asked for, `slug` its part of the reason code."""
        if self.or_signature:
            return {"mark": _EITHER, "slug": "stamp-or-signature"}
        return {"mark": _SEAL, "slug": "stamp"}


def _check(case: DocumentCase, parameters: Seal) -> Found:
    names = ("stamp", "signature") if parameters.or_signature else ("stamp",)
    marks = [(name, case.field(name)) for name in names]
    for name, seen in marks:
        if seen is not None and seen.value == "present" and case.sure(seen):
            return passed(name, seen)
    gone = all(seen is not None and seen.value == "absent" and case.sure(seen) for _, seen in marks)
    return because("missing" if gone else "unclear", *marks[0])


RULE = Rule(
    name="seal-present",
    about=Text("{mark:이} 있음", "It bears {mark:a}"),
    parameters=Seal,
    reasons={
        "missing": Reason(
            Outcome.FAIL,
            "{slug}-missing",
            Text("{kind}에 {mark:이} 없습니다.", "The {kind} bears no {mark}."),
            Text("{mark:이} 있는 {kind:을} 다시 제출해 주세요.", "Hand in {kind:a} that bears {mark:a}."),
        ),
        "unclear": Reason(
            Outcome.UNSURE,
            "{slug}-unclear",
            Text("{kind}에 {mark:이} 있는지 확실하지 않습니다.", "It is not certain that the {kind} bears {mark:a}."),
            Text(
                "{mark:이} 또렷하게 보이도록 {kind:을} 다시 제출해 주시면 빨리 처리됩니다.",
                "A clearer copy of the {kind}, with the {mark} in view, speeds this up.",
            ),
        ),
    },
    check=_check,
)
