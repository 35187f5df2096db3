"""Glyphs that a table's rule crosses, cut out of it: a number set too wide for its cell runs over the cell's edge."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.glyphs.ink import UNIT, Glyph

_TALL, _WIDE, _LEAST = 1.45, 1.5, 4
"""Of a digit's height: what is taller, and narrower, is crossed by a rule; and how many must stand beside it that are not."""


def without_rules(glyphs: list[Glyph]) -> list[Glyph]:
    """The same glyphs, those that are part of a rule as tall as the others are. What is wider than a sign and a rule is a box."""
    whole = [glyph for glyph in glyphs if glyph.height <= _TALL * UNIT]
    if len(whole) < _LEAST or len(whole) == len(glyphs):
        return glyphs
    top, bottom = (
        round(float(np.median(edges))) for edges in ([one.top for one in whole], [one.bottom for one in whole])
    )
    crossed = {id(glyph) for glyph in glyphs if glyph.height > _TALL * UNIT and glyph.width < _WIDE * UNIT}
    cut = (_cut(glyph, top, bottom) if id(glyph) in crossed else glyph for glyph in glyphs)
    return [glyph for glyph in cut if glyph is not None]


def _cut(glyph: Glyph, top: int, bottom: int) -> Glyph | None:
    """What of a glyph stands between two rows beside a rule; behind the rule, what stands on both its sides."""
    first, last = max(top - glyph.top, 0), min(bottom - glyph.top, glyph.height)
    inked = glyph.ink > 0
    beyond = np.concatenate([inked[: max(first - 2, 0)], inked[last + 2 :]])
    if last <= first or not len(beyond):
        return glyph
    seen = _bridged(inked[first:last], beyond.mean(axis=0) > 0.5)
    columns, rows = np.flatnonzero(seen.any(axis=0)), np.flatnonzero(seen.any(axis=1))
    if not len(columns):
        return None
    left, right, upper, lower = int(columns[0]), int(columns[-1]) + 1, int(rows[0]), int(rows[-1]) + 1
    ink = np.asarray(seen[upper:lower, left:right] * 255, dtype=np.uint8)
    start = glyph.top + first
    return Glyph(glyph.left + left, start + upper, glyph.left + right, start + lower, ink)


def _bridged(inked: NDArray[np.bool_], rule: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Ink without a rule's columns, and those beside it; where there is ink on both sides of them, it goes on behind the rule."""
    wide = np.convolve(rule, np.ones(3))[1:-1] > 0
    seen = inked & ~wide
    columns = np.flatnonzero(wide)
    if not len(columns) or columns[0] == 0 or columns[-1] == len(wide) - 1:
        return seen
    for part in np.split(columns, np.flatnonzero(np.diff(columns) > 1) + 1):
        seen[:, part] = (seen[:, part[0] - 1] & seen[:, part[-1] + 1])[:, None]
    return seen
