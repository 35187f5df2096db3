"""Seal imprints (직인, 인감) on a page picture, by colour and by form; where they may stand is not asked here.

An imprint is an outline (square, circle, oval) of 6 to 55 mm, filled with carved letters: much
ink and paper in alternation. A logo is flat, a heading has no outline, an empty frame no letters. What is of a seal's
size is measured (`form`), and the measures are judged (`likeness`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.document import Box
from pipeline.seals.codes import in_code
from pipeline.seals.form import Form
from pipeline.seals.inks import Inks, Mask, find_inks
from pipeline.seals.network import likeness

Points = NDArray[np.int32]
Patch = tuple[Mask, tuple[int, int]]
"""Ink, and where its left top corner is on the page."""

__all__ = ["Imprint", "Inks", "Mask", "candidates", "find_imprints", "find_inks", "is_code"]

SMALLEST, LARGEST = 0.026, 0.27
"""Sides of an imprint, of the page's shorter side."""


@dataclass(frozen=True, slots=True)
class Imprint:
    """Something like a seal: `likeness` (0 to 1) is how much, by form alone."""

    box: Box
    shape: str
    """`square`, `round`, `oval` or `other`."""
    likeness: float
    ink: str
    """`red`, `blue` or `black`."""
    form: Form = field(repr=False, compare=False)


def find_imprints(inks: Inks, top: float = 0.0, printed: Sequence[Box] = ()) -> list[Imprint]:
    """Everything like a seal below `top` (a fraction of the page), the likest first.

    `printed`: words that were read well, which are no part of a black one. A black one may be a code, or a part of one:
    `is_code` tells.
    """
    found = list(candidates(inks, top, printed))
    signs = [one for one in found if one.form.pointed > _TRIANGLE]
    likely = (one for one in found if one.likeness > _FAINT and not any(_is_part(one, sign) for sign in signs))
    alone = (replace(one, likeness=one.likeness * _alone(one, inks)) for one in likely)
    return sorted((one for one in alone if one.likeness > _FAINT), key=lambda one: -one.likeness)


_FAINT = 0.05
_TRIANGLE = 0.91
"""How far what is no seal fills the smallest triangle around it (of a thousand drawn seals one does, which was cut)."""


def _is_part(one: Imprint, sign: Imprint) -> bool:
    """Whether it is a triangle, or most of one."""
    inside = one.box.intersection(sign.box) > _INSIDE * one.box.area
    return one.ink == sign.ink and inside and one.box.area > _MOST * sign.box.area


_INSIDE, _MOST = 0.85, 0.3
"""Of its own area, and of the triangle's."""


def candidates(inks: Inks, top: float = 0.0, printed: Sequence[Box] = ()) -> Iterator[Imprint]:
    """Every patch of ink of a seal's size, like one or not; `printed` as for `find_imprints`."""
    page = inks.dark.shape[0], inks.dark.shape[1]
    above = round(top * page[0])
    red, blue, dark = inks.red[above:], inks.blue[above:], inks.dark[above:]
    side = min(page)
    black = chain(_dark(dark, side), _unread(_without(inks.dark, printed)[above:], side) if printed else ())
    for name, patches in (("red", _coloured(red, side)), ("blue", _coloured(blue, side)), ("black", black)):
        for own, (x, y) in _different(patches):
            found = _imprint((own, (x, y + above)), page, name)
            if found is not None:
                yield found


def _alone(imprint: Imprint, inks: Inks) -> float:
    """1 where a coloured imprint stands alone in its ink, less where a pattern of that colour goes on around it."""
    if imprint.ink == "black":
        return 1.0
    ink, box = inks.red if imprint.ink == "red" else inks.blue, imprint.box
    around = box.grown(_AROUND * box.width, _AROUND * box.height).crop(ink)
    beside = cv2.countNonZero(around) - cv2.countNonZero(box.crop(ink))
    share = beside / max(around.size - box.crop(ink).size, 1)
    return float(np.clip((_PATTERN[1] - share) / (_PATTERN[1] - _PATTERN[0]), 0.0, 1.0))


_AROUND = 0.3
_PATTERN = (0.08, 0.2)
"""Share of what lies around an imprint that is of its ink: up to the first it stands alone, from the second it is a part of something."""


