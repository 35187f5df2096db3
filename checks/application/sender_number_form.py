"""The number applied for is one that can exist and be registered (`checks.phone`)."""

from __future__ import annotations

from checks.phone import NumberVerdict, number_form
from checks.rule import ApplicationCase, Found, Parameters, Reason, Rule, because
from pipeline.document import Outcome, Text


def _check(case: ApplicationCase, _parameters: Parameters) -> Found:
    if case.manifest.sender_number is None:
        return because("doubtful")
    verdict = number_form(case.manifest.sender_number).verdict
    return because({NumberVerdict.VALID: None, NumberVerdict.INVALID: "invalid"}.get(verdict, "doubtful"))


RULE = Rule(
    name="sender-number-form",
    about=Text("신청한 발신번호가 등록할 수 있는 형식임", "The sender number has a form that can be registered"),
    reasons={
        "invalid": Reason(
            Outcome.FAIL,
            "sender-number-invalid",
            Text(
                "신청한 발신번호는 등록할 수 없는 번호입니다.", "The sender number is not one that can be registered."
            ),
            Text(
                "지역번호를 포함한 전체 번호를 하나만 적어 다시 신청해 주세요. 예: 02-2345-6789, 010-2345-6789",
                "Apply again with one whole number, with its area code. For example 02-2345-6789 or 010-2345-6789.",
            ),
        ),
        "doubtful": Reason(
            Outcome.UNSURE,
            "sender-number-doubtful",
            Text(
                "신청한 발신번호를 등록할 수 있는지 확인이 필요합니다.",
                "It must be checked whether the sender number can be registered.",
            ),
            Text("담당자가 직접 확인합니다.", "A person will look at it."),
        ),
    },
    check=_check,
)
