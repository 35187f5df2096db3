"""Which places of a PDF page change when its text is taken away: there text is painted, elsewhere it only lies.

One comparison tells every way to hide text: invisible mode, white on white, beneath a picture or a drawn box,
clipped, outside the page, too pale to see.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import cv2
import numpy as np
import pypdfium2

from pipeline.document import Box, Picture

LOOK_PIXELS = 1_400_000
"""Size of the two pictures that are compared (A4 at 120 dpi)."""
VISIBLE = 20
"""Grey levels by which a pixel must change."""
LEAST_SHARE = 0.015
"""Share of a character's box that must change; print covers a tenth to a half of it."""
OVERHANG = 2
"""Pixels by which a letter's ink may stand out of its box."""
SPECKS = 6
"""Pixels of ink that are no letter."""
MOST_OBJECTS = 200_000
"""Objects of a page that are looked through."""
DEEPEST = 8
"""Forms within forms that are looked into."""

raw = pypdfium2.raw


class Painted:
    """Where text is painted on a page."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        width, height = page.get_size()
        scale = min((LOOK_PIXELS / max(width * height, 1.0)) ** 0.5, 4.0)
        with_text = _drawn(page, scale)
        with without_text(page):
            self.rest = _drawn(page, scale)
        """The page without its text (RGB)."""
        change = cv2.absdiff(_grey(with_text), _grey(self.rest))
        self._changed = cv2.threshold(change, VISIBLE, 1, cv2.THRESH_BINARY)[1]
        self._sums = cv2.integral(self._changed)

    def at(self, box: Box) -> bool:
        """Whether a character in this box is painted."""
        height, width = self._changed.shape[:2]
        left, top, right, bottom = box.pixels(width, height)
        if right <= left or bottom <= top:
            return False
        sums = self._sums
        changed = int(sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left])
        return changed > LEAST_SHARE * (right - left) * (bottom - top)

    def beside(self, boxes: Iterable[Box]) -> bool:
        """Whether text is painted outside of these boxes: letters that nobody could tell."""
        left_over = self._changed.copy()
        height, width = left_over.shape[:2]
        for box in boxes:
            left, top, right, bottom = box.pixels(width, height)
            left_over[max(top - OVERHANG, 0) : bottom + OVERHANG, max(left - OVERHANG, 0) : right + OVERHANG] = 0
        return cv2.countNonZero(left_over) > SPECKS


def _drawn(page: pypdfium2.PdfPage, scale: float) -> Picture:
    picture = page.render(scale=scale, may_draw_forms=False, rev_byteorder=True).to_numpy()
    return np.array(picture[:, :, :3], dtype=np.uint8)


def _grey(picture: Picture) -> Picture:
    return cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)


@contextmanager
def without_text(page: pypdfium2.PdfPage) -> Iterator[None]:
    """The page with its text objects switched off, and on again afterwards."""
    count = raw.FPDFPage_CountObjects(page)
    tops = (raw.FPDFPage_GetObject(page, number) for number in range(min(count, MOST_OBJECTS)))
    texts = [text for top in tops for text in _texts(top, DEEPEST)]
    shown = [text for text in texts if _is_active(text)]
    for text in shown:
        raw.FPDFPageObj_SetIsActive(text, 0)
    try:
        yield
    finally:
        for text in shown:
            raw.FPDFPageObj_SetIsActive(text, 1)


def _is_active(thing: object) -> bool:
    active = raw.FPDF_BOOL()
    return bool(raw.FPDFPageObj_GetIsActive(thing, ctypes.byref(active)) and active.value)


def _texts(thing: object, deep: int) -> Iterator[object]:
    """The text objects that a page object is or holds."""
    kind = raw.FPDFPageObj_GetType(thing)
    if kind == raw.FPDF_PAGEOBJ_TEXT:
        yield thing
    elif kind == raw.FPDF_PAGEOBJ_FORM and deep:
        count = raw.FPDFFormObj_CountObjects(thing)
        for number in range(min(max(count, 0), MOST_OBJECTS)):
            yield from _texts(raw.FPDFFormObj_GetObject(thing, number), deep - 1)
