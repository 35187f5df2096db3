"""Whether a label's place was left blank: seen to hold nothing, rather than nothing that could be read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from extractors import Sheets
from extractors.choosing import page_of
from pipeline.document import Box, Page
from pipeline.labels import Labelled, Place

_INK = 35
"""Grey levels (of the darkest colour) by which ink is darker than its paper; patterns of a form count as ink."""
_RULE = 0.7
"""Share of a column or a row that is ink where it is a rule of the table."""
_SPECKS = 0.003
_LEAST_WIDTH = 0.12
_RIGHT_EDGE = 0.9


def left_blank(labels: Sequence[Labelled], sheets: Sheets) -> bool:
    """Whether labels were seen, surely read each, and the page is empty beside every one of them."""
    return bool(labels) and all(_blank(one, page_of(sheets, one.name)) for one in labels)


def _blank(label: Labelled, page: Page) -> bool:
    if label.place is not Place.NOWHERE or label.likeness < 1.0 or len(label.wording) < 2:
        return False
    place = _beside(label.name.box, page)
    return place.width >= _LEAST_WIDTH and _ink_in(place, page) <= _SPECKS


def _beside(name: Box, page: Page) -> Box:
    """From the label to what stands next in its row, or to the margin."""
    start = name.right + 0.6 * name.height
    ahead = [line.box.left for line in page.lines if line.box.same_row(name) and line.box.left > start]
    return Box(start, name.top, min([*ahead, _RIGHT_EDGE + 0.01]) - 0.01, name.bottom)


def _ink_in(place: Box, page: Page) -> float:
    """The share of ink there, rules left out; 1 where the picture shows no such place."""
    patch = place.crop(page.picture)
    if min(patch.shape[:2]) < 6:
        return 1.0
    grey = (patch.min(axis=2) if patch.ndim == 3 else patch).astype(np.int16)
    ink = grey < np.median(grey) - _INK
    ink = ink[:, ink.mean(axis=0) < _RULE]
    ink = ink[ink.mean(axis=1) < _RULE] if ink.size else ink
    return float(np.mean(ink)) if ink.size else 1.0
