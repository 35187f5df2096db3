"""The sheet on its desk: where its corners are, if it does not fill the picture."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.document import Picture
from pipeline.layout.sizes import resized_to

LOOK_PIXELS = 700
"""Longer side of the copy that the sheet is looked for in."""
LEAST_SUPPORT = 0.7
"""Share of each side of the sheet that must stand out from what lies beside it."""
LEAST_SEEN = 3
"""Sides of the sheet that must be within the picture."""
LIGHTER_BY = 8
"""Steps of brightness by which the sheet must be lighter there."""
FARTHEST = 20
"""How far beside the sheet it must be darker, in pixels: a printed frame is thinner."""
LEAST_DESK = 0.15
"""Share of the picture's edge that is darker than paper where a sheet lies on a desk."""

Corners = NDArray[np.float32]
"""4 × 2: across and down, from the upper left clockwise."""


def find_sheet(small: Picture) -> Corners | None:
    """The sheet's corners in pixels of the (RGB) picture, or nothing where it fills the picture."""
    scale = LOOK_PIXELS / max(small.shape[:2])
    light = cv2.GaussianBlur(cv2.cvtColor(resized_to(small, scale), cv2.COLOR_RGB2GRAY), (5, 5), 0)
    if _fills(light):
        return None
    found = [_clockwise(corners) for corners in _candidates(light) if 0.2 < _share(corners, light) < 0.96]
    if not found:
        return None
    merits = [_edge_support(light, corners) for corners in found]
    best = int(np.argmax(merits))
    return np.asarray(found[best] / scale, dtype=np.float32) if merits[best] > LEAST_SUPPORT else None


def _fills(light: Picture) -> bool:
    """Whether the picture's edge is paper, too: there is no desk, and no need to look for it."""
    edge = np.concatenate([light[0], light[-1], light[:, 0], light[:, -1]])
    paper = np.percentile(light[::4, ::4], 80)
    return float((edge < paper - LIGHTER_BY).mean()) < LEAST_DESK


def _candidates(light: Picture) -> Iterator[Corners]:
    """Quadrilaterals that the sheet may be: by brightness, and as what edges enclose."""
    _, bright = cv2.threshold(light, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    yield from _quadrilaterals(cv2.morphologyEx(bright, cv2.MORPH_CLOSE, _square(25)))
    for low, high in ((12, 40), (25, 80)):
        edges = cv2.dilate(cv2.Canny(light, low, high), _square(3))
        _, labels, stats, _ = cv2.connectedComponentsWithStats(cv2.bitwise_not(edges), connectivity=4)
        largest = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA])) if len(stats) > 1 else 0
        enclosed = np.asarray((labels == largest) * 255, dtype=np.uint8)
        yield from _quadrilaterals(cv2.dilate(enclosed, _square(3)))


def _quadrilaterals(mask: Picture) -> Iterator[Corners]:
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


def _share(corners: Corners, light: Picture) -> float:
    return float(cv2.contourArea(corners)) / float(light.size)


def _edge_support(light: Picture, corners: Corners) -> float:
    """Of the weakest side that is seen, the share along which the sheet is lighter than what lies beside it.

    Nothing where fewer than `LEAST_SEEN` sides are seen: that is the edge of a shadow, or not worth flattening.
    """
    middle = corners.mean(axis=0)
    sides = [_side_support(light, a, b, middle) for a, b in pairwise([*corners, corners[0]])]
    seen = [support for support in sides if support is not None]
    return min(seen) if len(seen) >= LEAST_SEEN else 0.0


def _side_support(light: Picture, a: Corners, b: Corners, middle: Corners) -> float | None:
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


def _clockwise(corners: Corners) -> Corners:
    """From the upper left, clockwise."""
    middle = corners.mean(axis=0)
    angles = np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0])
    ordered = corners[np.argsort(angles)]
    start = int(np.argmin(ordered.sum(axis=1)))
    return np.roll(ordered, -start, axis=0)
