"""A signature by hand (서명) on a consent: strokes of a pen where the form asks to sign.

Looked for around `(서명)`, `(인)`, 서명 또는 날인: ink that is no printed text and no seal, in one piece
larger than the print around it. What was typed or stamped there is none, nor a frame or a pattern; on a fax a thin
pen may be gone, so that its absence is never sure. A signature may stand for a seal, so that one is sure only where
nothing about it speaks of something else: a seal's ink, letters in a row (a note, a name plate), a pattern around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from extractors import Extractor, Sheets
from pipeline.confidence import probability
from pipeline.document import Box, Field, Kind, Line, Page, Picture, Word
from pipeline.rows import Span, rows
from pipeline.seals import Imprint, Inks, Mask, find_imprints, find_inks, is_code
from pipeline.seals.inks import is_bilevel

_PLACE = re.compile(r"[(\[〔]?서명[)\]〕]?|날인|[(\[〔]인[)\]〕]|㊞|[(\[〔]서[가-힣]?[)\]〕]")
"""What says where to sign; small print, so that readers often lose a letter of `(서명)`."""
CALIBRATED = "signature, absent"
"""What the calibration calls an absent signature. That one is present is never made surer: it may stand for a seal."""
PRESENT = 0.5
"""Likeness from which strokes are said to be a signature."""


def extract(sheets: Sheets) -> Field:
    """The likest signature at any place to sign, or how sure it is that nobody signed."""
    found = [one for page in sheets.pages for one in _strokes(page)]
    best = max(found, key=lambda one: one[0], default=None)
    if best is not None and best[0] >= PRESENT:
        likeness, page, box = best
        return Field("present", likeness, page, box)
    asked = any(_places(page) for page in sheets.pages)
    faxed = any(is_bilevel(page.picture) for page in sheets.pages)
    raw = (_FAXED if faxed else _ASKED if asked else _UNASKED) * (1 - (best[0] if best else 0.0))
    return Field("absent", round(probability(CALIBRATED, raw), 3))


_ASKED, _UNASKED, _FAXED = 0.9, 0.75, 0.6
"""Where nobody signed: a place to sign was found and is empty; none was found; a fax, which loses a thin pen."""


def _places(page: Page) -> list[Box]:
    """Where the form asks to sign: around the letters that say so, no higher than letters of their width are."""
    return [
        _as_high_as_letters(row.span.part(*match.span()), page)
        for row in rows(page)
        for match in _PLACE.finditer(row.span.solid)
    ]


def _as_high_as_letters(span: Span, page: Page) -> Box:
    box, (_, middle) = span.box, span.box.centre
    letters = sum(1.0 if char.isalpha() else 0.5 for char in span.solid)
    high = min(box.height, _HIGH * box.width / letters * page.width / page.height)
    return Box(box.left, middle - high / 2, box.right, middle + high / 2)


_HIGH = 1.2
"""Height of a line of print, of a letter's width."""


def _strokes(page: Page) -> Iterator[tuple[float, int, Box]]:
    """Pieces of pen near places to sign, with their likeness."""
    places = _places(page)
    if not places:
        return
    inks = find_inks(page.picture)
    imprints = find_imprints(inks)
    seals = [one.box for one in imprints if one.likeness > _SEAL and not is_code(one, inks)]
    pen = _without_print(np.asarray(cv2.max(inks.blue, inks.dark), dtype=np.uint8), page.lines)
    for ink, print_share in ((inks.blue, 0.0), (inks.dark, 1.0), (pen, 1.0)):
        for place in places:
            pieces = list(_pieces(ink, _zone(place, page)))
            for one in pieces:
                likeness = _likeness(one, place, page) * (0.0 if _sealed(one.box, seals) else 1.0)
                printed = _printed_share(one.box, page.lines) * print_share
                others = [other for other in pieces if other.box.intersection(place) < _READ * other.box.area]
                doubted = likeness > UNSURE and _doubted(one, others, page.lines, inks, imprints)
                yield min(likeness * (1 - printed), UNSURE if doubted else 1.0), page.number, one.box


