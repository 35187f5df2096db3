"""QR codes on a page, of which a corner, or the whole, looks like a square black seal."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.document import Box
from pipeline.seals.inks import Mask

Corners = NDArray[np.float32]

REACH = 0.17
"""How far a code may reach beyond a part of it, of the page's width (36 mm of A4)."""
_BESIDE = 5
"""The same, of the part's width: a corner is 7 of at least 21 modules wide."""
_MARGIN, _ENLARGED = 8, 2
MODULES = range(21, 58, 4)
"""Modules a side, of the codes that papers bear."""
_FINDER = np.pad(np.pad(np.ones((3, 3), bool), 1), 1, constant_values=True)
"""The corner of a code, 7 modules a side: a square within a square."""
_ALIKE = 0.62
"""Share of a corner's modules that must be as they should, in the second best corner; chance gives about a half."""


def in_code(box: Box, dark: Mask) -> bool:
    """Whether the middle of a box lies in a QR code; `dark` is the page's dark ink."""
    high, wide = dark.shape[0], dark.shape[1]
    reach = min(_BESIDE * box.width, REACH)
    around = box.grown(reach, reach * wide / high)
    left, top, _, _ = around.pixels(wide, high)
    region = cv2.copyMakeBorder(
        cv2.bitwise_not(around.crop(dark)), *(_MARGIN,) * 4, borderType=cv2.BORDER_CONSTANT, value=(255,)
    )
    grown = cv2.resize(region, None, fx=_ENLARGED, fy=_ENLARGED, interpolation=cv2.INTER_CUBIC)
    large = np.asarray(grown, dtype=np.uint8)
    found, corners = cv2.QRCodeDetector().detect(large)
    if not found:
        return False
    outline = corners.reshape(4, 2).astype(np.float32)
    x = _ENLARGED * (box.centre[0] * wide - left + _MARGIN)
    y = _ENLARGED * (box.centre[1] * high - top + _MARGIN)
    return cv2.pointPolygonTest(outline, (x, y), measureDist=False) >= 0 and _is_genuine(large, outline)


def _is_genuine(picture: Mask, corners: Corners) -> bool:
    """Whether what was taken for a code has a code's corners: dense letters in a frame deceive the detector."""
    return max(_likeness(picture, corners, modules) for modules in MODULES) >= _ALIKE


def _likeness(picture: Mask, corners: Corners, modules: int) -> float:
    """How like a code's the second best corner is, if the code has so many modules a side."""
    side = 3 * modules
    square = np.array([[0, 0], [side, 0], [side, side], [0, side]], dtype=np.float32)
    level = cv2.warpPerspective(picture, cv2.getPerspectiveTransform(corners, square), (side, side))
    ink = cv2.resize(level, (modules, modules), interpolation=cv2.INTER_AREA) < 128
    places = (ink[:7, :7], ink[:7, -7:], ink[-7:, -7:], ink[-7:, :7])
    return sorted(float((place == _FINDER).mean()) for place in places)[-2]
