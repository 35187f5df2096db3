"""Trades that need a report certificate (신고증), as a registration's 업태 and 종목 show them.

Which words show a trade is the rulebook's to say. What is misread by a letter, or stands beside a word that makes another
trade of it (`의료기기 제조`), only perhaps shows it.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum

from checks.bookfile import Owed
from checks.rule import ApplicationCase
from pipeline.document import Field, Kind
from pipeline.jamo import alike, fold

TRADE_FIELDS = ("business_items", "business_type")
_READ = 0.5
"""Confidence of all lines together from which a word of four syllables or more that stands among them was surely read."""
_ALIKE = 0.85
_SHORTEST = 4


class Shown(IntEnum):
    """Whether a registration shows a trade."""

    NO = 0
    PERHAPS = 1
    SURELY = 2


def shown(owed: Owed, case: ApplicationCase) -> Shown:
    """Whether the application's registrations show the trade for which a paper is owed."""
    return max((_in_line(owed, line, sure=sure) for line, sure in _lines(case)), default=Shown.NO)


def trades_unread(case: ApplicationCase) -> Field | None:
    """A registration's 종목 that was looked for and not found; `None` where they were, or nobody looked."""
    seen = [paper.fields.get("business_items") for paper in case.of(Kind.BUSINESS_REGISTRATION)]
    return next((one for one in seen if one is not None and not one.value), None)


def _lines(case: ApplicationCase) -> Iterator[tuple[str, bool]]:
    """Every line, folded, and whether its paper is what it seems and it was read well enough."""
    for paper in case.of(Kind.BUSINESS_REGISTRATION):
        told = paper.kind_confidence >= case.bar
        for seen in (paper.fields.get(name) for name in TRADE_FIELDS):
            if seen is not None and seen.value:
                yield from ((fold(line), told and seen.confidence >= _READ) for line in seen.value.split(";"))


def _in_line(owed: Owed, line: str, *, sure: bool) -> Shown:
    words = tuple(map(fold, owed.shown_as))
    if any(word in line for word in words):
        other = any(fold(word) in line for word in owed.not_beside)
        return Shown.SURELY if sure and not other else Shown.PERHAPS
    perhaps = any(fold(word) in line for word in owed.perhaps_as) or any(_nearly(word, line) for word in words)
    return Shown.PERHAPS if perhaps else Shown.NO


def _nearly(word: str, line: str) -> bool:
    """Whether the word stands in the line but for what a reader may have misread."""
    if len(word) < _SHORTEST:
        return False
    starts = range(max(len(line) - len(word) + 1, 0))
    return any(alike(line[start : start + len(word)], word, _ALIKE) for start in starts)
