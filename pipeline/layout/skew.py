"""By how much a page's lines are aslant: it is level where its rows of ink are sharpest.

The ink is added up in narrow columns once; for each angle these are moved against each other, which costs a
hundredth of turning the picture.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.document import Picture

WIDEST_SKEW = 10.0
"""Degrees either way."""
CLEARER = 1.25
"""By how much rows must be sharper turned than as they are."""
COLUMN = 8
"""Width of the columns, in pixels of the copy that is looked at: at 10 degrees a row rises by 1.4 within one."""
LEAST_SIDE = 4 * COLUMN
"""Pixels of the copy; a smaller one shows no lines."""
LEAST_INK = 0.001
"""Share of the page; below there is nothing to be level."""
NEIGHBOURHOOD = 25
"""Pixels across, of the copy, over which the paper's brightness is told."""
FAINTEST = 18
"""Contrast to it under which nothing is ink."""

Columns = NDArray[np.float32]
"""Rows of the page × columns: the share of ink."""


def skew(grey: Picture) -> float:
    """Degrees by which a page must be turned clockwise to be level; `grey` is a copy of about 85 dpi."""
    if min(grey.shape) < LEAST_SIDE:
        return 0.0
    columns = _columns(_ink(grey))
    if columns.mean() < LEAST_INK:
        return 0.0
    coarse = _sharpest(_halved(columns), np.arange(-WIDEST_SKEW, WIDEST_SKEW + 0.5, 1.0))
    finer = _sharpest(columns, np.arange(coarse - 0.8, coarse + 0.81, 0.2))
    finest = _sharpest(columns, np.arange(finer - 0.16, finer + 0.17, 0.04))
    return finest if _sharpness(columns, finest) > CLEARER * _sharpness(columns, 0.0) else 0.0


def _ink(grey: Picture) -> Picture:
    contrast = cv2.subtract(cv2.blur(grey, (NEIGHBOURHOOD, NEIGHBOURHOOD)), grey)
    least = max(float(FAINTEST), 0.5 * float(np.percentile(contrast[::3, ::3], 97)))
    return cv2.threshold(contrast, least, 255, cv2.THRESH_BINARY)[1]


def _columns(mask: Picture) -> Columns:
    count = mask.shape[1] // COLUMN
    narrow = cv2.resize(mask[:, : count * COLUMN], (count, mask.shape[0]), interpolation=cv2.INTER_AREA)
    return narrow.astype(np.float32) / np.float32(255)


def _halved(columns: Columns) -> Columns:
    """A copy for the first search: half as many rows, and columns twice as wide, so that angles stay what they are."""
    height, width = columns.shape[0] // 2, columns.shape[1] // 2
    halved = cv2.resize(columns[: 2 * height, : 2 * width], (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(halved, dtype=np.float32)


def _sharpest(columns: Columns, angles: NDArray[np.float64]) -> float:
    scores = [_sharpness(columns, float(angle)) for angle in angles]
    return float(angles[int(np.argmax(scores))])


def _sharpness(columns: Columns, angle: float) -> float:
    """How much the rows' ink changes from one to the next, the page turned clockwise by `angle` degrees."""
    height, width = columns.shape
    fall = COLUMN * float(np.tan(np.radians(angle)))
    matrix = np.array([[1, 0, 0], [fall, 1, -fall * (width - 1) / 2]])
    moved = cv2.warpAffine(columns, matrix, (width, height), flags=cv2.INTER_LINEAR)
    rows = cv2.reduce(moved, 1, cv2.REDUCE_SUM).ravel()
    return float(np.square(np.diff(rows)).sum())
