"""What Tesseract is asked, how a crop is handed to it, and how its table of words is read."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.document import Box, Picture, Word
from pipeline.recognisers import Look

LANGUAGES = {Look.TEXT: "kor", Look.LATIN: "eng"}
LINE_MODES = {Look.TEXT: 13, Look.LATIN: 7}
"""Raw lines for Korean; `eng` reads digits and masks better where it finds the line itself (measured)."""
VARIABLES = {"tessedit_do_invert": "0"}
DPI = 300
ABOVE, ASIDE = 10, 4
"""White pixels around a crop: Tesseract loses letters that touch the edge.

Above and below they are many: it brings a crop to a height of its own, and smaller letters take less time. More aside make stray points.
"""
SECONDS = 60
"""Longest that the crops of one look may take: the fence ends it earlier when the file's time is up."""
_WORD = "5"
"""The level of a table's row that is a word."""


def framed(crop: Picture) -> NDArray[np.uint8]:
    """A crop in grey with a margin in its own lightest tone."""
    grey = cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY) if crop.ndim == 3 else crop
    edge = (int(grey.max(initial=255)),)
    around = cv2.copyMakeBorder(grey, ABOVE, ABOVE, ASIDE, ASIDE, cv2.BORDER_CONSTANT, value=edge)
    return np.ascontiguousarray(around, dtype=np.uint8)


def words_of(table: str, crop: Picture) -> tuple[Word, ...]:
    """The words of one crop, from Tesseract's tab-separated rows."""
    return tuple(_word(row, crop) for row in rows_of(table))


def rows_of(table: str) -> Iterator[list[str]]:
    """The table's rows that are words: level, page, block, paragraph, line, word, left, top, width, height, conf, text."""
    for line in table.splitlines():
        row = line.split("\t", 11)
        if len(row) == 12 and row[0] == _WORD and row[11].strip():
            yield row


def _word(row: list[str], crop: Picture) -> Word:
    height, width = crop.shape[:2]
    left, top, across, down = (int(part) for part in row[6:10])
    left, top = left - ASIDE, top - ABOVE
    box = Box(
        max(left / width, 0.0),
        max(top / height, 0.0),
        min((left + across) / width, 1.0),
        min((top + down) / height, 1.0),
    )
    return Word(row[11].strip(), max(float(row[10]), 0.0) / 100, box)


def by_page(table: str, crops: list[Picture]) -> list[tuple[Word, ...]]:
    """The words of many crops, each a page of one table (pages count from 1)."""
    found: list[list[Word]] = [[] for _ in crops]
    for row in rows_of(table):
        crop = int(row[1]) - 1
        found[crop].append(_word(row, crops[crop]))
    return [tuple(words) for words in found]
