"""Line → strip: its crop with wide gaps squeezed and letters brought to one height, as a recogniser reads it best."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.document import Box, Picture
from pipeline.layout.blobs import Blobs, extent
from pipeline.layout.ink import Ink
from pipeline.layout.rules import Mask

WIDE_GAP = 0.42
"""A gap that is squeezed, in letter heights: wider than a word space."""
WORD_GAP = 0.5
"""What a wide gap between words becomes in a crop, in letter heights."""
LETTER_GAP = 0.12
"""What a wide gap between two lone letters becomes: `입   사   일` is one word."""
LONE_LETTER = 1.3
"""Widest run of ink that may be one letter, in letter heights."""
SOLID, SQUARE = 0.8, 0.88
"""Shares of its box that a disc, and a square, fill at least."""
MARK = 0.4
"""Widest run of ink that is a colon and no letter, in letter heights."""
PAD = 0.07
"""What a crop shows above and below its ink, in heights of the line."""
LETTER_PIXELS = 34
"""Height that lines are brought to for recognition."""


RING = "○"
RING_GAP = 0.33
"""Gap behind a ring, in line heights, from which on it is a bullet: nearer to what follows it is part of a letter (이, C, 0)."""


@dataclass(frozen=True, slots=True)
class Strip:
    """One line: its box on the page, its crop, and where the crop's columns stand on the page.

    `crop_edges` and `page_edges` are the ends of the runs of ink: pixels in the crop, and fractions
    of the page's width; between them positions are interpolated.
    """

    box: Box
    crop: Picture
    crop_edges: tuple[float, ...]
    page_edges: tuple[float, ...]
    bullet: str = ""
    """The sign that begins the line and is left out of the crop (`○`, `●`, `■`), told by its shape."""

    def to_page(self, inside: Box) -> Box:
        """A box in fractions of the crop, as fractions of the page."""
        width = self.crop.shape[1]
        left, right = (
            float(np.interp(edge * width, self.crop_edges, self.page_edges)) for edge in (inside.left, inside.right)
        )
        top = self.box.top + inside.top * self.box.height
        return Box(left, top, right, self.box.top + inside.bottom * self.box.height)


def cut_strip(line: Blobs, ink: Ink) -> Strip:
    """Cuts the line out at full size, squeezes wide gaps, brings letters to one height."""
    page_width, page_height = ink.clean.size
    height = float(line[:, 3].max() - line[:, 1].min())
    pad = PAD * height
    top = max(int((line[:, 1].min() - pad) * ink.scale), 0)
    bottom = min(int((line[:, 3].max() + pad) * ink.scale) + 1, page_height)
    bullet, line = _without_bullet(line, ink.mask)
    runs = [
        (max(int((a - 2) * ink.scale), 0), min(int((b + 2) * ink.scale) + 1, page_width))
        for a, b in _runs(line, height)
    ]
    start = runs[0][0]
    whole = ink.clean.cut(start, top, runs[-1][1], bottom)
    pieces: list[Picture] = []
    crop_edges: list[float] = []
    position = 0
    for number, (left, right) in enumerate(runs):
        if number:
            gap = _squeezed(runs[number - 1], runs[number], height * ink.scale)
            pieces.append(np.full((bottom - top, gap), 255, dtype=np.uint8))
            position += gap
        pieces.append(whole[:, left - start : right - start])
        crop_edges += [position, position + right - left]
        position += right - left
    factor = LETTER_PIXELS / (bottom - top)
    crop = _resized(np.concatenate(pieces, axis=1), factor)
    return Strip(
        box=Box(runs[0][0] / page_width, top / page_height, runs[-1][1] / page_width, bottom / page_height),
        crop=crop,
        crop_edges=tuple(edge * crop.shape[1] / position for edge in crop_edges),
        page_edges=tuple(edge / page_width for run in runs for edge in run),
        bullet=bullet,
    )


def _without_bullet(line: Blobs, mask: Mask) -> tuple[str, Blobs]:
    """The sign of a bullet (`○ 상호`, `■ 고객정보`) that begins the line, if any, and the line without it.

    A recogniser takes it for a letter.
    """
    left, top, right, bottom = extent(line)
    height = bottom - top
    inked = np.flatnonzero((mask[top:bottom, left : min(left + 3 * height, right)] > 0).any(axis=0))
    gaps = np.flatnonzero(np.diff(inked) > max(0.12 * height, 2))
    if not len(gaps):
        return "", line
    end, rest = int(inked[gaps[0]]) + 1, left + int(inked[gaps[0] + 1])
    rows = np.flatnonzero((mask[top:bottom, left : left + end] > 0).any(axis=1))
    sign = _bullet(mask[top + rows[0] : top + rows[-1] + 1, left : left + end])
    if not sign or (sign == RING and rest - left - end < RING_GAP * height):
        return "", line
    kept = line[line[:, 2] > rest].copy()
    kept[:, 0] = np.maximum(kept[:, 0], rest)
    return sign, kept


def _bullet(mask: Mask) -> str:
    """The sign of a bullet, or nothing: about as wide as high, and either solid or a ring with nothing within."""
    height, width = mask.shape
    if min(height, width) < 6 or not 0.75 < width / height < 1.33:
        return ""
    rows, columns = np.nonzero(mask)
    if len(rows) > SOLID * height * width:
        return "■" if len(rows) > SQUARE * height * width else "●"
    down, across = (2 * rows + 1) / height - 1, (2 * columns + 1) / width - 1
    inside = float((np.hypot(down, across) < 0.68).mean())
    sectors = np.unique(np.floor(np.arctan2(down, across) / np.pi * 6))
    return RING if inside < 0.03 and len(sectors) >= 9 else ""


def _squeezed(before: tuple[int, int], after: tuple[int, int], height: float) -> int:
    """The gap that two runs get in a crop, in pixels: letters set wide become a word again."""
    widths = sorted((before[1] - before[0], after[1] - after[0]))
    lone = MARK * height < widths[0] and widths[1] <= LONE_LETTER * height
    share = LETTER_GAP if lone else WORD_GAP
    return max(min(round(share * height), after[0] - before[1]), 1)


def _runs(line: Blobs, height: float) -> list[tuple[int, int]]:
    """Horizontal stretches of ink, parted where the gap is wider than a word space."""
    runs: list[list[int]] = []
    for left, right in line[:, [0, 2]].tolist():
        if runs and left - runs[-1][1] <= WIDE_GAP * height:
            runs[-1][1] = max(runs[-1][1], right)
        else:
            runs.append([left, right])
    return [(left, right) for left, right in runs]


def _resized(crop: Picture, factor: float) -> Picture:
    if 0.9 < factor < 1.1:
        return crop
    method = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(crop, None, fx=factor, fy=factor, interpolation=method), dtype=np.uint8)
