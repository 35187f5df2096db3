"""A page as photographed or scanned → flat and level: the sheet is found on the desk, skew taken out."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.document import Picture

LOOK_PIXELS = 700
"""Width at which the sheet and its skew are looked for."""
WIDEST_SKEW = 10.0
"""Degrees either way."""
CLEARER = 1.25
"""By how much rows must be sharper turned than as they are."""
LEAST_SKEW = 0.2
"""Degrees under which a page is left as it is."""


def straighten(picture: Picture) -> tuple[Picture, float]:
    """The page flat and level, and by how many degrees (clockwise) it was turned for it."""
    flat = _flatten(picture)
    angle = skew(flat)
    if abs(angle) < LEAST_SKEW:
        return flat, 0.0
    return _rotate(flat, angle), angle


def skew(picture: Picture) -> float:
    """Degrees by which the page must be turned clockwise to be level, found where rows of ink are sharpest."""
    mask = _ink(picture)
    if mask.mean() < 0.2:
        return 0.0
    coarse = _sharpest(mask, np.arange(-WIDEST_SKEW, WIDEST_SKEW + 0.5, 1.0))
    finer = _sharpest(mask, np.arange(coarse - 0.8, coarse + 0.81, 0.2))
    finest = _sharpest(mask, np.arange(finer - 0.16, finer + 0.17, 0.04))
    return finest if _sharpness(mask, finest) > CLEARER * _sharpness(mask, 0.0) else 0.0


def _ink(picture: Picture) -> Picture:
    small = _reduced(picture[:, :, 0])
    contrast = cv2.subtract(cv2.blur(small, (25, 25)), small)
    return np.asarray((contrast > max(18.0, float(np.percentile(contrast, 97)) * 0.5)) * 255, dtype=np.uint8)


def _sharpest(mask: Picture, angles: NDArray[np.float64]) -> float:
    scores = [_sharpness(mask, float(angle)) for angle in angles]
    return float(angles[int(np.argmax(scores))])


def _sharpness(mask: Picture, angle: float) -> float:
    rows = _rotate(mask, angle, fill=0).sum(axis=1, dtype=np.float64)
    return float(np.square(np.diff(rows)).sum())


def _rotate(picture: Picture, angle: float, fill: int = 255) -> Picture:
    """Turned clockwise by `angle` degrees about the middle, the size kept."""
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -angle, 1.0)
    turned = cv2.warpAffine(
        picture,
        matrix,
        (width, height),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(fill,) * 3,
    )
    return np.asarray(turned, dtype=np.uint8)


def _reduced(grey: Picture) -> Picture:
    scale = LOOK_PIXELS / grey.shape[1]
    if scale >= 1:
        return grey
    return np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _flatten(picture: Picture) -> Picture:
    """The sheet alone, seen from straight above, where it lies on a darker desk; else the picture itself."""
    corners = _sheet(picture)
    if corners is None:
        return picture
    sides = [float(np.linalg.norm(a - b)) for a, b in pairwise([*corners, corners[0]])]
    width, height = round(max(sides[0], sides[2])), round(max(sides[1], sides[3]))
    target = np.array([[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(corners, target)
    flat = cv2.warpPerspective(picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(flat, dtype=np.uint8)


def _sheet(picture: Picture) -> NDArray[np.float32] | None:
    """The sheet's corners from the upper left clockwise, or nothing where it fills the picture."""
    scale = LOOK_PIXELS / max(picture.shape[:2])
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    light = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), (7, 7), 0)
    level, bright = cv2.threshold(light, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    if level > 235:
        return None
    bright = cv2.morphologyEx(bright, cv2.MORPH_CLOSE, np.ones((25, 25), dtype=np.uint8))
    contours, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    area = float(light.size)
    for contour in sorted(contours, key=cv2.contourArea, reverse=True)[:1]:
        corners = _quadrilateral(contour)
        if (
            corners is not None
            and 0.2 * area < cv2.contourArea(corners) < 0.93 * area
            and _darker_outside(light, corners)
        ):
            return np.asarray(_clockwise(corners) / scale, dtype=np.float32)
    return None


def _quadrilateral(contour: NDArray[Any]) -> NDArray[np.float32] | None:
    hull = cv2.convexHull(contour)
    length = cv2.arcLength(hull, closed=True)
    for tolerance in (0.015, 0.025, 0.04, 0.06):
        corners = cv2.approxPolyDP(hull, tolerance * length, closed=True)
        if len(corners) == 4 and cv2.contourArea(corners) > 0.9 * cv2.contourArea(hull):
            return corners.reshape(4, 2).astype(np.float32)
    return None


def _darker_outside(light: Picture, corners: NDArray[np.float32]) -> bool:
    """Whether the rim just outside the sheet is clearly darker than the sheet's own."""
    inside = np.zeros_like(light)
    cv2.fillConvexPoly(inside, corners.astype(np.int32), (255,))
    rim = cv2.subtract(
        cv2.dilate(inside, np.ones((21, 21), dtype=np.uint8)), cv2.dilate(inside, np.ones((7, 7), dtype=np.uint8))
    )
    own = cv2.subtract(
        cv2.erode(inside, np.ones((5, 5), dtype=np.uint8)), cv2.erode(inside, np.ones((25, 25), dtype=np.uint8))
    )
    if not rim.any() or not own.any():
        return False
    return float(np.median(light[rim > 0])) < 0.9 * float(np.median(light[own > 0]))


def _clockwise(corners: NDArray[np.float32]) -> NDArray[np.float32]:
    """From the upper left, clockwise."""
    middle = corners.mean(axis=0)
    angles = np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0])
    ordered = corners[np.argsort(angles)]
    start = int(np.argmin(ordered.sum(axis=1)))
    return np.roll(ordered, -start, axis=0)
