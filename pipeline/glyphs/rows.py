"""Rows of digits on a page, by their pixels alone: whatever a recogniser made of them, or where it saw no line.

Digits of a face are of one height and stand on one line, narrow, at even steps: bare, spread, or each in a box of its own
(주민등록번호 is often written so). No letter is read; Hangul is as wide as tall and comes in pieces of many heights.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.document import Box, Picture

_TALL = (0.004, 0.03)
"""Of the page's longer side: the height of digits."""
_LONGEST = 2000
"""Pixels of a page's longer side from which on it is looked at smaller: digits are 15 pixels tall then."""


class Run(NamedTuple):
    """Glyphs of one height in a row."""

    box: Box
    pieces: int


class _Piece(NamedTuple):
    """A connected piece of ink, in pixels."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def width(self) -> int:
        return self.right - self.left


def digit_rows(picture: Picture, least: int = 12) -> list[Run]:
    """Every row of at least so many pieces of ink that may be digits, hyphens between them or not."""
    grey = _small(picture)
    tall, wide = grey.shape
    found = [run for chain in _chains(_pieces(grey)) if (run := _even(chain, least))]
    return [Run(_box(run, wide, tall), len(run)) for run in found]


def _small(picture: Picture) -> Picture:
    """Darkness in any colour, no larger than needed."""
    if picture.ndim == 3:
        red, green, blue = cv2.split(picture)
        picture = np.asarray(cv2.min(cv2.min(red, green), blue), dtype=np.uint8)
    factor = min(_LONGEST / max(picture.shape), 1.0)
    if factor < 1:
        picture = np.asarray(cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.uint8)
    return picture


def _pieces(grey: Picture) -> list[_Piece]:
    """What has a digit's height and is narrower than tall."""
    size = max(grey.shape)
    block = max(round(size * 0.02), 5) | 1
    ink = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, 14)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    width, height, area = (stats[1:, at].astype(float) for at in (2, 3, 4))
    fits = (height > _TALL[0] * size) & (height < _TALL[1] * size) & (width < _NARROW * height)
    fits &= (area > 0.06 * height * height) & (width > 0.1 * height)
    kept: NDArray[np.int32] = stats[1:][fits]
    return [_Piece(int(x), int(y), int(x + w), int(y + h)) for x, y, w, h, _ in kept]


_NARROW = 0.95
"""A digit's width by its height, at most."""


def _chains(pieces: Sequence[_Piece]) -> list[list[_Piece]]:
    """Pieces of one height on one line, each near the one before."""
    ahead: dict[int, int] = {}
    order = sorted(range(len(pieces)), key=lambda at: pieces[at].left)
    lefts = [pieces[at].left for at in order]
    for at in order:
        one = pieces[at]
        begin = bisect_left(lefts, one.right - 0.1 * one.height)
        end = bisect_left(lefts, one.right + _GAP * one.height, begin)
        follow = next((other for other in order[begin:end] if _beside(one, pieces[other])), None)
        if follow is not None:
            ahead[at] = follow
    begun = set(ahead) - set(ahead.values())
    return [_followed(start, ahead, pieces) for start in sorted(begun)]


_GAP = 2.4
"""Of a digit's height: between two that are spread or boxed, with a hyphen between."""


def _followed(start: int, ahead: dict[int, int], pieces: Sequence[_Piece]) -> list[_Piece]:
    run, at = [pieces[start]], start
    while at in ahead:
        at = ahead[at]
        run.append(pieces[at])
    return run


def _beside(one: _Piece, other: _Piece) -> bool:
    """Whether both have the height and the line of two digits of one number."""
    slack = max(0.17 * max(one.height, other.height), 1.5)
    return abs(one.top - other.top) <= slack and abs(one.bottom - other.bottom) <= slack


def _even(chain: Sequence[_Piece], least: int) -> Sequence[_Piece]:
    """The chain, or its end without the letters before it, if that has even steps and so many pieces; else nothing."""
    middles = [(one.left + one.right) / 2 for one in chain]
    steps = [b - a for a, b in pairwise(middles)]
    starts = range(len(chain) - least + 1)
    return next((chain[start:] for start in starts if _is_even(steps[start:])), ())


def _is_even(steps: Sequence[float]) -> bool:
    """Whether most steps are the usual one, as between digits."""
    usual = median(steps)
    return sum(abs(step - usual) < 0.3 * usual for step in steps) / len(steps) >= _EVEN


_EVEN = 0.7
"""Share of steps that are the usual one; those over hyphens, and beside a narrow 1, are not."""


def _box(run: Sequence[_Piece], wide: int, tall: int) -> Box:
    return Box(
        min(one.left for one in run) / wide,
        min(one.top for one in run) / tall,
        max(one.right for one in run) / wide,
        max(one.bottom for one in run) / tall,
    )
