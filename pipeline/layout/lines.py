"""Ink → text lines.

Letters are joined to blobs, blobs on one baseline to a line, and each line is cut out as a strip.
The work is bounded by the page: a patterned background cannot make more than `MOST_LINES`.
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.document import Box, Picture
from pipeline.layout.blobs import find_blobs, letter_height
from pipeline.layout.chains import find_chains, reading_order
from pipeline.layout.colons import find_colons, with_colons
from pipeline.layout.ink import Ink, find_ink, work_scale
from pipeline.layout.strips import Strip, cut_strip
from pipeline.layout.vermilion import red_ink, red_rows

MOST_LINES = 220
"""The longest are kept."""


def find_strips(ink: Ink) -> list[Strip]:
    """The lines of a page from top to bottom, left to right within a row."""
    height = letter_height(ink.mask)
    lines = find_chains(find_blobs(ink.mask, height), ink.uprights, height)
    lines.sort(key=lambda line: -int((line[:, 2] - line[:, 0]).sum()))
    colons = find_colons(ink.mask, height)
    return [cut_strip(with_colons(line, colons), ink) for line in reading_order(lines[:MOST_LINES])]


def find_red_strips(picture: Picture) -> list[Strip]:
    """The lines in red ink, which `find_ink` lets vanish with the seals; only the rows that have any are looked through."""
    rows = red_rows(picture)
    if rows is None:
        return []
    strips = find_strips(find_ink(red_ink(picture[rows[0] : rows[1]]), work_scale(picture)))
    return [_moved(strip, rows, picture.shape[0]) for strip in strips]


def _moved(strip: Strip, rows: tuple[int, int], height: int) -> Strip:
    """A strip of some rows of a page, placed on the page."""
    share, above = (rows[1] - rows[0]) / height, rows[0] / height
    box = Box(strip.box.left, above + share * strip.box.top, strip.box.right, above + share * strip.box.bottom)
    return replace(strip, box=box)
