"""The kind of the paper is told, the rulebook has rules for it, and the file holds no other paper."""

from __future__ import annotations

from checks.rule import DocumentCase, Found, Parameters, Reason, Rule, because
from pipeline.document import Kind, Outcome, Text

_PERSON = Text("담당자가 직접 확인합니다.", "A person will look at it.")
_SEPARATE = Text("서류를 하나씩 나누어 제출해 주세요.", "Hand in each document as a file of its own.")


def _check(case: DocumentCase, _parameters: Parameters) -> Found:
    if case.alone and len(case.facts.papers) > 1:
        return because(_crowded(case))
    if case.paper.kind is Kind.UNKNOWN:
        return because("unknown")
    if case.repeated:
        return because("several")
    if not case.kind_sure:
        return because("unclear")
    return because(None if case.bound else "not-bound")


def _crowded(case: DocumentCase) -> str:
    known = [paper for paper in case.facts.papers if paper.kind is not Kind.UNKNOWN]
    return "several" if len(known) > 1 else "stray-page" if known else "unknown"


RULE = Rule(
    name="kind-known",
    about=Text(
        "서류의 종류를 알 수 있고 한 파일에 한 서류만 있음", "The kind is told, and the file holds one document"
    ),
    reasons={
        "unknown": Reason(
            Outcome.UNSURE,
            "kind-unknown",
            Text("어떤 서류인지 알 수 없습니다.", "It could not be told what this document is."),
            Text(
                "필요한 서류가 맞는지, 제목까지 모두 나오는지 확인해 주세요. 담당자가 직접 확인합니다.",
                "Check that it is a document asked for, with its title in view. A person will look at it.",
            ),
        ),
        "unclear": Reason(
            Outcome.UNSURE,
            "kind-unclear",
            Text("서류의 종류를 확실히 알 수 없습니다.", "The kind of the document is not certain."),
            _PERSON,
        ),
        "not-bound": Reason(
            Outcome.UNSURE,
            "kind-not-bound",
            Text("이 신청에서 받는 서류가 아닙니다.", "This is not a document that this application asks for."),
            _PERSON,
        ),
        "several": Reason(
            Outcome.UNSURE,
            "several-documents",
            Text("한 파일에 여러 서류가 들어 있습니다.", "The file holds several documents."),
            _SEPARATE,
        ),
        "stray-page": Reason(
            Outcome.UNSURE,
            "stray-page",
            Text(
                "파일에 어떤 서류인지 알 수 없는 쪽이 있습니다.", "A page of the file belongs to no document we know."
            ),
            Text(
                "해당 서류의 쪽만 제출해 주세요. 담당자가 직접 확인합니다.",
                "Hand in only the pages of the document. A person will look at it.",
            ),
        ),
    },
    check=_check,
)
