"""Whether a page is the next one of the paper before it (`2/2`), or the first of another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.document import Page
from pipeline.jamo import fold
from pipeline.labels import labelled
from pipeline.lexicon import Label
from pipeline.numbers import digits, narrow
from pipeline.rows import rows

_MARK = re.compile(
    r"(?:page|p\.|쪽|페이지)?\s*[-(\[]?\s*(\d{1,2})\s*(?:/|of|의)\s*(\d{1,2})\s*(?:쪽|페이지|page)?[-)\]]?",
    re.IGNORECASE,
)
_MARGIN = 0.1
"""Page marks stand this near to the head or the foot."""
_NUMBERS = (Label.ISSUANCE_NUMBER, Label.BUSINESS_NUMBER)
_NAMES = (Label.COMPANY_NAME, Label.SUBSCRIBER, Label.PERSON_NAME, Label.GRANTOR)


def continues(before: Sequence[Page], page: Page) -> bool:
    """Whether a page of the same kind as those before it is their paper's next page.

    Its mark counts on from theirs; or it repeats one of their numbers and has no other; or it names nobody and
    has no number. What differs in number or mark is another paper.
    """
    mark, last = _mark(page), _mark(before[-1])
    if mark is not None and last is not None:
        return mark == (last[0] + 1, last[1])
    own = {*_numbers(page)}
    if own:
        return own <= {number for one in before for number in _numbers(one)}
    return mark != (1, 1) and not any(one.value for one in labelled(page) if one.label in _NAMES)


def _mark(page: Page) -> tuple[int, int] | None:
    """`2/3` at the head or the foot: which page of how many."""
    for row in rows(page):
        if _MARGIN < row.box.centre[1] < 1 - _MARGIN:
            continue
        for cell in row.cells:
            found = _MARK.fullmatch(narrow(cell.text).strip())
            if found and 1 <= int(found[1]) <= int(found[2]):
                return int(found[1]), int(found[2])
    return None


def _numbers(page: Page) -> Iterator[tuple[Label, str]]:
    """The numbers by which papers are told apart."""
    for one in labelled(page):
        if one.label in _NUMBERS and one.value is not None and len(digits(one.value.text)) >= 5:
            yield one.label, fold(one.value.solid)
