"""What stands within an imprint's outline: letters fill it evenly, unlike on every side; a sign shows one thing in the middle."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.seals.inks import Mask

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Carving:
    """Measures of a patch's inner part, its outline left out."""

    strokes: tuple[float, float]
    """Mean count of strokes that a row, and a column, of the inner part crosses."""
    mirrored: tuple[float, float, float]
    """Likeness (-1 to 1) of the inner part to itself mirrored, upside down, and turned by half."""
    emptiest: float
    """Ink of the emptiest quarter, of the mean of all four."""
    thickest: float
    """Width of the widest patch of ink, of the patch's side."""

    @classmethod
    def of(cls, part: Mask, density: Floats) -> Carving:
        """Measures a patch; `density` is its share of ink in cells."""
        height, width = part.shape
        y, x = round(_RIM * height), round(_RIM * width)
        ink = part[y : height - y, x : width - x] > 0
        rim = round(_RIM * len(density))
        inner = density[rim:-rim, rim:-rim]
        far = cv2.distanceTransform(np.pad(part, 1), cv2.DIST_L2, 3)
        return cls(
            strokes=(_crossed(ink), _crossed(ink.T)),
            mirrored=(_alike(inner, inner[:, ::-1]), _alike(inner, inner[::-1]), _alike(inner, inner[::-1, ::-1])),
            emptiest=_emptiest(inner),
            thickest=2.0 * float(far.max()) / max(part.shape),
        )

    def vector(self) -> list[float]:
        """All measures in one row."""
        crossed = [min(one, 10.0) / 5 for one in self.strokes]
        return [*crossed, *self.mirrored, self.emptiest, 3 * self.thickest]


_RIM = 0.2
"""Share of the side where the outline runs."""


def _crossed(lines: NDArray[np.bool_]) -> float:
    """Mean count of runs of ink in a row."""
    if not lines.size:
        return 0.0
    return float((lines[:, 1:] & ~lines[:, :-1]).sum() + lines[:, 0].sum()) / len(lines)


def _alike(one: Floats, other: Floats) -> float:
    """How far two maps rise and fall together; flat ones do."""
    one, other = one - one.mean(), other - other.mean()
    weight = float(np.sqrt((one**2).sum() * (other**2).sum()))
    return float((one * other).sum()) / weight if weight > _FLAT else 1.0


_FLAT = 1e-3


def _emptiest(inner: Floats) -> float:
    middle = len(inner) // 2
    quarters = [half[:, part].mean() for half in (inner[:middle], inner[middle:]) for part in _halves(middle)]
    return float(min(quarters)) / max(float(np.mean(quarters)), 1e-3)


def _halves(middle: int) -> tuple[slice, slice]:
    return slice(None, middle), slice(middle, None)
