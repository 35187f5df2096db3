"""Every paper is one that the application asks for."""

from __future__ import annotations

from checks.rule import ApplicationCase, Found, Parameters, Reason, Rule, because
from checks.words import KINDS, Name, listed
from pipeline.document import Kind, Outcome, Text


def _check(case: ApplicationCase, _parameters: Parameters) -> Found:
    asked = {kind for group in case.asked for kind in group}
    told = {paper.kind for paper in case.papers} - {Kind.UNKNOWN}
    strays = tuple(_text(KINDS[kind]) for kind in sorted(told - asked))
    return because("not-asked", strays=listed(strays)) if strays else Found()


def _text(name: Name) -> Text:
    return Text(name.ko, name.en)


RULE = Rule(
    name="papers-asked-for",
    about=Text("필요하지 않은 서류가 없음", "No document was handed in that is not asked for"),
    reasons={
        "not-asked": Reason(
            Outcome.FAIL,
            "document-not-asked",
            Text("이 신청에 필요하지 않은 서류가 있습니다: {strays}", "Not asked for by this application: {strays}"),
            Text(
                "다른 서류를 대신 제출한 것은 아닌지 확인해 주세요.",
                "Check that it was not handed in in place of another document.",
            ),
        ),
    },
    check=_check,
)
