"""What is ink on a page: seals, shading and background patterns fade, ruled lines are taken out."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.document import Picture

WORK_PIXELS = 2_200_000
"""Ink is found on a copy of about this many pixels (A4 at 150 dpi)."""
SMALLEST_SCALE = 0.5
"""Tiny pictures are enlarged at most twice."""
LEAST_REDNESS = 18
"""By how much red must outshine green and blue to be a colour and not a camera's tint."""
SURE_REDNESS = 50
"""By how much it does in a seal's ink."""
LEAST_RED = 200
"""Pixels of it that a page must have."""
FAINTEST = 26
"""Contrast to the background (of 255) under which nothing counts as ink."""
RELATIVE_STRENGTH = 0.36
"""Share of the page's strongest ink that a pixel must reach: patterns and watermarks stay below."""

LEAST_PANEL = 5
"""Width from which a dark area is a panel, in sixtieths of the page: bold letters are narrower."""
WHITENED = 0.15
"""Share of the least contrast that is painted white in the clean page."""
MOST_INK = 0.2
"""Share of a page that writing, rules and shaded cells cover at most."""

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
    grey = _without_vermilion(picture)
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
    clean = _clean(_inverted(grey, dark), background, rules, white=255 - WHITENED * least)
    return Ink(cv2.subtract(mask, rules), uprights, clean, scale)


def _without_vermilion(picture: Picture) -> Picture:
    """The red channel, where vermilion is bright; a darker seal is brightened by what its own ink lacks to white.

    Black ink beneath a seal stays as much darker than the seal as it was.
    """
    red, green, blue = cv2.split(picture)
    redness = cv2.subtract(red, cv2.max(green, blue))
    if np.count_nonzero(redness > SURE_REDNESS) < LEAST_RED:
        return red
    inked = red[redness > SURE_REDNESS]
    gain = max(250.0 / float(np.percentile(inked, 60)), 1.0)
    share = np.clip((redness.astype(np.float32) - LEAST_REDNESS) / (SURE_REDNESS - LEAST_REDNESS), 0, 1)
    return np.clip(red * (1 + share * (gain - 1)), 0, 255).astype(np.uint8)


def red_ink(picture: Picture) -> Picture | None:
    """The page's red ink in black on white (RGB), or nothing where there is none: what `find_ink` lets vanish."""
    red, green, blue = cv2.split(picture)
    redness = cv2.subtract(red, cv2.max(green, blue))
    if np.count_nonzero(redness > SURE_REDNESS) < LEAST_RED:
        return None
    return cv2.cvtColor(255 - cv2.convertScaleAbs(redness, alpha=2.0), cv2.COLOR_GRAY2RGB)


