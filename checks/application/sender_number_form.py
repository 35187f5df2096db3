"""The number applied for is one that can exist and be registered (`checks.phone`).

Providers differ: one takes no mobile numbers, another no 050, a third none of twelve digits. What the numbering rules leave
open (`disputed`, `policy`, `warn`) a rulebook may settle; what cannot exist no rulebook can allow.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field as Limit

from checks.phone import NumberForm, NumberVerdict, number_form
from checks.rule import ApplicationCase, Found, Parameters, Reason, Rule, because
from pipeline.document import Outcome, Text

Open = Literal["warn", "disputed", "policy"]
"""The verdicts that a rulebook may settle."""
Prefix = Annotated[str, Limit(pattern=r"^[0-9]{2,4}$")]


class Form(Parameters):
    """`refused`: beginnings of numbers that this provider does not take. `accepted`: doubts of form that are none here.

    `longest`: how many digits a number may have.
    """

    refused: Annotated[tuple[Prefix, ...], Limit(strict=False)] = ()
    accepted: Annotated[tuple[Open, ...], Limit(strict=False)] = ()
    longest: Annotated[int, Limit(ge=8, le=12)] = 12


def _check(case: ApplicationCase, parameters: Form) -> Found:
    if case.manifest.sender_number is None:
        return because("doubtful")
    form = number_form(case.manifest.sender_number)
    if form.verdict is NumberVerdict.INVALID:
        return because("invalid")
    if form.digits.startswith(parameters.refused) or len(form.digits) > parameters.longest:
        return because("refused")
    return because(None if _fine(form, parameters) else "doubtful")


def _fine(form: NumberForm, parameters: Form) -> bool:
    return form.verdict is NumberVerdict.VALID or form.verdict.value in parameters.accepted


RULE = Rule(
    name="sender-number-form",
    about=Text("신청한 발신번호가 등록할 수 있는 형식임", "The sender number has a form that can be registered"),
    parameters=Form,
    reasons={
        "refused": Reason(
            Outcome.FAIL,
            "sender-number-refused",
            Text(
                "이 서비스에서 등록할 수 없는 종류의 번호입니다.",
                "Numbers of this kind are not registered by this provider.",
            ),
            Text("다른 번호로 다시 신청해 주세요.", "Apply again with another number."),
        ),
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
