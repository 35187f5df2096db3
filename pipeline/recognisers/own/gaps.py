"""Blanks between Latin words: the network reads letters, and where words part shows in the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

import numpy as np
from numpy.typing import NDArray

from pipeline.document import Picture
from pipeline.recognisers.own.inputs import HEIGHT
from pipeline.recognisers.own.letters import Letter

BLANK = 0.19
"""Least width of a blank between Latin words, in heights of the line."""
WIDER = 0.12
"""By how much it is wider than what parts the line's letters otherwise, likewise: some are set wide."""
INK = 170
"""Grey under which a pixel of a prepared line is ink."""


def with_gaps(line: Picture, letters: Sequence[Letter]) -> list[Letter]:
    """The letters but blanks; of each Latin one behind another it is told whether it stands apart.

    Of Latin beside Hangul it is told only where it does: a particle may follow closely or not.
    """
    shown = [one for one in letters if one.text != " "]
    inked = np.asarray((line < INK).any(axis=0), dtype=np.bool_)
    pairs = [(place, *pair) for place, pair in enumerate(pairwise(shown), 1)]
    within = {place: _gap(inked, *pair) for place, *pair in pairs if all(map(_latin, pair))}
    if not within:
        return shown
    least = HEIGHT * max(BLANK, WIDER + median(within.values()) / HEIGHT)
    told: dict[int, bool] = {place: gap >= least for place, gap in within.items()}
    told |= {place: True for place, *pair in pairs if _border(pair) and _gap(inked, *pair) >= least}
    return [replace(one, apart=told.get(place)) for place, one in enumerate(shown)]


def _border(pair: Sequence[Letter]) -> bool:
    """Whether one of two letters is Latin and the other Hangul."""
    return any(map(_latin, pair)) and any("가" <= one.text <= "힣" for one in pair)


def _latin(one: Letter) -> bool:
    return one.text.isascii() and one.text.isalpha()


def _gap(inked: NDArray[np.bool_], before: Letter, after: Letter) -> int:
    """The widest stretch without ink between the middles of two letters, in pixels."""
    between = inked[max(round(before.middle), 0) : max(round(after.middle), 0)]
    edges = np.flatnonzero(np.concatenate([[True], between, [True]]))
    return int(np.diff(edges).max()) - 1
