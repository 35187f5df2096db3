"""The business registration number on papers is the applying company's."""

from __future__ import annotations

from checks.kinds import SomeKinds
from checks.rule import ApplicationCase, Found, Parameters, Reason, Rule, because, passed
from checks.words import KINDS, Words, one_of
from pipeline.document import Outcome, Paper, Text
from pipeline.numbers import business_check, digits

_NAME = "business_number"
_ORDER = ("differs", "unclear", None)


class Numbered(Parameters):
    """`kinds`: the papers compared; `if_shown`: papers on which no number was read are in order too.

    Many print none, and that there is none is never sure; whose paper it is their company's name tells as well.
    """

    kinds: SomeKinds
    if_shown: bool = False

    def words(self) -> Words:
        """`kind`."""
        return {"kind": one_of(tuple(KINDS[kind] for kind in self.kinds))}


def _check(case: ApplicationCase, parameters: Numbered) -> Found | None:
    found = [_paper(case, paper, if_shown=parameters.if_shown) for paper in case.of(*parameters.kinds)]
    return min(found, key=lambda one: _ORDER.index(one.reason), default=None)


def _paper(case: ApplicationCase, paper: Paper, *, if_shown: bool) -> Found:
    seen = paper.fields.get(_NAME)
    if if_shown and (seen is None or seen.value is None):
        return passed(_NAME, seen)
    if seen is None or not seen.value or not case.sure(paper, seen):
        return because("unclear", _NAME, seen)
    if digits(seen.value) == digits(case.manifest.business_number):
        return passed(_NAME, seen)
    return because("differs" if business_check(seen.value) else "unclear", _NAME, seen)


RULE = Rule(
    name="business-number-agrees",
    about=Text(
        "{kind}의 사업자등록번호가 신청 정보와 같음",
        "The business registration number on the {kind} is the application's",
    ),
    parameters=Numbered,
    reasons={
        "differs": Reason(
            Outcome.FAIL,
            "business-number-differs",
            Text(
                "{kind}의 사업자등록번호가 신청 정보와 다릅니다.",
                "The business registration number on the {kind} is not the one in the application.",
            ),
            Text(
                "신청한 회사의 {kind:을} 제출하거나, 신청 정보의 사업자등록번호를 고쳐 주세요.",
                "Hand in the {kind} of the applying company, or correct the number in the application.",
            ),
        ),
        "unclear": Reason(
            Outcome.UNSURE,
            "business-number-agreement-unclear",
            Text(
                "{kind}의 사업자등록번호가 신청 정보와 같은지 확실하지 않습니다.",
                "It is not certain that the business registration number on the {kind} is the application's.",
            ),
            Text("담당자가 직접 확인합니다.", "A person will look at it."),
        ),
    },
    check=_check,
)
