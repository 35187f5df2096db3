"""What stands in a strip of a printed number, by its pixels alone: digits, mask signs, a bar, nothing.

A recogniser makes digits of mask signs and mask signs of digits; a resident number's last seven
places are therefore looked at. The face is asymmetric: `DIGITS` and `UNSURE` are easily said,
a hidden strip only when its shape speaks for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.document import Picture

Mask = NDArray[np.uint8]
"""Height × width, 255 where there is ink."""


class Look(Enum):
    """What a strip shows."""

    DIGITS = "digits"
    SIGNS = "signs"
    """One sign, repeated: `*`, `●`, `○`, `X`."""
    BAR = "bar"
    """A uniform bar, or a strip of blur or mosaic."""
    EMPTY = "empty"
    """Nothing at all, or an empty frame."""
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Strip:
    """`shown`: how many of the seven places look like digits; `certainty`: 0 to 1."""

    look: Look
    shown: int
    certainty: float


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
    def fill(self) -> float:
        """Share of its box that is ink."""
        return float(np.count_nonzero(self.ink)) / max(self.width * self.height, 1)


UNIT = 32
"""Digit height (pixels) to which strips are brought before they are looked at."""


def look(picture: Picture, digit_height: float) -> Strip:
    """What a strip shows that begins behind a number's hyphen and ends with its seventh place or later.

    `digit_height` in pixels is that of the six digits before; the strip has some margin above and below.
    """
    if min(picture.shape[:2]) < 4 or digit_height < 4:
        return Strip(Look.UNSURE, 0, 0.0)
    grey = _scaled(_grey(picture), UNIT / digit_height)
    if float(np.percentile(grey, 98)) - float(grey.min()) < _FAINT:
        return Strip(Look.EMPTY, 0, 0.9)
    glyphs = _first_run(_merged(_without_frames(_components(_ink(grey)))))
    if not glyphs:
        return Strip(Look.EMPTY, 0, 0.85)
    return _judged(glyphs, grey)


_FAINT = 28.0
"""Grey levels: a strip with less contrast than this shows nothing that an eye would read."""


def _grey(picture: Picture) -> Picture:
    """Darkness in any colour counts as ink."""
    grey = picture if picture.ndim == 2 else picture.min(axis=2)
    return np.ascontiguousarray(grey, dtype=np.uint8)


def _scaled(grey: Picture, factor: float) -> Picture:
    """Brought to the unit height."""
    interpolation = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(grey, None, fx=factor, fy=factor, interpolation=interpolation), dtype=np.uint8)


def _ink(grey: Picture) -> Mask:
    """What is darker than the middle between paper and ink."""
    paper = float(np.percentile(grey, 95))
    dark = float(np.percentile(grey, 2))
    limit = min(paper - _FAINT / 2, (paper + dark) / 2)
    return np.asarray((grey < limit) * 255, dtype=np.uint8)


def _components(ink: Mask) -> list[Glyph]:
    """Connected pieces from left to right, without specks."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    found = []
    for index in range(1, count):
        left, top, width, height, area = (int(value) for value in stats[index])
        if area < (UNIT * 0.1) ** 2 or height < UNIT * 0.12:
            continue
        own = (labels[top : top + height, left : left + width] == index).astype(np.uint8) * 255
        found.append(Glyph(left, top, left + width, top + height, own))
    return sorted(found, key=lambda glyph: glyph.left)


def _without_frames(glyphs: list[Glyph]) -> list[Glyph]:
    """Without ruled lines and the frames of empty boxes: long, and hardly any ink in their box."""

    def is_frame(glyph: Glyph) -> bool:
        thin = glyph.height < UNIT * 0.2 and glyph.width > UNIT * 1.5
        upright = glyph.width < UNIT * 0.2 and glyph.height > UNIT * 1.45
        hollow = glyph.width > UNIT * 2 and glyph.height > UNIT * 0.8 and glyph.fill < 0.3
        return thin or upright or hollow

    return [glyph for glyph in glyphs if not is_frame(glyph)]


def _merged(glyphs: list[Glyph]) -> list[Glyph]:
    """Pieces above one another (a broken digit, a star's rays) as one glyph."""
    merged: list[Glyph] = []
    for glyph in glyphs:
        if merged and glyph.left < merged[-1].right - 0.5 * min(glyph.width, merged[-1].width):
            merged[-1] = _union(merged[-1], glyph)
        else:
            merged.append(glyph)
    return merged


def _union(one: Glyph, other: Glyph) -> Glyph:
    """Both in one box."""
    left, top = min(one.left, other.left), min(one.top, other.top)
    right, bottom = max(one.right, other.right), max(one.bottom, other.bottom)
    ink = np.zeros((bottom - top, right - left), np.uint8)
    for glyph in (one, other):
        part = ink[glyph.top - top : glyph.bottom - top, glyph.left - left : glyph.right - left]
        np.maximum(part, glyph.ink, out=part)
    return Glyph(left, top, right, bottom, ink)


def _first_run(glyphs: list[Glyph]) -> list[Glyph]:
    """The glyphs up to the first gap that no number has; what follows is another word."""
    for at, (one, other) in enumerate(pairwise(glyphs), start=1):
        if other.left - one.right > UNIT * 1.6:
            return glyphs[:at]
    return glyphs


def _judged(glyphs: list[Glyph], grey: Picture) -> Strip:
    """The verdict on a run of glyphs."""
    bars = [glyph for glyph in glyphs if _is_bar(glyph)]
    if sum(glyph.width for glyph in bars) > UNIT * 2.2:
        return _judged_bar(bars, glyphs, grey)
    signs = _signs(glyphs)
    shown = sum(_places(glyph) for glyph in glyphs[: len(glyphs) - len(signs)])
    if len(signs) >= 5:
        look = Look.SIGNS if shown <= 1 else Look.UNSURE
        return Strip(look, shown, 0.9 if len(signs) in (6, 7) else 0.7)
    return _judged_digits(glyphs)


