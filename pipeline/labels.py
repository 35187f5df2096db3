"""Labels on a page and the values that belong to them.

A label may be printed spread (`상    호`), read with errors, run on in one cell with its value
(`상호 : 한빛`), or stand in a cell of its own with the value in the next cell or below. The longest match
wins, and a value ends where the next label begins, whatever that label asks for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from statistics import median

from pipeline.document import Line, Page
from pipeline.jamo import alike, fold
from pipeline.lexicon import COMPANY_FORMS, GLOSSES, LABELS, SERVICES, TAXPAYERS, TITLES, Label
from pipeline.rows import Row, Span, fold_each, rows_of

_SEPARATORS = frozenset(":：;=|-–—·.,>▶☞'\"`")
_ENDS = frozenset(":：;=|(（[/,.·-–")
_PARTICLES = frozenset("은는이가을를의에로와과도란인")
_TOPICS = frozenset("은는을를의")
_FIRM_SIGNS = frozenset(("주", "유", "사", "재", "합", "의", "학", "복"))
_FORM_HEADS = tuple(form.removesuffix("회사") for form in COMPANY_FORMS if form.endswith("회사"))
"""What stands before 회사 in a firm's form: read apart (`유한 회사 한빛`), it is no label."""
_PROSE = re.compile("니다|하고있|있음을|위하여|대하여|의하여|따라|바랍|합니|제[0-9]+조|에한함")
_BULLET = re.compile(r"[^가-힣A-Za-z]{1,4}|[(]?[가나다라마바사아자차카타파하][.)]")
"""What a list's entries begin with: marks, digits, the syllables that Korean lists count by (`가. 상호`)."""
_ENGLISH = "|".join(sorted(GLOSSES, key=len, reverse=True))
_GLOSS = re.compile(
    rf"[/(（]?(?:(?:{_ENGLISH})[./&]?)+[)）]?(?=$|[:：])|/?(?:(?:company|employer|name)/?)+(?=[가-힣(（㈜])",
    re.IGNORECASE,
)
"""The label once more in English: up to its cell's end or a colon; without either only words that no firm's name begins with."""
_FUZZY = {1: 2.0, 2: 0.8, 3: 0.78}
_LEAST = 0.75
_SET_WIDE = 3.0
"""Gap, in letters, from which on two cells are no one label."""


class Place(Enum):
    """Where a value stands, seen from its label."""

    SAME = "same"
    """In the same cell."""
    NEXT = "next"
    """In the next cell of the row."""
    BESIDE = "beside"
    """To the right, a little higher or lower."""
    BELOW = "below"
    NOWHERE = "nowhere"
    """The label stands alone."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label and its value. `likeness` (0 to 1): how well the label was matched; `row` counts the page's rows."""

    label: Label
    wording: str
    """As the lexicon has it."""
    name: Span
    value: Span | None
    place: Place
    likeness: float
    row: int


@dataclass(frozen=True, slots=True)
class _Mark:
    """A label within a row: characters `start` to before `end`."""

    label: Label
    wording: str
    start: int
    end: int
    likeness: float


def labelled(page: Page) -> tuple[Labelled, ...]:
    """Every label of the page with its value, from the top, left to right."""
    return _labelled(page.lines, page.claimed, page.number)


def of(page: Page, *wanted: Label) -> tuple[Labelled, ...]:
    """Those that ask for one of the wanted things."""
    return tuple(one for one in labelled(page) if one.label in wanted)


@lru_cache(maxsize=32)
def _labelled(lines: tuple[Line, ...], claimed: tuple[Line, ...], number: int) -> tuple[Labelled, ...]:
    page = rows_of(lines, claimed, number)
    marks = [_marks(row) for row in page]
    return tuple(_with_value(mark, row, page, marks) for row in page for mark in marks[row.number])


def _with_value(mark: _Mark, row: Row, page: Sequence[Row], marks: Sequence[Sequence[_Mark]]) -> Labelled:
    name = row.span.part(mark.start, mark.end)
    value, place = _in_row(mark, row, marks[row.number])
    if value is None:
        value, place = _near(name, row, page, marks)
    return Labelled(mark.label, mark.wording, name, value, place, mark.likeness, row.number)


# Finding labels


@lru_cache(maxsize=1)
def _lexicon() -> dict[str, Label]:
    """Folded wording → what it asks for; the first entry wins where two share a wording."""
    found: dict[str, Label] = {}
    for label, wordings in LABELS.items():
        for wording in wordings:
            found.setdefault(fold(wording), label)
    return found


