"""A seal's fingerprint: its form, and how the ink took, which differs each time that a seal is pressed."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.document import Picture
from pipeline.fingerprints.cells import Cells, Plane, compared, means

SIDE, FINE = 16, 32
"""Cells a side, of the form and of the ink."""
_PIXELS = 128
_REACH = 1.9
"""Standard deviations of the ink's places, to each side, that are looked at: a little more than a filled square."""
_COLOURED = 40
_INK, _PRESSED = 0.35, 0.3
"""Share of the strongest ink from which a pixel belongs to the seal's form, and to what shows how the ink took."""
_LEAST = 60
"""Pixels of ink under which there is nothing to tell."""


def seal(crop: Picture) -> Cells | None:
    """Form (256 bits), then ink (1,024 bits), of a part of a page (RGB) with a seal in its middle; `None` where it shows too little.

    Where it lies in the crop, how large it is and in what colour makes no difference.
    """
    level = _level(_ink(_small(crop))) if min(crop.shape[:2]) > SIDE else None
    if level is None:
        return None
    form, everywhere = means(np.asarray(cv2.GaussianBlur(level, (0, 0), 1.5), dtype=np.float32), SIDE)
    pressed = cv2.erode((level > _PRESSED).astype(np.float32), np.ones((2, 2), np.uint8))
    ink, told = means(level, FINE, np.asarray(pressed, dtype=np.float32), 0.15)
    return compared(form, everywhere, 2.0) + compared(ink, told, 2.0)


def _small(crop: Picture) -> Picture:
    """No larger than is of use."""
    factor = 2 * _PIXELS / max(crop.shape[:2])
    return (
        crop if factor >= 1 else np.asarray(cv2.resize(crop, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA))
    )


def _ink(crop: Picture) -> Plane:
    """How much ink there is, 0 to 1: colour where the seal has one, which leaves black letters out; else darkness."""
    red, green, blue = cv2.split(crop)
    brightest = cv2.max(cv2.max(red, green), blue)
    chroma = cv2.subtract(brightest, cv2.min(cv2.min(red, green), blue))
    ink = chroma if np.percentile(chroma[::2, ::2], 97) > _COLOURED else cv2.bitwise_not(brightest)
    low, high = np.percentile(ink[::2, ::2], (20, 97))
    none = low + 6
    return np.asarray(np.clip((ink.astype(np.float32) - none) / max(high - none, 1.0), 0, 1), dtype=np.float32)


def _level(ink: Plane) -> Plane | None:
    """The ink about its middle, as far as it spreads, at one size."""
    m = cv2.moments((ink > _INK).astype(np.uint8), binaryImage=True)
    if m["m00"] < _LEAST:
        return None
    x, y = m["m10"] / m["m00"], m["m01"] / m["m00"]
    wide, high = (_REACH * float(np.sqrt(m[name] / m["m00"])) for name in ("mu20", "mu02"))
    if min(wide, high) < SIDE / 2:
        return None
    shrunk = 2 * max(wide, high) / _PIXELS
    soft = cv2.GaussianBlur(ink, (0, 0), 0.5 * shrunk) if shrunk > 1 else ink
    across = np.array([[2 * wide / _PIXELS, 0, x - wide], [0, 2 * high / _PIXELS, y - high]], dtype=np.float32)
    taken = cv2.warpAffine(soft, across, (_PIXELS, _PIXELS), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    return np.asarray(taken, dtype=np.float32)
