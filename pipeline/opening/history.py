"""What a file tells of its own past: whether it was changed after it was issued, and by what.

A PDF that is saved by an editor often keeps what it was: the change is appended (an incremental update), and the file cut off at an
earlier end shows the paper as issued. The two are drawn and compared. What only comes to a page (a signature, a note) or only
covers something evenly (a bar over a personal number) is no sign; nor is an update that changes no picture.

Else the page itself may show it (`retouched`), or the file, in its information or its XMP, may name a program whose purpose is to alter
what was issued, and a day of change after the day it was made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import cv2
import numpy as np
import pypdfium2
from PIL import Image

from pipeline.document import Box, Picture
from pipeline.opening.leaves import LOADER_ERRORS, Mark
from pipeline.opening.retouched import retouched

EDITED = "edited-after-issue"
"""The sign: the file itself tells that the page was altered after it was made."""
LOOK_PIXELS = 600_000
"""Size of the pictures that are compared (A4 at 80 dpi)."""
MOST_REVISIONS, MOST_MARKS = 6, 3
"""Earlier states of a file that are looked at, the last ones; and places of a page that are told."""
VISIBLE = 48
"""Grey levels by which a pixel must differ."""
SPECKS = 4
"""Pixels that differ by chance."""
REACH = 9
"""Pixels between two changes that are one."""
EVEN = 6.0
"""Grey levels (standard deviation) of a place that is covered evenly."""
INK = 64
"""Grey levels between the lightest and the darkest of a place where something stands."""
_END = re.compile(rb"%%EOF[\r\n]*")
_DAY = re.compile(r"(\d{14})")
_PDF_EDITORS = re.compile(
    r"acrobat (pro|dc|standard|\d)|pdfescape|sejda|foxit (phantom|pdf editor|editor)|ezpdf (editor|workboard)|nitro|pdf-xchange|"
    r"pdfelement|smallpdf|sodapdf|알pdf|alpdf|inkscape|illustrator|photoshop|canva|pdf candy|dochub|pdffiller|"
    r"libreoffice draw",
    re.IGNORECASE,
)
"""Programs that people open a finished PDF with to change it; not those that print, scan, join or compress."""
_PICTURE_EDITORS = re.compile(
    r"photoshop|gimp|picsart|pixelmator|affinity photo|photoscape|paint\.net|photopea|pixlr|photodirector|snapseed|meitu|facetune",
    re.IGNORECASE,
)
_XMP = re.compile(
    rb"(?:xmp|pdf|stEvt):(CreatorTool|Producer|softwareAgent|CreateDate|ModifyDate)(?:=\"|>)([^<\"]{1,200})"
)
_SOFTWARE = 0x0131
"""EXIF's and TIFF's tag for the program that wrote the file."""


def picture_history(image: Image.Image) -> tuple[Mark, ...]:
    """Of an opened picture: a sign where a program that paints in pictures wrote it."""
    said = [image.info.get("Software"), image.info.get("software")]
    if image.format != "PNG":  # of which the whole file would be decoded
        said.append(image.getexif().get(_SOFTWARE))
    return (Mark(EDITED),) if any(_PICTURE_EDITORS.search(str(one)) for one in said if one) else ()


def is_linearized(data: bytes) -> bool:
    """Whether a PDF's first end of file is none, but that of its first page, for quick view."""
    return b"/Linearized" in data[:2048]


class History:
    """The past of one PDF: its earlier states, opened once."""

    def __init__(self, data: bytes, document: pypdfium2.PdfDocument) -> None:
        self._document = document
        self._earlier = list(_revisions(data))
        self._altered = _altered_by_editor(document) or _altered_by_xmp(data)

    def marks(self, number: int) -> tuple[Mark, ...]:
        """The signs on a page (from 0)."""
        places = [place for one in self._earlier for place in _changed(one, self._document, number)]
        places = places or _retouched(self._document, number)
        if places:
            return tuple(Mark(EDITED, place) for place in places[:MOST_MARKS])
        return (Mark(EDITED),) if self._altered and _has_text(self._document, number) else ()


