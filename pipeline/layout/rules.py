"""Ruled lines: long, thin runs of ink, across and upright."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.document import Picture
from pipeline.layout.parts import Parts, find_parts

Mask = Picture
"""Height × width, 0 or 255."""


def find_rules(mask: Mask) -> tuple[Mask, Mask]:
    """Horizontal and vertical ruled lines of a mask of ink.

    A run shorter than a title's widest stroke is a rule only where it meets a longer one.
    """
    least, sure = max(mask.shape[1] // 32, 24), max(mask.shape[1] // 12, 60)
    across = _thin_runs(cv2.dilate(mask, block(1, 2)), least, 1)
    uprights = _thin_runs(cv2.dilate(mask, block(2, 1)), 1, least)
    sure_across, sure_uprights = across.lengths > sure, uprights.lengths > sure
    across_mask = across.drawn(sure_across | across.touching(uprights.drawn(sure_uprights)))
    uprights_mask = uprights.drawn(sure_uprights | uprights.touching(across.drawn(sure_across)))
    return cv2.bitwise_and(across_mask, mask), cv2.bitwise_and(uprights_mask, mask)


@dataclass(frozen=True, slots=True)
class _Runs:
    """Long runs of ink in one direction, their pixels, and the length of each."""

    mask: Mask
    parts: Parts
    lengths: NDArray[np.int32]

    def drawn(self, keep: NDArray[np.bool_]) -> Mask:
        """Those to keep, and a pixel around them."""
        drawn = np.zeros_like(self.mask)
        if keep.any():
            cv2.drawContours(drawn, self.parts.chosen(keep).outlines, -1, (255,), thickness=cv2.FILLED)
            cv2.dilate(drawn, block(3, 3), dst=drawn)
        return drawn

    def touching(self, others: Mask) -> NDArray[np.bool_]:
        """Which of these runs meet one of the others."""
        if not len(self.lengths) or not others.any():
            return np.zeros(len(self.lengths), dtype=np.bool_)
        met = cv2.bitwise_and(self.mask, cv2.dilate(others, block(5, 5)))
        return np.array([_meets(met, outline) for outline in self.parts.outlines])


def _meets(met: Mask, outline: NDArray[np.int32]) -> bool:
    places = outline[:, 0]
    return bool(met[places[:, 1], places[:, 0]].any())


def _thin_runs(mask: Mask, width: int, height: int) -> _Runs:
    """Runs of at least that size that are thin for their length."""
    runs = cv2.morphologyEx(mask, cv2.MORPH_OPEN, block(width, height))
    parts = find_parts(runs)
    lengths = parts.boxes[:, 2:].max(axis=1, initial=0)
    thickness = parts.areas() / np.maximum(lengths, 1)
    thin = thickness <= np.minimum(lengths / 9, mask.shape[1] / 90)
    return _Runs(runs, parts.chosen(thin), lengths[thin])


def block(width: int, height: int) -> Mask:
    """A rectangle to close, open or dilate with."""
    return np.ones((height, width), dtype=np.uint8)
