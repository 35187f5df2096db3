"""Pieces of ink in a strip of print: letters, digits, signs, whatever they are."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.document import Picture

Mask = NDArray[np.uint8]
"""Height × width, 255 where there is ink."""

UNIT = 32
"""Digit height (pixels) to which strips are brought before they are looked at."""

FAINT = 28.0
"""Grey levels: a strip with less contrast than this shows nothing that an eye would read."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A connected piece of ink: its box in pixels of the strip, and its own ink."""

    left: int
    top: int
    right: int
    bottom: int
    ink: Mask

    @property
    def width(self) -> int:
        """Pixels."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Pixels."""
        return self.bottom - self.top

    @property
    def tall(self) -> int:
        """Pixels of its width where it is tall: a hyphen that sticks to a digit does not count."""
        rows = np.arange(self.height)[:, None]
        inked = self.ink > 0
        extent = np.where(inked, rows, -1).max(axis=0) - np.where(inked, rows, self.height).min(axis=0)
        return int(np.count_nonzero(extent > 0.35 * UNIT))

    @property
    def fill(self) -> float:
        """Share of its box that is ink."""
        return float(np.count_nonzero(self.ink)) / max(self.width * self.height, 1)


def grey_of(picture: Picture) -> Picture:
    """Darkness in any colour counts as ink."""
    grey = picture if picture.ndim == 2 else picture.min(axis=2)
    return np.ascontiguousarray(grey, dtype=np.uint8)


def scaled(grey: Picture, factor: float) -> Picture:
    """Brought to the unit height, grain smoothed."""
    interpolation = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    sized = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=interpolation)
    return np.asarray(cv2.GaussianBlur(sized, (0, 0), 0.9), dtype=np.uint8)


def limit_of(paper: float, dark: float) -> float:
    """The middle between paper and ink."""
    return min(paper - FAINT / 2, (paper + dark) / 2)


def below(grey: Picture, limit: float) -> Mask:
    """What is darker than a limit."""
    return np.asarray((grey < limit) * 255, dtype=np.uint8)


def own_ink(grey: Picture) -> Mask:
    """What is darker than the middle between a picture's own paper and ink."""
    return below(grey, limit_of(float(np.percentile(grey, 95)), float(np.percentile(grey, 2))))


def components(ink: Mask) -> list[Glyph]:
    """Connected pieces from left to right, without specks."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    found = []
    for index in range(1, count):
        left, top, width, height, area = (int(value) for value in stats[index])
        if area < (UNIT * 0.1) ** 2 or max(height, width / 2.5) < UNIT * 0.12:
            continue
        own = (labels[top : top + height, left : left + width] == index).astype(np.uint8) * 255
        found.append(Glyph(left, top, left + width, top + height, own))
    return sorted(found, key=lambda glyph: glyph.left)


def without_frames(glyphs: list[Glyph]) -> list[Glyph]:
    """Without ruled lines and the frames of empty boxes: long, and hardly any ink in their box."""

    def is_frame(glyph: Glyph) -> bool:
        thin = glyph.height < UNIT * 0.2 and glyph.width > UNIT * 1.5
        upright = glyph.width < UNIT * 0.2 and glyph.height > UNIT * 1.45
        hollow = glyph.width > UNIT * 2 and glyph.height > UNIT * 0.8 and glyph.fill < 0.3
        return thin or upright or (hollow and _has_edges(glyph))

    return [glyph for glyph in glyphs if not is_frame(glyph)]


def without_lines(ink: Mask) -> Mask:
    """Without ruled lines, also where they touch digits: longer than any stroke."""
    long = np.zeros_like(ink)
    for size in ((round(1.7 * UNIT), 1), (1, round(1.6 * UNIT))):
        np.maximum(long, cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(size[::-1], np.uint8)), out=long)
    return np.asarray(cv2.subtract(ink, cv2.dilate(long, np.ones((3, 3), np.uint8))), dtype=np.uint8)


def _has_edges(glyph: Glyph) -> bool:
    """Whether it is ruled above and below: thin digits that touch are hollow, too, but no box."""
    inked = glyph.ink > 0
    share = glyph.height // 5
    return min(float(part.any(axis=0).mean()) for part in (inked[:share], inked[-share:])) > 0.85


def merged(glyphs: list[Glyph]) -> list[Glyph]:
    """Pieces above one another (a broken digit, a star's rays) as one glyph."""
    merged: list[Glyph] = []
    for glyph in glyphs:
        if merged and glyph.left < merged[-1].right - 0.5 * min(glyph.width, merged[-1].width):
            merged[-1] = union(merged[-1], glyph)
        else:
            merged.append(glyph)
    return merged


def union(one: Glyph, other: Glyph) -> Glyph:
    """Both in one box."""
    left, top = min(one.left, other.left), min(one.top, other.top)
    right, bottom = max(one.right, other.right), max(one.bottom, other.bottom)
    ink = np.zeros((bottom - top, right - left), np.uint8)
    for glyph in (one, other):
        part = ink[glyph.top - top : glyph.bottom - top, glyph.left - left : glyph.right - left]
        np.maximum(part, glyph.ink, out=part)
    return Glyph(left, top, right, bottom, ink)


def pieces(ink: Mask) -> list[Glyph]:
    """The glyphs of a strip, without frames."""
    return merged(without_frames(components(ink)))


def first_run(glyphs: list[Glyph], gap: float = UNIT * 1.6) -> list[Glyph]:
    """The glyphs up to the first gap that no number has; what follows is another word."""
    for at, (one, other) in enumerate(pairwise(glyphs), start=1):
        if other.left - one.right > gap:
            return glyphs[:at]
    return glyphs


def places(glyph: Glyph) -> int:
    """How many digits a glyph may be: touching digits are one piece of ink."""
    if glyph.height < UNIT * 0.68 or glyph.height > UNIT * 1.6:
        return 0
    return max(1, round(glyph.tall / (UNIT * 0.72)))
