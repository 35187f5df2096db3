"""What a patch of ink is like: outline, carved letters, proportions; its shape by the contract's words."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.seals.carving import Carving
from pipeline.seals.inks import Mask

Floats = NDArray[np.float64]
Points = NDArray[np.int32]

MAP = 12
"""Cells a side of the patch's density map."""


@dataclass(frozen=True, slots=True)
class Form:
    """Measures of a patch of ink within its convex hull."""

    density: float
    """Share of the hull that is ink."""
    rings: tuple[float, ...]
    """The same from the middle outwards, in eight rings as wide each as an eighth of the way to the outline."""
    outline: float
    """Share of directions in which there is ink at the outline."""
    bare: float
    """Longest run of directions without, of all directions."""
    strokes: tuple[float, float]
    """Mean count of strokes that a row, and a column, through the middle half crosses."""
    evenness: tuple[float, float]
    """How much these counts vary over rows, and over columns: of their mean."""
    squareness: float
    """Hull over the smallest rectangle around it: 1 for a rectangle, 0.785 for an ellipse."""
    roundness: float
    """Hull over the smallest circle around it."""
    pointed: float
    """Hull over the smallest triangle around it: 1 for a triangle, 0.5 for a rectangle, 0.6 for an ellipse."""
    aspect: float
    """Longer over shorter side."""
    lying: float
    """Width over width and height."""
    weight: float
    """Mean stroke width, of the patch's side."""
    radial: float
    """How far strokes run around the middle (1) rather than to it (0): ridges of a finger, rings."""
    level: float
    """Share of edges that run across (of those across and down)."""
    slanted: float
    """Share of edges that run neither across nor down."""
    pieces: float
    """Pieces of ink, logarithm."""
    holes: float
    """White areas shut in, logarithm."""
    carving: Carving
    """What stands within the outline."""
    cells: tuple[float, ...]
    """Density of the patch's box in 12 x 12 cells, row by row."""

    @classmethod
    def of(cls, own: Mask, points: Points) -> Form:
        """Measures a patch; `points` are the places (x, y) of its ink."""
        hull = cv2.convexHull(points).astype(np.int32)
        area = max(float(cv2.contourArea(hull)), 1.0)
        _, sides, _ = cv2.minAreaRect(hull)
        _, radius = cv2.minEnclosingCircle(hull)
        left, top = points.min(axis=0)
        right, bottom = points.max(axis=0) + 1
        part = np.ascontiguousarray(own[top:bottom, left:right])
        polar = _polar(own, hull)
        rim = np.asarray(polar[:, int(0.8 * _RADII) :].any(axis=1), dtype=np.bool_)
        crossed = _crossings(part)
        radial, level, slanted = _edges(part)
        pieces, holes = _counts(part)
        density = _density(part)
        return cls(
            density=float(np.count_nonzero(own)) / area,
            rings=tuple(float(ring.mean()) for ring in np.array_split(polar, 8, axis=1)),
            outline=float(rim.mean()),
            bare=_longest_gap(rim),
            strokes=(float(crossed[0].mean()), float(crossed[1].mean())),
            evenness=(_spread(crossed[0]), _spread(crossed[1])),
            squareness=area / max(float(sides[0] * sides[1]), 1.0),
            roundness=area / max(float(np.pi * radius * radius), 1.0),
            pointed=area / max(float(cv2.minEnclosingTriangle(hull)[0]), 1.0),
            aspect=max(sides) / max(min(sides), 1.0),
            lying=part.shape[1] / (part.shape[0] + part.shape[1]),
            weight=_stroke_width(part) / max(part.shape),
            radial=radial,
            level=level,
            slanted=slanted,
            pieces=float(np.log1p(pieces)),
            holes=float(np.log1p(holes)),
            carving=Carving.of(part, density),
            cells=tuple(density.ravel().tolist()),
        )

    @property
    def shape(self) -> str:
        """The contract's word for it."""
        if self.squareness > 0.885:
            return "square" if self.aspect < 1.38 else "other"
        if self.squareness < 0.7:
            return "other"
        return "round" if self.aspect < 1.17 else "oval"

    @property
    def carved(self) -> float:
        """Whether it can be carved at all (0 to 1): no flat patch, no ring or frame with nothing in it, no triangle.

        Holds also for what nothing was learned of.
        """
        within = float(np.mean(self.rings[:5]))
        crossed = sum(self.strokes) / 2
        filled = (1.0 - _ramp(self.density, 0.94, 0.985)) * _ramp(within, 0.015, 0.05)
        return filled * _ramp(crossed, 1.3, 1.9) * _ramp(self.squareness, 0.58, 0.66)

    def vector(self) -> Floats:
        """All measures in one row, as the likeness is learned from."""
        return np.array(
            [
                self.density,
                *self.rings,
                self.outline,
                self.bare,
                *(min(one, 12.0) / 6 for one in self.strokes),
                *self.evenness,
                self.squareness,
                self.roundness,
                self.pointed,
                min(self.aspect, 4.0) / 2,
                self.lying,
                self.weight * 10,
                self.radial,
                self.level,
                self.slanted,
                self.pieces / 4,
                self.holes / 4,
                *self.carving.vector(),
                *self.cells,
            ]
        )


