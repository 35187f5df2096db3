"""Pale writing: thin strokes of a washed-out photo that are too faint to be ink by themselves, beside strokes that are."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.layout.rules import Mask

EDGES = 0.18
"""Share of the fainter ink up to which it is but the edges of the strong: no page with more strokes than that is pale."""
STRONG = (0.02, 0.6)
"""Share of a pale part's pixels that are ink by themselves: a pattern has less, and where it is more they say enough alone."""
LETTER = (12, 1500)
"""Least and greatest area of a part that may be of a letter, in pixels at work size."""
PALE_PAGE = 0.15
"""Share of the writing, in area, that is pale on a pale page; on others fainter pixels only glue letters together."""


def with_pale(strong: Mask, weak: Mask) -> Mask:
    """Ink, and on a pale page what is fainter and hangs together with it (hysteresis).

    `weak` is the fainter ink, `strong` within it; both at work size.
    """
    if cv2.countNonZero(strong) >= (1 - EDGES) * cv2.countNonZero(weak):
        return strong
    count, labels = cv2.connectedComponents(weak, connectivity=8, ltype=cv2.CV_32S)
    places = np.flatnonzero(weak)
    parts = labels.ravel()[places]
    areas = np.bincount(parts, minlength=count)
    share = np.bincount(parts[strong.ravel()[places] > 0], minlength=count) / np.maximum(areas, 1)
    written = (areas >= LETTER[0]) & (areas < LETTER[1]) & (share >= STRONG[0])
    pale = written & (share < STRONG[1])
    if areas[pale].sum() < PALE_PAGE * areas[written].sum():
        return strong
    found = strong.copy()
    found.ravel()[places[pale[parts]]] = 255
    return found
