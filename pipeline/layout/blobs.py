"""Ink → blobs: boxes around letters that nearly touch, and the height of a letter.

The work is bounded by the page: a pattern cannot make more than `MOST_BLOBS`.
"""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.layout.parts import Parts, find_parts
from pipeline.layout.rules import Mask, block

MOST_BLOBS = 1_500
LEAST_BLOB = 0.04
"""Least area of a letter, in its height squared."""
MOST_OUTSIDE = 0.1
"""Share of ink that the beginning of a line beneath a seal may have above and below its row: a large title has more."""
WIDEST_KERNEL = 40
"""Larger than any kernel that gaps between letters are closed with, in pixels at work size."""

LARGE, LARGEST = 2.2, 5.0
"""Sides from which a solid box is looked at twice, and height up to which it may be letters of a title, in letter heights."""
SEVERAL_ROWS = 2.2
"""Height from which a box may hold several lines, in letter heights."""
ROWS_BEGIN = 1.5
"""Width in which rows must show, in letter heights."""
ROW, ROWS_APART = (0.55, 1.6), 0.35
"""Least and greatest height of a row, and least gap between two, in letter heights."""
SOLID = 0.7
"""Share of its box that a solid part fills at least."""
BOLD = 0.72
"""Share of its box that a bold letter's ink stays below; closed gaps make it look solid."""

Blobs = NDArray[np.int32]
"""n × 4: left, top, right, bottom at work size."""


def letter_height(mask: Mask) -> float:
    """The usual height of a letter at work size, in pixels (8 to 80).

    Syllables consist of parts: they are closed by what the first guess says, and measured again.
    """
    height = 12.0
    mask, _, _ = inked(mask)
    size = (0, 0)
    for _ in range(3):
        before, size = size, (max(round(0.4 * height), 3), max(round(0.2 * height), 2))
        if size == before:
            break
        height = _median_height(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, block(*size)), height)
    return height


def inked(mask: Mask) -> tuple[Mask, int, int]:
    """The part of a mask that holds all its ink, and its left and top: a nearly empty page is looked through in no time.

    It is so much larger than the ink that closing gaps gives what it gives on the whole mask.
    """
    left, top, width, height = cv2.boundingRect(mask)
    right, bottom = left + width + WIDEST_KERNEL, top + height + WIDEST_KERNEL
    left, top = max(left - WIDEST_KERNEL, 0), max(top - WIDEST_KERNEL, 0)
    return mask[top:bottom, left:right], left, top


def _median_height(mask: Mask, unless: float) -> float:
    """The median height of what hangs together, weighted by width; `unless` where there is nothing."""
    widths, heights = find_parts(mask).boxes[:, 2:].T
    letters = (heights >= 8) & (heights <= 80) & (widths >= 6)
    if not letters.any():
        return unless
    order = np.argsort(heights[letters])
    weight = np.cumsum(widths[letters][order])
    return float(heights[letters][order][np.searchsorted(weight, weight[-1] / 2)])


def find_blobs(mask: Mask, height: float) -> Blobs:
    """Boxes around letters that nearly touch: words and parts of words, specks left out."""
    kernel = block(max(round(0.45 * height), 3), max(round(0.16 * height), 1))
    part, left, top = inked(mask)
    closed = cv2.morphologyEx(part, cv2.MORPH_CLOSE, kernel)
    boxes = _letters(find_parts(closed), closed, part, height)
    boxes[:, 2:] += boxes[:, :2]
    boxes += (left, top, left, top)
    freed = _freed_of_seals(boxes, mask, height)
    return _clip_seals(_split_tall(_merge_stacked(freed), mask, height), mask, height)


def _letters(parts: Parts, closed: Mask, mask: Mask, height: float) -> Blobs:
    """Of what hangs together in a closed mask, the boxes (left, top, width, height) of what may be letters.

    The largest, where there are too many.
    """
    widths, heights = parts.boxes[:, 2:].T
    keep = (widths * heights >= LEAST_BLOB * height * height) & (heights <= 8 * height)
    keep &= (heights >= 0.3 * height) | (widths >= 0.15 * height)
    parts = parts.chosen(keep)
    areas = parts.areas()
    boxes = parts.boxes[np.argsort(-areas)[: min(np.count_nonzero(areas >= LEAST_BLOB * height * height), MOST_BLOBS)]]
    return boxes[[_may_be_letters(box, closed, mask, height) for box in boxes]]


