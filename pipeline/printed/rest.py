"""What a printed page shows beside its text: strokes that may be letters, told from rules, panels and seals."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.document import Box, Picture

WIDEST_STROKE = 25
"""Pixels (at 120 dpi, 5 mm): what is wider in both directions is a panel or a picture's area, no stroke."""
FAINTEST = 26
"""Contrast to its surroundings (of 255) under which nothing counts as ink."""
RELATIVE_STRENGTH = 0.36
"""Share of the page's strongest ink that a stroke must reach: patterns and watermarks stay below, as on scans."""
SAMPLED = 3
"""Of so many rows and columns one is looked at to tell how strong the page's ink is."""
REDNESS = 18
"""By how much red outshines green and blue in a seal's ink."""
RULE = 32
"""Length from which a straight run of ink is a rule."""
LOWEST = 5
"""Height of a letter, at least, in pixels: 1 mm."""
BESIDE = 0.8
"""How far beside a cell's ink a stroke may be part of it, in the cell's heights."""
SPECKS = 3
"""Pixels that are no stroke."""


class Rest:
    """The strokes of a page (RGB, about 120 dpi) without its text; `page` is the page with it."""

    def __init__(self, picture: Picture, page: Picture) -> None:
        self._strokes = _strokes(picture, _least(page))

    def around(self, box: Box) -> list[Box]:
        """The strokes within a cell and close beside it, as high as the cell."""
        height, width = self._strokes.shape
        aside = BESIDE * box.height * height / width
        left, top, right, bottom = box.grown(aside, 0.0).pixels(width, height)
        columns = np.flatnonzero(np.count_nonzero(self._strokes[top:bottom, left:right], axis=0))
        if len(columns) < SPECKS:
            return []
        runs = np.split(columns, np.flatnonzero(np.diff(columns) > SPECKS) + 1)
        ends = [(left + int(run[0]), left + int(run[-1]) + 1) for run in runs]
        return [Box(start / width, box.top, end / width, box.bottom) for start, end in ends]

    def elsewhere(self, cells: Sequence[Box]) -> bool:
        """Whether there are strokes as high as letters that stand neither in one of these cells nor beside it."""
        height, width = self._strokes.shape
        left_over = self._strokes.copy()
        for box in cells:
            aside = BESIDE * box.height * height / width
            left, top, right, bottom = box.grown(aside, 0.0).pixels(width, height)
            left_over[top:bottom, left:right] = 0
        if not left_over.any():
            return False
        stats = cv2.connectedComponentsWithStats(left_over)[2][1:]
        return bool((stats[:, cv2.CC_STAT_HEIGHT] >= LOWEST).any())


def _least(page: Picture) -> float:
    """The contrast from which on something on the page is ink."""
    contrast = 255 - page[::SAMPLED, ::SAMPLED, 0]
    strong = contrast[contrast > FAINTEST]
    return max(FAINTEST, RELATIVE_STRENGTH * float(np.percentile(strong, 90))) if strong.size else FAINTEST


def _strokes(rest: Picture, least: float) -> NDArray[np.uint8]:
    """Ink that stands out from what is around it, on light or dark ground; no rules, no vermilion."""
    red, green, blue = cv2.split(rest)
    red[cv2.subtract(red, cv2.max(green, blue)) > REDNESS] = 255
    if int(red.min()) >= 255 - least:
        return np.zeros_like(red)
    block = np.ones((WIDEST_STROKE, WIDEST_STROKE), dtype=np.uint8)
    dark = cv2.morphologyEx(red, cv2.MORPH_BLACKHAT, block) > least
    light = cv2.morphologyEx(red, cv2.MORPH_TOPHAT, block) > least
    ink = np.asarray((dark | light) * 255, dtype=np.uint8)
    across = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, RULE), dtype=np.uint8))
    upright = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((RULE, 1), dtype=np.uint8))
    rules = cv2.dilate(cv2.bitwise_or(across, upright), np.ones((3, 3), dtype=np.uint8))
    return np.asarray(cv2.subtract(ink, rules), dtype=np.uint8)