@lru_cache(maxsize=1)
def _decoys() -> tuple[str, ...]:
    """What is no label though it looks like one: 주식회사 (재직회사), 재직증명 (재직자명)."""
    titles = (title for wordings in TITLES.values() for title in wordings)
    return tuple({fold(word) for word in (*COMPANY_FORMS, *SERVICES, *TAXPAYERS, *titles)})


@lru_cache(maxsize=1)
def _lengths() -> tuple[int, ...]:
    return tuple(sorted({len(wording) for wording in _lexicon()}, reverse=True))


def _marks(row: Row) -> tuple[_Mark, ...]:
    """The row's labels, not overlapping, left to right."""
    solid = fold_each(row.span.solid)
    found = [mark for start in _starts(row) for mark in _at(row, solid, start)]
    found = [mark for mark in found if not _takes_bullet(mark, found, row)]
    found.sort(key=lambda mark: (-(mark.end - mark.start) * mark.likeness**3, mark.start))
    chosen: list[_Mark] = []
    for mark in found:
        if all(mark.end <= other.start or other.end <= mark.start for other in chosen):
            chosen.append(mark)
    chosen.sort(key=lambda mark: mark.start)
    return tuple(mark for mark in chosen if not (_is_value(mark, chosen, row) or _is_note(mark, chosen, row)))


def _takes_bullet(mark: _Mark, found: Sequence[_Mark], row: Row) -> bool:
    """Whether it is like a label only with the bullet or number before one that is printed just so: `1. 단체명 (법인명)`."""
    return mark.likeness < 1.0 and any(
        one.likeness == 1.0
        and mark.start < one.start < mark.end
        and _BULLET.fullmatch("".join(each.char for each in row.characters[mark.start : one.start]))
        for one in found
    )


def _is_note(mark: _Mark, chosen: Sequence[_Mark], row: Row) -> bool:
    """Whether it only says again, in parentheses, what the label before it asks for: `단체명 (법인명) :`."""
    around = "".join(
        one.char for one in (*row.characters[mark.start - 1 : mark.start], *row.characters[mark.end : mark.end + 1])
    )
    return around in {"()", "（）"} and any(one.end == mark.start - 1 and one.label is mark.label for one in chosen)


def _is_value(mark: _Mark, chosen: Sequence[_Mark], row: Row) -> bool:
    """Whether what only looks like a label follows a label directly, and no colon follows it: `용도 | 제출용`."""
    if mark.likeness == 1.0 or _colon(row, mark.end):
        return False
    before = [one for one in chosen if one.end <= mark.start]
    between = row.characters[before[-1].end : mark.start] if before else ()
    return bool(before) and before[-1].likeness > mark.likeness and all(one.char in _SEPARATORS for one in between)


def _colon(row: Row, at: int) -> bool:
    return at < len(row.characters) and row.characters[at].char in ":："


def _alone(row: Row, end: int) -> bool:
    """Whether a cell ends here, or a colon follows."""
    return _ends_cell(row, end) or _colon(row, end)


def _starts(row: Row) -> Iterator[int]:
    for at, character in enumerate(row.characters):
        before = row.characters[at - 1].char if at else " "
        if character.spaced or not (before.isalpha() or before.isdecimal()) or _run_into(row, at):
            yield at


def _run_into(row: Row, at: int) -> bool:
    """Whether what ends a number or a date stands before, and a colon not far behind: `제 2026-10-4471호담당:심보라`."""
    before = "".join(one.char for one in row.characters[max(at - 2, 0) : at])
    behind = "".join(one.char for one in row.characters[at + 2 : at + _COLON_WITHIN])
    return _ENDED.fullmatch(before) is not None and (":" in behind or "：" in behind)


_ENDED, _COLON_WITHIN = re.compile(r"\d[호일원]"), 9
"""The end of a number, a date or a sum; and letters of the longest label behind it, with its colon."""


def _at(row: Row, solid: str, start: int) -> Iterator[_Mark]:
    """The labels that begin at a character."""
    leads = _leads(row, start)
    if solid.startswith(_decoys(), start) or (
        solid.startswith("회사", start) and solid.endswith(_FORM_HEADS, 0, start)
    ):
        return
    prose = bool(_PROSE.search(_cell_text(row, solid, start)))
    exact = [
        _Mark(_lexicon()[solid[start : start + size]], solid[start : start + size], start, start + size, 1.0)
        for size in _lengths()
        if start + size <= len(solid)
        and solid[start : start + size] in _lexicon()
        and _fits(row, start, start + size, leads=leads, prose=prose)
    ]
    yield from _within_cell(row, start, [mark for mark in exact if _closes(row, mark.end)] or exact)
    if leads and not prose and not exact:
        yield from _roughly(row, solid, start)


