"""What is ink on a page: seals, shading and background patterns fade, ruled lines are taken out."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.document import Picture
from pipeline.layout.clean import Clean
from pipeline.layout.pale import with_pale
from pipeline.layout.panels import find_panels
from pipeline.layout.rules import Mask, find_rules
from pipeline.layout.sizes import resized_to, shrunk
from pipeline.layout.vermilion import Vermilion, find_vermilion

WORK_PIXELS = 2_200_000
"""Ink is found on a copy of about this many pixels (A4 at 150 dpi)."""
SMALLEST_SCALE = 0.5
"""Tiny pictures are enlarged at most twice."""
NEARLY = 0.06
"""By how much the copy's scale may be off where a whole one is near: halving is quick, and blurs nothing."""
FAINTEST = 26
"""Contrast to the background (of 255) under which nothing counts as ink."""
RELATIVE_STRENGTH = 0.36
"""Share of the page's strongest ink that a pixel must reach: patterns and watermarks stay below."""
FAINTER = 0.6
"""Share of the least contrast that a pale page's ink reaches where it hangs together with ink."""
WHITENED = 0.15
"""Share of the least contrast that is painted white in the clean page."""
MOST_INK = 0.2
"""Share of a page that writing, rules and shaded cells cover at most."""
DARKEST_GROUND = 8
"""Brightness under which nothing is the ground of writing."""


@dataclass(frozen=True, slots=True)
class Ink:
    """`mask` is ink without ruled lines, at work size; `uprights` the vertical rules there.

    `clean` is the page at full size as it is read; `scale` leads from work size to full size.
    """

    mask: Mask
    uprights: Mask
    clean: Clean
    scale: float


def find_ink(picture: Picture, scale: float | None = None) -> Ink:
    """Separates ink from everything else on an RGB page, at a scale of its own or at the one given."""
    scale = scale or work_scale(picture)
    small = shrunk(picture, 1 / scale) if scale > 1 else resized_to(picture, 1 / scale)
    vermilion = find_vermilion(small)
    grey = _grey(small, vermilion)
    panels = find_panels(grey)
    grey = grey if panels is None else cv2.bitwise_xor(grey, panels)
    background = _background(grey)
    even = cv2.divide(grey, background, scale=255)
    least = _least_contrast(even)
    mask = with_pale(_from(even, least), _from(even, max(FAINTEST, FAINTER * least)))
    across, uprights = find_rules(mask)
    rules = cv2.bitwise_or(across, uprights)
    clean = Clean(picture, scale, vermilion, panels, background, rules, white=255 - WHITENED * least)
    return Ink(cv2.subtract(mask, rules), uprights, clean, scale)


def work_scale(picture: Picture) -> float:
    """How many times larger than its copy at work size a page is."""
    scale = float((picture.shape[0] * picture.shape[1] / WORK_PIXELS) ** 0.5)
    whole = max(round(scale), 1)
    return float(whole) if abs(scale / whole - 1) < NEARLY else max(scale, SMALLEST_SCALE)


def _grey(picture: Picture, vermilion: Vermilion | None) -> Picture:
    """The red channel, where vermilion is bright; a darker seal is brightened by what its own ink lacks to white."""
    if vermilion is None:
        return cv2.extractChannel(picture, 0)
    return vermilion.faded(picture, vermilion.paper)


def _background(grey: Picture) -> Picture:
    """The paper's brightness at every place: what stays when even bold titles are closed over."""
    small = shrunk(grey, 0.25)
    side = max(small.shape[1] // 14, 9) | 1
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)))
    even = cv2.max(cv2.blur(closed, (side, side)), np.full_like(closed, DARKEST_GROUND))
    return cv2.resize(even, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)


def _from(even: Picture, contrast: float) -> Mask:
    """What stands out by so much."""
    return np.asarray(cv2.threshold(even, np.ceil(255 - contrast) - 1, 255, cv2.THRESH_BINARY_INV)[1], dtype=np.uint8)


def _least_contrast(even: Picture) -> float:
    """The contrast from which on a pixel is ink, by the strength of the page's own ink.

    Where more of the page stands out than writing covers, most of it is a pattern: the stronger of the two is ink.
    """
    counts = np.asarray(cv2.calcHist([even], [0], None, [256], [0, 256]), dtype=np.float64).ravel()[::-1]  # by contrast
    counts[: FAINTEST + 1] = 0
    if not counts.any():
        return max(FAINTEST, RELATIVE_STRENGTH * 255.0)
    least = max(FAINTEST, RELATIVE_STRENGTH * _percentile(counts, 90))
    return least if counts.sum() < MOST_INK * even.size else max(least, _parting(counts))


def _percentile(counts: NDArray[np.float64], share: float) -> float:
    """The value under which that many per cent of the counted ones lie."""
    reached = np.cumsum(counts)
    return float(np.searchsorted(reached, share / 100 * reached[-1]))


def _parting(counts: NDArray[np.float64]) -> float:
    """The value that parts the counted ones in two best (Otsu)."""
    values = np.arange(len(counts))
    below, sums = np.cumsum(counts), np.cumsum(counts * values)
    above = below[-1] - below
    apart = sums / np.maximum(below, 1) - (sums[-1] - sums) / np.maximum(above, 1)
    return float(np.argmax(below * above * apart * apart))
