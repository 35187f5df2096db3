"""The person on a paper is the one who applies."""

from __future__ import annotations

from checks.kinds import OfKinds
from checks.masks import masked
from checks.names import Agreement, same_person
from checks.rule import ApplicationCase, Found, Reason, Rule, because
from pipeline.document import Outcome, Paper, Text

_ORDER = (None, "unclear", "differs")


def _check(case: ApplicationCase, parameters: OfKinds) -> Found | None:
    """One paper about the applicant is enough: others may be about colleagues."""
    found = [_paper(case, paper, parameters.field) for paper in case.of(*parameters.kinds)]
    return min(found, key=lambda one: _ORDER.index(one.reason), default=None)


def _paper(case: ApplicationCase, paper: Paper, name: str) -> Found:
    seen = paper.fields.get(name)
    if seen is None or not seen.value or masked(seen.value) or not case.sure(paper, seen):
        return because("unclear", name, seen)
    agreement = same_person(seen.value, case.manifest.applicant.name)
    reason = {Agreement.SAME: None, Agreement.DIFFERENT: "differs"}.get(agreement, "unclear")
    return because(reason, name, seen)


RULE = Rule(
    name="person-agrees",
    about=Text("{kind}의 {field:이} 신청인과 같음", "The {field} on the {kind} is the applicant's"),
    parameters=OfKinds,
    reasons={
        "differs": Reason(
            Outcome.FAIL,
            "{slug}-differs",
            Text("{kind}의 {field:이} 신청인과 다릅니다.", "The {field} on the {kind} is not the applicant's."),
            Text("신청인 본인의 {kind:을} 제출해 주세요.", "Hand in the applicant's own {kind}."),
        ),
        "unclear": Reason(
            Outcome.UNSURE,
            "{slug}-agreement-unclear",
            Text(
                "{kind}의 {field:이} 신청인과 같은지 확실하지 않습니다.",
                "It is not certain that the {field} on the {kind} is the applicant's.",
            ),
            Text("담당자가 직접 확인합니다.", "A person will look at it."),
        ),
    },
    check=_check,
)
