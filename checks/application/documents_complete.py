"""Every paper that the application owes was handed in.

One that is owed is waited for; after the rulebook's days of patience the application is rejected,
unless the missing paper may be among those that could not be read or told. One that only the registration's 업태 and
종목 call for rejects nobody: when it does not come, `trades-declared` asks a person.
"""

from __future__ import annotations

from checks.rule import ApplicationCase, Found, Parameters, Reason, Rule, because
from checks.words import KINDS, listed, one_of
from pipeline.document import Kind, Outcome, Text

DOCUMENTS_OWED = "documents-owed"
DOCUMENTS_MISSING = "documents-missing"
"""The reason that makes an application incomplete: neither failed nor in doubt, only not yet whole."""


def _check(case: ApplicationCase, _parameters: Parameters) -> Found:
    if not case.missing:
        return Found()
    owed = listed(tuple(_called(group, case) for group in case.missing))
    late = case.overdue and any(group not in case.by_paper for group in case.missing)
    return because("overdue" if late and not _perhaps_handed_in(case) else "owed", owed=owed)


def _called(group: tuple[Kind, ...], case: ApplicationCase) -> Text:
    """What is owed, and why if the application does not say so itself."""
    names = one_of(tuple(KINDS[kind] for kind in group))
    if group not in case.by_paper:
        return names
    return Text(
        f"{names.ko}(사업자등록증의 업태·종목에 따름)", f"{names.en} (by the registration's type and items of business)"
    )


def _perhaps_handed_in(case: ApplicationCase) -> bool:
    unread = any(not error.mendable for error in case.errors)
    untold = any(paper.kind is Kind.UNKNOWN or paper.kind_confidence < case.bar for paper in case.papers)
    return unread or untold


_REMEDY = Text("다음 서류를 제출해 주세요: {owed}", "Hand in: {owed}")

RULE = Rule(
    name="documents-complete",
    about=Text("필요한 서류가 모두 제출됨", "Every document that is needed was handed in"),
    reasons={
        "owed": Reason(
            Outcome.UNSURE,
            DOCUMENTS_OWED,
            Text("아직 제출되지 않은 서류가 있습니다: {owed}", "Documents are still owed: {owed}"),
            _REMEDY,
        ),
        "overdue": Reason(
            Outcome.FAIL,
            DOCUMENTS_MISSING,
            Text("기한 안에 제출되지 않은 서류가 있습니다: {owed}", "Documents were not handed in in time: {owed}"),
            Text("다음 서류를 갖추어 다시 신청해 주세요: {owed}", "Apply again with: {owed}"),
        ),
    },
    check=_check,
)
