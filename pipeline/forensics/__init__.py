"""Traces of a photo editor in a page's own pixels: what at a place differs from the rest of the same page.

Nothing is known of the scanner or the camera, so a page is only ever held against itself. `compression` says of every block with
ink whether it shares the page's past, `patches` which places do not, and `personal` where people cover what they are asked to cover.
`prints` measures grain, darkness and sharpness everywhere; `flat` finds paper without grain, `strangers` ink unlike the page's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.document import Box, Line, Picture
from pipeline.forensics.compression import Grid, evidence, steps_of
from pipeline.forensics.flat import flat_patches
from pipeline.forensics.patches import LARGEST, covered, patches
from pipeline.forensics.personal import personal
from pipeline.forensics.prints import prints
from pipeline.forensics.strangers import strangers
from pipeline.layout.straighten import moved

__all__ = ["Trace", "traces"]

MARGIN = 0.02
"""Of the page: how far from its lines what is on it may lie."""
MOST_PLACES = 2
"""Places unlike the page from which it is rather a page put together, or one of many prints, than one that was altered."""


class Trace(NamedTuple):
    """A sign's code, and where on the page (fractions)."""

    sign: str
    box: Box


def traces(
    pixels: Picture, table: NDArray[np.int64] | None, way: NDArray[np.float64], lines: Sequence[Line]
) -> list[Trace]:
    """What the file's own pixels (RGB or grey) show of altering.

    `table` holds the steps of their JPEG (8 × 8), `way` leads from their fractions to those of the page, on which `lines` stand.
    """
    hidden = personal(lines)
    return [trace for trace in _altered(pixels, table, way, lines) if not _within(trace.box, hidden)]


def _altered(
    pixels: Picture, table: NDArray[np.int64] | None, way: NDArray[np.float64], lines: Sequence[Line]
) -> Iterator[Trace]:
    """Places that do not share the page's past of compression, paper without its grain, and ink unlike its own."""
    if not lines:
        return
    around = Box.around(line.box for line in lines).grown(MARGIN, MARGIN)
    grid = Grid(pixels, steps_of(table))
    inside = moved(around, np.asarray(np.linalg.inv(way), np.float64))
    found = evidence(grid, inside)
    if found is not None:
        yield from (Trace("other-compression", moved(patch.box, way)) for patch in patches(grid, found))
    look = prints(pixels)
    places = [("patched-background", box) for box in flat_patches(pixels, look, inside)]
    places += [("pasted-seal" if one.coloured else "other-print", one.box) for one in strangers(look, found)]
    if len(places) <= MOST_PLACES:
        yield from (
            Trace(sign, moved(box, way)) for sign, box in places if _on(box, inside) and not covered(pixels, box)
        )


def _on(box: Box, page: Box) -> bool:
    """Whether a place is on the page's own area, and no large part of the picture."""
    return page.intersection(box) > 0.5 * box.area and box.area <= LARGEST


def _within(box: Box, rows: Sequence[Box]) -> bool:
    """Whether a place lies mostly in one of these rows."""
    return any(box.intersection(row) > 0.5 * box.area for row in rows)
