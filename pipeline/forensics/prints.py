"""How ink and paper look, window by window: grain, darkness, sharpness, colour.

A scanner or a camera treats a whole page alike: the paper's grain, the softness of edges and the unevenness of ink are the
same wherever one printer printed. Letters typed into the picture, and seals laid over it, have their own.
"""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.document import Picture

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

SIDE = 8
"""Pixels of a block's side."""
WINDOW = 3
"""Blocks of a window's side; there is one about every block."""
INK = 24
"""Grey levels by which ink is darker than the paper around it."""
FINE, COARSE = 32.0, 4.0
"""By what grain is stretched before it is averaged in whole numbers: on paper, and where there is ink."""
STILL = 0.25
"""Grain under which a pixel is still, grey levels."""
LEAST = {"edge": 0.06, "core": 0.01, "ring": 0.02}
"""Shares of a window that there must be of each part for it to tell."""
HELD = (
    ("far", "fine"),
    ("ring", "fine"),
    ("core", "coarse"),
    ("edge", "coarse"),
    ("core", "depth"),
    ("edge", "slope"),
    ("far", "still"),
    ("ring", "still"),
    ("ring", "depth"),
    ("ink", "depth"),
    ("ink", "hue"),
)
"""What is measured where: `far` from ink and in the `ring` about it is paper; `edge` and `core` are the ink's. After these come
the shares of ink, core and far paper."""
SCALES = {"fine": FINE, "coarse": COARSE, "depth": 1.0, "slope": 1.0, "still": 255.0, "hue": 1.0}
FAR, HUE, PAPER = 0, 10, 13
"""Places of some measures: the grain of paper, colour, the share of paper."""
_SMALL, _LARGE = np.ones((3, 3), np.uint8), np.ones((5, 5), np.uint8)
_GRAIN = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
"""Blind to slopes and plain edges (J. Immerkaer, "Fast noise variance estimation", 1996)."""


class Prints(NamedTuple):
    """Windows down × across × measures; and which windows hold enough ink and paper to tell."""

    measures: Floats
    told: Mask


def prints(picture: Picture) -> Prints:
    """The measures of every window of a picture (RGB or grey)."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY) if picture.ndim == 3 else np.ascontiguousarray(picture)
    depth = np.asarray(cv2.subtract(_paper(grey), grey), np.uint8)
    masks, looks = _masks(depth), {**_looks(grey), "depth": depth, "hue": _hue(picture)}
    shares = {name: _windows(mask) / np.float32(255) for name, mask in masks.items()}
    measures = [
        _windows(np.asarray(cv2.bitwise_and(looks[look], masks[name]), np.uint8))
        / (np.maximum(shares[name], 1e-3) * SCALES[look])
        for name, look in HELD
    ]
    told = np.logical_and.reduce([shares[name] > least for name, least in LEAST.items()])
    return Prints(np.stack([*measures, shares["ink"], shares["core"], shares["far"]], axis=2, dtype=np.float32), told)


def _paper(grey: Picture) -> Picture:
    """The paper's level everywhere, as if nothing stood on it."""
    size = max(grey.shape[1] // SIDE, 1), max(grey.shape[0] // SIDE, 1)
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    light = cv2.blur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)), (5, 5))
    return np.asarray(cv2.resize(light, grey.shape[::-1]), np.uint8)


def _masks(depth: Picture) -> dict[str, Picture]:
    """The parts of writing: 255 where a pixel belongs to them."""
    ink = cv2.threshold(depth, INK, 255, cv2.THRESH_BINARY)[1]
    grown, wide, core = cv2.dilate(ink, _SMALL), cv2.dilate(ink, _LARGE), cv2.erode(ink, _SMALL)
    found = {
        "far": cv2.bitwise_not(wide),
        "ring": cv2.subtract(wide, grown),
        "core": core,
        "edge": cv2.subtract(grown, core),
        "ink": ink,
    }
    return {name: np.asarray(mask, np.uint8) for name, mask in found.items()}


def _looks(grey: Picture) -> dict[str, Picture]:
    """What is measured of a grey picture, pixel by pixel."""
    grain = cv2.filter2D(grey, cv2.CV_16S, _GRAIN)
    fine = cv2.convertScaleAbs(grain, alpha=FINE / 6)
    found = {
        "fine": fine,
        "coarse": cv2.convertScaleAbs(grain, alpha=COARSE / 6),
        "still": cv2.threshold(fine, FINE * STILL, 255, cv2.THRESH_BINARY_INV)[1],
        "slope": cv2.morphologyEx(grey, cv2.MORPH_GRADIENT, _SMALL),
    }
    return {name: np.asarray(look, np.uint8) for name, look in found.items()}


def _hue(picture: Picture) -> Picture:
    """How far apart red and blue are."""
    if picture.ndim == 2:
        return np.zeros_like(picture)
    return np.asarray(cv2.absdiff(cv2.extractChannel(picture, 0), cv2.extractChannel(picture, 2)), np.uint8)


def _windows(look: Picture) -> Floats:
    """The mean in every window."""
    rows, columns = look.shape[0] // SIDE, look.shape[1] // SIDE
    if not rows or not columns:
        return np.zeros((rows, columns), np.float32)
    small = cv2.resize(look[: rows * SIDE, : columns * SIDE], (columns, rows), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.blur(small.astype(np.float32), (WINDOW, WINDOW), borderType=cv2.BORDER_REPLICATE), np.float32)