def _dark_panels(grey: Picture) -> Mask:
    """Filled panels darker than half the paper, as behind white text on a coloured header."""
    paper = float(np.percentile(grey[::4, ::4], 80))
    dark = np.asarray((grey < 0.6 * paper) * 255, dtype=np.uint8)
    side = max(grey.shape[1] // 60, 9)
    solid = cv2.morphologyEx(cv2.morphologyEx(dark, cv2.MORPH_CLOSE, _block(5, 5)), cv2.MORPH_OPEN, _block(side, side))
    panels = np.zeros_like(dark)
    contours, _ = cv2.findContours(solid, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for contour in sorted(contours, key=cv2.contourArea, reverse=True)[:60]:
        _, _, width, height = cv2.boundingRect(contour)
        if (
            cv2.contourArea(contour) > 0.6 * width * height
            and width > LEAST_PANEL * side
            and height < grey.shape[0] // 3
        ):
            cv2.drawContours(panels, [contour], -1, (255,), thickness=cv2.FILLED)
    return panels


def _inverted(grey: Picture, panels: Mask) -> Picture:
    if not panels.any():
        return grey
    return np.where(_enlarged(panels, grey) > 0, 255 - grey, grey).astype(np.uint8)


def _background(grey: Picture) -> Picture:
    """The paper's brightness at every place: what stays when even bold titles are closed over."""
    size = (max(grey.shape[1] // 4, 1), max(grey.shape[0] // 4, 1))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    side = max(small.shape[1] // 14, 9) | 1
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)))
    return cv2.resize(cv2.blur(closed, (side, side)), (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)


def _flattened(grey: Picture, background: Picture) -> Picture:
    return cv2.divide(grey, cv2.max(background, np.full_like(background, 8)), scale=255)


def _least_contrast(even: Picture) -> float:
    """The contrast from which on a pixel is ink, by the strength of the page's own ink.

    Where more of the page stands out than writing covers, most of it is a pattern: the stronger of the two is ink.
    """
    contrast = 255 - even
    strong = contrast[contrast > FAINTEST]
    strength = float(np.percentile(strong, 90)) if strong.size else 255.0
    least = max(FAINTEST, RELATIVE_STRENGTH * strength)
    if strong.size < MOST_INK * contrast.size:
        return least
    parting, _ = cv2.threshold(strong.reshape(-1, 1), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return max(least, float(parting))


def _rules(mask: Mask) -> tuple[Mask, Mask]:
    """Horizontal and vertical ruled lines: long, thin runs of ink.

    A run shorter than a title's widest stroke is a rule only where it meets a longer one.
    """
    least, sure = max(mask.shape[1] // 32, 24), max(mask.shape[1] // 12, 60)
    across = _thin_runs(cv2.dilate(mask, _block(1, 2)), least, 1)
    uprights = _thin_runs(cv2.dilate(mask, _block(2, 1)), 1, least)
    sure_across, sure_uprights = across.longer_than(sure), uprights.longer_than(sure)
    across_mask = across.where(sure_across | across.touching(sure_uprights, uprights))
    uprights_mask = uprights.where(sure_uprights | uprights.touching(sure_across, across))
    return cv2.bitwise_and(across_mask, mask), cv2.bitwise_and(uprights_mask, mask)


@dataclass(frozen=True, slots=True)
class _Runs:
    """Long runs of ink in one direction: a label for every pixel, and each run's length (0 for no run)."""

    labels: NDArray[np.int32]
    lengths: NDArray[np.float64]

    def longer_than(self, least: float) -> NDArray[np.bool_]:
        return self.lengths > least

    def where(self, keep: NDArray[np.bool_]) -> Mask:
        kept = keep & (self.lengths > 0)
        if not kept.any():
            return np.zeros(self.labels.shape, dtype=np.uint8)
        return cv2.dilate(np.asarray(kept * 255, dtype=np.uint8)[self.labels], _block(3, 3))

    def touching(self, keep: NDArray[np.bool_], others: _Runs) -> NDArray[np.bool_]:
        """Which of these runs meet one of the kept others."""
        found = np.zeros(len(self.lengths), dtype=np.bool_)
        if not (keep & (others.lengths > 0)).any():
            return found
        near = cv2.dilate(others.where(keep), _block(5, 5)) > 0
        found[np.unique(self.labels[near])] = True
        return found


def _thin_runs(mask: Mask, width: int, height: int) -> _Runs:
    """Runs of at least that size that are thin for their length."""
    runs = cv2.morphologyEx(mask, cv2.MORPH_OPEN, _block(width, height))
    if not runs.any():
        return _Runs(np.zeros(mask.shape, dtype=np.int32), np.zeros(1))
    _, found, stats, _ = cv2.connectedComponentsWithStats(runs)
    lengths = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]).astype(np.float64)
    thickness = stats[:, cv2.CC_STAT_AREA] / np.maximum(lengths, 1)
    lengths[thickness > np.minimum(lengths / 9, mask.shape[1] / 90)] = 0
    lengths[0] = 0
    return _Runs(np.asarray(found, dtype=np.int32), lengths)


def _clean(grey: Picture, background: Picture, rules: Mask, white: float) -> Picture:
    """The full-size page on white: everything from `white` on up, and where rules were."""
    size = (grey.shape[1], grey.shape[0])
    even = _flattened(grey, cv2.resize(background, size, interpolation=cv2.INTER_LINEAR))
    even = cv2.convertScaleAbs(even, alpha=255.0 / white)
    if rules.any():
        even[_enlarged(rules, grey) > 0] = 255
    return even


def _enlarged(mask: Mask, page: Picture) -> Mask:
    return cv2.resize(mask, (page.shape[1], page.shape[0]), interpolation=cv2.INTER_NEAREST)


def _block(width: int, height: int) -> Mask:
    return np.ones((height, width), dtype=np.uint8)
