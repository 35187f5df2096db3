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

from pipeline.document import Picture
from pipeline.glyphs.ink import (
    FAINT,
    UNIT,
    Glyph,
    Mask,
    below,
    components,
    first_run,
    grey_of,
    limit_of,
    merged,
    own_ink,
    pieces,
    places,
    scaled,
)
from pipeline.glyphs.signs import alike_at_end, signs_at_end


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
    """`shown`: how many of the seven places look like digits; `alike`: whether all are one and the same."""

    shows: Shows
    shown: int
    certainty: float
    """0 to 1."""
    alike: bool = False


def look(row: Picture, cut: float) -> Strip:
    """What the last seven places show of a number whose first six digits begin at a row's left edge.

    `cut` is about where (pixels) the six end. The row ends where the number may end, or later, and
    has some margin above and below.
    """
    digit_height = _digit_height(row, cut)
    if digit_height < 4:
        return Strip(Shows.UNSURE, 0, 0.0)
    factor = UNIT / digit_height
    grey = scaled(grey_of(row), factor)
    head = grey[:, : max(round(cut * factor), 4)]
    paper, dark = (float(value) for value in np.percentile(head, (90, 2)))
    limit = limit_of(paper, dark)
    start = _behind_hyphen(pieces(below(grey, limit)), cut * factor)
    tail = grey[:, start:]
    if min(tail.shape) < 4:
        return Strip(Shows.EMPTY, 0, 0.6)
    return _looked_at(tail, head, limit, paper - max(FAINT / 2, (paper - dark) / 5))


def _digit_height(row: Picture, cut: float) -> float:
    """Pixels: of the six digits, whose strokes may be broken; 0 where there are none."""
    head = grey_of(row[:, : max(int(cut), 1)])
    if min(head.shape) < 4:
        return 0.0
    scale = 2 * UNIT / head.shape[0]
    pieces = merged(components(own_ink(scaled(head, scale))))
    heights = [glyph.height for glyph in pieces if glyph.height > 0.4 * UNIT and glyph.width < 1.5 * UNIT]
    return float(np.percentile(np.array(heights), 70)) / scale if heights else 0.0


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
        count += places(glyph)
        if count >= 6:
            return [glyph.right] if count == 6 else []
    return []


def _looked_at(grey: Picture, head: Picture, limit: float, pale: float) -> Strip:
    """What the strip behind the hyphen shows, in ink as dark as the six digits and then in paler ink."""
    seen = _seen(grey, head, below(grey, limit))
    if seen.shows is not Shows.EMPTY:
        return seen
    faint = _seen(grey, head, below(grey, pale))
    hidden = faint.shows in (Shows.EMPTY, Shows.BAR) or faint.shown <= 1
    return Strip(Shows.EMPTY if hidden else Shows.UNSURE, seen.shown, seen.certainty)


def _seen(grey: Picture, head: Picture, ink: Mask) -> Strip:
    """What the ink of a strip shows, up to the first gap that no number has: a shadow may fall behind it."""
    end = _end(ink)
    grey, ink = grey[:, :end], ink[:, :end]
    bars = _bars(ink)
    if bars:
        return _judged_bar(bars, grey, ink)
    glyphs = first_run([glyph for glyph in pieces(ink) if glyph.left > 0 or glyph.width > UNIT * 0.12])
    if not glyphs:
        return Strip(Shows.EMPTY, 0, 0.85)
    return _judged(glyphs, grey, head)


def _end(ink: Mask) -> int:
    """Where the first run of ink in a strip ends."""
    run = first_run(components(ink))
    return max((glyph.right for glyph in run), default=ink.shape[1]) + 2


def _judged(glyphs: list[Glyph], grey: Picture, head: Picture) -> Strip:
    """The verdict on a run of glyphs."""
    signs = signs_at_end(glyphs)
    before = glyphs[: len(glyphs) - len(signs)]
    shown = sum(places(glyph) for glyph in before)
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
    shown = sum(places(glyph) for glyph in glyphs)
    if shown >= 4:
        return Strip(Shows.DIGITS, min(shown, 7), 0.9 if 6 <= shown <= 8 else 0.6, alike_at_end(glyphs))
    if shown <= 1 and len(glyphs) <= 2 and all(glyph.width < UNIT and glyph.height < UNIT * 1.6 for glyph in glyphs):
        return Strip(Shows.EMPTY, shown, 0.8 if len(glyphs) == shown else 0.6)
    return Strip(Shows.UNSURE, shown, 0.0, alike_at_end(glyphs))


def _bars(ink: Mask) -> list[Glyph]:
    """What is wide and solid as no letter is: it survives where strokes are worn away."""
    whole = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    opened = cv2.morphologyEx(whole, cv2.MORPH_OPEN, np.ones((round(UNIT * 0.6), round(UNIT * 1.15)), np.uint8))
    return [bar for bar in components(np.asarray(opened, dtype=np.uint8)) if bar.width > UNIT * 1.6]


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
    glyphs = pieces(rest)
    before = [glyph for glyph in glyphs if glyph.left < left and _partly(glyph)]
    behind = [glyph for glyph in glyphs if glyph.left >= right]
    close = first_run(behind) if behind and behind[0].left - right < UNIT else []
    wide = bool(before) and left - before[0].left > UNIT * 1.35
    return max(sum(_partly(glyph) for glyph in before), 2 * wide), sum(_partly(glyph) for glyph in close)


def _partly(glyph: Glyph) -> int:
    """Places of a digit of which a bar may hide a side."""
    if glyph.height < UNIT * 0.55 or glyph.width < UNIT * 0.1:
        return 0
    return max(1, round(glyph.tall / (UNIT * 0.72)))


_UNEVEN = 14.0
"""Grey levels (standard deviation): a digit seen through a bar of marker is above it."""


def _unevenness(bar: Glyph, grey: Picture) -> float:
    """How much the grey varies inside a bar, away from its edges."""
    inner = grey[bar.top : bar.bottom, bar.left : bar.right]
    margin_y, margin_x = inner.shape[0] // 6, min(inner.shape[1] // 10, UNIT // 4)
    return float(inner[margin_y : -margin_y or None, margin_x : -margin_x or None].std())


def count_glyphs(row: Picture) -> int:
    """How many pieces of ink of about one height a row shows, whatever they are; of a bar, as many as it may hide."""
    if min(row.shape[:2]) < 6:
        return 0
    grey = grey_of(row)
    paper = float(np.percentile(grey, 98))
    if paper - float(grey.min()) < FAINT:
        return 0
    grey = scaled(grey, UNIT * 1.4 / grey.shape[0])
    hidden = 0
    for bar in _bars(own_ink(grey)):  # it is darker than what is printed, which would pass for paper beside it
        hidden += round(bar.width / (UNIT * 0.72))
        grey[max(bar.top - 3, 0) : bar.bottom + 3, max(bar.left - 3, 0) : bar.right + 3] = round(paper)
    return hidden + (len(pieces(own_ink(grey))) if np.ptp(grey) > FAINT else 0)
