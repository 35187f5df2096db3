"""A trade that the registration (업태, 종목) shows is one that the application names, or its report was handed in.

What the paper shows for certain makes the report owed, as if it had been named: that is `documents-complete`'s to tell. Where it only
perhaps does, or the lines could not be read, a person looks; so too where a report is owed by the paper alone and does not come, since a
firm may be exempt (통신판매업 신고 면제 기준: few sales, 간이과세자).
"""

from __future__ import annotations

from checks.rule import ApplicationCase, Found, Parameters, Reason, Rule, because
from checks.trades import TRADE_FIELDS, trades_unread
from checks.words import KINDS, listed, one_of
from pipeline.document import Field, Kind, Outcome, Text

_ITEMS = TRADE_FIELDS[0]


def _check(case: ApplicationCase, _parameters: Parameters) -> Found | None:
    """`None` where no registration was looked at for its trades."""
    seen = next((found for one in case.of(Kind.BUSINESS_REGISTRATION) if (found := one.fields.get(_ITEMS))), None)
    if seen is None:
        return None
    late = tuple(group for group in case.missing if group in case.by_paper) if case.overdue else ()
    doubtful = tuple(group for group in case.perhaps if not case.of(*group))
    if late:
        return _because("not-come", seen, late)
    if doubtful:
        return _because("perhaps", seen, doubtful)
    unread = trades_unread(case)
    return because("unread", _ITEMS, unread) if unread is not None else because(None, _ITEMS, seen)


def _because(reason: str, seen: Field, groups: tuple[tuple[Kind, ...], ...]) -> Found:
    papers = listed(tuple(one_of(tuple(KINDS[kind] for kind in group)) for group in groups))
    return because(reason, _ITEMS, seen, papers=papers)


_REMEDY = Text(
    "해당 업종이면 {papers:을} 제출해 주세요. 아니면 담당자가 확인합니다.",
    "Hand in the {papers} if the firm is in that trade. Otherwise a person will look at it.",
)

RULE = Rule(
    name="trades-declared",
    about=Text(
        "사업자등록증의 업태·종목에 따라 필요한 신고증이 제출됨",
        "The reports that the registration's type and items of business call for were handed in",
    ),
    reasons={
        "perhaps": Reason(
            Outcome.UNSURE,
            "trade-perhaps-shown",
            Text(
                "사업자등록증의 업태·종목을 보면 {papers:이} 필요할 수 있습니다.",
                "By the registration's type and items of business the {papers} may be needed.",
            ),
            _REMEDY,
        ),
        "not-come": Reason(
            Outcome.UNSURE,
            "trade-report-missing",
            Text(
                "사업자등록증의 업태·종목에 따라 필요한 {papers:이} 기한 안에 제출되지 않았습니다.",
                "The {papers}, needed by the registration's type and items of business, did not come in time.",
            ),
            _REMEDY,
        ),
        "unread": Reason(
            Outcome.UNSURE,
            "trades-unclear",
            Text(
                "사업자등록증의 업태·종목을 읽을 수 없어 신고증이 필요한 업종인지 알 수 없습니다.",
                "The registration's type and items of business cannot be read, so that it is unknown whether a report is needed.",
            ),
            Text(
                "업태와 종목이 또렷하게 보이도록 사업자등록증을 다시 제출해 주시면 빨리 처리됩니다.",
                "A clearer copy of the business registration, with its type and items of business in view, speeds this up.",
            ),
        ),
    },
    check=_check,
)