def _may_be_letters(box: NDArray[np.int32], closed: Mask, mask: Mask, height: float) -> bool:
    """Whether a part is no photograph, logo or black area: those are large and solid.

    So are a title's bold letters, one or several that touch, once their gaps are closed, but not before.
    """
    left, top, wide, tall = box.tolist()
    place = (slice(top, top + tall), slice(left, left + wide))
    if min(wide, tall) <= LARGE * height or cv2.countNonZero(closed[place]) <= SOLID * wide * tall:
        return True
    return bool(cv2.countNonZero(mask[place]) < BOLD * wide * tall and tall < LARGEST * height)


def _freed_of_seals(boxes: Blobs, mask: Mask, height: float) -> Blobs:
    """Cuts a box of several lines that a seal over their ends holds together to the rows that its left part shows."""
    parts: list[tuple[int, int, int, int]] = []
    for left, top, right, bottom in boxes.tolist():
        tall = bottom - top > SEVERAL_ROWS * height and right - left > bottom - top
        rows = _rows(mask[top:bottom, left:right], height) if tall else []
        parts.extend((left, top + low, right, top + high) for low, high in rows or [(0, bottom - top)])
    return np.array(parts, dtype=np.int32).reshape(-1, 4)


def _rows(mask: Mask, height: float) -> list[tuple[int, int]]:
    """Tops and bottoms of the rows of letters that a box begins with, where there are several; else nothing.

    The widest beginning counts in which all ink stands in rows of a letter's height, well apart: strokes of one large letter do not.
    """
    begun = np.maximum.accumulate(mask > 0, axis=1)
    found: list[tuple[int, int]] = []
    for width in range(round(ROWS_BEGIN * height), mask.shape[1], max(round(height / 2), 1)):
        runs = _stretches(begun[:, width])
        if not all(ROW[0] * height <= high - low <= ROW[1] * height for low, high in runs):
            break
        if len(runs) > 1 and all(after[0] - before[1] >= ROWS_APART * height for before, after in pairwise(runs)):
            found = runs
    return found


def _stretches(filled: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Where runs of true begin and end."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], filled.astype(np.int8), [0]])))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _merge_stacked(boxes: Blobs) -> Blobs:
    """Joins a box to the one that it lies within (a letter's part above or inside another)."""
    order = np.argsort(-(boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1]))
    kept: list[NDArray[np.int32]] = []
    for box in boxes[order]:
        if kept:
            others = np.array(kept)
            wide = np.minimum(others[:, 2], box[2]) - np.maximum(others[:, 0], box[0])
            tall = np.minimum(others[:, 3], box[3]) - np.maximum(others[:, 1], box[1])
            inside = (wide > 0.8 * (box[2] - box[0])) & (tall > 0.8 * (box[3] - box[1]))
            if inside.any():
                continue
        kept.append(box)
    return np.array(kept, dtype=np.int32).reshape(-1, 4)


def _split_tall(boxes: Blobs, mask: Mask, height: float) -> Blobs:
    """Cuts a box of two or more touching lines at its empty or nearly empty rows."""
    parts: list[tuple[int, int, int, int]] = []
    for left, top, right, bottom in boxes.tolist():
        if bottom - top <= 1.7 * height or right - left < 3 * (bottom - top):
            parts.append((left, top, right, bottom))
            continue
        profile = (mask[top:bottom, left:right] > 0).mean(axis=1)
        filled = profile > 0.15 * profile.max(initial=0)
        runs = [(a, b) for a, b in _stretches(filled) if b - a > 0.4 * height]
        parts.extend((left, top + a, right, top + b) for a, b in runs)
    return np.array(parts, dtype=np.int32).reshape(-1, 4)


def _clip_seals(boxes: Blobs, mask: Mask, height: float) -> Blobs:
    """Cuts a box of letters with a seal over their end to the row that its left edge shows."""
    found = boxes.copy()
    for box in found:
        left, top, right, bottom = box.tolist()
        if bottom - top < 1.9 * height or right - left < 1.5 * height:
            continue
        begin = mask[top:bottom, left : left + max(round(0.4 * (right - left)), round(0.9 * height))]
        inked = np.flatnonzero((begin[:, : round(0.9 * height)] > 0).any(axis=1))
        if not len(inked):  # the letters at its left edge stand in another part of a box that was split
            continue
        low, high = int(inked[0]), int(inked[-1]) + 1
        outside = 1 - np.count_nonzero(begin[low:high]) / np.count_nonzero(begin)
        if 0.5 * height < high - low < min(1.7 * height, 0.62 * (bottom - top)) and outside < MOST_OUTSIDE:
            box[1], box[3] = top + low, top + high
    return found


def extent(line: Blobs) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of all boxes of a line."""
    return int(line[:, 0].min()), int(line[:, 1].min()), int(line[:, 2].max()), int(line[:, 3].max())