_SEAL = 0.4
"""Likeness from which an imprint is a seal, and no pen's."""
UNSURE = 0.75
"""The most that strokes are worth which may be something else than a signature."""


def _doubted(
    piece: _Piece, pieces: Sequence[_Piece], lines: Sequence[Line], inks: Inks, imprints: Sequence[Imprint]
) -> bool:
    """Whether strokes may be a seal's, letters of a row, a mark around something, or part of a pattern."""
    box = piece.box
    around = box.grown(0.5 * box.width, 0.5 * box.height)
    stamped = any(around.intersection(one.box) > _TOUCHED * min(box.area, one.box.area) for one in imprints)
    return (
        stamped
        or not piece.whole
        or _share(around.crop(inks.red)) > _RED
        or _in_a_row(box, [one.box for one in pieces], lines)
        or _in_a_pattern(box, inks, lines)
    )


_TOUCHED, _RED = 0.05, 0.01
"""Shares: of the strokes that something like a seal covers, and of their surroundings that are red."""


def _in_a_row(box: Box, pieces: Sequence[Box], lines: Sequence[Line]) -> bool:
    """Whether pieces as high as this one, of no print that was read, stand next to it on its row: letters, by hand or stamped."""
    beside = [
        one
        for one in pieces
        if one != box
        and _ALIKE < one.height / box.height < 1 / _ALIKE
        and abs(one.centre[1] - box.centre[1]) < 0.5 * box.height
        and max(one.left - box.right, box.left - one.right) < 1.2 * max(one.width, box.width)
        and _printed_share(one, lines) < _READ
    ]
    return bool(beside)


_ALIKE, _READ = 0.55, 0.3
"""Of the higher piece's height, and the share of a piece that is printed text."""


def _in_a_pattern(box: Box, inks: Inks, lines: Sequence[Line]) -> bool:
    """Whether ink that is no printed text goes on all around the strokes."""
    around = box.grown(1.2 * box.width, 1.5 * box.height)
    rest = _without_print(np.asarray(cv2.max(inks.blue, inks.dark), dtype=np.uint8), lines)
    box.crop(rest)[:] = 0
    return _share(around.crop(rest)) > _PATTERN


def _without_print(ink: Mask, lines: Sequence[Line]) -> Mask:
    """Ink where nothing was read: of strokes that run into a printed name, those beside it."""
    rest = ink.copy()
    for word in (word for line in lines for word in line.words if word.confidence > _SURELY_READ):
        word.box.crop(rest)[:] = 0
    return rest


_PATTERN = 0.06
"""Share of the strokes' surroundings that is other ink."""
_SURELY_READ = 0.75
"""Confidence from which a word is printed text."""


def _share(part: Mask) -> float:
    return cv2.countNonZero(part) / part.size if part.size else 0.0


def _zone(place: Box, page: Page) -> Box:
    """Around the word: over it, before it and a little behind."""
    height = place.height
    across = height * page.height / page.width
    return Box(
        max(place.left - 11 * across, 0.0),
        max(place.top - _REACH * height, 0.0),
        min(place.right + 6 * across, 1.0),
        min(place.bottom + _REACH * height, 1.0),
    )


