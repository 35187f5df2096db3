"""No file is in a form that the applicant must mend (a password, damage, a type that is not read)."""

from __future__ import annotations

from checks.rule import ApplicationCase, Found, Parameters, Reason, Rule, because
from pipeline.document import Outcome, Text


def _check(case: ApplicationCase, _parameters: Parameters) -> Found:
    return because("to-mend" if any(error.mendable for error in case.errors) else None)


RULE = Rule(
    name="files-mendable",
    about=Text("열 수 없는 파일이 없음", "No file is in a form that cannot be opened"),
    reasons={
        "to-mend": Reason(
            Outcome.FAIL,
            "file-to-mend",
            Text("열 수 없는 파일이 있습니다.", "A file cannot be opened."),
            Text(
                "암호를 풀거나 PDF 또는 사진으로 바꾸어 다시 제출해 주세요.",
                "Hand it in again without a password, as a PDF or a picture.",
            ),
        ),
    },
    check=_check,
)