def _revisions(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """The file as it was before each update, as far as it opens."""
    ends = [match.end() for match in _END.finditer(data)]
    first = 1 if is_linearized(data) else 0
    for end in ends[first:-1][-MOST_REVISIONS:]:
        try:
            yield pypdfium2.PdfDocument(data[:end])
        except LOADER_ERRORS:
            continue


def _altered_by_editor(document: pypdfium2.PdfDocument) -> bool:
    """Whether an editor wrote the file, later than it was made."""
    try:
        said = document.get_metadata_dict()
    except LOADER_ERRORS:
        return False
    if not _PDF_EDITORS.search(f"{said.get('Producer', '')} {said.get('Creator', '')}"):
        return False
    made, changed = (_DAY.search(said.get(key, "")) for key in ("CreationDate", "ModDate"))
    return bool(made and changed and changed[1] > made[1])


def _altered_by_xmp(data: bytes) -> bool:
    """Likewise by what XMP tells (it stands in clear in the file), which editors leave when they empty the other."""
    said: dict[str, str] = {}
    for found in _XMP.finditer(data, max(data.rfind(b"<x:xmpmeta"), 0)):
        name, value = found[1].decode(), found[2].decode("utf-8", "replace")
        said[name] = f"{said.get(name, '')} {value}"
    made, changed = (re.sub(r"\D", "", said.get(name, ""))[:14] for name in ("CreateDate", "ModifyDate"))
    programs = " ".join(said.get(name, "") for name in ("CreatorTool", "Producer", "softwareAgent"))
    return (
        b"<x:xmpmeta" in data
        and len(made) == len(changed) == 14
        and changed > made
        and bool(_PDF_EDITORS.search(programs))
    )


def _has_text(document: pypdfium2.PdfDocument, number: int) -> bool:
    """Whether a page is written, and not a picture that some program wrapped."""
    try:
        return bool(document[number].get_textpage().count_chars() > 0)
    except LOADER_ERRORS:
        return False


def _retouched(document: pypdfium2.PdfDocument, number: int) -> list[Box]:
    """The places of a page where something was covered and written over, or put in."""
    try:
        return retouched(document[number])
    except LOADER_ERRORS:
        return []


def _changed(earlier: pypdfium2.PdfDocument, now: pypdfium2.PdfDocument, number: int) -> list[Box]:
    """The places of a page where something stood and something else stands."""
    try:
        if number >= len(earlier) or earlier[number].get_size() != now[number].get_size():
            return []
        before, after = _drawn(earlier[number]), _drawn(now[number])
    except LOADER_ERRORS:
        return []
    if before.shape != after.shape:
        return []
    change = cv2.threshold(cv2.absdiff(before, after), VISIBLE, 255, cv2.THRESH_BINARY)[1]
    joined = cv2.dilate(change, np.ones((REACH, REACH), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    boxes = (tuple(int(value) for value in stats[index, :4]) for index in range(1, count))
    return [_box(place, before.shape) for place in boxes if _replaced(before, after, change, place)]


def _drawn(page: pypdfium2.PdfPage) -> Picture:
    """The page, small and grey, with its notes and forms."""
    width, height = page.get_size()
    scale = (LOOK_PIXELS / max(width * height, 1.0)) ** 0.5
    return np.asarray(page.render(scale=scale, may_draw_forms=True, grayscale=True).to_numpy(), np.uint8).squeeze()


def _replaced(before: Picture, after: Picture, change: Picture, place: tuple[int, ...]) -> bool:
    """Whether what stood at a place gave way to something else, or to nothing but paper."""
    left, top, width, height = place
    margin = REACH // 2
    rows = slice(top + margin, max(top + height - margin, top + margin + 1))
    columns = slice(left + margin, max(left + width - margin, left + margin + 1))
    old, new = before[rows, columns], after[rows, columns]
    if np.count_nonzero(change[rows, columns]) <= SPECKS or int(np.ptp(old)) < INK:
        return False
    gone = np.count_nonzero((new.astype(np.int16) - old) > VISIBLE)
    return bool(np.std(new) > EVEN and gone > SPECKS)


def _box(place: tuple[int, ...], shape: tuple[int, ...]) -> Box:
    left, top, width, height = place
    return Box(left / shape[1], top / shape[0], (left + width) / shape[1], (top + height) / shape[0])
