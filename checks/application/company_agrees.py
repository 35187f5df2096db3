"""The company named on papers is the one that applies.

Reading takes one jamo for another, and companies write their form in many ways: names that are
merely near are a doubt, never a fault.
"""

from __future__ import annotations

from checks.kinds import OfKinds
from checks.masks import masked
from checks.names import Agreement, one_core, same_company
from checks.owner import sure_number
from checks.rule import ApplicationCase, Found, Reason, Rule, because
from pipeline.document import Outcome, Paper, Text
from pipeline.numbers import digits

_ORDER = ("differs", "unclear", None)
_GRANTEE = "grantee"
"""A consent's registration number is its giver's, not the grantee's."""


def _check(case: ApplicationCase, parameters: OfKinds) -> Found | None:
    found = [_paper(case, paper, parameters.field) for paper in case.of(*parameters.kinds)]
    return min(found, key=lambda one: _ORDER.index(one.reason), default=None)


def _paper(case: ApplicationCase, paper: Paper, name: str) -> Found:
    seen = paper.fields.get(name)
    if seen is None or not seen.value or masked(seen.value) or not case.sure(paper, seen):
        return because("unclear", name, seen)
    agreement = _agreement(case, paper, name, seen.value)
    reason = {Agreement.SAME: None, Agreement.DIFFERENT: "differs"}.get(agreement, "unclear")
    return because(reason, name, seen)


def _agreement(case: ApplicationCase, paper: Paper, name: str, value: str) -> Agreement:
    """By name; one printed without its legal form is the company's where the company's registration number stands there too."""
    numbered = name != _GRANTEE and sure_number(case, paper) == digits(case.manifest.business_number)
    if numbered and one_core(value, case.manifest.company_name):
        return Agreement.SAME
    return same_company(value, case.manifest.company_name)


RULE = Rule(
    name="company-agrees",
    about=Text("{kind}의 {field:이} 신청한 회사와 같음", "The {field} on the {kind} is the applying company's"),
    parameters=OfKinds,
    reasons={
        "differs": Reason(
            Outcome.FAIL,
            "{slug}-differs",
            Text(
                "{kind}의 {field:이} 신청한 회사와 다릅니다.",
                "The {field} on the {kind} is not the applying company's.",
            ),
            Text(
                "신청한 회사의 {kind:을} 제출하거나, 신청한 회사명을 고쳐 주세요.",
                "Hand in the {kind} of the applying company, or correct the company's name in the application.",
            ),
        ),
        "unclear": Reason(
            Outcome.UNSURE,
            "{slug}-agreement-unclear",
            Text(
                "{kind}의 {field:이} 신청한 회사와 같은지 확실하지 않습니다.",
                "It is not certain that the {field} on the {kind} is the applying company's.",
            ),
            Text("담당자가 직접 확인합니다.", "A person will look at it."),
        ),
    },
    check=_check,
)
