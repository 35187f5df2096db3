"""운전면허번호: whether the number of a driver's licence on an identity card can be read, is covered, or is not there.

A unique identifier (개인정보 보호법 시행령 제19조): its digits never become a value. Twelve digits, 11-12-123456-78; on older
cards the first two are the region's name (서울 05-123456-78).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors import Extractor, Sheets
from pipeline.confidence import Evidence, absence, probability, score
from pipeline.document import Field, Kind, Page
from pipeline.glyphs.low import are_low
from pipeline.jamo import fold
from pipeline.numbers import narrow, one_dash, one_mask
from pipeline.rows import Row, rows

NAME = "licence_number"
_NUMBER = re.compile(
    r"(?<![0-9*-])(?:[0-9*]{2}|[가-힣]{2}) ?-? ?[0-9*]{2} ?- ?(?P<serial>[0-9*]{6}) ?- ?[0-9*]{2}(?![0-9*-])"
)
SEEN = 0.93
"""Score of a serial that was read as six signs where the picture shows signs too, lower than the digits beside them."""
_SIGNS = 6
_RESIDENT_CARD = "주민등록증"


def extract(sheets: Sheets) -> Field:
    """`exposed`, `masked` (all six digits of the serial are), or `absent`; the most exposed of all that stand there."""
    found = sorted(_seen(sheets), key=lambda one: (one.value != "exposed", -one.confidence))
    return found[0] if found else Field("absent", _absence(sheets))


def _seen(sheets: Sheets) -> Iterator[Field]:
    for page in sheets.pages:
        for row in rows(page):
            for match in _NUMBER.finditer(one_mask(one_dash(narrow(row.text)))):
                if (told := _told(page, row, match)) is not None:
                    yield told


def _told(page: Page, row: Row, match: re.Match[str]) -> Field | None:
    part = row.span.between(match.start(), match.end())
    if part is None:
        return None
    hidden = set(match["serial"]) == {"*"}
    sure = score(Evidence(part.confidences))
    if hidden and _shows_signs(page, row, match):
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
