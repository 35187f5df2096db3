"""How like a seal a patch of ink is: outline, carved letters, proportions."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.seals.inks import Mask


@dataclass(frozen=True, slots=True)
class Form:
    """Measures of a patch of ink within its convex hull."""

    density: float
    """Share of the hull that is ink."""
    inner: float
    """The same in its middle (within 0.62 of the way to the outline)."""
    outline: float
    """Share of directions in which there is ink at the outline."""
    strokes: float
    """Mean count of strokes that a line through the middle crosses."""
    squareness: float
    """Hull over the smallest rectangle around it: 1 for a rectangle, 0.785 for an ellipse."""
    aspect: float
    """Longer over shorter side."""

    @classmethod
    def of(cls, own: Mask, points: NDArray[np.int32]) -> Form:
        """Measures a patch."""
        hull = cv2.convexHull(points).astype(np.int32)
        area = max(float(cv2.contourArea(hull)), 1.0)
        _, sides, _ = cv2.minAreaRect(hull)
        polar = _polar(own, hull)
        return cls(
            density=float(np.count_nonzero(own)) / area,
            inner=float((polar[:, : int(0.62 * _RADII)] * _weights(int(0.62 * _RADII))).mean()),
            outline=float(polar[:, int(0.8 * _RADII) :].any(axis=1).mean()),
            strokes=_strokes(own, points),
            squareness=area / max(float(sides[0] * sides[1]), 1.0),
            aspect=max(sides) / max(min(sides), 1.0),
        )

    @property
    def shape(self) -> str:
        """The contract's word for it."""
        if self.squareness > 0.885:
            return "square" if self.aspect < 1.45 else "other"
        if self.squareness < 0.7:
            return "other"
        return "round" if self.aspect < 1.17 else "oval"

    def likeness(self, ink: str) -> float:
        """How like a seal: every measure must speak for it."""
        long = 1.0 - _ramp(self.aspect, 1.5, 1.9) if self.squareness > 0.885 else 1.0 - _ramp(self.aspect, 2.0, 2.4)
        parts = (
            _ramp(self.outline, 0.5, 0.8) if ink != "black" else _ramp(self.outline, 0.75, 0.95),
            _ramp(self.inner, 0.06, 0.16) if ink != "black" else _ramp(self.inner, 0.12, 0.25),
            _ramp(self.strokes, 1.1, 1.8),
            1.0 - _ramp(self.density, 0.82, 0.92),
            _ramp(self.density, 0.12, 0.22),
            _ramp(self.squareness, 0.62, 0.72),
            long,
        )
        return float(np.prod(parts))


_RADII = 40

_DIRECTIONS = 72


def _polar(own: Mask, hull: NDArray[np.int32]) -> NDArray[np.bool_]:
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


def _reach(corners: NDArray[np.float64], rays: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far the hull reaches in each direction: where the ray leaves its edges."""
    starts, edges = corners, np.roll(corners, -1, axis=0) - corners
    cross = rays[:, None, 0] * edges[None, :, 1] - rays[:, None, 1] * edges[None, :, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        far = (starts[None, :, 0] * edges[None, :, 1] - starts[None, :, 1] * edges[None, :, 0]) / cross
        along = (starts[None, :, 0] * rays[:, None, 1] - starts[None, :, 1] * rays[:, None, 0]) / cross
    valid = (far > 0) & (along >= -1e-6) & (along <= 1 + 1e-6)
    return np.asarray(np.where(valid, far, 0.0).max(axis=1))


def _weights(count: int) -> NDArray[np.float64]:
    """A ring's share of the area: the middle must not count more than it is."""
    radii = np.arange(count) + 0.5
    return np.asarray(radii / radii.mean())


def _strokes(own: Mask, points: NDArray[np.int32]) -> float:
    """The mean count over rows and over columns of the middle half."""
    left, top = points.min(axis=0)
    right, bottom = points.max(axis=0) + 1
    ink = own[top:bottom, left:right] > 0
    height, width = ink.shape
    rows, columns = ink[height // 4 : -(height // 4) or None], ink[:, width // 4 : -(width // 4) or None].T
    return (_starts(rows) + _starts(columns)) / 2 - 1.0


def _starts(lines: NDArray[np.bool_]) -> float:
    """Mean count of runs of ink."""
    return float((np.diff(lines.astype(np.int8), axis=1, prepend=0) == 1).sum(axis=1).mean())


def _ramp(value: float, low: float, high: float) -> float:
    """0 up to `low`, 1 from `high`, straight between."""
    return float(np.clip((value - low) / (high - low), 0.0, 1.0))
