"""Mask signs by their shape: `*`, `●`, `○`, `■`, `X`, repeated in a hidden number's places.

A digit may be repeated, too (`1111111`): what is alike must also have a mask sign's form.
"""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.glyphs.ink import UNIT, Glyph, places, union

_RESEMBLING, _SAME = 0.1, 0.05
"""Mean difference (of full ink) of softened shapes from their common one: worn signs, and one and the same glyph."""


def signs_at_end(glyphs: list[Glyph]) -> list[Glyph]:
    """The longest run at the end that is one mask sign, repeated."""
    for start in range(min(len(glyphs), 3)):
        run = glyphs[start:]
        if _is_low(run) or _is_repeated(run) or _is_repeated(_sliced(run)):
            return run
    return []


def digits_between(glyphs: list[Glyph]) -> int:
    """How many digits stand between low mask signs or behind them, where seven places are seen and most of them are signs; else 0.

    A sign is low, and like the others; a digit is tall. The first place counts neither way.
    """
    if sum(max(places(glyph), 1) for glyph in glyphs) != _ROW:
        return 0
    behind = glyphs[1:]
    tall = [glyph for glyph in behind if 0.85 * UNIT < glyph.height < 1.2 * UNIT]
    low = [glyph for glyph in behind if glyph.height < _LOW * UNIT]
    if not tall or len(low) < 3 or len(low) + len(tall) != len(behind) or not _alike(low):
        return 0
    return sum(map(places, tall)) if any(glyph.left < low[-1].left or glyph is behind[-1] for glyph in tall) else 0


_ROW, _LOW = 7, 0.72
"""Places of a number's end, and how tall a low sign is at most, of a digit."""


def alike_at_end(glyphs: list[Glyph]) -> bool:
    """Whether the last places all are one and the same, mask sign or digit."""
    runs = (glyphs[start:] for start in range(min(len(glyphs), 3)))
    return any((len(run) >= 5 and _alike(run, _SAME)) or bool(_sliced(run, _SAME)) for run in runs)


def _is_repeated(run: list[Glyph]) -> bool:
    """Five or more of one sign."""
    return len(run) >= 5 and _alike(run) and _is_sign(run)


def _sliced(run: list[Glyph], apart_at_most: float = _RESEMBLING) -> list[Glyph]:
    """Signs that touch, taken apart: six or seven slices of equal width that are alike, or nothing."""
    whole = run[0]
    for glyph in run[1:]:
        whole = union(whole, glyph)
    for count in (6, 7):
        edges = np.linspace(0, whole.width, count + 1).round().astype(int)
        slices = [
            Glyph(int(left), whole.top, int(right), whole.bottom, whole.ink[:, left:right])
            for left, right in pairwise(edges)
        ]
        if whole.width > UNIT * 2 and _fits(run, edges) and _alike(slices, apart_at_most):
            return slices
    return []


def _fits(run: list[Glyph], edges: NDArray[np.int64]) -> bool:
    """Whether some signs touch, and the gaps between the others lie where slices meet."""
    slice_width = (edges[-1] - edges[0]) / (len(edges) - 1)
    gaps = [(one.right + other.left) / 2 - run[0].left for one, other in pairwise(run)]
    return len(run) < len(edges) - 1 and all(float(np.abs(edges - gap).min()) < 0.2 * slice_width for gap in gaps)


def _is_low(run: list[Glyph]) -> bool:
    """Whether nothing in it is as tall as a digit, all on one level: stars, dots or dashes, also touching ones."""
    heights = [glyph.height / UNIT for glyph in run]
    middles = [(glyph.top + glyph.bottom) / 2 / UNIT for glyph in run]
    long = run[-1].right - run[0].left > UNIT * 1.9
    return long and max(heights) < 0.72 and max(middles) - min(middles) < 0.22


def _alike(run: list[Glyph], apart_at_most: float = _RESEMBLING) -> bool:
    """Whether all are the same sign: equal sizes, and ink in the same places."""
    sizes = np.array([(glyph.width, glyph.height) for glyph in run], dtype=float)
    middle = np.median(sizes, axis=0)
    if np.any(np.abs(sizes - middle) > np.maximum(0.22 * middle, UNIT * 0.08)):
        return False
    shapes = np.stack([_shape(glyph) for glyph in run])
    apart = np.abs(shapes - shapes.mean(axis=0)).mean(axis=(1, 2)) / 255.0
    return float(apart.max()) < 1.6 * apart_at_most and float(apart.mean()) < apart_at_most


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
    ring = _hollow(run) and (aspect > 0.93 or (aspect > 0.82 and not 0.87 < height < 1.1)) and height < 1.7
    box = 0.82 < aspect < 1.6 and height < 1.7 and _boxed(run)
    cross = aspect > 0.55 and _crossed(run)
    return star or disc or ring or box or cross or (0.5 < aspect < 1.5 and _is_hash(run))


def _mean_shape(run: list[Glyph]) -> NDArray[np.float64]:
    """Their common shape, 12 × 12, 0 to 1."""
    shapes = [_shape(glyph) for glyph in run]
    return np.asarray(np.mean(shapes, axis=0) / 255.0, dtype=np.float64)


def _hollow(run: list[Glyph]) -> bool:
    """A ring or an empty square: a line on all four sides, nothing in the middle."""
    shape = _mean_shape(run)
    sides = (shape[:3, 4:8], shape[-3:, 4:8], shape[4:8, :3].T, shape[4:8, -3:].T)
    return float(shape[4:8, 4:8].mean()) < 0.12 and min(float(side.mean(axis=1).max()) for side in sides) > 0.06


def _boxed(run: list[Glyph]) -> bool:
    """An empty square, of which one line may be too thin to be seen: corners that no digit has, nothing in the middle."""
    shape = _mean_shape(run)
    if float(shape[4:8, 4:8].mean()) >= 0.12:
        return False
    sides = (shape[:2], shape[:, -2:].T, shape[-2:], shape[:, :2].T)
    ruled = [float(side.max(axis=0).min()) > 0.15 for side in sides]
    return sum(ruled) >= 3


def _crossed(run: list[Glyph]) -> bool:
    """An X: ink on both diagonals, none between the arms at top, bottom, left and right."""
    shape = _mean_shape(run)
    arms = np.concatenate([np.diag(shape), np.diag(np.fliplr(shape))])
    between = np.concatenate(
        [shape[0:2, 5:7].ravel(), shape[-2:, 5:7].ravel(), shape[5:7, 0:2].ravel(), shape[5:7, -2:].ravel()]
    )
    lopsided = max(float(np.abs(shape - np.fliplr(shape)).mean()), float(np.abs(shape - np.flipud(shape)).mean()))
    return float(arms.mean()) > 0.4 and float(arms.mean() - between.mean()) > 0.3 and lopsided < 0.19


def _is_hash(run: list[Glyph]) -> bool:
    """A `#`: on each of its four sides two strokes end, with less ink between them; no digit ends so on two sides that meet."""
    shape = _mean_shape(run)
    return all(_is_forked(side) for side in (shape[0], shape[-1], shape[:, 0], shape[:, -1]))


def _is_forked(side: NDArray[np.float64]) -> bool:
    """Whether two ends are seen along a side, a dip between."""
    first, second, between = float(side[1:6].max()), float(side[6:11].max()), float(side[4:8].min())
    return min(first, second) > 0.15 and between < 0.7 * min(first, second)
