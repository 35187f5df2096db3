"""Crop → what the network sees: grey, of one height, black on white at full contrast. Training uses the same."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.document import Picture

HEIGHT = 32
"""Pixels that every line is brought to."""
MARGIN = 8
"""White pixels before and after a line."""
STEP = 32
"""Widths are whole multiples of it: lines of one width are read together, and what one reads as depends on no other."""
WIDEST = 4096
"""Pixels; a wider line is squeezed."""
FAINTEST = 170
"""Grey of the darkest ink that is still made black."""


def prepared(crop: Picture) -> Picture:
    """A crop (RGB or grey) as 32 rows of grey, ink black, paper white; an empty crop is one white column."""
    grey = cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY) if crop.ndim == 3 else crop
    if min(grey.shape) == 0:
        return np.full((HEIGHT, 1), 255, dtype=np.uint8)
    width = min(max(round(grey.shape[1] * HEIGHT / grey.shape[0]), 1), WIDEST)
    method = cv2.INTER_AREA if grey.shape[0] >= HEIGHT else cv2.INTER_LINEAR
    line = cv2.resize(grey, (width, HEIGHT), interpolation=method)
    if float(line.mean()) < 110:
        line = _brightened(255 - line)
    darkest = min(float(np.percentile(line, 2)), FAINTEST)
    return cv2.convertScaleAbs(
        cv2.subtract(line, np.full_like(line, int(darkest))), alpha=255.0 / (255.0 - int(darkest))
    )


def _brightened(line: Picture) -> Picture:
    """A line whose paper, most of it, is white again."""
    return cv2.convertScaleAbs(line, alpha=255.0 / max(float(np.median(line)), 1.0))


def padded(line: Picture, width: int) -> Picture:
    """A prepared line on white, `width` wide, `MARGIN` pixels from its left end."""
    white = np.full((HEIGHT, width), 255, dtype=np.uint8)
    white[:, MARGIN : MARGIN + line.shape[1]] = line
    return white


def width_of(line: Picture) -> int:
    """The width at which a prepared line is read: with its margins, in whole steps."""
    return -(-(int(line.shape[1]) + 2 * MARGIN) // STEP) * STEP
