"""Circles that hide digits (`68○○`), which readers take for zeros.

A zero is narrower than it is tall; a circle that hides a digit is as wide as tall, and hollow.
"""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.document import Picture
from pipeline.glyphs.ink import FAINT, UNIT, grey_of

_ROUND = (0.84, 1.2)
"""Width to height of a circle; printed zeros stay under 0.8."""
_TALL = 0.5
_HOLLOW = 0.12
"""Share of ink in the middle third of a ring, at most; two zeros that touch have their strokes there."""


def rings(strip: Picture) -> int:
    """How many pieces of a line's ink are circles, of those at least half as tall as the tallest."""
    grey = grey_of(strip)
    if min(grey.shape) < 8 or float(np.ptp(grey)) < FAINT:
        return 0
    factor = UNIT / grey.shape[0]
    sized = cv2.resize(
        grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    )
    _, ink = cv2.threshold(sized, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    boxes = [tuple(int(edge) for edge in stats[number][:4]) for number in range(1, count)]
    tallest = max((height for _, _, _, height in boxes), default=0)
    return sum(
        height >= _TALL * tallest and _is_ring(ink[top : top + height, left : left + width])
        for left, top, width, height in boxes
    )


def _is_ring(piece: Picture) -> bool:
    height, width = piece.shape
    if height < UNIT * 0.25 or not _ROUND[0] <= width / height <= _ROUND[1]:
        return False
    middle = piece[height // 3 : height - height // 3, width // 3 : width - width // 3]
    return float(np.mean(middle > 0)) <= _HOLLOW
