"""What hangs together in a mask: boxes and areas of its parts, told by their outlines.

Outlines take a tenth of the time that a label for every pixel and its statistics take.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.document import Picture

Outline = NDArray[Any]
"""n × 1 × 2: every pixel around a part, across and down."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a mask, also those within another's holes, in no order."""

    outlines: Sequence[Outline]
    boxes: NDArray[np.int32]
    """n × 4: left, top, width, height."""

    def areas(self) -> NDArray[np.float64]:
        """Pixels of each part, its holes counted with it (by Pick's theorem)."""
        return np.array([cv2.contourArea(outline) + len(outline) / 2 + 1 for outline in self.outlines])

    def chosen(self, places: NDArray[np.bool_] | NDArray[np.intp]) -> Parts:
        """Some of the parts, by a mask or by their places."""
        numbers = np.arange(len(self.outlines))[places]
        return Parts([self.outlines[number] for number in numbers.tolist()], self.boxes[numbers])


def find_parts(mask: Picture) -> Parts:
    """The parts of a mask (8-connected)."""
    outlines, family = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    outer: list[Outline] = (
        [outlines[number] for number in np.flatnonzero(family[0, :, 3] < 0).tolist()] if outlines else []
    )
    boxes = np.array([cv2.boundingRect(outline) for outline in outer], dtype=np.int32)
    return Parts(outer, boxes.reshape(-1, 4))
