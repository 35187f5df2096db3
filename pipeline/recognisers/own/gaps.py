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
    """The letters but blanks; of each Latin one behind another it is told whether it stands apart."""
    shown = [one for one in letters if one.text != " "]
    inked = np.asarray((line < INK).any(axis=0), dtype=np.bool_)
    gaps = {place: _gap(inked, *pair) for place, pair in enumerate(pairwise(shown), 1) if all(map(_latin, pair))}
    if not gaps:
        return shown
    least = HEIGHT * max(BLANK, WIDER + median(gaps.values()) / HEIGHT)
    return [replace(one, apart=gaps[place] >= least) if place in gaps else one for place, one in enumerate(shown)]


def _latin(one: Letter) -> bool:
    return one.text.isascii() and one.text.isalpha()


def _gap(inked: NDArray[np.bool_], before: Letter, after: Letter) -> int:
    """The widest stretch without ink between the middles of two letters, in pixels."""
    between = inked[max(round(before.middle), 0) : max(round(after.middle), 0)]
    edges = np.flatnonzero(np.concatenate([[True], between, [True]]))
    return int(np.diff(edges).max()) - 1
