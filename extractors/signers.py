"""Who signs at the foot of a paper: `주식회사 한빛테크 대표이사 홍길동 (인)`, on one line.

Readers lose the spaces of such a line, and a seal over its end adds letters that are none: so it is parted by the
office (대표이사) and by the surname behind it, not by spaces, and what stands in a cell of its own behind the name is left off.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors import Sheets
from pipeline.lexicon import DOUBLE_SURNAMES, GIVEN_SYLLABLES, SURNAMES
from pipeline.rows import Character, Row, Span, rows
from pipeline.wording import carrier, person

_PARTY = re.compile(r"^(?:번호)?(?:동의|위임|승낙|소유|명의)(?:자|인|회사)[:：]?(?=[가-힣A-Za-z(㈜])")
_OFFICE = re.compile(r"대표이사|대표자|이사장|대표")
_NAME = re.compile(r"[:：]?([가-힣]+)")
_PROSE = re.compile("하[여는고며]|이사|번호")
_UPPER = 0.45
_SHORTEST_FIRM = 2
_LONGEST_NAME = 6
_WIDE, _WELL, _LIKE, _NEAR = 0.8, 0.9, 0.35, 4.0
"""Weight of a name of which the last letter was set so wide that it is a cell; how well such a letter is read at least; by how much of its
height it may differ from the one before, and so many widths of it apart."""
_RUN_ON = 0.5
"""Weight of a name to which further letters run on: where it ends is a guess."""


@dataclass(frozen=True, slots=True)
class Signer:
    """A firm and the person who signs for it. `weight` (0 to 1): how surely the name ends where it was cut."""

    firm: Span
    name: Span
    weight: float = 1.0


def signers(sheets: Sheets) -> Iterator[Signer]:
    """The lines of the lower part that name a firm, its representative's office and a person; no carrier's."""
    for page in sheets.pages:
        for row in rows(page):
            signer = _signer(row) if row.box.centre[1] > _UPPER else None
            if signer is not None and not carrier(signer.firm.text):
                yield signer


def _signer(row: Row) -> Signer | None:
    """The first office in a row that stands between a firm and a person."""
    solid = row.span.solid
    party = _PARTY.match(solid)
    start = party.end() if party else 0
    for office in _OFFICE.finditer(solid, start + _SHORTEST_FIRM):
        found = _NAME.match(solid, office.end())
        cut = _cut(row.characters[found.start(1) : found.end(1)]) if found else None
        if found is None or cut is None:
            continue
        length, weight = cut
        name = row.span.part(found.start(1), found.start(1) + length)
        if person(name.solid) is not None and not _PROSE.match(name.solid):
            return Signer(row.span.part(start, office.start()), name, weight)
    return None


def _cut(letters: Sequence[Character]) -> tuple[int, float] | None:
    """How many of these letters are the person's name, and how sure that is; `None` where none is."""
    run = "".join(one.char for one in letters)
    if run[:1] not in SURNAMES and run[:2] not in DOUBLE_SURNAMES:
        return None
    usual = 4 if run[:2] in DOUBLE_SURNAMES else 3
    here = min(len(run), sum(one.cell == letters[0].cell for one in letters))
    if here < usual and here + 1 == len(run) and _set_wide(letters):
        return len(run), _WIDE
    if 2 <= here <= usual:
        return here, 1.0
    return (usual, _RUN_ON) if usual <= len(run) <= _LONGEST_NAME else None


def _set_wide(letters: Sequence[Character]) -> bool:
    """Whether the last letter, in a cell of its own, is a name's and no seal's: as well read, as large and as near as print is."""
    last, before = letters[-1], letters[-2]
    gap = last.box.left - before.box.right
    alike = abs(last.box.height - before.box.height) < _LIKE * before.box.height
    near = gap < _NEAR * before.box.width and abs(last.box.centre[1] - before.box.centre[1]) < _LIKE * before.box.height
    return last.char in GIVEN_SYLLABLES and last.confidence >= _WELL and alike and near
