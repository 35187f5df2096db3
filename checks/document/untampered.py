"""No sign that the file was altered. A sign is never proof: a person looks."""

from __future__ import annotations

from checks.rule import DocumentCase, Found, Parameters, Reason, Rule
from pipeline.document import Outcome, Text


def _check(case: DocumentCase, _parameters: Parameters) -> Found:
    if not case.paper.tampering:
        return Found(field="tampering")
    first = case.paper.tampering[0]
    return Found("suspected", "tampering", first.page, first.box)


RULE = Rule(
    name="untampered",
    about=Text("파일을 고친 흔적이 없음", "No sign that the file was altered"),
    reasons={
        "suspected": Reason(
            Outcome.UNSURE,
            "tampering-suspected",
            Text(
                "발급된 그대로의 파일인지 확인이 필요합니다.",
                "It must be checked whether the file is as it was issued.",
            ),
            Text(
                "발급받은 원본 파일이나 원본을 찍은 사진이 있으면 다시 제출해 주세요. 담당자가 직접 확인합니다.",
                "If you have the file as issued, or a photo of the original, hand it in. A person will look at it.",
            ),
        ),
    },
    check=_check,
)
