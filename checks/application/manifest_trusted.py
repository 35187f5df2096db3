"""The manifest comes from the operator's own system: signed, or from where only that system can write."""

from __future__ import annotations

from checks.rule import ApplicationCase, Found, Parameters, Reason, Rule, because
from pipeline.document import Outcome, Text


def _check(case: ApplicationCase, _parameters: Parameters) -> Found:
    return because(None if case.trusted else "untrusted")


RULE = Rule(
    name="manifest-trusted",
    about=Text("신청 정보가 운영자의 시스템에서 온 것임", "The application's data come from the operator's own system"),
    reasons={
        "untrusted": Reason(
            Outcome.UNSURE,
            "manifest-untrusted",
            Text(
                "신청 정보의 출처를 확인할 수 없습니다.", "It could not be told where the application's data come from."
            ),
            Text("담당자가 직접 확인합니다.", "A person will look at it."),
        ),
    },
    check=_check,
)
