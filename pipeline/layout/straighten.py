"""A page as photographed or scanned → flat and level: the sheet is found on the desk, skew taken out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.document import Picture
from pipeline.layout.sizes import shrunk

LOOK_PIXELS = 700
"""Width at which the sheet and its skew are looked for."""
WIDEST_SKEW = 10.0
"""Degrees either way."""
CLEARER = 1.25
"""By how much rows must be sharper turned than as they are."""
LEAST_SKEW = 0.2
"""Degrees under which a page is left as it is."""


LEAST_SUPPORT = 0.7
"""Share of each side of the sheet that must stand out from what lies beside it."""
LEAST_SEEN = 3
"""Sides of the sheet that must be within the picture."""
LIGHTER_BY = 8
"""Steps of brightness by which the sheet must be lighter there."""
FARTHEST = 20
"""How far beside the sheet it must be darker, in pixels: a printed frame is thinner."""


def level(flat: Picture) -> tuple[Picture, float]:
    """The page with its lines level, and by how many degrees (clockwise) it was turned for it."""
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
    red = cv2.extractChannel(picture, 0)
    small = shrunk(red, min(LOOK_PIXELS / red.shape[1], 1.0))
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


def flatten(picture: Picture) -> Picture:
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
    small = shrunk(picture, scale) if scale < 1 else cv2.resize(picture, None, fx=scale, fy=scale)
    light = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), (5, 5), 0)
    found = [_clockwise(corners) for corners in _candidates(light) if 0.2 < _share(corners, light) < 0.96]
    if not found:
        return None
    merits = [_edge_support(light, corners) for corners in found]
    best = int(np.argmax(merits))
    return np.asarray(found[best] / scale, dtype=np.float32) if merits[best] > LEAST_SUPPORT else None


def _candidates(light: Picture) -> Iterator[NDArray[np.float32]]:
    """Quadrilaterals that the sheet may be: by brightness, and as what edges enclose."""
    _, bright = cv2.threshold(light, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    yield from _quadrilaterals(cv2.morphologyEx(bright, cv2.MORPH_CLOSE, _square(25)))
    for low, high in ((12, 40), (25, 80)):
        edges = cv2.dilate(cv2.Canny(light, low, high), _square(3))
        _, labels, stats, _ = cv2.connectedComponentsWithStats(cv2.bitwise_not(edges), connectivity=4)
        largest = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA])) if len(stats) > 1 else 0
        enclosed = np.asarray((labels == largest) * 255, dtype=np.uint8)
        yield from _quadrilaterals(cv2.dilate(enclosed, _square(3)))


def _quadrilaterals(mask: Picture) -> Iterator[NDArray[np.float32]]:
    """The four-cornered outlines that the largest part of a mask comes near to."""
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not contours:
        return
    hull = cv2.convexHull(max(contours, key=cv2.contourArea))
    length = cv2.arcLength(hull, closed=True)
    for tolerance in (0.008, 0.015, 0.025, 0.04, 0.06):
        corners = cv2.approxPolyDP(hull, tolerance * length, closed=True)
        if len(corners) == 4:
            yield corners.reshape(4, 2).astype(np.float32)


def _share(corners: NDArray[np.float32], light: Picture) -> float:
    return float(cv2.contourArea(corners)) / float(light.size)


def _edge_support(light: Picture, corners: NDArray[np.float32]) -> float:
    """Of the weakest side that is seen, the share along which the sheet is lighter than what lies beside it.

    Nothing where fewer than `LEAST_SEEN` sides are seen: that is the edge of a shadow, or not worth flattening.
    """
    middle = corners.mean(axis=0)
    sides = [_side_support(light, a, b, middle) for a, b in pairwise([*corners, corners[0]])]
    seen = [support for support in sides if support is not None]
    return min(seen) if len(seen) >= LEAST_SEEN else 0.0


def _side_support(
    light: Picture, a: NDArray[np.float32], b: NDArray[np.float32], middle: NDArray[np.float32]
) -> float | None:
    """The share of one side; `None` where the sheet runs out of the picture."""
    along = np.linspace(0.06, 0.94, 60)[:, None]
    points = a + along * (b - a)
    normal = np.array([b[1] - a[1], a[0] - b[0]]) / max(float(np.linalg.norm(b - a)), 1.0)
    outward = normal if float(normal @ ((a + b) / 2 - middle)) > 0 else -normal
    height, width = light.shape
    far = points + FARTHEST * outward
    seen = (far >= 0).all(axis=1) & (far[:, 0] < width) & (far[:, 1] < height)
    if seen.mean() < 0.3:
        return None
    within = _values(light, (points - 6 * outward)[seen])
    beside = [_values(light, (points + step * outward)[seen]) for step in (6, 12, FARTHEST)]
    return float((within > np.max(beside, axis=0) + LIGHTER_BY).mean())


def _values(light: Picture, points: NDArray[np.float64]) -> NDArray[np.int16]:
    columns = np.clip(points[:, 0].astype(int), 0, light.shape[1] - 1)
    rows = np.clip(points[:, 1].astype(int), 0, light.shape[0] - 1)
    return np.asarray(light[rows, columns], dtype=np.int16)


def _square(side: int) -> Picture:
    return np.ones((side, side), dtype=np.uint8)


def _clockwise(corners: NDArray[np.float32]) -> NDArray[np.float32]:
    """From the upper left, clockwise."""
    middle = corners.mean(axis=0)
    angles = np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0])
    ordered = corners[np.argsort(angles)]
    start = int(np.argmin(ordered.sum(axis=1)))
    return np.roll(ordered, -start, axis=0)
