"""Ink → text lines: boxes, and crops with wide gaps squeezed so that a recogniser reads them.

Letters are joined to blobs, blobs on one baseline to a line, across gaps of up to three letter
heights (labels are set wide: `상      호`), never across a vertical rule. The work is bounded
by the page: a patterned background cannot make more than `MOST_BLOBS` and `MOST_LINES`.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.document import Box, Picture
from pipeline.layout.ink import Ink, Mask

MOST_BLOBS = 1_500
MOST_LINES = 220
JOIN_GAP = 3.2
"""Widest gap within a line, in letter heights."""
MARK_GAP = 1.3
"""Widest gap between a letter and a mark much lower than it, in letter heights."""
WIDE_GAP = 0.42
"""A gap that is squeezed, in letter heights: wider than a word space."""
WORD_GAP = 0.5
"""What a wide gap between words becomes in a crop, in letter heights."""
LETTER_GAP = 0.12
"""What a wide gap between two lone letters becomes: `입   사   일` is one word."""
LONE_LETTER = 1.3
"""Widest run of ink that may be one letter, in letter heights."""
LETTER_PIXELS = 38
"""Height that lines are brought to for recognition."""

Blobs = NDArray[np.int32]
"""n × 4: left, top, right, bottom at work size."""


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

    def to_page(self, inside: Box) -> Box:
        """A box in fractions of the crop, as fractions of the page."""
        width = self.crop.shape[1]
        left, right = (
            float(np.interp(edge * width, self.crop_edges, self.page_edges)) for edge in (inside.left, inside.right)
        )
        top = self.box.top + inside.top * self.box.height
        return Box(left, top, right, self.box.top + inside.bottom * self.box.height)


def find_strips(ink: Ink) -> list[Strip]:
    """The lines of a page from top to bottom, left to right within a row."""
    blobs = _blobs(ink.mask)
    lines = [line for line in _interleaved_joined(_chains(blobs, ink.uprights)) if _is_text(line)]
    lines.sort(key=lambda line: -int((line[:, 2] - line[:, 0]).sum()))
    return [_strip(line, ink) for line in _reading_order(lines[:MOST_LINES])]


def letter_height(mask: Mask) -> float:
    """The usual height of a letter at work size, in pixels (8 to 80).

    Syllables consist of parts: they are closed by what the first guess says, and measured again.
    """
    height = 12.0
    for _ in range(3):
        kernel = np.ones((max(round(0.2 * height), 2), max(round(0.4 * height), 3)), dtype=np.uint8)
        height = _median_height(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, kernel), height)
    return height


def _median_height(mask: Mask, unless: float) -> float:
    """The median height of what hangs together, weighted by width; `unless` where there is nothing."""
    stats = cv2.connectedComponentsWithStats(mask)[2][1:]
    heights, widths = stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_WIDTH]
    letters = (heights >= 8) & (heights <= 80) & (widths >= 6)
    if not letters.any():
        return unless
    order = np.argsort(heights[letters])
    weight = np.cumsum(widths[letters][order])
    return float(heights[letters][order][np.searchsorted(weight, weight[-1] / 2)])


def _blobs(mask: Mask) -> Blobs:
    """Boxes around letters that nearly touch: words and parts of words, specks left out."""
    height = letter_height(mask)
    kernel = np.ones((max(round(0.16 * height), 1), max(round(0.45 * height), 3)), dtype=np.uint8)
    stats = cv2.connectedComponentsWithStats(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, kernel))[2][1:]
    widths, heights = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    keep = (stats[:, cv2.CC_STAT_AREA] >= 0.04 * height * height) & (heights <= 8 * height)
    keep &= (heights >= 0.3 * height) | (widths >= 0.15 * height)
    chosen = stats[keep]
    if len(chosen) > MOST_BLOBS:
        chosen = chosen[np.argsort(-chosen[:, cv2.CC_STAT_AREA])[:MOST_BLOBS]]
    ends = chosen[:, :2] + chosen[:, 2:4]
    boxes = np.concatenate([chosen[:, :2], ends], axis=1).astype(np.int32)
    return _split_tall(_merge_stacked(boxes), mask, height)


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
        edges = np.flatnonzero(np.diff(np.concatenate([[0], filled.astype(np.int8), [0]])))
        runs = [(a, b) for a, b in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True) if b - a > 0.4 * height]
        parts.extend((left, top + a, right, top + b) for a, b in runs)
    return np.array(parts, dtype=np.int32).reshape(-1, 4)


def _chains(boxes: Blobs, uprights: Mask) -> list[Blobs]:
    """Groups of boxes that stand on one baseline, each sorted from left to right."""
    boxes = boxes[np.argsort(boxes[:, 0])]
    parent = list(range(len(boxes)))
    for index in range(len(boxes)):
        follower = _follower(index, boxes, uprights)
        if follower is not None:
            parent[_root(parent, follower)] = _root(parent, index)
    groups: dict[int, list[int]] = {}
    for index in range(len(boxes)):
        groups.setdefault(_root(parent, index), []).append(index)
    return [boxes[members] for members in groups.values()]


def _interleaved_joined(lines: list[Blobs]) -> list[Blobs]:
    """Joins chains that run through each other on one row: they are one line."""
    waiting = sorted(lines, key=lambda line: int(line[:, 0].min()))
    found: list[Blobs] = []
    while waiting:
        line = waiting.pop(0)
        meets = next((index for index, other in enumerate(found) if _interleave(other, line)), None)
        if meets is None:
            found.append(line)
        else:
            joint = np.concatenate([found[meets], line])
            found[meets] = joint[np.argsort(joint[:, 0])]
    return found


def _interleave(one: Blobs, other: Blobs) -> bool:
    left, top, right, bottom = _extent(one)
    other_left, other_top, other_right, other_bottom = _extent(other)
    lower = min(bottom - top, other_bottom - other_top)
    shared = min(bottom, other_bottom) - max(top, other_top)
    across = min(right, other_right) - max(left, other_left)
    return shared > 0.6 * lower and across > 0.3 * lower


def _extent(line: Blobs) -> tuple[int, int, int, int]:
    return int(line[:, 0].min()), int(line[:, 1].min()), int(line[:, 2].max()), int(line[:, 3].max())


def _root(parent: list[int], index: int) -> int:
    while parent[index] != index:
        index = parent[index]
    return index


def _follower(index: int, boxes: Blobs, uprights: Mask) -> int | None:
    """The nearest box to the right that continues this one's line."""
    left, top, right, bottom = boxes[index].tolist()
    height = bottom - top
    heights = boxes[:, 3] - boxes[:, 1]
    shared = np.minimum(boxes[:, 3], bottom) - np.maximum(boxes[:, 1], top)
    taller = np.maximum(heights, height)
    gaps = boxes[:, 0] - right
    fits = (boxes[:, 0] > left) & (gaps < JOIN_GAP * taller) & (gaps > -0.5 * taller)
    lower = np.minimum(heights, height)
    is_mark = (taller > 2.2 * lower) & (gaps < MARK_GAP * taller)  # a hyphen, a row of asterisks, a full stop
    fits &= (shared > 0.55 * lower) & ((taller <= 2.2 * lower) | is_mark)
    fits[index] = False
    for candidate in np.flatnonzero(fits)[np.argsort(gaps[fits], kind="stable")][:2].tolist():
        if not _divided(boxes[index].tolist(), boxes[candidate].tolist(), uprights):
            return int(candidate)
        return None
    return None


