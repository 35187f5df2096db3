"""Patches without grain on paper that has grain everywhere: painted over by an editor's brush or box."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import cv2
import numpy as np

from pipeline.document import Box, Picture
from pipeline.forensics.prints import FAR, PAPER, SIDE, Mask, Prints

GRAINED = 0.05
"""Grain (grey levels) that all but a hundredth of a page's paper must have for a patch to tell by itself."""
EVEN = 0.35
"""Of that: under which paper is even."""
STILL, USUAL = 0.02, 0.045
"""Likewise on pages whose grain comes and goes, as compression leaves it: nearly none, where most of the paper has so much."""
CLEAR = 0.6
"""Share of a window that must be paper."""
LEAST_WINDOWS = 18
"""Even windows of a patch where all paper has grain. (Honest pages: 14 at most, a wiped name: 18 to 200.)"""
LONE_WINDOWS, LONE = 80, 6
"""Elsewhere, and how many times larger than the next one it must be. (Honest pages: 61 at most, or several alike.)"""
PAPER_WINDOWS = 500
"""Windows of paper that a page must have."""
TALLEST = 14
"""Blocks of a patch's height: what is wiped is a row; larger even places are photos, cards and backgrounds."""
LEAST_BLOCKS = 12_000
"""Blocks of a picture under which nothing is told (0.77 million pixels)."""
WHITE = 250
"""Grey level from which paper may be even because the light was cut off."""


def flat_patches(picture: Picture, found: Prints, within: Box) -> Iterator[Box]:
    """The patches (fractions of the picture) that lie within a box."""
    grain = found.measures[..., FAR]
    inside = np.zeros(grain.shape, np.bool_)
    left, top, right, bottom = within.pixels(grain.shape[1], grain.shape[0])
    inside[top:bottom, left:right] = True
    paper = (found.measures[..., PAPER] > CLEAR) & inside
    if grain.size < LEAST_BLOCKS or np.count_nonzero(paper) < PAPER_WINDOWS:
        return
    least, usual = (float(value) for value in np.percentile(grain[paper], (1, 50)))
    if least >= GRAINED:
        yield from (box for box, _ in _patches(picture, paper & (grain < EVEN * least), LEAST_WINDOWS))
    elif usual >= USUAL:
        patches = list(islice(_patches(picture, paper & (grain < STILL), 1), 2))
        others = [windows for _, windows in patches[1:]]
        if patches and patches[0][1] >= max(LONE_WINDOWS, LONE * max(others, default=0)):
            yield patches[0][0]


def _patches(picture: Picture, even: Mask, least: int) -> Iterator[tuple[Box, int]]:
    """Joined windows, and how many they are; the largest first."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(even.astype(np.uint8))
    rows, columns = even.shape
    for left, top, width, height, windows in sorted(stats[1:count].tolist(), key=lambda one: -one[4]):
        if windows < least:
            return
        part = picture[top * SIDE : (top + height) * SIDE : 2, left * SIDE : (left + width) * SIDE : 2]
        if height <= TALLEST and float(np.median(part)) < WHITE:
            yield Box(left / columns, top / rows, (left + width) / columns, (top + height) / rows), int(windows)
