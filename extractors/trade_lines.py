"""사업의 종류 on a business registration: the lines of 업태 and 종목, told apart by their labels or by where they stand.

Forms print one pair a line, each with its labels; or the labels once and the further lines below; or a table under
`업태 | 종목`. Codes (업종코드) and what only ranks a line (주, 부) are no part of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from extractors import Sheets
from pipeline.confidence import Evidence, absence, probability, score
from pipeline.document import Box, Field, Page
from pipeline.labels import labelled
from pipeline.rows import Row, Span, rows

_OPENING, _CLOSING = "[(〔【<", "])〕】>"
_LABEL = re.compile(rf"[{re.escape(_OPENING)}]?(?:주|부)?(?P<what>업태|종목)명?[{re.escape(_CLOSING)}]?[:：]?")
_WORDINGS = frozenset(("업태", "종목", "사업의종류"))
_SEPARATORS = " :：;/|,·.○◦●-–—[]"
_RANK = re.compile(r"[\d\s,.()\[\]-]+|[(\[]?(?:주|부)(?:업종|업태|종목)?[)\]]?|구분|업종코드|코드|순번|번호")
_CODE = re.compile(r"[(\[]?\d{6}[)\]]?")
_LETTERS = re.compile("[가-힣].*[가-힣]|[A-Za-z]{3}")
_MOST_ROWS = 30
_FAR = 5.0
"""A row so many letter heights below the last is no more of the list."""


class What(Enum):
    """Which of the two a line is."""

    BRANCH = "업태"
    ITEM = "종목"


@dataclass(frozen=True, slots=True)
class Trade:
    """One line of one of the two."""

    what: What
    span: Span

    @property
    def text(self) -> str:
        """As printed, without its code and what separates it from its neighbours."""
        return _CODE.sub("", self.span.printed).strip(_SEPARATORS)


@dataclass(frozen=True, slots=True)
class _Mark:
    """A label: characters `start` to before `end` of its row."""

    what: What
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where 종목 begins, and 업태: `left` is `None` in a table whose labels stand above its values."""

    split: float
    left: float | None


def field_of(name: str, what: What, sheets: Sheets) -> Field:
    """Every line of one of the two as one field, `; ` between them."""
    found = [(page, one) for page in sheets.pages for one in trades(page) if one.what is what]
    if not found:
        return Field(None, absence(name, sheets.pages, label_seen=True))
    number = found[0][0].number
    lines = [one for page, one in found if page.number == number]
    letters = tuple(sure for one in lines for sure in one.span.confidences)
    confidence = round(probability(name, score(Evidence(letters))), 3)
    said = "; ".join(one.text for one in lines)
    return Field(said, confidence, number, Box.around(one.span.box for one in lines), said)


def trades(page: Page) -> tuple[Trade, ...]:
    """Every line, in reading order."""
    lines = rows(page)
    marks = {row.number: found for row in lines if (found := _marks(row, page))}
    if not marks:
        return ()
    first = lines[min(marks)]
    columns = _columns(first, marks[first.number])
    return tuple(one for row in _listed(lines, first, marks, columns, page) for one in _of_row(row, marks, columns))


def _marks(row: Row, page: Page) -> list[_Mark]:
    """The labels of a row: read as printed, or nearly so where nothing else stands in their cell's head."""
    solid = row.span.solid
    found = [
        _Mark(What(match["what"]), match.start(), match.end())
        for match in _LABEL.finditer(solid)
        if match.start() == 0 or row.characters[match.start()].spaced or not _hangul(solid[match.start() - 1])
    ]
    taken = {place for one in found for place in range(one.start, one.end)}
    for entry in labelled(page):
        if entry.row == row.number and entry.wording in {"업태", "종목"}:
            start = row.characters.index(entry.name.characters[0])
            if start not in taken:
                found.append(_Mark(What(entry.wording), start, start + len(entry.name.characters)))
    return sorted(found, key=lambda one: one.start)


def _hangul(letter: str) -> bool:
    return "가" <= letter <= "힣"


def _columns(row: Row, marks: Sequence[_Mark]) -> _Columns:
    """Where further lines without labels would stand."""
    boxes = {one.what: row.characters[one.start].box for one in reversed(marks)}
    branch, item = boxes.get(What.BRANCH), boxes.get(What.ITEM)
    heading = all(not _value(row, one, marks) for one in marks)
    if heading and branch and item:
        return _Columns((branch.left + item.left) / 2, None)
    if heading:
        return _Columns(item.left if item else 1.0, None)
    values = [value[0].box.left for one in marks if one.what is What.BRANCH and (value := _value(row, one, marks))]
    height = row.box.height
    left = min(values, default=item.left if item else 0.0) - 2.0 * height
    return _Columns((item.left - height) if item else 1.0, left)


def _value(row: Row, mark: _Mark, marks: Sequence[_Mark]) -> tuple[Span, ...]:
    """What stands in the row behind a label, up to the next; nothing where it is no more than separators."""
    end = min((one.start for one in marks if one.start >= mark.end), default=len(row.characters))
    if mark.end >= end:
        return ()
    span = row.span.part(mark.end, end)
    return tuple(part for part in _cells(span) if _tells(part))


def _cells(span: Span) -> Iterator[Span]:
    """A span's parts by the cells that they stand in."""
    cells = dict.fromkeys(character.cell for character in span.characters)
    for cell in cells:
        yield Span(tuple(one for one in span.characters if one.cell == cell), span.page)


def _tells(span: Span) -> bool:
    """Whether it is a line and no speck, code or rank."""
    text = span.printed.strip(_SEPARATORS)
    return _LETTERS.search(text) is not None and _RANK.fullmatch("".join(text.split())) is None


def _listed(
    lines: Sequence[Row], first: Row, marks: dict[int, list[_Mark]], columns: _Columns, page: Page
) -> Iterator[Row]:
    """The rows of the list: from the first labels to the next label of something else, or to a gap."""
    others = {entry.row for entry in labelled(page) if entry.wording not in _WORDINGS}
    last = first
    for row in lines[first.number : first.number + _MOST_ROWS]:
        if row.number not in marks:
            far = row.box.top - last.box.bottom > _FAR * max(first.box.height, last.box.height)
            if far or row.number in others or _begins_anew(row, columns):
                return
        yield row
        last = row


def _begins_anew(row: Row, columns: _Columns) -> bool:
    """Whether words stand left of both columns: a label that was not told for one."""
    return columns.left is not None and any(cell.box.left < columns.left for cell in row.cells if _tells(cell))


def _of_row(row: Row, marks: dict[int, list[_Mark]], columns: _Columns) -> Iterator[Trade]:
    own = marks.get(row.number, [])
    for one in own:
        yield from (Trade(one.what, part) for part in _value(row, one, own))
    if not own:
        for cell in row.cells:
            if _tells(cell):
                yield Trade(What.ITEM if cell.box.left >= columns.split else What.BRANCH, cell)
