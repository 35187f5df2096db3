"""How each window of writing stands to its page and to what is near it: what a network judges, not the measures as such."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.forensics.compression import Evidence
from pipeline.forensics.prints import HUE, Floats, Mask, Prints

LEAST_WINDOWS = 150
"""Windows of writing that a page must have."""
ON_PAGE = 100
"""Plain windows from which coloured ones are held against those alone."""
COLOURED = 40
"""Levels between red and blue from which ink is coloured."""
LOGARITHMS = (0, 1, 2, 3, 4, 5, 8, 9)
"""Measures that are told apart by their ratio."""
FLOOR, SPREAD, FARTHEST = 0.05, 0.02, 12.0
"""What is added before a logarithm, to the page's spread; and the most that a window can be off by, in spreads."""
NEAR, OWN, LEAST_NEAR = (41, 7), (9, 5), 8
"""Blocks across and down of what is near a window, of what may be of its own kind in it, and windows that must be near."""


class Relations(NamedTuple):
    """Rows (windows × features), and where each window is (block down, block across)."""

    rows: Floats
    places: tuple[NDArray[np.intp], NDArray[np.intp]]


def relations(found: Prints, evidence: Evidence | None) -> Relations | None:
    """Every window that tells; nothing on a page with too little writing."""
    told = found.told
    if np.count_nonzero(told) < LEAST_WINDOWS:
        return None
    values = found.measures.copy()
    values[..., LOGARITHMS] = np.log(values[..., LOGARITHMS] + FLOOR)
    plain = told & (found.measures[..., HUE] <= COLOURED)
    shown = plain if np.count_nonzero(plain) > ON_PAGE else told
    middle = np.median(values[shown], axis=0)
    spread = np.median(np.abs(values[shown] - middle), axis=0) + SPREAD
    off = np.clip((values - middle) / spread, -FARTHEST, FARTHEST).astype(np.float32)
    page = np.concatenate([middle, spread]).astype(np.float32)
    shared = _shared(evidence, told.shape)[told][:, None]
    past = np.full_like(shared, 0.0 if evidence is None else 1.0)
    parts = [off[told], (off - _nearby(off, shown))[told], shared, past, np.broadcast_to(page, (len(past), len(page)))]
    down, across = np.nonzero(told)
    return Relations(np.concatenate(parts, axis=1, dtype=np.float32), (down, across))


def _nearby(off: Floats, shown: Mask) -> Floats:
    """What the windows around are off by on average, the own place left out; zero where there are few."""
    weights = shown.astype(np.float32)
    count = _ring(weights)
    sums = np.stack([_ring(off[..., place] * weights) for place in range(off.shape[2])], axis=2)
    return np.where(count[..., None] > LEAST_NEAR, sums / np.maximum(count, 1)[..., None], 0).astype(np.float32)


def _ring(values: Floats) -> Floats:
    near, own = (cv2.boxFilter(values, -1, size, normalize=False) for size in (NEAR, OWN))
    return np.asarray(near - own, np.float32)


def _shared(evidence: Evidence | None, shape: tuple[int, ...]) -> Floats:
    """By how much each window shares the page's past of compression less or more than most; zero where nothing is told."""
    if evidence is None:
        return np.zeros(shape, np.float32)
    means, enough = evidence.windows()
    return np.where(enough, means / np.median(means[enough]) - 1, 0).astype(np.float32)