def _within_cell(row: Row, start: int, marks: list[_Mark]) -> list[_Mark]:
    """Without those that run into the next cell's text, where one fills its cell: `대표자 ¦ 명혁범` is no 대표자명.

    Nor, in a table's heading, `서비스 ¦ 회선번호` one label; a label set wide (`전화   번호`) may be.
    """
    cell = row.characters[start].cell
    end = next(
        (mark.end for mark in marks if _ends_cell(row, mark.end) and row.characters[mark.end - 1].cell == cell), 0
    )
    if not end:
        return marks
    far = end < len(row.characters) and _gap(row, end) > _SET_WIDE * row.characters[start].box.width
    return [mark for mark in marks if mark.end <= end or (not far and _ends_cell(row, mark.end))]


def _gap(row: Row, at: int) -> float:
    return row.characters[at].box.left - row.characters[at - 1].box.right


def _roughly(row: Row, solid: str, start: int) -> Iterator[_Mark]:
    """Labels with reading errors: at the start of a cell, up to its end or to a colon."""
    for wording, label in _resembling(solid[start : start + _lengths()[0] + 1]):
        for size in (len(wording), len(wording) - 1, len(wording) + 1):
            end = start + size
            if size < 2 or end > len(solid) or not _closes(row, end, exact=False):
                continue
            least = _FUZZY.get(len(wording), _LEAST) - (0.08 if size > 2 and _alone(row, end) else 0.0)
            likeness = alike(solid[start:end], wording, least)
            if likeness and likeness < 1.0 and not _is_decoy(solid, start, end, likeness):
                yield _Mark(label, wording, start, end, likeness)


