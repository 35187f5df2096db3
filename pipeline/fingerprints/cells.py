"""Pictures as cells, each of which is more or less than its neighbours, or says nothing."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]
Bits = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Cells:
    """`more`: whether a cell is more than its neighbours; `told`: whether it says anything at all. Both flat, of one length."""

    more: Bits
    told: Bits

    def __add__(self, other: Cells) -> Cells:
        """One after the other."""
        return Cells(np.concatenate([self.more, other.more]), np.concatenate([self.told, other.told]))

    def hex(self) -> tuple[str, str]:
        """Both as hexadecimal digits; what says nothing is zero."""
        return np.packbits(self.more & self.told).tobytes().hex(), np.packbits(self.told).tobytes().hex()


def means(plane: Plane, side: int, counted: Plane | None = None, least: float = 0.0) -> tuple[Plane, Bits]:
    """The mean of `side` x `side` cells over the pixels `counted` (0 to 1), and which cells have more than that share of them."""
    weights = np.ones_like(plane) if counted is None else counted
    total, share = (cv2.resize(one, (side, side), interpolation=cv2.INTER_AREA) for one in (plane * weights, weights))
    told = np.asarray(share > least)
    return np.where(told, total / np.maximum(share, _NONE), 0).astype(np.float32), told


def apart(cells: Plane, told: Bits, reach: float) -> Plane:
    """By how much each cell is more than those around it that say something (`reach`: cells, standard deviation)."""
    around, share = (cv2.GaussianBlur(one, (0, 0), reach) for one in (cells, told.astype(np.float32)))
    return np.where(told, cells - around / np.maximum(share, _NONE), 0).astype(np.float32)


def compared(cells: Plane, told: Bits, reach: float) -> Cells:
    """The cells as bits."""
    return Cells((apart(cells, told, reach) > 0).ravel(), told.ravel())


_NONE = 1e-3
