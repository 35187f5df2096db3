"""Whether a label's place was left blank: seen to hold nothing, rather than nothing that could be read."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors import Sheets
from extractors.choosing import page_of
from pipeline.document import Box, Line, Page, Picture
from pipeline.glyphs.ink import grey_of
from pipeline.labels import Labelled, Place

_INK = 35
"""Grey levels (of the darkest colour) by which ink is darker than its paper; patterns of a form count as ink."""
_RULE = 0.7
"""Share of a column or a row that is ink where it is a rule of the table."""
_SPECKS = 0.003
_LEAST_WIDTH = 0.12
_RIGHT_EDGE = 0.9
_LETTER = 24
"""Pixels to which a label's height is brought before its place is searched for the palest print."""
_PALE = 8
"""Grey levels by which the palest print is darker than the paper around it; what an eye reads differs by 28 and more."""
_LOST = 0.002
"""Share of such ink in a blank place: dust. Thirteen digits of 28 levels come to 0.01 and more in the widest place."""
_LINE_ABOVE, _LINES_UNDER = 0.2, 2.0
"""Label heights under a label from which on, and up to which, its value stands where it is its column's heading."""


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


def is_blank_beside(label: Line, page: Page) -> bool:
    """Whether nothing stands to the right of a label, up to what was read there or to the margin, where a number has room."""
    return _shows_nothing(_beside(label.box, page).grown(0.0, 0.3 * label.box.height), page, label.box.height)


def is_blank_under(label: Line, page: Page) -> bool:
    """Whether nothing stands right under a label, where a column's value would."""
    box, high = label.box, label.box.height
    right = max(box.right, box.left + 1.01 * _LEAST_WIDTH)
    place = Box(box.left, box.bottom + _LINE_ABOVE * high, right, box.bottom + _LINES_UNDER * high)
    return place.right <= 1.0 and _shows_nothing(place, page, high)


def _shows_nothing(place: Box, page: Page, height: float) -> bool:
    """Whether a place is wide enough for a number and shows not even the palest print; `height`: of the label's letters."""
    return place.width >= _LEAST_WIDTH and _pale_ink(place.crop(page.picture), height * page.height) <= _LOST


def _pale_ink(patch: Picture, letter: float) -> float:
    """The share of what is a little darker than the paper around it, rules left out; 1 where the picture shows no such place."""
    if min(patch.shape[:2]) < 6 or letter < 6:
        return 1.0
    factor = _LETTER / letter
    way = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
    grey = cv2.GaussianBlur(cv2.resize(grey_of(patch), None, fx=factor, fy=factor, interpolation=way), (0, 0), 1.0)
    paper = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((_LETTER // 2 + 1, _LETTER // 2 + 1), np.uint8))
    ink = np.asarray(cv2.subtract(paper, grey) > _PALE, dtype=np.uint8)
    ink = ink[:, ~_ruled(ink.mean(axis=0))]
    ink = ink[~_ruled(ink.mean(axis=1))] if ink.size else ink
    return float(ink.mean()) if ink.size else 1.0


def _ruled(shares: NDArray[np.float64]) -> NDArray[np.bool_]:
    """The columns or rows that are rules of a table, and those beside them."""
    rules = np.asarray(shares >= _RULE, dtype=np.uint8)
    return np.asarray(cv2.dilate(rules[None], np.ones((1, 5), np.uint8))[0] > 0)
