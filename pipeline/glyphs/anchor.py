"""Where the last seven places of a printed number begin: six digits counted from their first one, and the hyphen behind them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from pipeline.glyphs.ink import UNIT, Glyph, places

_HEAD = 6
_FAR = 5
"""Pitches by which the estimate may be wrong where six digits and a hyphen are seen: a bar reads as digits, too."""


class Anchor(NamedTuple):
    """Pixels of a strip at the unit height.

    `start`: where the last seven places begin; `pitch`: from one digit to the next; `counted`: whether six digits, and not
    five or seven, were counted before it. Without that nobody knows whether the next digit is the seventh or the eighth.
    """

    start: int
    pitch: float
    counted: bool


def anchor(glyphs: Sequence[Glyph], first: float, cut: float) -> Anchor:
    """By the hyphen near `cut` with six digits before it; else by six digits from near `first`; else as estimated.

    `first` and `cut` are about where the six digits begin and end.
    """
    found = [one for at, glyph in enumerate(glyphs) if is_hyphen(glyph) and (one := _before(glyphs, at))]
    near = [one for one in found if abs(one.start - cut) < _FAR * one.pitch]
    if near:
        return min(near, key=lambda one: abs(one.start - cut))
    begun = [(abs(glyph.left - first), one) for at, glyph in enumerate(glyphs) if (one := _from(glyphs, at))]
    pitch = max(cut - first, UNIT) / _HEAD
    begun = [(off, one) for off, one in begun if off < UNIT * 0.7 and abs(one.start - cut) < 2.5 * pitch]
    if begun:
        return min(begun, key=lambda found: (not found[1].counted, found[0]))[1]
    return Anchor(_estimated(glyphs, cut), pitch, counted=False)


def is_hyphen(glyph: Glyph) -> bool:
    """Whether it is flat, and as wide as hyphens are."""
    return glyph.height < UNIT * 0.35 and UNIT * 0.12 < glyph.width < UNIT * 1.6


def _before(glyphs: Sequence[Glyph], at: int) -> Anchor | None:
    """The anchor at a hyphen, if exactly six digits stand before it."""
    begin = _begin(glyphs, at)
    if begin is None:
        return None
    pitch = _pitch(glyphs[begin:at])
    if glyphs[at].left - glyphs[at - 1].right > max(UNIT * 1.6, 1.6 * pitch):
        return None
    hyphen = (glyphs[at].top + glyphs[at].bottom) / 2
    top, bottom = min(one.top for one in glyphs[begin:at]), max(one.bottom for one in glyphs[begin:at])
    level = top + 0.25 * (bottom - top) < hyphen < top + 0.85 * (bottom - top)
    ended = begin == 0 or not _joins(glyphs[begin - 1], glyphs[begin], pitch)
    return Anchor(glyphs[at].right, pitch, counted=ended) if level else None


def _begin(glyphs: Sequence[Glyph], at: int) -> int | None:
    """The index of the first of exactly six digits that end before `at`."""
    count = 0
    for index in range(at - 1, -1, -1):
        if not (size := places(glyphs[index])):
            return None
        count += size
        if count >= _HEAD:
            return index if count == _HEAD else None
    return None


def _from(glyphs: Sequence[Glyph], at: int) -> Anchor | None:
    """The anchor behind exactly six digits from there, where no hyphen is seen."""
    count, end = 0, at
    while end < len(glyphs) and count < _HEAD and (size := places(glyphs[end])):
        count, end = count + size, end + 1
    if count != _HEAD:
        return None
    pitch = _pitch(glyphs[at:end])
    start = glyphs[end - 1].right
    if end < len(glyphs) and is_hyphen(glyphs[end]) and glyphs[end].left - start < max(UNIT, 1.6 * pitch):
        start = glyphs[end].right
    return Anchor(start, pitch, counted=at == 0 or not _joins(glyphs[at - 1], glyphs[at], pitch))


def _joins(left: Glyph, right: Glyph, pitch: float) -> bool:
    """Whether the one on the left may be a digit of the same number."""
    digit = places(left) > 0 and 0.85 * right.height < left.height < 1.15 * right.height and left.width < 1.1 * UNIT
    return digit and (left.left + left.right) / 2 > (right.left + right.right) / 2 - 1.4 * pitch


def _pitch(digits: Sequence[Glyph]) -> float:
    """From one digit's middle to the next one's: of single digits; where they touch, of the whole."""
    middles = [(one.left + one.right) / 2 for one in digits]
    steps = [b - a for a, b in pairwise(middles)]
    if len(digits) == _HEAD:
        return float(np.median(steps))
    return (digits[-1].right - digits[0].left) / (_HEAD - 0.2)


def _estimated(glyphs: Sequence[Glyph], cut: float) -> int:
    """The gap between two glyphs that is nearest to the cut, or the cut."""
    hyphens = [glyph.right for glyph in glyphs if is_hyphen(glyph) and abs(glyph.left - cut) < UNIT * 0.9]
    gaps = [(one.right + other.left) // 2 for one, other in pairwise(glyphs) if other.left > one.right]
    near = sorted((gap for gap in gaps if abs(gap - cut) < UNIT * 0.5), key=lambda gap: abs(gap - cut))
    return (hyphens or near or [int(cut)])[0]
