"""Places that do not share a page's past: many neighbouring windows speak against it, where the page as a whole speaks for one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.document import Box, Picture
from pipeline.forensics.compression import SIDE, Evidence, Grid

BELOW = 3.0
"""Spreads of the page's windows that a window must lie under their median; and it must speak against a shared past."""
LEAST_WINDOWS = 10
"""Windows of a place: one digit of 200 dots an inch gives twelve to twenty."""
AGAINST = 0.45
"""How strongly a place must speak against a shared past, of how strongly the page speaks for one."""
LEAST_AGAINST = 0.12
"""Likewise at least, as a mean over amounts."""
TOLD = 100
"""Windows that a page must have."""
APART = 2
"""Blocks between two places that are one."""
EVEN, COVER, DARK = 6, 0.3, 200
"""Grey levels within which a cover is even, the share of a place that it takes, and how dark it is at most."""


@dataclass(frozen=True, slots=True)
class Patch:
    """A place (fractions of the picture), how many windows it has, and how strongly they speak against (1: as the page speaks for)."""

    box: Box
    windows: int
    against: float


def patches(grid: Grid, evidence: Evidence) -> Iterator[Patch]:
    """The places that were altered, the largest first; those that only a bar or a box covers are none."""
    means, enough = evidence.windows()
    values = means[enough]
    if len(values) < TOLD:
        return
    middle = float(np.median(values))
    spread = (middle - float(np.percentile(values, 25))) / 0.674
    low = (enough & (means < min(0.0, middle - BELOW * spread))).astype(np.uint8)
    joined = cv2.morphologyEx(low, cv2.MORPH_CLOSE, np.ones((APART + 1, APART + 1), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    for index in sorted(range(1, count), key=lambda one: -int(stats[one, 4])):
        mine = (labels == index) & (low > 0)
        windows, against = int(np.count_nonzero(mine)), -float(means[mine].mean())
        left, top, width, height = (int(value) for value in stats[index, :4])
        box = _box(grid, left, top, width, height)
        if windows >= LEAST_WINDOWS and against >= max(AGAINST * middle, LEAST_AGAINST) and not _covered(grid, box):
            yield Patch(box, windows, against / middle)


def _box(grid: Grid, left: int, top: int, width: int, height: int) -> Box:
    """Blocks as fractions of the picture."""
    down, across = (side / SIDE for side in grid.picture.shape[:2])
    return Box(left / across, top / down, min((left + width) / across, 1.0), min((top + height) / down, 1.0))


def _covered(grid: Grid, box: Box) -> bool:
    """Whether a dark, even cover takes much of a place: it hides, and forges nothing."""
    part = box.crop(grid.picture)
    grey: Picture = part if part.ndim == 2 else part.max(axis=2)
    level = int(np.bincount(grey.ravel(), minlength=256).argmax())
    near = np.abs(grey.astype(np.int16) - level) <= EVEN
    return level < DARK and float(near.mean()) > COVER
