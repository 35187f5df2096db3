"""Signs that are lower than digits: stars, small dots and crosses in a row of print."""

from __future__ import annotations

import numpy as np

from pipeline.document import Picture
from pipeline.glyphs.ink import UNIT, grey_of, own_ink, pieces, scaled

LOW = 0.7
"""Of the digits' height: signs (`*`, `·`, `x`) come to 0.45 to 0.6 on 11 covered licences, digits to 0.95 and more on 16 open ones."""
_TALL = 0.8
_FEW = 3
_PIECE = 0.3


def are_low(signs: Picture, digits: Picture, count: int) -> bool:
    """Whether a strip shows at least `count` pieces of ink, all clearly lower than the digits of another.

    Both are cut out of one row of print, with the same top and bottom. `False` where fewer than three digits of one
    height are seen: there is nothing to compare with.
    """
    heights = _heights(digits)
    tall = [height for height in heights if height >= _TALL * max(heights)]
    seen = [height for height in _heights(signs) if height >= _PIECE * max(heights)] if len(tall) >= _FEW else []
    return len(seen) >= count and max(seen) <= LOW * float(np.median(tall))


def _heights(strip: Picture) -> list[int]:
    """The heights of a strip's pieces of ink, in pixels of a row of one height."""
    if min(strip.shape[:2]) < 4:
        return []
    grey = grey_of(strip)
    return [glyph.height for glyph in pieces(own_ink(scaled(grey, UNIT * 1.4 / grey.shape[0])))]