def _different(patches: Iterable[Patch]) -> Iterator[Patch]:
    """Each place once."""
    seen: set[tuple[int, ...]] = set()
    for own, corner in patches:
        place = tuple(round(one / _SAME) for one in (*corner, *own.shape))
        if place not in seen:
            seen.add(place)
            yield own, corner


_SAME = 4
"""Pixels within which two patches are one."""
_LIKELY = 0.4
"""Likeness from which it is worth asking whether a code is taken for a seal."""


def is_code(imprint: Imprint, inks: Inks) -> bool:
    """Whether it is a QR code or one of its corners, each of which is a square within a square.

    That is looked for near it at length: to be asked only of what would be taken for a seal.
    """
    if imprint.ink != "black" or imprint.likeness < _LIKELY:
        return False
    return in_code(imprint.box, inks.dark)


def _coloured(ink: Mask, side: int) -> Iterator[Patch]:
    """Patches of one colour: what stands together, and what is left of it once thin lines are taken away."""
    left, top, wide, high = cv2.boundingRect(ink)
    if min(wide, high) < SMALLEST * side:
        return
    for own, (x, y) in _together(ink[top : top + high, left : left + wide], side):
        yield own, (x + left, y + top)


def _together(ink: Mask, side: int) -> Iterator[Patch]:
    """The same within the rectangle that the colour spans."""
    closed = _closed(ink, 3)
    reach = max(3, round(side * 0.006)) | 1
    joined = cv2.dilate(closed, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach)))
    for hull in _hulls(np.asarray(joined, dtype=np.uint8), side, slack=reach):
        yield _inside(ink, hull)
    yield from _thick(ink, side)


def _dark(ink: Mask, side: int) -> Iterator[Patch]:
    """Patches of dark ink: what one piece encloses, white areas that are shut in, and what is thicker than a line of text."""
    closed = _closed(ink, 3)
    for source, holes_only in ((closed, False), (ink, True)):
        for hull in _hulls(source, side, holes_only=holes_only):
            yield _inside(closed, hull)
    yield from _thick(closed, side)


def _without(ink: Mask, printed: Sequence[Box]) -> Mask:
    """The ink that was not well read as text: letters that are made of a seal's are read, too, but not well."""
    rest = ink.copy()
    for box in printed:
        left, top, right, bottom = box.grown(*_LETTERS).pixels(ink.shape[1], ink.shape[0])
        rest[top:bottom, left:right] = 0
    return rest


_LETTERS = 0.004, 0.003
"""How far letters may reach beyond their box, of the page's width and height."""


def _unread(rest: Mask, side: int) -> Iterator[Patch]:
    """Patches of the dark ink that is no text: what stands together, though its outline is broken, and what is solid.

    Looked for at a quarter of the size, which is quick.
    """
    small, quarter = _halved(_halved(rest)), side / 4
    reach, near, thick = (max(3, round(share * quarter)) | 1 for share in (_BROKEN, _NEAR, _THICK[0]))
    joined = cv2.dilate(small, np.ones((reach, reach), np.uint8))
    for hull in _hulls(np.asarray(joined, dtype=np.uint8), quarter, slack=reach):
        yield _inside(rest, 4 * hull)
    solid = cv2.morphologyEx(_closed(small, near), cv2.MORPH_OPEN, np.ones((thick, thick), np.uint8))
    for hull in _hulls(np.asarray(solid, dtype=np.uint8), quarter):
        yield _inside(rest, 4 * hull)


_BROKEN = 0.012
"""Gaps in the outline of a seal that a fax broke, of the page's shorter side (2.5 mm of A4)."""


def _thick(ink: Mask, side: int) -> Iterator[Patch]:
    """Ink that stands close together or is shut in, higher and wider than text: also a seal whose outline is broken.

    Looked for at half the size, which is quick.
    """
    small, half = _halved(ink), side / 2
    full = _filled(_closed(_without_rules(small, half), max(3, round(_NEAR * half)) | 1))
    for share in _THICK:
        thick = max(3, round(share * half)) | 1
        core = cv2.morphologyEx(full, cv2.MORPH_OPEN, np.ones((thick, thick), np.uint8))
        for hull in _hulls(np.asarray(core, dtype=np.uint8), half):
            yield _inside(ink, 2 * hull)


