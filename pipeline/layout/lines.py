"""Ink → text lines.

Letters are joined to blobs, blobs on one baseline to a line, and each line is cut out as a strip.
The work is bounded by the page: a patterned background cannot make more than `MOST_LINES`.
"""

from __future__ import annotations

from pipeline.layout.blobs import find_blobs, letter_height
from pipeline.layout.chains import find_chains, reading_order
from pipeline.layout.colons import find_colons, with_colons
from pipeline.layout.ink import Ink
from pipeline.layout.strips import Strip, cut_strip

MOST_LINES = 220
"""The longest are kept."""


def find_strips(ink: Ink) -> list[Strip]:
    """The lines of a page from top to bottom, left to right within a row."""
    height = letter_height(ink.mask)
    lines = find_chains(find_blobs(ink.mask, height), ink.uprights, height)
    lines.sort(key=lambda line: -int((line[:, 2] - line[:, 0]).sum()))
    colons = find_colons(ink.mask, height)
    return [cut_strip(with_colons(line, colons), ink) for line in reading_order(lines[:MOST_LINES])]