_REACH = 3.0
"""How far above and below the row strokes may go, in heights of its print."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """Connected ink: its box on the page, the share of the box that is ink; `whole` if it is all in sight, no rule and no tick."""

    box: Box
    fill: float
    whole: bool


def _pieces(ink: Mask, zone: Box) -> Iterator[_Piece]:
    """Connected ink in a zone."""
    high, wide = ink.shape
    x, y, _, _ = zone.pixels(wide, high)
    part: Picture = zone.crop(ink)
    if not part.size:
        return
    joined = cv2.morphologyEx(part, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    for index, (left, top, width, height, area) in enumerate(stats[1:].tolist(), start=1):
        own = (labels[top : top + height, left : left + width] == index).astype(np.uint8)
        if _is_pattern((left, top, width, height), part.shape) or _is_frame(own):
            continue
        box = Box((x + left) / wide, (y + top) / high, (x + left + width) / wide, (y + top + height) / high)
        clipped = left == 0 or left + width == part.shape[1] or top == 0 or top + height == part.shape[0]
        yield _Piece(box, area / (width * height), whole=not (clipped or _has_rule(own) or _is_plain(own)))


def _has_rule(own: Picture) -> bool:
    """Whether a straight line runs across most of the ink, level or upright: a table's, to which print may be joined."""
    high, wide = own.shape
    level, upright = (
        np.ones((1, max(round(_STRAIGHT * wide), 3)), np.uint8),
        np.ones((max(round(_STRAIGHT * high), 3), 1)),
    )
    return any(cv2.morphologyEx(own, cv2.MORPH_OPEN, line.astype(np.uint8)).any() for line in (level, upright))


_STRAIGHT = 0.75
"""Of the ink's width or height."""


def _is_plain(own: Picture) -> bool:
    """Whether the ink is one or two straight strokes: a tick (확인 표시), a crossing out."""
    contours, _ = cv2.findContours(own, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    outer = max(contours, key=cv2.contourArea)
    return len(cv2.approxPolyDP(outer, _STEADY * max(own.shape), closed=True)) <= _TURNS


_STEADY, _TURNS = 0.06, 6
"""How far a stroke may leave the straight line, of the ink's longer side; corners of the outline of two strokes."""


def _is_pattern(place: tuple[int, int, int, int], zone: tuple[int, ...]) -> bool:
    """Whether ink runs out of the zone at the top and at the bottom: a background, a frame of the page."""
    _, top, _, height = place
    return top == 0 and top + height == zone[0]


def _is_frame(own: Picture) -> bool:
    """Whether the ink shuts in nearly all that it spans: a frame, a ring, a seal; strokes of a pen do not."""
    if min(own.shape) < _FRAME:
        return False
    contours, _ = cv2.findContours(own, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    outer = max(contours, key=cv2.contourArea)
    return cv2.contourArea(outer) > _SHUT * max(cv2.contourArea(cv2.convexHull(outer)), 1.0)


_FRAME, _SHUT = 12, 0.85
"""Pixels of the smallest frame, and the share of its hull that a frame shuts in."""


def _likeness(piece: _Piece, place: Box, page: Page) -> float:
    """How like a pen's stroke: wider and taller than a printed letter, and mostly paper within its box."""
    across, box = place.height * page.height / page.width, piece.box
    wide, high = box.width / across, box.height / place.height
    rule = high < 0.35 or wide < 0.5 or wide > 12
    return 0.0 if rule else min(_ramp(wide, 1.3, 2.4), _ramp(high, 0.9, 1.5), 1 - _ramp(piece.fill, 0.35, 0.55)) * 0.95


def _sealed(box: Box, seals: Sequence[Box]) -> bool:
    """Whether a seal accounts for the ink."""
    return any(box.intersection(seal) > 0.25 * box.width * box.height for seal in seals)


def _printed_share(box: Box, lines: Sequence[Line]) -> float:
    """How much of the piece is where printed words were read with confidence, and no taller than they."""
    words: list[Word] = [word for line in lines for word in line.words if word.confidence > _SURELY_READ]
    under = [word for word in words if word.box.height > 0.75 * box.height]
    return min(sum(box.intersection(word.box) for word in under) / max(box.width * box.height, 1e-9), 1.0)


def _ramp(value: float, low: float, high: float) -> float:
    return float(np.clip((value - low) / (high - low), 0.0, 1.0))


EXTRACTOR = Extractor(field="signature", kinds=frozenset({Kind.NUMBER_USAGE_CONSENT}), extract=extract)
