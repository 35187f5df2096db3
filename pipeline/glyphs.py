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


class Shows(Enum):
    """What a strip shows."""

    DIGITS = "digits"
    SIGNS = "signs"
    """One sign, repeated: `*`, `●`, `○`, `X`."""
    BAR = "bar"
    """A uniform bar, or a strip of blur or mosaic."""
    EMPTY = "empty"
    """Nothing at all, or an empty frame."""
    PARTIAL = "partial"
    """Digits beside a bar or signs that should have hidden them."""
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Strip:
    """`shown`: how many of the seven places look like digits; `certainty`: 0 to 1."""

    shows: Shows
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


UNIT = 32
"""Digit height (pixels) to which strips are brought before they are looked at."""


def look(row: Picture, cut: float) -> Strip:
    """What the last seven places show of a number whose first six digits begin at a row's left edge.

    `cut` is about where (pixels) the six end. The row ends where the number may end, or later, and
    has some margin above and below.
    """
    digit_height = _digit_height(row, cut)
    if digit_height < 4:
        return Strip(Shows.UNSURE, 0, 0.0)
    factor = UNIT / digit_height
    grey = _scaled(_grey(row), factor)
    head = grey[:, : max(round(cut * factor), 4)]
    paper, dark = (float(value) for value in np.percentile(head, (90, 2)))
    limit = _limit(paper, dark)
    start = _behind_hyphen(_pieces(_below(grey, limit)), cut * factor)
    tail = grey[:, start:]
    if min(tail.shape) < 4:
        return Strip(Shows.EMPTY, 0, 0.6)
    return _looked_at(tail, head, limit, paper - max(_FAINT / 2, (paper - dark) / 5))


def _digit_height(row: Picture, cut: float) -> float:
    """Pixels: of the six digits, whose strokes may be broken; 0 where there are none."""
    head = _grey(row[:, : max(int(cut), 1)])
    if min(head.shape) < 4:
        return 0.0
    scale = 2 * UNIT / head.shape[0]
    pieces = _merged(_components(_own_ink(_scaled(head, scale))))
    heights = [glyph.height for glyph in pieces if glyph.height > 0.4 * UNIT and glyph.width < 1.5 * UNIT]
    return float(np.percentile(np.array(heights), 70)) / scale if heights else 0.0


def _pieces(ink: Mask) -> list[Glyph]:
    """The glyphs of a strip, without frames."""
    return _merged(_without_frames(_components(ink)))


def _behind_hyphen(glyphs: list[Glyph], cut: float) -> int:
    """Where the last seven places begin: behind the hyphen nearest to the cut, else behind the sixth digit."""
    hyphens = [glyph.right for glyph in glyphs if _is_hyphen(glyph) and abs(glyph.left - cut) < UNIT * 0.9]
    if hyphens:
        return hyphens[0]
    ends = [end for end in _sixth(glyphs) if abs(end - cut) < UNIT * 0.9]
    gaps = [(one.right + other.left) // 2 for one, other in pairwise(glyphs) if other.left > one.right]
    near = sorted((gap for gap in gaps if abs(gap - cut) < UNIT * 0.5), key=lambda gap: abs(gap - cut))
    return (ends or near or [int(cut)])[0]


def _is_hyphen(glyph: Glyph) -> bool:
    return glyph.height < UNIT * 0.35 and UNIT * 0.12 < glyph.width < UNIT * 1.6


def _sixth(glyphs: list[Glyph]) -> list[int]:
    """The right end of the sixth place from the left, if a glyph ends there."""
    count = 0
    for glyph in glyphs:
        count += _places(glyph)
        if count >= 6:
            return [glyph.right] if count == 6 else []
    return []


def _looked_at(grey: Picture, head: Picture, limit: float, pale: float) -> Strip:
    """What the strip behind the hyphen shows, in ink as dark as the six digits and then in paler ink."""
    seen = _seen(grey, head, _below(grey, limit))
    if seen.shows is not Shows.EMPTY:
        return seen
    faint = _seen(grey, head, _below(grey, pale))
    hidden = faint.shows in (Shows.EMPTY, Shows.BAR) or faint.shown <= 1
    return Strip(Shows.EMPTY if hidden else Shows.UNSURE, seen.shown, seen.certainty)


def _seen(grey: Picture, head: Picture, ink: Mask) -> Strip:
    """What the ink of a strip shows."""
    bars = _bars(ink)
    if bars:
        return _judged_bar(bars, grey, ink)
    glyphs = _first_run([glyph for glyph in _pieces(ink) if glyph.left > 0 or glyph.width > UNIT * 0.12])
    if not glyphs:
        return Strip(Shows.EMPTY, 0, 0.85)
    return _judged(glyphs, grey, head)


_FAINT = 28.0
"""Grey levels: a strip with less contrast than this shows nothing that an eye would read."""


def _grey(picture: Picture) -> Picture:
    """Darkness in any colour counts as ink."""
    grey = picture if picture.ndim == 2 else picture.min(axis=2)
    return np.ascontiguousarray(grey, dtype=np.uint8)


def _scaled(grey: Picture, factor: float) -> Picture:
    """Brought to the unit height, grain smoothed."""
    interpolation = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    sized = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=interpolation)
    return np.asarray(cv2.GaussianBlur(sized, (0, 0), 0.9), dtype=np.uint8)