def _halved(ink: Mask) -> Mask:
    """At half the size: ink where any of four pixels is."""
    high, wide = ink.shape[0] // 2 * 2, ink.shape[1] // 2 * 2
    rows = np.maximum(ink[0:high:2, :wide], ink[1:high:2, :wide])
    return np.maximum(rows[:, ::2], rows[:, 1::2])


def _without_rules(ink: Mask, side: float) -> Mask:
    """Without straight lines that are longer than any seal."""
    far = round(LARGEST * side)
    level = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, far), np.uint8))
    upright = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((far, 1), np.uint8))
    return np.asarray(cv2.subtract(ink, cv2.max(level, upright)), dtype=np.uint8)


def _filled(ink: Mask) -> Mask:
    """With what it shuts in."""
    contours, _ = cv2.findContours(ink, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    return np.asarray(cv2.drawContours(np.zeros_like(ink), contours, -1, 255, cv2.FILLED), dtype=np.uint8)


_NEAR = 0.009
"""Gaps within a seal, of the page's shorter side (1.9 mm of A4)."""
_THICK = (0.033, 0.053)
"""What a line of text is lower than, and what two lines or a cell are (7 and 11 mm)."""


def _closed(ink: Mask, size: int) -> Mask:
    return np.asarray(cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((size, size), np.uint8)), dtype=np.uint8)


def _fits(width: int, height: int, side: float) -> bool:
    """Whether the size may be a seal's."""
    small, large = min(width, height), max(width, height)
    return SMALLEST * side <= small and large <= LARGEST * side and large < 2.6 * small


def _hulls(ink: Mask, side: float, *, holes_only: bool = False, slack: int = 0) -> Iterator[Points]:
    """The hulls of pieces of ink and of the white areas within them that have a seal's size, `slack` pixels more allowed."""
    contours, tree = cv2.findContours(ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    for place, contour in enumerate(contours):
        if len(contour) < _CORNERS or (holes_only and tree[0, place, 3] < 0):
            continue
        _, _, wide, high = cv2.boundingRect(contour)
        if _fits(wide - slack, high - slack, side):
            yield np.asarray(cv2.convexHull(contour), dtype=np.int32)


_CORNERS = 4
"""Points of the smallest outline that encloses anything."""


def _inside(ink: Mask, hull: Points) -> Patch:
    """The ink within a hull and its outline, a little more all round; and the left top corner of that part."""
    left, top, wide, high = cv2.boundingRect(hull)
    margin = max(2, round(0.06 * max(wide, high)))
    x, y = max(left - margin, 0), max(top - margin, 0)
    part = ink[y : top + high + margin, x : left + wide + margin]
    field = np.zeros(part.shape, np.uint8)
    cv2.fillConvexPoly(field, hull - np.array([x, y], dtype=np.int32), 255)
    thick = max(3, round(0.05 * max(part.shape))) | 1
    field = cv2.dilate(field, np.ones((thick, thick), np.uint8)).astype(np.uint8)
    return np.asarray(cv2.bitwise_and(part, field), dtype=np.uint8), (x, y)


def _imprint(patch: Patch, page: tuple[int, int], ink: str) -> Imprint | None:
    """The patch as an imprint, if it has a form at all."""
    own, (x, y) = patch
    points = cv2.findNonZero(own)
    if points is None or len(points) < _LEAST_INK:
        return None
    places = np.asarray(points.reshape(-1, 2), dtype=np.int32)
    left, top = places.min(axis=0) + np.array([x, y])
    right, bottom = places.max(axis=0) + np.array([x + 1, y + 1])
    side = min(page)
    if not _fits(int(right - left), int(bottom - top), side):
        return None
    height, width = page
    box = Box(float(left / width), float(top / height), float(right / width), float(bottom / height))
    form = Form.of(own, places)
    size = float((right - left) / side), float((bottom - top) / side)
    return Imprint(box, form.shape, likeness(form, ink, size), ink, form)


_LEAST_INK = 40
"""Pixels."""
