"""Blobs → lines: what stands on one baseline, joined across gaps of up to three letter heights, never across a rule."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.layout.blobs import Blobs, extent
from pipeline.layout.rules import Mask

JOIN_GAP = 3.2
"""Widest gap within a line, in letter heights."""
LONE_GAP = 6.5
"""Widest gap between two lone letters of a label that is set very wide (`대      표      자`)."""
LONE_LETTER = 1.25
"""Widest box that may be one letter, in its heights."""
MOST_TALLER, TALLER_THAN_PARTS = 2.2, 3.0
"""How much taller one part of a line may be than the next, and a line than lower parts of its letters that stand apart.

Beyond, it is a seal's.
"""
MARK_GAP = 1.3
"""Widest gap between a letter and a mark much lower than it, in letter heights."""


def find_chains(boxes: Blobs, uprights: Mask, usual: float) -> list[Blobs]:
    """The lines that the boxes make, `usual` being the usual height of a letter."""
    return [line for line in _interleaved_joined(_chains(boxes, uprights, usual)) if _is_text(line)]


def _chains(boxes: Blobs, uprights: Mask, usual: float) -> list[Blobs]:
    """Groups of boxes that stand on one baseline, each sorted from left to right."""
    boxes = boxes[np.argsort(boxes[:, 0])]
    parent = list(range(len(boxes)))
    for index in range(len(boxes)):
        follower = _follower(index, boxes, uprights, usual)
        if follower is not None:
            parent[_root(parent, follower)] = _root(parent, index)
    groups: dict[int, list[int]] = {}
    for index in range(len(boxes)):
        groups.setdefault(_root(parent, index), []).append(index)
    return [boxes[members] for members in groups.values()]


def _interleaved_joined(lines: list[Blobs]) -> list[Blobs]:
    """Joins chains that run through each other on one row: they are one line."""
    found: list[Blobs] = []
    extents = np.empty((len(lines), 4), dtype=np.int32)
    for line in sorted(lines, key=lambda line: int(line[:, 0].min())):
        meets = np.flatnonzero(_interleaving(extents[: len(found)], extent(line)))
        if not len(meets):
            extents[len(found)] = extent(line)
            found.append(line)
            continue
        home = int(meets[0])
        joint = np.concatenate([found[home], line])
        found[home] = joint[np.argsort(joint[:, 0])]
        extents[home] = extent(joint)
    return found


def _interleaving(extents: Blobs, line: tuple[int, int, int, int]) -> NDArray[np.bool_]:
    """Which lines, of those extents, run through another one."""
    left, top, right, bottom = line
    heights = extents[:, 3] - extents[:, 1]
    lower, taller = np.minimum(heights, bottom - top), np.maximum(heights, bottom - top)
    shared = np.minimum(extents[:, 3], bottom) - np.maximum(extents[:, 1], top)
    across = np.minimum(extents[:, 2], right) - np.maximum(extents[:, 0], left)
    return np.asarray((shared > 0.6 * lower) & (across > 0.3 * lower) & (taller <= TALLER_THAN_PARTS * lower))


def _root(parent: list[int], index: int) -> int:
    while parent[index] != index:
        index = parent[index]
    return index


def _follower(index: int, boxes: Blobs, uprights: Mask, usual: float) -> int | None:
    """The nearest box to the right that continues this one's line."""
    left, top, right, bottom = boxes[index].tolist()
    height = bottom - top
    heights = boxes[:, 3] - boxes[:, 1]
    shared = np.minimum(boxes[:, 3], bottom) - np.maximum(boxes[:, 1], top)
    taller = np.maximum(heights, height)
    gaps = boxes[:, 0] - right
    lone = np.maximum(boxes[:, 2] - boxes[:, 0], right - left) <= LONE_LETTER * taller
    fits = (boxes[:, 0] > left) & (gaps < np.where(lone, LONE_GAP, JOIN_GAP) * taller) & (gaps > -0.5 * taller)
    lower = np.minimum(heights, height)
    is_mark = (lower < 0.6 * usual) & (gaps < MARK_GAP * taller)  # a hyphen, a row of asterisks, a full stop
    fits &= (shared > 0.55 * lower) & ((taller <= MOST_TALLER * lower) | is_mark)
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


def reading_order(lines: list[Blobs]) -> list[Blobs]:
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
