"""Pictures made smaller and turned by quarters, by the quickest way that loses nothing."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.document import Picture

SLIGHT = 1e-6
"""What may be wanting to a whole pixel."""
_QUARTERS = {1: cv2.ROTATE_90_CLOCKWISE, 2: cv2.ROTATE_180, 3: cv2.ROTATE_90_COUNTERCLOCKWISE}


def shrunk(picture: Picture, scale: float) -> Picture:
    """The picture made smaller by a factor of at most 1: halved as often as that leads there, which is quick.

    What is left to do is less than halving, where two pixels each way are all that a new one can be made of.
    """
    height, width = picture.shape[:2]
    size = (max(int(width * scale + SLIGHT), 1), max(int(height * scale + SLIGHT), 1))
    while picture.shape[1] >= 2 * size[0] and picture.shape[0] >= 2 * size[1]:
        half = picture.shape[1] // 2, picture.shape[0] // 2
        picture = cv2.resize(picture[: 2 * half[1], : 2 * half[0]], half, interpolation=cv2.INTER_AREA)
    return cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR) if picture.shape[1::-1] != size else picture


def resized_to(picture: Picture, scale: float) -> Picture:
    """The picture made smaller, or larger where it is small."""
    if scale <= 1:
        return shrunk(picture, scale)
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)


def quarters(picture: Picture, turns: int) -> Picture:
    """The picture turned clockwise by so many quarters."""
    return np.asarray(cv2.rotate(picture, _QUARTERS[turns]), dtype=np.uint8) if turns % 4 else picture
