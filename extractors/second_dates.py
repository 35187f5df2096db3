"""Dates that only the second look read whole (`2026~10/10` at the first look, `2026/10/10` at the second)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline import dates
from pipeline.document import Line, Page
from pipeline.jamo import distance
from pipeline.labels import labelled
from pipeline.lexicon import Label
from pipeline.rows import Character, Row, Span, rows

_WORDS = re.compile("[가-힣A-Za-z]")
_SIGNS = re.compile("[년월일]")
_ALL_DIGITS = re.compile(r"(\d{4})[./-]?(\d\d)[./-]?(\d\d)")
_NAMED = re.compile(r"\d{4}[년年]\d{1,2}[월月]\d{1,2}[일日]")
"""Dates in which nothing that a digit looks like parts the numbers, or in which none can have been lost to a sign."""
_FEW = 2
"""Letters beside a date's own signs that may be a reader's ruins of digits."""
_NEARLY = 2.0
"""Digits by which the looks may differ, where one took a date's sign for a digit or left a digit out."""


def second_dates(page: Page) -> Iterator[tuple[dates.Found, Span, Row]]:
    """Every date of the second look in a cell where the first read none, or digits without signs; with the row as it then reads.

    Only where nothing but a date stands, or behind an issuance date's label: the second look reads no words.
    """
    titled = {
        cell for one in labelled(page) if one.label is Label.ISSUANCE_DATE for cell in _cells(one.name, one.value)
    }
    for row in rows(page):
        for cell in row.cells:
            number = cell.characters[0].cell
            line = page.lines[number]
            read = any(_whole(one) and not _short(one, cell.text) for one in dates.find(cell.text))
            if (number in titled or _wordless(cell)) and not read:
                yield from _of_line(line, number, row)


def agreed(first: str, second: str) -> bool | None:
    """Whether both looks saw the same digits; `None` where they differ by what a sign's misreading explains.

    Where the second look read all eight digits, or 년, 월 and 일, and the first one the same with a digit for a sign
    (`2026年98108` for `2026年9月10日`), they saw the same: no sign is left that could have been a digit.

    >>> agreed("2026年98108", "2026年9月10日"), agreed("2026~10723", "2026/10/23"), agreed("2026/1123", "2026/1/23")
    (True, True, None)
    """
    one, other = (re.sub(r"\D", "", text) for text in (first, second))
    if one == other or _same_but_signs(first, second):
        return True
    return None if distance(one, other) <= _NEARLY else False


def _same_but_signs(first: str, second: str) -> bool:
    """Whether the first look has the second's date digit by digit, with anything for its signs."""
    solid = "".join(second.split()).strip(".")
    whole = _ALL_DIGITS.fullmatch(solid)
    if not (whole or _NAMED.fullmatch(solid)):
        return False
    form = ".?".join(whole.groups()) if whole else "".join(char if char.isdigit() else "." for char in solid)
    return re.search(rf"(?<!\d){form}(?!\d)", "".join(first.split())) is not None


def _whole(date: dates.Found) -> bool:
    return date.value is not None and not date.compact


def _short(date: dates.Found, text: str) -> bool:
    """Whether one of month and day was read with its zero, and the other one with a single digit (`2018년06월1일`): one was lost."""
    parts = re.findall(r"\d+", text[date.start : date.end])
    return (
        len(parts) == _PARTS
        and {len(part) for part in parts[1:]} == {1, 2}
        and any(part[0] == "0" for part in parts[1:])
    )


_PARTS = 3


def _cells(name: Span, value: Span | None) -> set[int]:
    return {one.cell for one in (*name.characters, *(value.characters if value else ()))}


def _wordless(cell: Span) -> bool:
    return len(_WORDS.findall(_SIGNS.sub("", cell.solid))) <= _FEW


def _of_line(line: Line, number: int, row: Row) -> Iterator[tuple[dates.Found, Span, Row]]:
    seen = tuple(_characters(line, number))
    if not seen:
        return
    others = [one for one in row.characters if one.cell != number]
    before = [one for one in others if one.box.left < seen[0].box.left]
    after = [one for one in others if one.box.left >= seen[0].box.left]
    read = Row((*before, *seen, *after), row.number, row.page, row.box)
    found = [one for one in dates.find(Span(seen, row.page).text) if _whole(one)]
    if len(found) == 1:
        yield from _placed(found[0], Span(seen, row.page), read)


def _placed(date: dates.Found, line: Span, row: Row) -> Iterator[tuple[dates.Found, Span, Row]]:
    """The date as it stands in its whole row."""
    for one in dates.find(row.text):
        span = row.span.between(one.start, one.end)
        if span is not None and one.value == date.value and span.characters[0].cell == line.characters[0].cell:
            yield one, span, row


def _characters(line: Line, number: int) -> Iterator[Character]:
    for word in line.second:
        step = word.box.width / max(len(word.text), 1)
        for at, char in enumerate(word.text):
            box = word.box._replace(left=word.box.left + at * step, right=word.box.left + (at + 1) * step)
            yield Character(char, word.confidence, box, number, spaced=at == 0)
