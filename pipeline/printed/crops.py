"""A printed cell → the strip that a recogniser reads: cut from the page as it is shown, on white."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from pipeline.document import Box, Picture
from pipeline.layout.strips import LETTER_GAP, LETTER_PIXELS, LONE_LETTER, MARK, WIDE_GAP, WORD_GAP, Strip

MARGIN = 0.1
"""What a strip shows beyond the cell's ink, in its heights."""
FAINT = 0.5
"""Share of the strongest contrast that the red channel must show: else what is printed is red itself."""
FAINTEST = 26
"""Contrast to the paper (of 255) under which nothing counts as ink."""
RELATIVE_STRENGTH = 0.36
"""Share of the strongest ink that a pixel must reach."""
WHITENED = 0.15
"""Share of the least contrast that is painted white."""

Run = tuple[int, int]
"""Columns of pixels: from, to before."""
Levels = tuple[float, float, float]
"""Tones (0 to 255): the darkest, the usual, the lightest."""


def strip_of(inks: Sequence[Box], picture: Picture) -> Strip | None:
    """The strip of a cell whose words stand in `inks`; nothing where the picture has no pixel of it.

    Seals in vermilion fade, white letters on a dark ground turn black on white, wide gaps are squeezed.
    """
    page_height, page_width = picture.shape[:2]
    box = Box.around(inks)
    margin = MARGIN * box.height
    left, top, right, bottom = box.grown(margin * page_height / page_width, margin).pixels(page_width, page_height)
    height = bottom - top
    if height < 3 or right - left < 3:
        return None
    clean = _clean(picture[top:bottom, left:right])
    runs = _runs(inks, page_width, left, right, height)
    crop, edges = _joined(clean, runs, height)
    return Strip(
        Box(left / page_width, top / page_height, right / page_width, bottom / page_height),
        crop,
        tuple(edge * crop.shape[1] / edges[-1] for edge in edges),
        tuple((left + edge) / page_width for run in runs for edge in run),
    )


def _runs(inks: Sequence[Box], width: int, left: int, right: int, height: int) -> list[Run]:
    """Stretches of ink within a cell, parted where the gap is wider than a word space."""
    pad = max(round(MARGIN * height / 2), 1)
    runs: list[Run] = []
    for ink in sorted(inks, key=lambda one: one.left):
        start = min(max(int(ink.left * width) - left - pad, 0), right - left - 1)
        end = max(min(round(ink.right * width + 0.5) - left + pad, right - left), start + 1)
        if runs and start - runs[-1][1] <= WIDE_GAP * height:
            runs[-1] = (runs[-1][0], max(runs[-1][1], end))
        else:
            runs.append((start, end))
    return runs


def _joined(clean: Picture, runs: Sequence[Run], height: int) -> tuple[Picture, list[int]]:
    """The runs side by side at the height that lines are read at; where each begins and ends, before that."""
    pieces, edges = [clean[:, runs[0][0] : runs[0][1]]], [0, runs[0][1] - runs[0][0]]
    for at in range(1, len(runs)):
        gap = _squeezed(runs[at - 1], runs[at], height)
        pieces += [np.full((height, gap), 255, dtype=np.uint8), clean[:, runs[at][0] : runs[at][1]]]
        edges += [edges[-1] + gap, edges[-1] + gap + runs[at][1] - runs[at][0]]
    line, factor = np.concatenate(pieces, axis=1), LETTER_PIXELS / height
    if 0.9 < factor < 1.1:
        return line, edges
    size = (max(round(line.shape[1] * factor), 1), LETTER_PIXELS)
    method = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(line, size, interpolation=method), dtype=np.uint8), edges


def _squeezed(before: Run, after: Run, height: int) -> int:
    """The gap that two runs get, in pixels: letters set wide become a word again."""
    widths = sorted((before[1] - before[0], after[1] - after[0]))
    lone = MARK * height < widths[0] and widths[1] <= LONE_LETTER * height
    return max(min(round((LETTER_GAP if lone else WORD_GAP) * height), after[0] - before[1]), 1)


def _clean(part: Picture) -> Picture:
    """A part of a page in grey, dark on white, the paper even."""
    grey, levels = _legible(part)
    low, paper, high = levels
    if paper - low < high - paper:
        grey, low, paper = 255 - grey, 255 - high, 255 - paper
    strength = 255 * (1 - low / max(paper, 1.0))
    white = 255 - WHITENED * max(FAINTEST, RELATIVE_STRENGTH * strength)
    return np.asarray(cv2.convertScaleAbs(grey, alpha=255.0 / max(paper, 8.0) * 255.0 / white), dtype=np.uint8)


def _legible(part: Picture) -> tuple[Picture, Levels]:
    """The red channel, in which seals fade; the darkest of all where what is printed would fade too."""
    red, green, blue = cv2.split(part)
    plain, all_inks = _levels(red), _levels(green)
    if plain[2] - plain[0] > FAINT * (all_inks[2] - all_inks[0]):
        return red, plain
    darkest = cv2.min(red, cv2.min(green, blue))
    return darkest, _levels(darkest)


def _levels(grey: Picture) -> Levels:
    """The darkest, the usual and the lightest tone, but for a hundredth of the pixels."""
    counts = np.cumsum(cv2.calcHist([grey], [0], None, [256], [0, 256]))
    low, middle, high = np.searchsorted(counts, counts[-1] * np.array((0.01, 0.5, 0.99))).tolist()
    return float(low), float(middle), float(high)