def _resembling(text: str) -> list[tuple[str, Label]]:
    """The wordings of two or more syllables of which half stand somewhere in a text, as the lexicon has them."""
    shared = Counter(place for syllable in set(text) for place in _places().get(syllable, ()))
    wordings = list(_lexicon().items())
    return [wordings[place] for place in sorted(shared) if shared[place] >= len(wordings[place][0]) // 2 >= 1]


@lru_cache(maxsize=1)
def _places() -> dict[str, list[int]]:
    """For each syllable, the places of the lexicon's wordings that it is in, as often as it is in them."""
    found: dict[str, list[int]] = {}
    for place, wording in enumerate(_lexicon()):
        for syllable in wording:
            found.setdefault(syllable, []).append(place)
    return found


def _is_decoy(solid: str, start: int, end: int, likeness: float) -> bool:
    """Whether another word fits at least as well."""
    here = solid[start:end]
    return any(alike(here, decoy[: end - start], likeness) for decoy in _decoys())


def _leads(row: Row, start: int) -> bool:
    """Whether a cell begins here, bullets and numbers aside, or a wide gap precedes."""
    here = row.characters[start]
    head = [one for one in row.characters[:start] if one.cell == here.cell]
    if not head or _BULLET.fullmatch("".join(one.char for one in head)):
        return True
    wide = median(one.box.width for one in row.characters if one.cell == here.cell)
    return here.spaced and here.box.left - head[-1].box.right > 1.6 * wide


def _fits(row: Row, start: int, end: int, *, leads: bool, prose: bool) -> bool:
    """Whether an exact wording is a label here, and no part of a sentence or of a longer word."""
    colon = _colon(row, end)
    closes = _closes(row, end)
    size = end - start
    if prose or size == 1:
        return colon or (size == 1 and leads and closes and _ends_cell(row, end))
    if closes and not _ends_cell(row, end) and _particle(row, end):
        return False
    if size == 2:
        return closes and (leads or colon)
    if not leads and not colon:
        return row.characters[start].apart and _closes(row, end, exact=False) and not _colon_style(row, start)
    if closes:
        return True
    return leads and row.characters[end].char not in _PARTICLES and row.characters[end].char.isalnum()


def _particle(row: Row, at: int) -> bool:
    """Whether a single particle stands here (`승낙인 은 본인 …`): a sentence, set apart by the reader."""
    after = row.characters[at + 1] if at + 1 < len(row.characters) else None
    return row.characters[at].char in _TOPICS and after is not None and after.spaced


def _colon_style(row: Row, start: int) -> bool:
    """Whether a colon precedes in the cell: a further label would have its own (`발급사유 : 대표자 변경`)."""
    cell = row.characters[start].cell
    return any(one.cell == cell and one.char in ":：" for one in row.characters[:start])


def _closes(row: Row, end: int, *, exact: bool = True) -> bool:
    """Whether a word ends here; after misread letters, or in the middle of a cell, only by a space of full width."""
    if _ends_cell(row, end):
        return True
    after = row.characters[end]
    return after.char in _ENDS or (after.spaced and (exact or after.apart))


def _ends_cell(row: Row, end: int) -> bool:
    return end >= len(row.characters) or row.characters[end].cell != row.characters[end - 1].cell


def _cell_text(row: Row, solid: str, start: int) -> str:
    """The text of the cell around a character, up to points and bars that stand alone: a footer's parts are no one sentence."""
    cell = row.characters[start].cell
    ends = [at for at, one in enumerate(row.characters) if one.cell != cell or _parts(row, at)]
    left = max((at + 1 for at in ends if at < start), default=0)
    right = min((at for at in ends if at >= start), default=len(solid))
    return solid[left:right]


def _parts(row: Row, at: int) -> bool:
    """Whether a point or a bar stands here with a space on each side."""
    after = row.characters[at + 1] if at + 1 < len(row.characters) else None
    return row.characters[at].char in "·ㆍ•|" and row.characters[at].spaced and after is not None and after.spaced


# Finding values


def _in_row(mark: _Mark, row: Row, marks: Sequence[_Mark]) -> tuple[Span | None, Place]:
    """What follows the label in its row, up to the next label or a wide gap."""
    limit = min((other.start for other in marks if other.start >= mark.end), default=len(row.characters))
    start = _behind_separators(row, _behind_note(row, mark), limit)
    if start >= limit:
        return None, Place.NOWHERE
    end = _end_of_value(row, start, limit)
    same = row.characters[start].cell == row.characters[mark.end - 1].cell
    return row.span.part(start, end), Place.SAME if same else Place.NEXT


def _behind_note(row: Row, mark: _Mark) -> int:
    """Past what belongs to the label: its English (`회사명 Company`), a remark (`성명 (한글)`); `(주)` belongs to the value."""
    solid = row.span.solid
    cell = row.characters[mark.end - 1].cell
    end = next((at for at in range(mark.end, len(solid)) if row.characters[at].cell != cell), len(solid))
    gloss = _GLOSS.match(solid[mark.end : end])
    if gloss:
        return mark.end + gloss.end()
    note = re.match(r"[(（]([^()（）]{1,12})[)）]", solid[mark.end :])
    if note is None or note[1] in _FIRM_SIGNS or any(char.isdigit() or char in "*○" for char in note[1]):
        return mark.end
    return mark.end + note.end()


def _behind_separators(row: Row, start: int, limit: int) -> int:
    while start < limit and row.characters[start].char in _SEPARATORS:
        start += 1
    return start


def _end_of_value(row: Row, start: int, limit: int) -> int:
    """Up to the limit, or to a gap between cells that is wider than two characters."""
    for at in range(start + 1, limit):
        here, before = row.characters[at], row.characters[at - 1]
        gap = here.box.left - before.box.right
        if here.cell != before.cell and gap > 2.0 * max(here.box.width, before.box.width):
            return at
    return limit


def _near(name: Span, row: Row, page: Sequence[Row], marks: Sequence[Sequence[_Mark]]) -> tuple[Span | None, Place]:
    """A cell without a label that stands to the right at nearly the same height, or below."""
    box, height = name.box, max(name.box.height, 1e-4)
    free = [
        cell
        for other in page[max(row.number - 2, 0) : row.number + 4]
        if other.number != row.number
        for cell in other.cells
        if not _has_label(cell, other, marks[other.number])
    ]
    beside = [
        cell for cell in free if cell.box.left >= box.right and abs(cell.box.centre[1] - box.centre[1]) < 1.3 * height
    ]
    if beside:
        return min(beside, key=lambda cell: cell.box.left), Place.BESIDE
    below = [cell for cell in free if _under(box.top, cell, name, height)]
    if below:
        return min(below, key=lambda cell: cell.box.top), Place.BELOW
    return None, Place.NOWHERE


def _under(top: float, cell: Span, name: Span, height: float) -> bool:
    shared = min(cell.box.right, name.box.right) - max(cell.box.left, name.box.left)
    return 0 < cell.box.centre[1] - top < 4.0 * height and cell.box.top > top + 0.6 * height and shared > 0


def _has_label(cell: Span, row: Row, marks: Sequence[_Mark]) -> bool:
    number = cell.characters[0].cell
    return any(row.characters[mark.start].cell == number for mark in marks)
