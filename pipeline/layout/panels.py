"""Dark panels with light writing, as coloured headers of tables have it: they are inverted before ink is told."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.document import Picture
from pipeline.layout.rules import Mask, block

LEAST_PANEL = 5
"""Width from which a dark area is a panel, in sixtieths of the page: bold letters are narrower."""
MOST_PANELS = 60
DARK = 0.6
"""Of the paper's brightness: a panel is darker."""
LEAST_CONTRAST = 26
"""Contrast (of 255) to a panel from which on something is writing on it."""


def find_panels(grey: Picture) -> Mask | None:
    """The panels of a page at work size, or nothing where it has none."""
    panels = _dark_panels(grey)
    return None if panels is None else _with_light_writing(panels, grey)


def _dark_panels(grey: Picture) -> Mask | None:
    """Filled panels darker than half the paper."""
    paper = float(np.percentile(grey[::4, ::4], 80))
    dark = cv2.threshold(grey, np.ceil(DARK * paper) - 1, 255, cv2.THRESH_BINARY_INV)[1]
    side = max(grey.shape[1] // 60, 9)
    closed = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, block(5, 5))
    if not _solid_anywhere(closed, side):
        return None
    solid = cv2.morphologyEx(closed, cv2.MORPH_OPEN, block(side, side))
    panels = np.zeros_like(dark)
    contours, _ = cv2.findContours(solid, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for contour in sorted(contours, key=cv2.contourArea, reverse=True)[:MOST_PANELS]:
        _, _, width, height = cv2.boundingRect(contour)
        filled = cv2.contourArea(contour) > 0.6 * width * height
        if filled and width > LEAST_PANEL * side and height < grey.shape[0] // 3:
            cv2.drawContours(panels, [contour], -1, (255,), thickness=cv2.FILLED)
    return panels if panels.any() else None


def _solid_anywhere(mask: Mask, side: int) -> bool:
    """Whether there may be a filled square of that side: it holds a filled one of half the side wherever a grid lies."""
    grain = (side + 1) // 2
    height, width = mask.shape[0] // grain, mask.shape[1] // grain
    if not height or not width:
        return True
    grains = cv2.resize(mask[: height * grain, : width * grain], (width, height), interpolation=cv2.INTER_AREA)
    return bool((grains == 255).any())


def _with_light_writing(panels: Mask, grey: Picture) -> Mask | None:
    """The panels in which the writing is lighter than what is around it: a shadow over dark writing is none."""
    left, top, width, height = cv2.boundingRect(panels)
    part = (slice(top, top + height), slice(left, left + width))
    ground = cv2.medianBlur(grey[part], 2 * max(grey.shape[1] // 60, 9) + 1)
    inside = cv2.erode(panels, block(7, 7))[part] > 0
    count, labels = cv2.connectedComponents(panels)
    lighter, darker = (
        np.bincount(labels[part][inside & (strokes > LEAST_CONTRAST)], minlength=count)
        for strokes in (cv2.subtract(grey[part], ground), cv2.subtract(ground, grey[part]))
    )
    light = lighter >= darker
    light[0] = False
    return np.asarray(light * 255, dtype=np.uint8)[labels] if light.any() else None
