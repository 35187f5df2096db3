"""Where the letters of a line stand in it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from pipeline.document import Box, Picture
from pipeline.recognisers.own.inputs import HEIGHT
from pipeline.recognisers.own.letters import Letter

WIDE = frozenset("●○■□×※㈜@%&WMmw—")
"""Signs and letters that may be as wide as Hangul."""
INK = 128
"""Grey from which on a pixel is ink, in a prepared line."""


def edges_of(line: Picture, letters: Sequence[Letter]) -> dict[int, tuple[int, int]]:
    """Between which pixels each letter but blanks stands: half way to its neighbours, no wider than such a one is."""
    inked = [place for place, one in enumerate(letters) if one.text != " "]
    middles = [letters[place].middle for place in inked]
    between = [(left + right) / 2 for left, right in pairwise(middles)]
    lefts, rights = [0.0, *between], [*between, float(line.shape[1])]
    found = {}
    for place, middle, before, after in zip(inked, middles, lefts, rights, strict=False):
        wide = letters[place].text in WIDE or letters[place].text > "\u3000"
        reach = (0.5 if wide else 0.4) * HEIGHT
        left, right = int(max(before, middle - reach, 0.0)), math.ceil(min(after, middle + reach))
        found[place] = left, max(right, left + 1)
    return found


def inked(line: Picture, left: int, right: int) -> Box:
    """The ink between two columns as a box in fractions of the line; all between them where there is none."""
    part = line[:, left:right] < INK
    columns, rows = np.flatnonzero(part.any(axis=0)), np.flatnonzero(part.any(axis=1))
    width = line.shape[1]
    if not len(columns):
        return Box(left / width, 0.0, max(right, left + 1) / width, 1.0)
    return Box(
        (left + int(columns[0])) / width,
        int(rows[0]) / HEIGHT,
        (left + int(columns[-1]) + 1) / width,
        (int(rows[-1]) + 1) / HEIGHT,
    )
