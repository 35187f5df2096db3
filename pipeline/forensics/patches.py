"""Places that do not share a page's past: many neighbouring windows say nothing for one, where the page as a whole clearly has one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.document import Box, Picture
from pipeline.forensics.compression import SIDE, Evidence, Grid, Mask

LOW = 0.15
"""Of the page's median: under which a window says nothing for a shared past."""
NEUTRAL = 0.25
"""Of the page's median: what chance lets honest places say; each window counts by how far it stays under that."""
LEAST_WINDOWS, LEAST_WEIGHT = 10, 6.5
"""Windows of a place, and the sum of what they count for: one digit of 200 dots an inch gives twelve to twenty windows.
(On 170 honest pages the heaviest place weighed 3.4 where the traces are clear; of forged digits the lightest 7.2.)"""
FAINT, FAINT_WEIGHT = 0.35, 15.0
"""Median under which a page's traces are faint, and what a place must weigh there."""
GLARING, GLARING_WINDOWS, GLARING_FILL, GLARING_PAGE = 0.3, 150, 0.3, 0.6
"""Share of glaring blocks from which a place must have so many windows, fill so much of its box, on a page whose median is that."""
LARGEST = 0.12
"""Of the picture: what is larger was put together from several pictures, as both sides of a card are, and is no edit. (A seal: 0.05.)"""
TOLD = 100
"""Windows that a page must have."""
APART = 2
"""Blocks between two places that are one."""
EVEN, COVER, DARK = 6, 0.3, 0.6
"""Grey levels within which a cover is even, the share of a place that it takes, and how dark it is at most, of the paper."""


ALIKE, MOST_ALIKE = 0.3, 2
"""Of the heaviest place's weight: what others must weigh to count beside it; and how many such places there may be at most.
(An edit weighs far more than what chance leaves; a highlighter over a row of cells leaves many places alike, as does a faint past.)"""


@dataclass(frozen=True, slots=True)
class Patch:
    """A place (fractions of the picture) and what its windows weigh."""

    box: Box
    weight: float


def patches(grid: Grid, evidence: Evidence) -> list[Patch]:
    """The places that were altered, the heaviest first; none where there are many alike."""
    found = sorted(_heavy(grid, evidence), key=lambda one: -one.weight)
    found = [one for one in found if one.weight >= ALIKE * found[0].weight]
    return found if len(found) <= MOST_ALIKE else []


def _heavy(grid: Grid, evidence: Evidence) -> Iterator[Patch]:
    """Places without the page's past; those that only a bar or a box covers are none."""
    means, enough = evidence.windows()
    values = means[enough]
    if len(values) < TOLD:
        return
    page = float(np.median(values))
    low = enough & (means < LOW * page)
    joined = cv2.morphologyEx(low.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((APART + 1, APART + 1), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    for index in range(1, count):
        left, top, width, height = (int(value) for value in stats[index, :4])
        here = slice(top, top + height), slice(left, left + width)
        mine = (labels[here] == index) & low[here]
        box = _box(grid, left, top, width, height)
        weight = float((NEUTRAL - means[here][mine] / page).sum())
        if (
            box.area <= LARGEST
            and _tells(mine, weight, page, evidence.glaring[here])
            and not covered(grid.picture, box)
            and not _is_rule(grid.picture, box)
        ):
            yield Patch(box, weight)


def _is_rule(picture: Picture, box: Box) -> bool:
    """Whether nothing stands at a place but a stretch of a ruled line, which holds too little to bear a trace."""
    part = box.crop(picture)
    grey: Picture = part if part.ndim == 2 else part.min(axis=2)
    paper, dark = (float(value) for value in np.percentile(grey, (95, 1)))
    ink = grey < (paper + dark) / 2
    return any(_is_band(way) for way in (ink, ink.T))


def _is_band(ink: Mask) -> bool:
    """Whether ink runs through from side to side, in few rows."""
    through, rows = float(ink.any(axis=0).mean()), float(ink.any(axis=1).mean())
    return through > THROUGH and rows < THIN


THROUGH, THIN = 0.97, 0.4
"""Share of the columns that a rule has ink in, and of the rows at most."""


def _tells(mine: Mask, weight: float, page: float, glaring: Mask) -> bool:
    """Whether a place weighs enough."""
    windows = int(np.count_nonzero(mine))
    if windows < LEAST_WINDOWS or weight < (FAINT_WEIGHT if page < FAINT else LEAST_WEIGHT):
        return False
    if float(glaring[mine].mean()) <= GLARING:
        return True
    return windows >= GLARING_WINDOWS and windows >= GLARING_FILL * mine.size and page >= GLARING_PAGE


def _box(grid: Grid, left: int, top: int, width: int, height: int) -> Box:
    """Blocks as fractions of the picture."""
    down, across = (side / SIDE for side in grid.picture.shape[:2])
    return Box(left / across, top / down, min((left + width) / across, 1.0), min((top + height) / down, 1.0))


def covered(picture: Picture, box: Box) -> bool:
    """Whether a dark, even cover takes much of a place (fractions of the picture): it hides, and forges nothing."""
    part = box.crop(picture)
    grey: Picture = part if part.ndim == 2 else part.max(axis=2)
    level = int(np.bincount(grey.ravel(), minlength=256).argmax())
    paper = float(np.median(picture[::16, ::16]))
    near = np.abs(grey.astype(np.int16) - level) <= EVEN
    return level < DARK * paper and float(near.mean()) > COVER
