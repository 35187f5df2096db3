"""The company is a Korean one: overseas businesses cannot apply."""

from __future__ import annotations

from checks.rule import ApplicationCase, Found, Parameters, Reason, Rule, because
from pipeline.document import Outcome, Text


def _check(case: ApplicationCase, _parameters: Parameters) -> Found:
    return because("overseas" if case.manifest.overseas else None)


RULE = Rule(
    name="domestic-business",
    about=Text("국내 사업자임", "The company is a Korean business"),
    reasons={
        "overseas": Reason(
            Outcome.FAIL,
            "overseas-business",
            Text("해외 사업자는 신청할 수 없습니다.", "Overseas businesses cannot apply."),
            Text("국내 사업자등록증으로 신청해 주세요.", "Apply with a Korean business registration."),
        ),
    },
    check=_check,
)
