"""Lines of a fax of which next to nothing was read: where dots and rules break letters, no row of digits is seen either."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from pipeline.document import Box, Page, Picture
from pipeline.glyphs.ink import grey_of

_LOST, _LONG = 0.25, 4.0
"""Confidence under which next to nothing was read of a line; and how long one is at least, in its heights, that may hold a number."""
_BETWEEN, _BILEVEL = (60, 200), 0.05
"""Grey levels between ink and paper; and how many pixels have them, for each that is ink, where a page knows black and white alone."""
_INK = 100


def lost_lines(page: Page) -> Iterator[Box]:
    """The places of a black-and-white page's lines, as long as a number, of which next to nothing was read."""
    found = [line.box for line in page.lines if line.confidence < _LOST and _is_long(line.box, page)]
    if found and _is_bilevel(page.picture):
        yield from found


def _is_long(box: Box, page: Page) -> bool:
    return box.width * page.width > _LONG * box.height * page.height


def _is_bilevel(picture: Picture) -> bool:
    """Whether a page is black and white, with hardly a grey between."""
    grey = grey_of(picture)[::2, ::2]
    between, ink = (int(np.count_nonzero(part)) for part in ((grey >= _BETWEEN[0]) & (grey < _BETWEEN[1]), grey < _INK))
    return between <= _BILEVEL * max(ink, 1)
