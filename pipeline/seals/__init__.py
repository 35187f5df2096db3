"""Seal imprints (직인, 인감) on a page picture, by colour and by form; where they may stand is not asked here.

An imprint is a closed outline (square, circle, oval) of 6 to 55 mm, filled with carved letters: much
ink and paper in alternation. A logo is flat, a heading has no outline, an empty frame no letters.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.document import Box
from pipeline.seals.form import Form
from pipeline.seals.inks import Inks, Mask, find_inks

__all__ = ["Imprint", "Inks", "Mask", "find_imprints", "find_inks", "is_code"]

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


def find_imprints(inks: Inks) -> list[Imprint]:
    """Everything like a seal, the likest first; coloured anywhere, black where the outline stands alone.

    A black one may be a code, or a part of one: `is_code` tells.
    """
    found = [*_coloured(inks.red, "red"), *_coloured(inks.blue, "blue"), *_black(inks.dark)]
    return sorted((one for one in found if one.likeness > 0.05), key=lambda one: -one.likeness)


_LIKELY = 0.4
"""Likeness from which it is worth asking whether a code is taken for a seal."""


def is_code(imprint: Imprint, inks: Inks) -> bool:
    """Whether it is a QR code or one of its corners, each of which is a square within a square.

    That is looked for near it at length: to be asked only of what would be taken for a seal.
    """
    if imprint.ink != "black" or imprint.likeness < _LIKELY:
        return False
    box, dark = imprint.box, inks.dark
    around = box.grown(5 * box.width, 5 * box.height)
    region = cv2.copyMakeBorder(cv2.bitwise_not(around.crop(dark)), 8, 8, 8, 8, cv2.BORDER_CONSTANT, value=(255,))
    large = cv2.resize(region, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    found, corners = cv2.QRCodeDetector().detect(large)
    if not found:
        return False
    left, top, _, _ = around.pixels(dark.shape[1], dark.shape[0])
    x, y = box.centre[0] * dark.shape[1] - left + 8, box.centre[1] * dark.shape[0] - top + 8
    return cv2.pointPolygonTest(corners.reshape(-1, 1, 2).astype(np.float32), (2 * x, 2 * y), measureDist=False) >= 0


def _coloured(ink: Mask, name: str) -> Iterator[Imprint]:
    """Patches of one colour."""
    if not cv2.countNonZero(ink):
        return
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    reach = max(3, round(min(ink.shape) * 0.006)) | 1
    joined = cv2.dilate(closed, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach)))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    for index in range(1, count):
        left, top, width, height = (int(value) for value in stats[index, :4])
        if _fits(width - reach, height - reach, ink.shape):
            own = closed[top : top + height, left : left + width].copy()
            own[labels[top : top + height, left : left + width] != index] = 0
            yield from _imprint(own.astype(np.uint8), (left, top), ink.shape, name)


def _fits(width: int, height: int, page: tuple[int, ...]) -> bool:
    """Whether the size may be a seal's."""
    side = min(page[:2])
    small, large = min(width, height), max(width, height)
    return SMALLEST * side <= small and large <= LARGEST * side and large < 2.6 * small


def _black(dark: Mask) -> Iterator[Imprint]:
    """Outlines in dark ink: what one piece of ink encloses, and white areas that are shut in."""
    closed = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)).astype(np.uint8)
    for ink, areas in ((closed, closed), (dark, cv2.bitwise_not(dark)), (closed, cv2.bitwise_not(closed))):
        for part, corner in _areas(areas.astype(np.uint8)):
            yield from _imprint(_inside(ink, part, corner), corner, dark.shape, "black")


def _areas(mask: Mask) -> Iterator[tuple[Mask, tuple[int, int]]]:
    """The connected areas of a seal's size, each with a margin, and its left top corner."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
    height, width = mask.shape
    sides = stats[:, 2:4]
    near = (sides.min(axis=1) >= 0.8 * SMALLEST * min(mask.shape)) & (sides.max(axis=1) <= LARGEST * min(mask.shape))
    for index in np.flatnonzero(near):
        left, top, wide, high = (int(value) for value in stats[index, :4])
        if index == 0 or not _fits(wide, high, mask.shape):
            continue
        margin = max(2, round(0.06 * max(wide, high)))
        x, y = max(left - margin, 0), max(top - margin, 0)
        part = labels[y : min(top + high + margin, height), x : min(left + wide + margin, width)] == index
        yield part.astype(np.uint8) * 255, (x, y)


def _inside(dark: Mask, part: Mask, corner: tuple[int, int]) -> Mask:
    """The dark ink within the hull of an area, and its outline: a little more all round."""
    x, y = corner
    hull = np.zeros(part.shape, np.uint8)
    cv2.fillConvexPoly(hull, cv2.convexHull(np.argwhere(part)[:, ::-1].astype(np.int32)), 255)
    thick = max(3, round(0.05 * max(part.shape))) | 1
    hull = cv2.dilate(hull, np.ones((thick, thick), np.uint8)).astype(np.uint8)
    return np.asarray(cv2.bitwise_and(dark[y : y + part.shape[0], x : x + part.shape[1]], hull), dtype=np.uint8)


def _imprint(own: Mask, corner: tuple[int, int], page: tuple[int, ...], ink: str) -> Iterator[Imprint]:
    """The patch as an imprint, if it has a form at all."""
    points = np.argwhere(own)[:, ::-1].astype(np.int32)
    if len(points) < 40:
        return
    form = Form.of(own, points)
    left, top = points.min(axis=0) + corner
    right, bottom = points.max(axis=0) + corner + 1
    height, width = page[:2]
    box = Box(float(left / width), float(top / height), float(right / width), float(bottom / height))
    yield Imprint(box, form.shape, form.likeness(ink), ink)
