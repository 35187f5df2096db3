"""운전면허번호: whether the number of a driver's licence on an identity card can be read, is covered, or is not there.

A unique identifier (개인정보 보호법 시행령 제19조): its digits never become a value. Twelve digits, 11-12-123456-78; on older
cards the first two are the region's name (서울 05-123456-78).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors import Extractor, Sheets
from pipeline.confidence import Evidence, absence, probability, score
from pipeline.document import Box, Field, Kind, Page
from pipeline.glyphs.low import are_low
from pipeline.jamo import fold
from pipeline.numbers import narrow, one_dash, one_mask
from pipeline.rows import Row, rows

NAME = "licence_number"
_NUMBER = re.compile(
    r"(?<![0-9*-])(?:[0-9*]{2}|[가-힣]{2}) ?-? ?[0-9*]{2} ?- ?(?P<serial>[0-9*]{6}) ?- ?[0-9*]{2}(?![0-9*-])"
)
_COVERED = re.compile(r"(?<!\*)(?P<serial>\*{6})-?[0-9]{2}(?![0-9*-])")
"""A covered serial and two digits behind it, whatever was read before: of a row without spaces, since readers part stars at random."""
SEEN = 0.93
"""Score of a serial that was read as six signs where the picture shows signs too, lower than the digits beside them."""
_SIGNS = 6
_REACH = (1.0, 1.35)
"""Widths of the serial in which the digits before it stand; more where its signs were read narrower than they are."""
_RESIDENT_CARD = "주민등록증"


def extract(sheets: Sheets) -> Field:
    """`exposed`, `masked` (all six digits of the serial are), or `absent`; the most exposed of all that stand there."""
    found = sorted(_seen(sheets), key=lambda one: (one.value != "exposed", -one.confidence))
    return found[0] if found else Field("absent", _absence(sheets))


def _seen(sheets: Sheets) -> Iterator[Field]:
    for page in sheets.pages:
        for row in rows(page):
            matches = [*_NUMBER.finditer(_signs(row.text))]
            yield from filter(None, (_told(page, row, match) for match in matches))
            yield from () if matches else _covered(page, row)


def _signs(text: str) -> str:
    """As long as the text, with one sign for all dashes, and one for all masks."""
    return one_mask(one_dash(narrow(text)))


def _covered(page: Page, row: Row) -> Iterator[Field]:
    """A covered serial of which the picture bears out that it is one: to its left stand digits, and it is lower than they are."""
    match = _COVERED.search(_signs(row.span.solid))
    if match is None:
        return
    serial = row.span.part(match.start("serial"), match.end("serial"))
    signs = serial.box.crop(page.picture)
    if any(are_low(signs, _before(serial.box, share).crop(page.picture), _SIGNS) for share in _REACH):
        box = row.span.part(match.start(), match.end()).box
        yield Field("masked", probability(NAME, SEEN), page.number, box)


def _before(serial: Box, share: float) -> Box:
    """Where the four digits before a serial stand, with their dashes, however they were read: so many of its widths to its left."""
    return serial._replace(left=max(serial.left - share * serial.width, 0.0), right=serial.left)


def _told(page: Page, row: Row, match: re.Match[str]) -> Field | None:
    part = row.span.between(match.start(), match.end())
    if part is None:
        return None
    hidden = set(match["serial"]) == {"*"}
    sure = score(Evidence(part.confidences))
    if hidden and (_shows_signs(page, row, match) or any(_covered(page, row))):
        sure = max(sure, SEEN)
    return Field("masked" if hidden else "exposed", probability(NAME, sure), part.page, part.box)


def _shows_signs(page: Page, row: Row, match: re.Match[str]) -> bool:
    """Whether the picture bears out that the serial is six signs: no digit is as low as they are."""
    serial = row.span.between(match.start("serial"), match.end("serial"))
    before = row.span.between(match.start(), match.start("serial"))
    if serial is None or before is None:
        return False
    height = {"top": before.box.top, "bottom": before.box.bottom}
    return are_low(serial.box._replace(**height).crop(page.picture), before.box.crop(page.picture), _SIGNS)


def _absence(sheets: Sheets) -> float:
    """A resident's card (주민등록증) has none; on a licence it may be covered, or could not be read."""
    said = {fold(line.text) for page in sheets.pages for line in page.lines}
    resident = any(_RESIDENT_CARD in one for one in said) and not any("면허" in one for one in said)
    return absence(NAME, sheets.pages, label_seen=not resident, blank=resident)


EXTRACTOR = Extractor(field=NAME, kinds=frozenset({Kind.IDENTITY_CARD}), extract=extract)
