"""The lines of a page as the picture was handed in: level strips of its own pixels, none of them resampled.

A page is read flat and level, for which it is resampled: that smears grain, and what compression left. So each line is cut out
of the picture as it came, its columns moved up and down by whole pixels only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.document import Box, Line, Picture

Matrix = NDArray[np.float64]
"""3 × 3: fractions of the picture as handed in → fractions of the page."""
ROOM = 0.35
"""Of a line's height: paper above and below that is looked at too."""
LEAST_HEIGHT, LEAST_WIDTH = 8, 12
"""Pixels of a line under which there is nothing to be told."""


@dataclass(frozen=True, slots=True)
class Strip:
    """One line, level. `place` is its number on the page; `pixels` are grey or RGB as the picture was.

    `box` is what of the page (fractions) the strip shows, its room included.
    """

    place: int
    pixels: Picture
    box: Box

    def part(self, left: int, right: int) -> Box:
        """Columns `left` to before `right` as a box of the page."""
        step = self.box.width / self.pixels.shape[1]
        return Box(self.box.left + left * step, self.box.top, self.box.left + right * step, self.box.bottom)

    def columns(self, box: Box) -> tuple[int, int]:
        """The columns that a box of the page covers."""
        step = self.box.width / self.pixels.shape[1]
        first, last = (round((edge - self.box.left) / step) for edge in (box.left, box.right))
        return max(first, 0), min(max(last, 0), self.pixels.shape[1])


class Original:
    """A picture as handed in, and how the page lies in it."""

    def __init__(self, picture: Picture, way: Matrix | None = None) -> None:
        back = np.asarray(np.eye(3) if way is None else np.linalg.inv(way), np.float64)
        self._back, quarters = _without_quarters(back)
        self.picture: Picture = np.rot90(picture, quarters)

    def strips(self, lines: Sequence[Line]) -> list[Strip]:
        """The lines as strips; those too small, or not in the picture, left out."""
        cut = (self.strip(line.box, place) for place, line in enumerate(lines))
        return [one for one in cut if one is not None]

    def strip(self, line: Box, place: int = 0) -> Strip | None:
        """One line of the page as a strip."""
        box = line.grown(0.0, ROOM * line.height)
        x0, y0 = self._at(box.left, box.centre[1])
        x1, y1 = self._at(box.right, box.centre[1])
        high = abs(self._at(box.centre[0], box.bottom)[1] - self._at(box.centre[0], box.top)[1])
        left, width, height = round(x0), round(x1 - x0), round(high)
        if height < LEAST_HEIGHT or width < LEAST_WIDTH:
            return None
        pixels = self._level(left, width, (y0 + y1) / 2 - high / 2, (y1 - y0) / (x1 - x0), height)
        return None if pixels is None else Strip(place, pixels, box)

    def _at(self, x: float, y: float) -> tuple[float, float]:
        """A place of the page (fractions) in pixels of the picture, quarter turns taken out."""
        across, down, depth = self._back @ (x, y, 1.0)
        height, width = self.picture.shape[:2]
        return float(across / depth * width), float(down / depth * height)

    def _level(self, left: int, width: int, top: float, slope: float, height: int) -> Picture | None:
        """Columns moved by whole pixels so that the line is level; nothing where it leaves the picture."""
        full_height, full_width = self.picture.shape[:2]
        columns = np.arange(max(left, 0), min(left + width, full_width))
        tops = np.round(top + slope * (columns - left - width / 2)).astype(np.int64)
        if len(columns) < LEAST_WIDTH or len(columns) < 0.9 * width:
            return None
        if tops.min() < 0 or tops.max() + height > full_height:
            return None
        if tops.min() == tops.max():
            return self.picture[tops[0] : tops[0] + height, columns[0] : columns[-1] + 1]
        return np.asarray(self.picture[tops[None, :] + np.arange(height)[:, None], columns[None, :]])


def _without_quarters(back: Matrix) -> tuple[Matrix, int]:
    """The way from page to picture with its quarter turns taken out, and how often the picture is to be turned (counter-clockwise)."""
    middle, right = (back @ (x, 0.5, 1.0) for x in (0.4, 0.6))
    across, down = (right / right[2] - middle / middle[2])[:2]
    quarters = int(np.round(np.arctan2(down, across) / (np.pi / 2))) % 4
    matrix = back
    for _ in range(quarters):  # turned counter-clockwise, a place (x, y) comes to lie at (y, 1 - x)
        matrix = np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, 1.0], [0.0, 0.0, 1.0]]) @ matrix
    return matrix, quarters
