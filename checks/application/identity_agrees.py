"""Both steps of identity verification (본인인증) were passed by the applicant."""

from __future__ import annotations

from checks.names import Agreement, same_person
from checks.rule import ApplicationCase, Found, Parameters, Reason, Rule, because
from pipeline.document import Outcome, Text


def _check(case: ApplicationCase, _parameters: Parameters) -> Found:
    identity = case.manifest.identity
    if identity is None:
        return because("missing")
    steps = _same(identity.first.name, identity.second.name)
    own = [_same(step.name, case.manifest.applicant.name) for step in (identity.first, identity.second)]
    if Agreement.NEAR in {steps, *own}:
        return because("unclear")
    if steps is Agreement.DIFFERENT:
        return because("differs")
    return because("not-applicant" if Agreement.DIFFERENT in own else None)


def _same(one: str, other: str) -> Agreement:
    """Nothing here was read from a picture: what differs at all is another's, unless one is spelled in another script."""
    found = same_person(one, other)
    if found is not Agreement.NEAR:
        return found
    return Agreement.NEAR if _hangul(one) != _hangul(other) else Agreement.DIFFERENT


def _hangul(name: str) -> bool:
    return any("가" <= letter <= "힣" for letter in name)


RULE = Rule(
    name="identity-agrees",
    about=Text("신청인이 두 단계의 본인인증을 모두 마침", "The applicant passed both steps of identity verification"),
    reasons={
        "missing": Reason(
            Outcome.UNSURE,
            "identity-missing",
            Text("본인인증 기록이 없습니다.", "There is no record of identity verification."),
            Text(
                "본인인증을 마쳐 주세요. 담당자가 직접 확인합니다.",
                "Pass it, if you have not. A person will look at it.",
            ),
        ),
        "differs": Reason(
            Outcome.FAIL,
            "identity-differs",
            Text(
                "두 단계의 본인인증을 한 사람이 한 것이 아닙니다.",
                "The two steps of identity verification were passed under different names.",
            ),
            Text("신청인 본인이 두 단계를 모두 다시 인증해 주세요.", "The applicant has to pass both steps again."),
        ),
        "unclear": Reason(
            Outcome.UNSURE,
            "identity-unclear",
            Text(
                "본인인증의 성명과 신청인의 성명이 다른 문자로 적혀 있습니다.",
                "The names of identity verification and of the applicant are in different scripts.",
            ),
            Text("담당자가 직접 확인합니다.", "A person will look at it."),
        ),
        "not-applicant": Reason(
            Outcome.FAIL,
            "identity-not-applicant",
            Text("본인인증을 한 사람이 신청인과 다릅니다.", "Identity verification was passed by someone else."),
            Text("신청인 본인이 인증해 주세요.", "The applicant has to pass it in person."),
        ),
    },
    check=_check,
)
