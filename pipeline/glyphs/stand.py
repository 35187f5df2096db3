"""A row of print brought to one size: its first six digits, their ink and paper, and where the last seven places begin."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pipeline.document import Picture
from pipeline.glyphs.anchor import Anchor, anchor
from pipeline.glyphs.bars import solid_bars
from pipeline.glyphs.ink import (
    UNIT,
    Mask,
    below,
    components,
    grey_of,
    limit_of,
    merged,
    own_ink,
    pieces,
    scaled,
    without_frames,
    without_lines,
)


class Stand(NamedTuple):
    """A row at the unit height (`factor` times as large), its first six digits, their paper and ink, and where the rest begins."""

    grey: Picture
    factor: float
    head: Picture
    paper: float
    dark: float
    limit: float
    place: Anchor


def stand(row: Picture, cut: float, first: float) -> Stand | None:
    """The row as it is looked at; `None` where no digit is seen before the cut."""
    digit_height = _digit_height(row[:, max(int(first), 0) :], cut - first)
    if digit_height < 4:
        return None
    factor = UNIT / digit_height
    grey = scaled(grey_of(row), factor)
    head = grey[:, round(first * factor) : max(round(cut * factor), round(first * factor) + 4)]
    paper, dark = (float(value) for value in np.percentile(head, (90, 2)))
    limit = limit_of(paper, dark)
    place = _placed(below(grey, limit), first * factor, cut * factor)
    return Stand(grey, factor, head, paper, dark, limit, place)


def _placed(ink: Mask, first: float, cut: float) -> Anchor:
    """Where the last seven places begin; by what is left without bars and ruled lines where those touch digits or the hyphen."""
    place = anchor(pieces(ink), first, cut)
    if place.counted:
        return place
    others = (anchor(pieces(rest), first, cut) for rest in (without_lines(ink), _before_bars(ink, first, cut)))
    return next((other for other in others if other.counted), place)


def _before_bars(ink: Mask, first: float, cut: float) -> Mask:
    """What stands left of the first bar that begins about where the six digits end: it may touch the last of them."""
    begins = [bar.left for bar in solid_bars(ink) if bar.left > cut - (cut - first) / _HEAD]
    rest = ink.copy()
    rest[:, max(min(begins, default=ink.shape[1]) - 1, 0) :] = 0
    return rest


_HEAD = 6


def _digit_height(row: Picture, cut: float) -> float:
    """Pixels: of the six digits, whose strokes may be broken; 0 where there are none."""
    head = grey_of(row[:, : max(int(cut), 1)])
    if min(head.shape) < 4:
        return 0.0
    scale = 2 * UNIT / head.shape[0]
    ink = own_ink(scaled(head, scale))
    heights = _heights(ink) or _heights(without_lines(ink))
    return float(np.percentile(np.array(heights), 70)) / scale if heights else 0.0


def _heights(ink: Mask) -> list[int]:
    """Of what may be digits, in pixels; an upright of a box runs through the row from edge to edge."""
    found = merged(without_frames([one for one in components(ink) if one.height < len(ink)]))
    return [glyph.height for glyph in found if glyph.height > 0.4 * UNIT and glyph.width < 1.5 * UNIT]
