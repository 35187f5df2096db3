"""Six digits in a row of print, found by their shape alone, wherever a recogniser thought that they stand.

They are of one height, stand on one line, narrow, at even steps, and no digit joins them on the left. What follows them
(a hyphen, a bar, blur, a frame, nothing) is not asked: that is looked at afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np

from pipeline.document import Picture
from pipeline.glyphs.anchor import is_hyphen
from pipeline.glyphs.bars import solid_bars
from pipeline.glyphs.ink import UNIT, Glyph, Mask, components, merged, own_ink, without_frames, without_lines

_HEAD = 6
_STEP = 2.7
"""Digits' heights from one middle to the next, at most: in boxes."""
_WIDE = 0.75
"""Of their height: the step of digits that touch."""


class Six(NamedTuple):
    """Where six digits stand in a row (pixels)."""

    left: float
    top: float
    right: float
    bottom: float


def sixes(grey: Picture) -> list[Six]:
    """The first six of every run of six digits or more, in a row of print at about the unit height.

    What a digit or a hyphen leads to is none. Ink is told from paper in two ways; the first that shows such a run counts.
    """
    for ink in _inks(grey):
        inked = [glyph for glyph in components(ink) if glyph.top > 0 and glyph.bottom < len(grey)]
        glyphs = [one for glyph in merged(without_frames(inked)) if not _is_speck(glyph) for one in _single(glyph)]
        found = [_around(run[:_HEAD]) for whole in _runs(glyphs) for run in _begun(whole) if _is_head(run, glyphs)]
        if found:
            return found
    return []


def _inks(grey: Picture) -> Iterator[Mask]:
    """What is darker than the row's middle, then what is darker than the paper around it; without what is solid or ruled."""
    bars = solid_bars(own_ink(grey))
    plain = grey.copy()
    for bar in bars:
        plain[:, max(bar.left - 2, 0) : bar.right + 2] = round(float(np.percentile(grey, 90)))
    block = round(2.2 * UNIT) | 1
    near = cv2.adaptiveThreshold(plain, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, 14)
    yield from (without_lines(ink) for ink in (own_ink(plain), np.asarray(near, dtype=np.uint8)))


def _upright(glyph: Glyph) -> Glyph:
    """Without a hyphen that sticks to its right side and makes it wider than digits are."""
    if glyph.width < _DIGIT * glyph.height:
        return glyph
    rows = np.arange(glyph.height)[:, None]
    inked = glyph.ink > 0
    extent = np.where(inked, rows, -1).max(axis=0) - np.where(inked, rows, glyph.height).min(axis=0)
    tall = np.flatnonzero(extent > _FLAT * glyph.height)
    if not len(tall) or tall[0] > _EDGE * glyph.height:
        return glyph
    right = int(tall[-1]) + 1
    return Glyph(glyph.left, glyph.top, glyph.left + right, glyph.bottom, glyph.ink[:, :right])


_DIGIT, _FLAT, _EDGE = 0.85, 0.35, 0.16
"""Of a glyph's height: how wide digits are at most, what is flat, and how much of a digit's own left side may be."""


def _single(glyph: Glyph) -> Iterator[Glyph]:
    """Digits that touch, taken apart where they would meet."""
    count = round(glyph.width / (_WIDE * glyph.height)) if glyph.width > 1.1 * glyph.height > 0.6 * UNIT else 1
    edges = np.linspace(0, glyph.width, min(count, _HEAD + 1) + 1).round().astype(int)
    for left, right in pairwise(edges.tolist()):
        yield Glyph(glyph.left + left, glyph.top, glyph.left + right, glyph.bottom, glyph.ink[:, left:right])


def _around(run: Sequence[Glyph]) -> Six:
    top, bottom = min(one.top for one in run), max(one.bottom for one in run)
    return Six(run[0].left, top, run[-1].right, bottom)


def _is_head(run: Sequence[Glyph], glyphs: Sequence[Glyph]) -> bool:
    """Whether its first six are the first six of a number."""
    if len(run) < _HEAD or not _even(run[:_HEAD]):
        return False
    step = (_middle(run[_HEAD - 1]) - _middle(run[0])) / (_HEAD - 1)
    before = [one for one in glyphs if one.right <= run[0].left + 0.1 * run[0].height and one is not run[0]]
    near = (one for one in before if _middle(one) > _middle(run[0]) - _NEAR * step)
    return not any(_leads(one, run[0]) for one in near)


_NEAR = 1.9
"""Digits' steps before the first of a number within which no other digit stands, and no hyphen."""


def _leads(one: Glyph, first: Glyph) -> bool:
    """Whether it may be a digit of the same number, whole or worn, or a hyphen; a colon, brackets and Hangul are none."""
    if is_hyphen(one):
        return True
    tall = first.height
    digit = 0.6 * tall < one.height < 1.15 * tall and one.width < 1.1 * tall
    middle = one.ink[one.height // 3 : -(one.height // 3)]
    return digit and abs(one.bottom - first.bottom) < 0.2 * tall and bool(middle.any())


def _runs(glyphs: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """Neighbours that have the size and the line of digits, as many as follow one another."""
    run: list[Glyph] = []
    for one in glyphs:
        glyph = _upright(one) if len(run) == _HEAD - 1 else one
        if run and _follows(run, glyph):
            run.append(glyph)
            continue
        yield run
        run = [glyph] if _is_narrow(glyph) else []
    yield run


def _begun(run: list[Glyph]) -> Iterator[list[Glyph]]:
    """The run, and what of it begins behind a blank: narrow letters of a label may stand before a number."""
    blanks = (at for at, (one, other) in enumerate(pairwise(run), 1) if other.left - one.right > _BLANK * other.height)
    yield from (run[start:] for start in (0, *blanks))


_BLANK = 0.6
"""Of a digit's height: what is blank between two words, and not between two digits of bare print."""


def _is_speck(glyph: Glyph) -> bool:
    return glyph.height < 0.2 * UNIT and glyph.width < 0.2 * UNIT


def _is_narrow(glyph: Glyph) -> bool:
    return 0.55 * UNIT < glyph.height < 1.7 * UNIT and glyph.width < 0.95 * glyph.height


def _follows(run: Sequence[Glyph], glyph: Glyph) -> bool:
    """Whether it may be the next digit of the run."""
    tall = float(np.median([one.height for one in run]))
    last = run[-1]
    level = abs(glyph.bottom - last.bottom) < 0.18 * tall and abs(glyph.height - tall) < 0.18 * tall
    step = _middle(glyph) - _middle(last)
    usual = float(np.median([_middle(b) - _middle(a) for a, b in pairwise(run)])) if len(run) > 1 else step
    near = step < min(_STEP * tall, 1.45 * usual)
    return level and near and glyph.width < 0.95 * tall


def _even(run: Sequence[Glyph]) -> bool:
    steps = np.array([_middle(b) - _middle(a) for a, b in pairwise(run)])
    return bool(np.all(np.abs(steps - np.median(steps)) < 0.35 * np.median(steps)))


def _middle(glyph: Glyph) -> float:
    return (glyph.left + glyph.right) / 2
