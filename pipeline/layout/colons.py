"""Colons: too slight to be blobs, and mostly alone in the gap between a label and its value (`상호  :  한빛`)."""

from __future__ import annotations

import numpy as np

from pipeline.layout.blobs import Blobs, extent, inked
from pipeline.layout.parts import find_parts
from pipeline.layout.rules import Mask

DOT = (0.05, 0.34)
"""Least and greatest side of a colon's dot, in letter heights."""
APART = (0.2, 0.8)
"""How far apart the middles of the two dots are, in letter heights."""
MOST_DOTS = 600
"""The largest are kept, and as many colons: noise makes thousands."""
AFTER_END = 1.6
"""How far behind a line's last letter a colon may stand, in letter heights."""


def find_colons(mask: Mask, height: float) -> Blobs:
    """Boxes around pairs of like dots, one above the other."""
    part, left, top = inked(mask)
    parts = find_parts(part)
    shorter, longer = parts.boxes[:, 2:].min(axis=1), parts.boxes[:, 2:].max(axis=1)
    low, high = max(DOT[0] * height, 1.5), DOT[1] * height
    parts = parts.chosen((shorter >= low) & (longer <= high))
    dots = np.column_stack([parts.boxes + np.array([left, top, 0, 0]), parts.areas()])
    if len(dots) > MOST_DOTS:
        dots = dots[np.argsort(-dots[:, 4])[:MOST_DOTS]]
    middles = dots[:, :2] + dots[:, 2:4] / 2
    across = np.abs(middles[:, None, 0] - middles[None, :, 0])
    down = middles[None, :, 1] - middles[:, None, 1]
    larger = np.maximum(dots[:, None, 4], dots[None, :, 4])
    smaller = np.minimum(dots[:, None, 4], dots[None, :, 4])
    fits = (across <= max(0.1 * height, 1)) & (larger <= 2.2 * smaller)
    upper, lower = np.nonzero(fits & (down >= APART[0] * height) & (down <= APART[1] * height))
    upper, lower = upper[:MOST_DOTS], lower[:MOST_DOTS]
    corners = [np.minimum(dots[upper, :2], dots[lower, :2]), dots[lower, :2] + dots[lower, 2:4]]
    corners[1][:, 0] = np.maximum(corners[1][:, 0], dots[upper, 0] + dots[upper, 2])
    return np.concatenate(corners, axis=1).astype(np.int32)


def with_colons(line: Blobs, colons: Blobs) -> Blobs:
    """The line's blobs and the colons that stand between or right behind them, from left to right."""
    left, top, right, bottom = extent(line)
    height = bottom - top
    inside = (colons[:, 1] >= top - 0.1 * height) & (colons[:, 3] <= bottom + 0.1 * height)
    inside &= (colons[:, 0] > left) & (colons[:, 0] < right + AFTER_END * height)
    inside &= (colons[:, 3] - colons[:, 1]) > 0.3 * height
    near = colons[inside]
    covered = (near[:, None, 0] < line[None, :, 2]) & (near[:, None, 2] > line[None, :, 0])
    free = near[~covered.any(axis=1)]
    joint = np.concatenate([line, free])
    return joint[np.argsort(joint[:, 0], kind="stable")]
