"""What is ink on a page: seals, shading and background patterns fade, ruled lines are taken out."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.document import Picture

WORK_PIXELS = 2_200_000
"""Ink is found on a copy of about this many pixels (A4 at 150 dpi)."""
SMALLEST_SCALE = 0.5
"""Tiny pictures are enlarged at most twice."""
FAINTEST = 26
"""Contrast to the background (of 255) under which nothing counts as ink."""
RELATIVE_STRENGTH = 0.36
"""Share of the page's strongest ink that a pixel must reach: patterns and watermarks stay below."""

WHITENED = 0.6
"""Share of the least contrast that is painted white in the clean page."""

Mask = Picture
"""Height × width, 0 or 255."""


@dataclass(frozen=True, slots=True)
class Ink:
    """`mask` is ink without ruled lines, at work size; `uprights` the vertical rules there.

    `clean` is the page in grey at full size with an even white background and without rules or
    vermilion; `scale` leads from work size to full size.
    """

    mask: Mask
    uprights: Mask
    clean: Picture
    scale: float


def find_ink(picture: Picture) -> Ink:
    """Separates ink from everything else on an RGB page."""
    grey = np.ascontiguousarray(picture[:, :, 0])  # vermilion is bright in the red channel: seals vanish
    scale = max((grey.shape[0] * grey.shape[1] / WORK_PIXELS) ** 0.5, SMALLEST_SCALE)
    size = (max(round(grey.shape[1] / scale), 1), max(round(grey.shape[0] / scale), 1))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA if scale > 1 else cv2.INTER_CUBIC)
    dark = _dark_panels(small)
    small = _inverted(small, dark)
    background = _background(small)
    even = _flattened(small, background)
    least = _least_contrast(even)
    mask = np.asarray((even < 255 - least) * 255, dtype=np.uint8)
    across, uprights = _rules(mask)
    rules = cv2.bitwise_or(across, uprights)
    clean = _clean(_inverted(grey, _enlarged(dark, grey)), background, rules, white=255 - WHITENED * least)
    return Ink(cv2.subtract(mask, rules), uprights, clean, scale)


def _dark_panels(grey: Picture) -> Mask:
    """Filled panels darker than half the paper, as behind white text on a coloured header."""
    paper = float(np.percentile(grey[::4, ::4], 80))
    dark = np.asarray((grey < 0.6 * paper) * 255, dtype=np.uint8)
    side = max(grey.shape[1] // 60, 9)
    solid = cv2.morphologyEx(cv2.morphologyEx(dark, cv2.MORPH_CLOSE, _block(5, 5)), cv2.MORPH_OPEN, _block(side, side))
    panels = np.zeros_like(dark)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(solid)
    for index in range(1, min(count, 60)):
        left, top, width, height, area = stats[index]
        if area > 0.6 * width * height and width > 3 * side // 2 and height < grey.shape[0] // 3:
            panels[top : top + height, left : left + width][
                labels[top : top + height, left : left + width] == index
            ] = 255
    return panels


def _inverted(grey: Picture, panels: Mask) -> Picture:
    if not panels.any():
        return grey
    return np.where(panels > 0, 255 - grey, grey).astype(np.uint8)


def _background(grey: Picture) -> Picture:
    """The paper's brightness at every place: what stays when letters are closed over."""
    side = max(grey.shape[1] // 40, 15) | 1
    closed = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)))
    return cv2.blur(closed, (side, side))


def _flattened(grey: Picture, background: Picture) -> Picture:
    return cv2.divide(grey, cv2.max(background, np.full_like(background, 8)), scale=255)


def _least_contrast(even: Picture) -> float:
    """The contrast from which on a pixel is ink, by the strength of the page's own ink."""
    contrast = 255 - even
    strong = contrast[contrast > FAINTEST]
    strength = float(np.percentile(strong, 90)) if strong.size else 255.0
    return max(FAINTEST, RELATIVE_STRENGTH * strength)


def _rules(mask: Mask) -> tuple[Mask, Mask]:
    """Horizontal and vertical ruled lines: long, thin runs of ink."""
    length = max(mask.shape[1] // 28, 30)
    across = _thin_runs(cv2.dilate(mask, _block(1, 2)), length, 1, mask.shape[1])
    uprights = _thin_runs(cv2.dilate(mask, _block(2, 1)), 1, length, mask.shape[0])
    return cv2.bitwise_and(across, mask), cv2.bitwise_and(uprights, mask)


def _thin_runs(mask: Mask, width: int, height: int, extent: int) -> Mask:
    """Runs of at least that size, unless they are as thick as a letter's stroke and short."""
    runs = cv2.morphologyEx(mask, cv2.MORPH_OPEN, _block(width, height))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(runs)
    long_side = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    thickness = stats[:, cv2.CC_STAT_AREA] / np.maximum(long_side, 1)
    keep = (thickness <= extent / 190) & (long_side > 14 * thickness) | (long_side > extent / 5) & (
        thickness < extent / 90
    )
    keep[0] = False
    if count == 1 or not keep.any():
        return np.zeros_like(mask)
    found = np.asarray(keep[labels] * 255, dtype=np.uint8)
    return cv2.dilate(found, _block(3, 3))


def _clean(grey: Picture, background: Picture, rules: Mask, white: float) -> Picture:
    """The full-size page on white: everything from `white` on up, and where rules were."""
    size = (grey.shape[1], grey.shape[0])
    even = _flattened(grey, cv2.resize(background, size, interpolation=cv2.INTER_LINEAR))
    even = cv2.convertScaleAbs(even, alpha=255.0 / white)
    even[_enlarged(rules, grey) > 0] = 255
    return even


def _enlarged(mask: Mask, page: Picture) -> Mask:
    return cv2.resize(mask, (page.shape[1], page.shape[0]), interpolation=cv2.INTER_NEAREST)


def _block(width: int, height: int) -> Mask:
    return np.ones((height, width), dtype=np.uint8)