def _judged_digits(glyphs: list[Glyph]) -> Strip:
    """What is neither bar nor signs: digits, nothing to speak of, or unsure."""
    shown = sum(_places(glyph) for glyph in glyphs)
    if shown >= 4:
        return Strip(Look.DIGITS, min(shown, 7), 0.9 if 6 <= shown <= 8 else 0.6)
    if shown <= 1 and len(glyphs) <= 2:
        return Strip(Look.EMPTY, shown, 0.8 if len(glyphs) == shown else 0.6)
    return Strip(Look.UNSURE, shown, 0.0)


def _is_bar(glyph: Glyph) -> bool:
    """Longer than any digit, tall enough to cover one, and full of ink."""
    return glyph.width > UNIT * 1.4 and glyph.height > UNIT * 0.6 and glyph.fill > 0.8


def _judged_bar(bars: list[Glyph], glyphs: list[Glyph], grey: Picture) -> Strip:
    """A bar hides if it is even all over and leaves at most the first digit outside."""
    shown = sum(_places(glyph) for glyph in glyphs if glyph not in bars)
    uneven = max(_unevenness(glyph, grey) for glyph in bars)
    if shown > 1 or uneven > _UNEVEN:
        return Strip(Look.UNSURE, shown, 0.0)
    return Strip(Look.BAR, shown, 0.9)


_UNEVEN = 14.0
"""Grey levels (standard deviation): a digit seen through a bar of marker is above it."""


def _unevenness(bar: Glyph, grey: Picture) -> float:
    """How much the grey varies inside a bar, away from its edges."""
    inner = grey[bar.top : bar.bottom, bar.left : bar.right]
    margin_y, margin_x = inner.shape[0] // 6, min(inner.shape[1] // 10, UNIT // 4)
    return float(inner[margin_y : -margin_y or None, margin_x : -margin_x or None].std())


def _places(glyph: Glyph) -> int:
    """How many digits a glyph may be: touching digits are one piece of ink."""
    if glyph.height < UNIT * 0.68 or glyph.height > UNIT * 1.6:
        return 0
    return max(1, round(glyph.width / (UNIT * 0.72)))


def _signs(glyphs: list[Glyph]) -> list[Glyph]:
    """The longest run at the end whose glyphs all have one mask sign's shape."""
    for start in range(min(len(glyphs), 3)):
        run = glyphs[start:]
        if len(run) >= 5 and _alike(run) and _is_sign(run):
            return run
    return []


def _alike(run: list[Glyph]) -> bool:
    """Whether all are the same sign: equal sizes, ink in the same places, steps alike."""
    sizes = np.array([(glyph.width, glyph.height) for glyph in run], dtype=float)
    middle = np.median(sizes, axis=0)
    if np.any(np.abs(sizes - middle) > np.maximum(0.22 * middle, UNIT * 0.08)):
        return False
    shapes = np.stack([_shape(glyph) for glyph in run])
    mean = shapes.mean(axis=0)
    likeness = [float(np.corrcoef(shape.ravel(), mean.ravel())[0, 1]) for shape in shapes]
    return min(likeness) > 0.55 and float(np.mean(likeness)) > 0.75


def _shape(glyph: Glyph) -> NDArray[np.float64]:
    """The glyph at a small common size, softened."""
    small = cv2.resize(glyph.ink, (12, 12), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.GaussianBlur(small, (3, 3), 0), dtype=np.float64) + np.eye(12)


def _is_sign(run: list[Glyph]) -> bool:
    """Whether the shape they share is a mask sign's, and no digit's (`1111111` is alike, too)."""
    height = float(np.median([glyph.height for glyph in run])) / UNIT
    width = float(np.median([glyph.width for glyph in run])) / UNIT
    fill = float(np.median([glyph.fill for glyph in run]))
    aspect = width / height
    star = height < 0.72 and 0.55 < aspect < 1.6
    disc = aspect > 0.82 and fill > 0.68 and height < 1.3
    ring = aspect > 0.82 and _hollow(run) and height < 1.5
    cross = aspect > 0.72 and _crossed(run)
    return star or disc or ring or cross


def _mean_shape(run: list[Glyph]) -> NDArray[np.float64]:
    """Their common shape, 12 × 12, 0 to 1."""
    shapes = [_shape(glyph) - np.eye(12) for glyph in run]
    return np.asarray(np.mean(shapes, axis=0) / 255.0, dtype=np.float64)


def _hollow(run: list[Glyph]) -> bool:
    """A ring or an empty square: ink all round, none in the middle."""
    shape = _mean_shape(run)
    edge = np.concatenate(
        [shape[0:2, 4:8].ravel(), shape[-2:, 4:8].ravel(), shape[4:8, 0:2].ravel(), shape[4:8, -2:].ravel()]
    )
    return float(shape[4:8, 4:8].mean()) < 0.2 and float(edge.mean()) > 0.35


def _crossed(run: list[Glyph]) -> bool:
    """An X: ink on both diagonals, none between the arms at top, bottom, left and right."""
    shape = _mean_shape(run)
    arms = np.concatenate([np.diag(shape), np.diag(np.fliplr(shape))])
    between = np.concatenate(
        [shape[0:2, 5:7].ravel(), shape[-2:, 5:7].ravel(), shape[5:7, 0:2].ravel(), shape[5:7, -2:].ravel()]
    )
    return float(arms.mean()) > 0.45 and float(between.mean()) < 0.25
