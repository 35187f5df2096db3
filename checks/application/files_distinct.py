"""No file was handed in twice."""

from __future__ import annotations

from checks.rule import ApplicationCase, Found, Parameters, Reason, Rule, because
from pipeline.document import Outcome, Text


def _check(case: ApplicationCase, _parameters: Parameters) -> Found:
    digests = [facts.sha256 for facts in case.facts]
    return because("repeated" if len(set(digests)) < len(digests) else None)


RULE = Rule(
    name="files-distinct",
    about=Text("같은 파일이 두 번 제출되지 않음", "No file was handed in twice"),
    reasons={
        "repeated": Reason(
            Outcome.FAIL,
            "file-repeated",
            Text("같은 파일이 두 번 이상 제출되었습니다.", "The same file was handed in more than once."),
            Text("빠진 서류가 없는지 확인해 주세요.", "Check that no other document was meant in its place."),
        ),
    },
    check=_check,
)
