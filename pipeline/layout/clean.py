"""The page as it is read: grey, on even white ground, without rules and red ink; made only where there is a line."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.document import Picture
from pipeline.layout.rules import Mask
from pipeline.layout.vermilion import Vermilion


@dataclass(frozen=True, slots=True)
class Clean:
    """A page and what is to be done to it; all but `picture` at work size, `scale` times smaller.

    `panels` are to be inverted, `background` is the ground's brightness, `rules` vanish, and from `white` (of 255)
    on up everything is white.
    """

    picture: Picture
    scale: float
    vermilion: Vermilion | None
    panels: Mask | None
    background: Picture
    rules: Mask
    white: float

    @property
    def size(self) -> tuple[int, int]:
        """Width and height at full size."""
        return self.picture.shape[1], self.picture.shape[0]

    def cut(self, left: int, top: int, right: int, bottom: int) -> Picture:
        """A part of the page, in pixels at full size."""
        box = left, top, right, bottom
        grey = self._grey(box)
        if self.panels is not None:
            panels = self._of(self.panels, box, cv2.INTER_NEAREST)
            grey = cv2.bitwise_xor(grey, panels)
        even = cv2.divide(grey, self._of(self.background, box), scale=255.0 * 255.0 / self.white)
        return np.asarray(cv2.max(even, self._of(self.rules, box, cv2.INTER_NEAREST)), dtype=np.uint8)

    def _grey(self, box: tuple[int, int, int, int]) -> Picture:
        part = self.picture[box[1] : box[3], box[0] : box[2]]
        if self.vermilion is None:
            return np.asarray(cv2.extractChannel(part, 0), dtype=np.uint8)
        return self.vermilion.faded(part, self._of(self.vermilion.paper, box))

    def _of(self, small: Picture, box: tuple[int, int, int, int], method: int = cv2.INTER_LINEAR) -> Picture:
        """That part of something at work size, enlarged to full size."""
        left, top, right, bottom = box
        step = 1 / self.scale
        matrix = np.array([[step, 0, (left + 0.5) * step - 0.5], [0, step, (top + 0.5) * step - 0.5]])
        enlarged = cv2.warpAffine(
            small,
            matrix,
            (right - left, bottom - top),
            flags=method | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )
        return np.asarray(enlarged, dtype=np.uint8)