def _divided(before: list[int], after: list[int], uprights: Mask) -> bool:
    """Whether a vertical rule stands between two boxes."""
    top, bottom = max(before[1], after[1]), min(before[3], after[3])
    left, right = before[2] - 2, after[0] + 2
    if right <= left or bottom <= top:
        return False
    return bool((uprights[top:bottom, max(left, 0) : right] > 0).mean(axis=0).max(initial=0) > 0.6)


def _is_text(line: Blobs) -> bool:
    """Not a lone speck: at least as wide as half a letter, and not a tall bar."""
    width, height = line[:, 2].max() - line[:, 0].min(), line[:, 3].max() - line[:, 1].min()
    return bool(height >= 7 and width >= 0.25 * height and width >= 4)


def _reading_order(lines: list[Blobs]) -> list[Blobs]:
    """By rows from top to bottom; a row is what overlaps the row's first line by half."""
    waiting = sorted(lines, key=lambda line: (int(line[:, 1].min()), int(line[:, 0].min())))
    ordered: list[Blobs] = []
    while waiting:
        top, bottom = int(waiting[0][:, 1].min()), int(waiting[0][:, 3].max())
        row = [line for line in waiting if top <= (int(line[:, 1].min()) + int(line[:, 3].max())) / 2 < bottom]
        row = row or waiting[:1]
        ordered.extend(sorted(row, key=lambda line: int(line[:, 0].min())))
        taken = {id(line) for line in row}
        waiting = [line for line in waiting if id(line) not in taken]
    return ordered


def _strip(line: Blobs, ink: Ink) -> Strip:
    """Cuts the line out at full size, squeezes wide gaps, brings letters to one height."""
    page_height, page_width = ink.clean.shape
    height = float(line[:, 3].max() - line[:, 1].min())
    pad = 0.10 * height
    top = max(int((line[:, 1].min() - pad) * ink.scale), 0)
    bottom = min(int((line[:, 3].max() + pad) * ink.scale) + 1, page_height)
    runs = [
        (max(int((a - 2) * ink.scale), 0), min(int((b + 2) * ink.scale) + 1, page_width))
        for a, b in _runs(line, height)
    ]
    pieces: list[Picture] = []
    crop_edges: list[float] = []
    position = 0
    for number, (left, right) in enumerate(runs):
        if number:
            gap = _squeezed(runs[number - 1], runs[number], height * ink.scale)
            pieces.append(np.full((bottom - top, gap), 255, dtype=np.uint8))
            position += gap
        pieces.append(ink.clean[top:bottom, left:right])
        crop_edges += [position, position + right - left]
        position += right - left
    factor = LETTER_PIXELS / (bottom - top)
    crop = _resized(np.concatenate(pieces, axis=1), factor)
    return Strip(
        box=Box(runs[0][0] / page_width, top / page_height, runs[-1][1] / page_width, bottom / page_height),
        crop=crop,
        crop_edges=tuple(edge * crop.shape[1] / position for edge in crop_edges),
        page_edges=tuple(edge / page_width for run in runs for edge in run),
    )


def _squeezed(before: tuple[int, int], after: tuple[int, int], height: float) -> int:
    """The gap that two runs get in a crop, in pixels: letters set wide become a word again."""
    lone = max(before[1] - before[0], after[1] - after[0]) <= LONE_LETTER * height
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
