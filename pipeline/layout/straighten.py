"""A page as photographed or scanned → flat and level: the sheet on the desk, turned by quarters, skew taken out.

All of it is one resampling of the picture, or none. What is to be done is told from a small copy.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.document import Box, Picture
from pipeline.layout.sheet import Corners, find_sheet
from pipeline.layout.sizes import quarters, shrunk
from pipeline.layout.skew import skew

SMALL_PIXELS = 700_000
"""Size of the copy in which the sheet and its skew are looked for: A4 at 85 dpi."""
LEAST_SKEW = 0.2
"""Degrees under which a page is left as it is."""

Matrix = NDArray[np.float64]
"""3 × 3: places of one picture → places of another."""
Size = tuple[int, int]
"""Width and height."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as handed in, a copy of at most `SMALL_PIXELS`, and the corners of its sheet.

    `corners` are pixels of the small copy; `None` where the page fills the picture.
    """

    picture: Picture
    small: Picture
    corners: Corners | None

    @property
    def scale(self) -> float:
        """The picture's size by its small copy's."""
        return float(self.picture.shape[1] / self.small.shape[1])


def sheet_of(picture: Picture) -> Sheet:
    """Finds the sheet."""
    small = _copy(picture)
    return Sheet(picture, small, find_sheet(small))


def filled_by(page: Picture) -> Sheet:
    """A page of which it is known that there is no desk around it."""
    return Sheet(page, _copy(page), None)


def _copy(picture: Picture) -> Picture:
    return shrunk(picture, min((SMALL_PIXELS / (picture.shape[0] * picture.shape[1])) ** 0.5, 1.0))


class Straight(NamedTuple):
    """A page that lies straight.

    `skew` is by how many degrees (clockwise) it was turned to be level, `way` leads from fractions of the picture as
    handed in to fractions of the page.
    """

    picture: Picture
    skew: float
    way: Matrix


def straight(sheet: Sheet, turns: int) -> Straight:
    """The sheet alone, seen from straight above, turned clockwise by so many quarters, its lines level."""
    angle = skew(_small(sheet, turns))
    angle = angle if abs(angle) >= LEAST_SKEW else 0.0
    flat, size = _flattening(sheet.corners, sheet.picture, sheet.scale)
    turned, size = _quarter_turns(size, turns)
    matrix = _rotation(size, angle) @ turned @ flat
    way = np.diag([1 / size[0], 1 / size[1], 1.0]) @ matrix @ np.diag([*sheet.picture.shape[1::-1], 1.0])
    if sheet.corners is None and not angle:
        return Straight(quarters(sheet.picture, turns), 0.0, way)
    return Straight(_warped(sheet.picture, matrix, size), angle, way)


def moved(box: Box, way: Matrix) -> Box:
    """Where a box of the picture as handed in stands on the page: the upright rectangle around it, cut to the page."""
    corners = np.array([(x, y, 1.0) for x in (box.left, box.right) for y in (box.top, box.bottom)])
    x, y, depth = way @ corners.T
    across, down = np.clip(x / depth, 0, 1), np.clip(y / depth, 0, 1)
    return Box(float(across.min()), float(down.min()), float(across.max()), float(down.max()))


def _small(sheet: Sheet, turns: int) -> Picture:
    """The small copy in grey, flat and turned by quarters, not level."""
    grey = cv2.extractChannel(sheet.small, 0)
    if sheet.corners is None:
        return quarters(grey, turns)
    return quarters(_warped(grey, *_flattening(sheet.corners, grey, 1.0)), turns)


def _flattening(corners: Corners | None, picture: Picture, scale: float) -> tuple[Matrix, Size]:
    """What makes the sheet within the corners a page, and its size; corners count `scale` pixels of the picture."""
    if corners is None:
        return np.eye(3), (picture.shape[1], picture.shape[0])
    corners = corners * np.float32(scale)
    sides = [float(np.linalg.norm(a - b)) for a, b in pairwise([*corners, corners[0]])]
    width, height = round(max(sides[0], sides[2])), round(max(sides[1], sides[3]))
    target = np.array([[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]], dtype=np.float32)
    return np.asarray(cv2.getPerspectiveTransform(corners, target), dtype=np.float64), (width, height)


def _quarter_turns(size: Size, turns: int) -> tuple[Matrix, Size]:
    """What turns a page of that size clockwise by so many quarters, and its size then."""
    matrix = np.eye(3)
    for _ in range(turns % 4):
        matrix = np.array([[0, -1, size[1] - 1], [1, 0, 0], [0, 0, 1]]) @ matrix
        size = size[1], size[0]
    return matrix, size


def _rotation(size: Size, angle: float) -> Matrix:
    """What turns a page of that size clockwise by `angle` degrees about its middle."""
    return np.vstack([cv2.getRotationMatrix2D((size[0] / 2, size[1] / 2), -angle, 1.0), [0, 0, 1]])


def _warped(picture: Picture, matrix: Matrix, size: Size) -> Picture:
    """White where the picture has nothing."""
    white = (255, 255, 255)
    if np.allclose(matrix[2], (0, 0, 1)):
        return np.asarray(cv2.warpAffine(picture, matrix[:2], size, borderValue=white), dtype=np.uint8)
    return np.asarray(cv2.warpPerspective(picture, matrix, size, borderValue=white), dtype=np.uint8)
