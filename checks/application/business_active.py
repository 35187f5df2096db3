"""The applying company is in business, as the tax service's register has it (국세청 휴폐업 조회).

Pure: serving asks the register and hands in what it said. What nobody could be asked stays aside: it
neither holds an application nor counts in its score, whatever the rulebook says.
"""

from __future__ import annotations

from checks.rule import ApplicationCase, Found, Parameters, Reason, Rule, because
from pipeline.business_status import BusinessStatus
from pipeline.document import Outcome, Text


class Active(Parameters):
    """`closed_fails`, `suspended_fails`: such a business breaks the rule; else the check is unsure, for a person to judge."""

    closed_fails: bool = False
    suspended_fails: bool = False


def _check(case: ApplicationCase, parameters: Active) -> Found:
    fails = {
        BusinessStatus.CLOSED: parameters.closed_fails,
        BusinessStatus.SUSPENDED: parameters.suspended_fails,
    }
    match case.business:
        case None:
            return because("not-asked")
        case BusinessStatus.ACTIVE:
            return because(None)
        case status:
            return because(f"{status.value}-for-sure" if fails.get(status) else status.value)


def _closed(outcome: Outcome) -> Reason:
    return Reason(
        outcome,
        "business-closed",
        Text("국세청에 폐업자로 등록되어 있습니다.", "The tax service has the business as closed."),
        Text(
            "영업 중인 사업자로 신청해 주세요. 사실과 다르면 관할 세무서에서 바로잡은 뒤 다시 신청해 주세요.",
            "Apply for a business that is open. If the register is wrong, have the tax office mend it, then apply again.",
        ),
    )


def _suspended(outcome: Outcome) -> Reason:
    return Reason(
        outcome,
        "business-suspended",
        Text("국세청에 휴업자로 등록되어 있습니다.", "The tax service has the business as suspended."),
        Text(
            "휴업 기간이 끝났으면 관할 세무서에 재개업을 신고한 뒤 다시 신청해 주세요.",
            "If business has been taken up again, report that to the tax office, then apply again.",
        ),
    )


RULE = Rule(
    name="business-active",
    about=Text("국세청에 계속사업자로 등록되어 있음", "The tax service has the business as active"),
    parameters=Active,
    reasons={
        "closed": _closed(Outcome.UNSURE),
        "closed-for-sure": _closed(Outcome.FAIL),
        "suspended": _suspended(Outcome.UNSURE),
        "suspended-for-sure": _suspended(Outcome.FAIL),
        "unregistered": Reason(
            Outcome.UNSURE,
            "business-unregistered",
            Text(
                "국세청에 등록되지 않은 사업자등록번호입니다.",
                "The tax service does not know the business registration number.",
            ),
            Text(
                "신청 정보의 사업자등록번호를 확인해 주세요. 새로 등록한 사업자는 하루이틀 뒤에 조회됩니다.",
                "Check the number in the application. A business registered just now is known after a day or two.",
            ),
        ),
        "unreachable": Reason(
            Outcome.UNSURE,
            "business-register-unreachable",
            Text(
                "국세청 조회가 되지 않아 영업 중인 사업자인지 알 수 없습니다.",
                "The tax service's register did not answer, so that it is unknown whether the business is active.",
            ),
            Text("필요하면 홈택스에서 직접 조회해 주세요.", "Look it up on HomeTax where it matters."),
            aside=True,
        ),
        "not-asked": Reason(
            Outcome.UNSURE,
            "business-register-not-asked",
            Text(
                "영업 중인 사업자인지 국세청에 조회하지 않았습니다.",
                "The tax service was not asked whether the business is active.",
            ),
            Text("필요하면 홈택스에서 직접 조회해 주세요.", "Look it up on HomeTax where it matters."),
            aside=True,
        ),
    },
    check=_check,
)