_RADII = 40
_DIRECTIONS = 72


def _polar(own: Mask, hull: Points) -> NDArray[np.bool_]:
    """Ink by direction (rows) and by share of the way from the middle to the hull (columns)."""
    moments = cv2.moments(hull)
    middle = np.array([moments["m10"], moments["m01"]]) / max(moments["m00"], 1e-6)
    angles = np.linspace(0, 2 * np.pi, _DIRECTIONS, endpoint=False)
    rays = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    reach = _reach(hull.reshape(-1, 2).astype(float) - middle, rays)
    shares = (np.arange(_RADII) + 0.5) / _RADII
    places = middle + rays[:, None, :] * (reach[:, None] * shares[None, :])[..., None]
    columns = np.clip(places[..., 0].round().astype(int), 0, own.shape[1] - 1)
    rows = np.clip(places[..., 1].round().astype(int), 0, own.shape[0] - 1)
    return np.asarray(own[rows, columns] > 0)


def _reach(corners: Floats, rays: Floats) -> Floats:
    """How far the hull reaches in each direction: where the ray leaves its edges."""
    starts, edges = corners, np.roll(corners, -1, axis=0) - corners
    cross = rays[:, None, 0] * edges[None, :, 1] - rays[:, None, 1] * edges[None, :, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        far = (starts[None, :, 0] * edges[None, :, 1] - starts[None, :, 1] * edges[None, :, 0]) / cross
        along = (starts[None, :, 0] * rays[:, None, 1] - starts[None, :, 1] * rays[:, None, 0]) / cross
    valid = (far > 0) & (along >= -1e-6) & (along <= 1 + 1e-6)
    return np.asarray(np.where(valid, far, 0.0).max(axis=1))


def _longest_gap(rim: NDArray[np.bool_]) -> float:
    """The longest run of directions without ink, once around."""
    if not rim.any():
        return 1.0
    inked = np.flatnonzero(rim)
    gaps = np.diff(np.append(inked, inked[0] + len(rim))) - 1
    return float(gaps.max()) / len(rim)


def _crossings(part: Mask) -> tuple[Floats, Floats]:
    """Strokes that each row, and each column, of the middle half crosses."""
    ink = part > 0
    height, width = ink.shape
    rows, columns = ink[height // 4 : -(height // 4) or None], ink[:, width // 4 : -(width // 4) or None].T
    return _starts(rows), _starts(columns)


def _starts(lines: NDArray[np.bool_]) -> Floats:
    return np.asarray((np.diff(lines.astype(np.int8), axis=1, prepend=0) == 1).sum(axis=1), dtype=np.float64)


def _spread(counts: Floats) -> float:
    return min(float(counts.std()) / max(float(counts.mean()), 0.5), 2.0)


def _stroke_width(part: Mask) -> float:
    """Mean width of strokes in pixels: twice the mean distance to paper along their middles, about."""
    far = cv2.distanceTransform(cv2.copyMakeBorder(part, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=(0,)), cv2.DIST_L2, 3)
    inside = far[far > 0]
    return 4.0 * float(inside.mean()) - 1.0 if inside.size else 0.0


def _edges(part: Mask) -> tuple[float, float, float]:
    """How edges run: around the middle, across (of those across and down), and slanted."""
    soft = cv2.GaussianBlur(part, (0, 0), 1.2).astype(np.float32)
    across, down = cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)
    strength = np.hypot(across, down)
    total = max(float(strength.sum()), 1e-6)
    height, width = part.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    dx, dy = (x - width / 2) / width, (y - height / 2) / height
    outwards = np.abs(across * dx + down * dy) / np.maximum(np.hypot(dx, dy), 1e-3)
    inner = np.hypot(dx, dy) < _INNER
    radial = float(outwards[inner].sum()) / max(float(strength[inner].sum()), 1e-6)
    steep, flat = np.abs(across) > 2 * np.abs(down), np.abs(down) > 2 * np.abs(across)
    level, upright = float(strength[flat].sum()), float(strength[steep].sum())
    return radial, level / max(level + upright, 1e-6), 1.0 - (level + upright) / total


_INNER = 0.38
"""Of a patch's side: within, an outline is not seen."""


def _counts(part: Mask) -> tuple[int, int]:
    """Pieces of ink and white areas shut in, specks left out."""
    _, tree = cv2.findContours(part, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    if tree is None:
        return 0, 0
    within = int((tree[0, :, 3] >= 0).sum())
    return len(tree[0]) - within, within


def _density(part: Mask) -> Floats:
    """The share of ink in each cell of the box."""
    return np.asarray(cv2.resize(part, (MAP, MAP), interpolation=cv2.INTER_AREA), dtype=np.float64) / 255


def _ramp(value: float, low: float, high: float) -> float:
    """0 up to `low`, 1 from `high`, straight between."""
    return min(max((value - low) / (high - low), 0.0), 1.0)
