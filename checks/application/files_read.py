"""Every file could be read, or the applicant can mend it: a failure of ours is never held against them."""

from __future__ import annotations

from checks.rule import ApplicationCase, Found, Parameters, Reason, Rule, because
from pipeline.document import Outcome, Text


def _check(case: ApplicationCase, _parameters: Parameters) -> Found:
    return because("unread" if any(not error.mendable for error in case.errors) else None)


RULE = Rule(
    name="files-read",
    about=Text("제출된 파일을 모두 검토함", "Every file that was handed in was reviewed"),
    reasons={
        "unread": Reason(
            Outcome.UNSURE,
            "file-not-reviewed",
            Text("자동으로 검토하지 못한 파일이 있습니다.", "A file could not be reviewed automatically."),
            Text("담당자가 직접 확인합니다.", "A person will look at it."),
        ),
    },
    check=_check,
)