def _limit(paper: float, dark: float) -> float:
    """The middle between paper and ink."""
    return min(paper - _FAINT / 2, (paper + dark) / 2)


def _below(grey: Picture, limit: float) -> Mask:
    return np.asarray((grey < limit) * 255, dtype=np.uint8)


def _own_ink(grey: Picture) -> Mask:
    """What is darker than the middle between a picture's own paper and ink."""
    return _below(grey, _limit(float(np.percentile(grey, 95)), float(np.percentile(grey, 2))))


def _components(ink: Mask) -> list[Glyph]:
    """Connected pieces from left to right, without specks."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    found = []
    for index in range(1, count):
        left, top, width, height, area = (int(value) for value in stats[index])
        if area < (UNIT * 0.1) ** 2 or max(height, width / 4) < UNIT * 0.12:
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
        return thin or upright or (hollow and _has_edges(glyph))

    return [glyph for glyph in glyphs if not is_frame(glyph)]


def _has_edges(glyph: Glyph) -> bool:
    """Whether it is ruled above and below: thin digits that touch are hollow, too, but no box."""
    inked = glyph.ink > 0
    share = glyph.height // 5
    return min(float(part.any(axis=0).mean()) for part in (inked[:share], inked[-share:])) > 0.85


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


def _judged(glyphs: list[Glyph], grey: Picture, head: Picture) -> Strip:
    """The verdict on a run of glyphs."""
    signs = _signs(glyphs)
    before = glyphs[: len(glyphs) - len(signs)]
    shown = sum(_places(glyph) for glyph in before)
    if signs:
        shows = Shows.SIGNS if shown <= 1 else Shows.PARTIAL
        return Strip(shows, shown, 0.9 if len(signs) in (6, 7) else 0.75)
    if _is_smeared(grey[:, glyphs[0].left : glyphs[-1].right], head):
        return Strip(Shows.BAR, 1, 0.75)
    return _judged_digits(glyphs)


def _is_smeared(strip: Picture, head: Picture) -> bool:
    """Whether blur or coarse squares took the detail out of it that the digits before it have."""
    return _detail(strip) < 0.5 * _detail(head)


def _detail(strip: Picture) -> float:
    """How much changes within a stroke's width, against the darkest ink."""
    if min(strip.shape) < 9:
        return 0.0
    inner = strip[strip.shape[0] // 5 : -(strip.shape[0] // 5)]
    fine = cv2.absdiff(inner, cv2.GaussianBlur(inner, (0, 0), 3.0))
    return float(np.percentile(fine, 99))


def _judged_digits(glyphs: list[Glyph]) -> Strip:
    """What is neither bar nor signs: digits, nothing to speak of, or unsure."""
    shown = sum(_places(glyph) for glyph in glyphs)
    if shown >= 4:
        return Strip(Shows.DIGITS, min(shown, 7), 0.9 if 6 <= shown <= 8 else 0.6)
    if shown <= 1 and len(glyphs) <= 2 and all(glyph.width < UNIT and glyph.height < UNIT * 1.6 for glyph in glyphs):
        return Strip(Shows.EMPTY, shown, 0.8 if len(glyphs) == shown else 0.6)
    return Strip(Shows.UNSURE, shown, 0.0)


def _bars(ink: Mask) -> list[Glyph]:
    """What is wide and solid as no letter is: it survives where strokes are worn away."""
    whole = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    opened = cv2.morphologyEx(whole, cv2.MORPH_OPEN, np.ones((round(UNIT * 0.6), round(UNIT * 1.15)), np.uint8))
    return _components(np.asarray(opened, dtype=np.uint8))


def _judged_bar(bars: list[Glyph], grey: Picture, ink: Mask) -> Strip:
    """A bar hides if it is even all over and leaves at most the first digit open, and none behind it."""
    before, behind = _beside(bars, ink)
    uneven = max(_unevenness(bar, grey) for bar in bars)
    if behind or before > 1:
        return Strip(Shows.PARTIAL, before + behind, 0.75)
    if uneven > _UNEVEN or sum(bar.width for bar in bars) < UNIT * 2.2:
        return Strip(Shows.UNSURE, before, 0.0)
    return Strip(Shows.BAR, before, 0.9)


def _beside(bars: list[Glyph], ink: Mask) -> tuple[int, int]:
    """How many digits stand before and behind the bars."""
    left, right = min(bar.left for bar in bars), max(bar.right for bar in bars)
    rest = ink.copy()
    rest[:, max(left - 3, 0) : right + 3] = 0
    glyphs = _pieces(rest)
    before = [glyph for glyph in glyphs if glyph.left < left]
    behind = [glyph for glyph in glyphs if glyph.left >= right]
    close = _first_run(behind) if behind and behind[0].left - right < UNIT else []
    wide = before and before[-1].right - before[0].left > UNIT * 1.2 and any(_partly(glyph) for glyph in before)
    return sum(_partly(glyph) for glyph in before) + bool(wide), sum(_partly(glyph) for glyph in close)


def _partly(glyph: Glyph) -> int:
    """Places of a digit of which a bar may hide a side."""
    if glyph.height < UNIT * 0.68 or glyph.width < UNIT * 0.1:
        return 0
    return max(1, round(glyph.tall / (UNIT * 0.72)))


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
    return max(1, round(glyph.tall / (UNIT * 0.72)))


def _signs(glyphs: list[Glyph]) -> list[Glyph]:
    """The longest run at the end that is one mask sign, repeated."""
    for start in range(min(len(glyphs), 3)):
        run = glyphs[start:]
        if _is_low(run) or _is_repeated(run) or _is_repeated(_sliced(run)):
            return run
    return []


def _is_repeated(run: list[Glyph]) -> bool:
    """Five or more of one sign."""
    return len(run) >= 5 and _alike(run) and _is_sign(run)


def _sliced(run: list[Glyph]) -> list[Glyph]:
    """Signs that touch, taken apart: six or seven slices of equal width that are alike, or nothing."""
    whole = run[0]
    for glyph in run[1:]:
        whole = _union(whole, glyph)
    for count in (6, 7):
        edges = np.linspace(0, whole.width, count + 1).round().astype(int)
        slices = [
            Glyph(int(left), whole.top, int(right), whole.bottom, whole.ink[:, left:right])
            for left, right in pairwise(edges)
        ]
        if whole.width > UNIT * 2 and _alike(slices):
            return slices
    return []


def _is_low(run: list[Glyph]) -> bool:
    """Whether nothing in it is as tall as a digit, all on one level: stars, dots or dashes, also touching ones."""
    heights = [glyph.height / UNIT for glyph in run]
    middles = [(glyph.top + glyph.bottom) / 2 / UNIT for glyph in run]
    long = run[-1].right - run[0].left > UNIT * 1.9
    return long and max(heights) < 0.72 and max(middles) - min(middles) < 0.22


def _alike(run: list[Glyph]) -> bool:
    """Whether all are the same sign: equal sizes, and ink in the same places."""
    sizes = np.array([(glyph.width, glyph.height) for glyph in run], dtype=float)
    middle = np.median(sizes, axis=0)
    if np.any(np.abs(sizes - middle) > np.maximum(0.22 * middle, UNIT * 0.08)):
        return False
    shapes = np.stack([_shape(glyph) for glyph in run])
    apart = np.abs(shapes - shapes.mean(axis=0)).mean(axis=(1, 2)) / 255.0
    return float(apart.max()) < 0.16 and float(apart.mean()) < 0.1


def _shape(glyph: Glyph) -> NDArray[np.float64]:
    """The glyph at a small common size, softened."""
    small = cv2.resize(glyph.ink, (12, 12), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.GaussianBlur(small, (3, 3), 0), dtype=np.float64)


def _is_sign(run: list[Glyph]) -> bool:
    """Whether the shape they share is a mask sign's, and no digit's (`1111111` is alike, too)."""
    height = float(np.median([glyph.height for glyph in run])) / UNIT
    width = float(np.median([glyph.width for glyph in run])) / UNIT
    fill = float(np.median([glyph.fill for glyph in run]))
    aspect = width / height
    star = height < 0.72 and 0.55 < aspect < 1.6
    disc = aspect > 0.82 and fill > 0.68 and height < 1.7
    ring = aspect > 0.82 and _hollow(run) and height < 1.7
    cross = aspect > 0.55 and _crossed(run)
    return star or disc or ring or cross


def _mean_shape(run: list[Glyph]) -> NDArray[np.float64]:
    """Their common shape, 12 × 12, 0 to 1."""
    shapes = [_shape(glyph) for glyph in run]
    return np.asarray(np.mean(shapes, axis=0) / 255.0, dtype=np.float64)


def _hollow(run: list[Glyph]) -> bool:
    """A ring or an empty square: a line on all four sides, nothing in the middle."""
    shape = _mean_shape(run)
    sides = (shape[:3, 4:8], shape[-3:, 4:8], shape[4:8, :3].T, shape[4:8, -3:].T)
    return float(shape[4:8, 4:8].mean()) < 0.12 and min(float(side.mean(axis=1).max()) for side in sides) > 0.25


def _crossed(run: list[Glyph]) -> bool:
    """An X: ink on both diagonals, none between the arms at top, bottom, left and right."""
    shape = _mean_shape(run)
    arms = np.concatenate([np.diag(shape), np.diag(np.fliplr(shape))])
    between = np.concatenate(
        [shape[0:2, 5:7].ravel(), shape[-2:, 5:7].ravel(), shape[5:7, 0:2].ravel(), shape[5:7, -2:].ravel()]
    )
    lopsided = max(float(np.abs(shape - np.fliplr(shape)).mean()), float(np.abs(shape - np.flipud(shape)).mean()))
    return float(arms.mean()) > 0.4 and float(arms.mean() - between.mean()) > 0.3 and lopsided < 0.19


def count_glyphs(row: Picture) -> int:
    """How many pieces of ink of about one height a row shows, whatever they are."""
    if min(row.shape[:2]) < 6:
        return 0
    grey = _grey(row)
    if float(np.percentile(grey, 98)) - float(grey.min()) < _FAINT:
        return 0
    return len(_pieces(_own_ink(_scaled(grey, UNIT * 1.4 / grey.shape[0]))))
