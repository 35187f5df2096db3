"""Bars, strokes of a pen and markers over the last seven places: what they hide, and what they miss."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.document import Picture
from pipeline.glyphs.ink import UNIT, Glyph, Mask, below, components, first_run, pieces, places, without_lines
from pipeline.glyphs.strip import Shows, Strip, Tail, is_digit, partly


def solid_bars(ink: Mask) -> list[Glyph]:
    """What is wide and solid as no letter is: it survives where strokes are worn away."""
    whole = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    opened = cv2.morphologyEx(whole, cv2.MORPH_OPEN, np.ones((round(UNIT * 0.6), round(UNIT * 1.15)), np.uint8))
    return [bar for bar in components(np.asarray(opened, dtype=np.uint8)) if bar.width > UNIT * 1.6]


def judged_bar(bars: list[Glyph], tail: Tail, ink: Mask) -> Strip:
    """A bar hides if it is even all over (or strokes leave no room) and leaves at most the first digit open, and none behind it."""
    even = max(_unevenness(bar, seen) for bar in bars for seen in (tail.grey, tail.plain)) <= _UNEVEN
    before, behind, room = _beside(bars, tail, ink, even=even)
    if behind or before > 1:
        clear = even or _stands_apart(bars, ink)
        return Strip(Shows.PARTIAL, before + behind, 0.75) if clear else Strip(Shows.UNSURE, before + behind, 0.0)
    if room:
        return Strip(Shows.UNSURE, before, 0.0)
    if not even and (marked := _under_marker(bars, tail)) is not None:
        return marked
    scribbled = not even and min(_least_fill(bar, ink, tail.pitch) for bar in bars) >= _DENSE
    if not (even or scribbled) or sum(bar.width for bar in bars) < UNIT * 2.2:
        return Strip(Shows.UNSURE, before, 0.0)
    return Strip(Shows.BAR, before, 0.9 if even else 0.85)


def _under_marker(bars: list[Glyph], tail: Tail) -> Strip | None:
    """What stands in darker ink on a bar of paler colour, which marks it and does not hide it."""
    ground = max(float(np.median(tail.plain[bar.top : bar.bottom, bar.left : bar.right])) for bar in bars)
    paper, dark = (float(value) for value in np.percentile(tail.head, (90, 2)))
    if ground < dark + 0.2 * (paper - dark):
        return None
    glyphs = pieces(below(tail.plain, (ground + dark) / 2))
    run = [glyph for glyph in first_run(glyphs, tail.gap) if glyph.left > 0 or glyph.width > UNIT * 0.12]
    shown = sum(places(glyph) for glyph in run)
    return Strip(Shows.DIGITS, min(shown, 7), 0.6) if shown >= 4 else Strip(Shows.UNSURE, shown, 0.0)


def _beside(bars: list[Glyph], tail: Tail, ink: Mask, *, even: bool) -> tuple[int, int, bool]:
    """How many digits stand before and behind the bars, and whether there is room for one that the bar swallowed at its edge."""
    left, right = min(map(_left_edge, bars)), max(map(_right_edge, bars))
    rest = ink.copy()
    rest[:, max(left - 2, 0) : right + 2] = 0
    glyphs = [
        glyph
        for glyph in pieces(without_lines(rest))
        if partly(glyph) and (even or not _sticks_out(glyph, left, right, tail.pitch))
    ]
    before = [glyph for glyph in glyphs if glyph.left < left]
    start = before[0].left if before else 0
    behind = [glyph for glyph in glyphs if glyph.left >= right]
    close = [glyph for glyph in behind if glyph.left - right < UNIT or not tail.is_beyond(glyph.left, start)]
    room = bool(before) and left - start > _ROOM_BEFORE_BAR * tail.pitch
    return sum(map(partly, before)), sum(map(partly, close)), room


_ROOM_BEFORE_BAR = 1.12
"""Digits' pitches from the first digit to a bar, from which on the second may be there."""
_FULL = 0.7
"""Share of a bar's height from which on a column belongs to it; digits are lower than what is laid over them."""


def _left_edge(bar: Glyph) -> int:
    """Where a bar begins in its full height: a `1` that it touches is no part of it."""
    return bar.left + int(np.argmax(_is_full(bar)))


def _right_edge(bar: Glyph) -> int:
    return bar.right - int(np.argmax(_is_full(bar)[::-1]))


def _is_full(bar: Glyph) -> NDArray[np.bool_]:
    columns = np.count_nonzero(bar.ink, axis=0)
    return np.asarray(columns >= _FULL * np.percentile(columns, 75))


def _stands_apart(bars: list[Glyph], ink: Mask) -> bool:
    """Whether a whole digit is seen behind strokes that do not touch it."""
    right = max(bar.right for bar in bars)
    return any(glyph.left > right and glyph.left - right < UNIT and is_digit(glyph) for glyph in pieces(ink))


def _sticks_out(glyph: Glyph, left: int, right: int, pitch: float) -> bool:
    """Whether it touches the bar and is narrower than a third of a digit."""
    touches = glyph.right >= left - 4 if glyph.left < left else glyph.left <= right + 4
    return touches and glyph.width < 0.33 * min(pitch, UNIT * 0.8)


_DENSE = 0.66
"""Share of ink in every digit's width under pen strokes; bold digits fill half of theirs."""


def _least_fill(bar: Glyph, ink: Mask, pitch: float) -> float:
    """The least share of ink over a digit's width of a bar, its ends left out."""
    inner = ink[bar.top : bar.bottom, bar.left : bar.right] > 0
    columns = inner.mean(axis=0)
    wide = max(min(round(pitch), len(columns)), 1)
    return float(np.convolve(columns, np.ones(wide) / wide, mode="valid").min())


_UNEVEN = 14.0
"""Grey levels (standard deviation): a digit seen through a bar of marker is above it."""


def _unevenness(bar: Glyph, grey: Picture) -> float:
    """How much the grey varies inside a bar, away from its edges."""
    inner = grey[bar.top : bar.bottom, bar.left : bar.right]
    margin_y, margin_x = inner.shape[0] // 6, min(inner.shape[1] // 10, UNIT // 4)
    return float(inner[margin_y : -margin_y or None, margin_x : -margin_x or None].std())
