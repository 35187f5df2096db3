"""The registration says what the tax service's register has: number, opening date and representative together (국세청 진위확인).

Pure, as `business_active`: serving asks. That they do not stand there together may be a reading's error, a name spelled otherwise or a
registration changed yesterday, so it is for a person, who can ask again on HomeTax, and rejects nobody.
"""

from __future__ import annotations

from checks.rule import ApplicationCase, Found, Parameters, Reason, Rule, because
from pipeline.business_status import Genuine
from pipeline.document import Outcome, Text


def _check(case: ApplicationCase, _parameters: Parameters) -> Found:
    match case.genuine:
        case None:
            return because("not-asked")
        case Genuine.MATCHES:
            return because(None)
        case said:
            return because(said.value)


RULE = Rule(
    name="registration-genuine",
    about=Text(
        "사업자등록증의 등록번호, 개업일, 대표자가 국세청에 등록된 대로임",
        "The registration's number, opening date and representative are as the tax service has them",
    ),
    reasons={
        "differs": Reason(
            Outcome.UNSURE,
            "registration-unconfirmed",
            Text(
                "국세청에서 사업자등록증의 등록번호, 개업일, 대표자를 확인할 수 없습니다.",
                "The tax service does not confirm the registration's number, opening date and representative.",
            ),
            Text(
                "최근에 바뀐 내용이 있으면 새로 발급받은 사업자등록증을 제출해 주세요. 담당자가 직접 확인합니다.",
                "If something changed of late, hand in a registration issued since. A person will look at it.",
            ),
        ),
        "unreachable": Reason(
            Outcome.UNSURE,
            "registration-register-unreachable",
            Text(
                "국세청 조회가 되지 않아 사업자등록증의 진위를 확인하지 못했습니다.",
                "The tax service's register did not answer, so that the registration is not confirmed.",
            ),
            Text("필요하면 홈택스에서 직접 조회해 주세요.", "Look it up on HomeTax where it matters."),
            aside=True,
        ),
        "not-asked": Reason(
            Outcome.UNSURE,
            "registration-not-asked",
            Text(
                "사업자등록증의 진위를 국세청에 조회하지 않았습니다.",
                "The tax service was not asked whether the registration is genuine.",
            ),
            Text("필요하면 홈택스에서 직접 조회해 주세요.", "Look it up on HomeTax where it matters."),
            aside=True,
        ),
    },
    check=_check,
)
