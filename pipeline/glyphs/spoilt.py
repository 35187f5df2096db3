"""Whether a strip of print was blurred or made coarse squares of, so that no digit of it can be told, however long one looks."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.document import Picture
from pipeline.glyphs.ink import FAINT
from pipeline.glyphs.strip import Tail

_PALE = 0.62
"""Most darkness of a spoilt strip, by that of the digits before it: ink that is spread is paler."""
_SMOOTH, _SOFT = 0.4, 0.42
"""Most detail of what is blurred, by that of the digits: as it is, and each by its own contrast."""
_EDGED, _SLANTING = 0.62, 0.24
"""Most detail of coarse squares, and most share of slanting edges: digits have more than a third, however pale they are."""


def is_spoilt(tail: Tail, begin: int, wide: int) -> bool:
    """Whether the strip from `begin`, so many pixels wide, is spoilt: paler than the digits before it, and soft or of squares."""
    strip, head = (_middle(part) for part in (tail.grey[:, begin : begin + wide], tail.head))
    if min(strip.shape) < 9 or min(head.shape) < 9:
        return False
    paper, dark = (float(value) for value in np.percentile(head, (90, 2)))
    contrast, sharp = max(paper - dark, FAINT), max(detail(head), 1.0)
    if paper - float(np.percentile(strip, 2)) > _PALE * contrast:
        return False
    own, fine = max(float(np.ptp(np.percentile(strip, (2, 90)))), FAINT), detail(strip) / sharp
    blurred = fine < _SMOOTH and fine / own < _SOFT / contrast
    return blurred or (fine < _EDGED and _slanting(strip) < _SLANTING)


def _middle(part: Picture) -> Picture:
    """Without what stands above and below."""
    margin = len(part) // 6
    return part[margin : len(part) - margin]


def detail(strip: Picture) -> float:
    """How much changes within a stroke's width, against the darkest ink."""
    fine = cv2.absdiff(strip, cv2.GaussianBlur(strip, (0, 0), 3.0))
    return float(np.percentile(fine, 99))


def _slanting(strip: Picture) -> float:
    """Share of the edges (strong ones count most) that are neither level nor upright."""
    smooth = cv2.GaussianBlur(strip, (0, 0), 1.2)
    across, down = (np.abs(cv2.Sobel(smooth, cv2.CV_32F, *way)) for way in ((1, 0), (0, 1)))
    strength = across * across + down * down
    slanting = np.minimum(across, down) > 0.35 * np.maximum(across, down)
    return float(strength[slanting].sum() / max(float(strength.sum()), 1e-6))
