"""Colour too pale to be ink by itself: where a faded seal may stand that nobody could make out."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.document import Box, Picture
from pipeline.seals.inks import even_paper

_BLUR = 9
"""Pixels (of the copy that is looked at) over which noise of the camera and fringes of letters even out."""
_TINGED = 3.0
"""Levels by which such a place is redder or bluer than the paper around it."""
_NOISE = 4.0
"""As many times as far as half of the paper itself is off its middle: uneven light."""
_AROUND = 0.1
"""Of the page's height above and below a place: the paper it is held against."""


class Tints:
    """How red and how blue a page is everywhere, evened out."""

    def __init__(self, picture: Picture) -> None:
        red, green, blue = cv2.split(cv2.blur(even_paper(picture).astype(np.float32), (_BLUR, _BLUR)))
        self._reds = np.asarray(red - (green + blue) / 2, dtype=np.float32)
        self._blues = np.asarray(blue - (red + green) / 2, dtype=np.float32)

    def share(self, place: Box) -> float:
        """The share of a place (0 to 1) that is tinged with red, or with blue."""
        return max(_share(place, one) for one in (self._reds, self._blues))


def _share(place: Box, tint: NDArray[np.float32]) -> float:
    part = place.crop(tint)
    paper = Box(0.0, max(place.top - _AROUND, 0.0), 1.0, min(place.bottom + _AROUND, 1.0)).crop(tint)
    if not part.size:
        return 0.0
    middle = np.median(paper)
    noise = np.median(np.abs(paper - middle))
    return float(np.mean(part > middle + max(_TINGED, _NOISE * noise)))
