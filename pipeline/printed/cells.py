"""Printed words → cells: what stands on one row, neither far apart nor parted by a ruled line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np

from pipeline.document import Box, Line, Picture, Word
from pipeline.opening.leaves import Print

FAR = 2.4
"""Widest gap within a cell, in heights of the words' boxes: a quarter more than those of their ink."""
FAR_APART = 4.9
"""Widest gap between two lone letters of a label that is set very wide (`대      표      자`)."""
RULE = 20
"""Grey levels by which a ruled line is darker than what is beside it."""
ALONG = 0.6
"""Share of a row's height along which it must run."""
TWICE = 0.8
"""Share of a word from which on the same one drawn over it makes it bold, and is no other."""
BULLETS = frozenset("○●□■◆◇▶▷◎☞※•·-*#")
"""Signs that begin a line."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A printed line, or one cell of a table row; its words and its box are as high as its ink.

    `bullet`: the first word is only a sign that begins the line.
    """

    words: tuple[Word, ...]
    box: Box

    @property
    def bullet(self) -> bool:
        """Whether the first of several words is a sign that begins the line."""
        return len(self.words) > 1 and self.words[0].text in BULLETS

    @property
    def text(self) -> str:
        """What a reader should read: the words without a bullet, without spaces."""
        return "".join(word.text for word in self.words[self.bullet :])


def cells_of(lines: Sequence[Line], printed: Print) -> list[Cell]:
    """The cells of a page's text layer, from top to bottom, left to right within a row."""
    inks = {one.word: one.ink for one in printed.words}
    height, width = printed.rest.shape[:2]
    grey = cv2.extractChannel(printed.rest, 1)
    cells = [_cell(run, inks) for line in lines for run in _runs(_once(line.words), grey, width / height)]
    return _without_doubles(cells)


def _cell(words: Sequence[Word], inks: dict[Word, Box]) -> Cell:
    box = Box.around(inks[word] for word in words)
    placed = (replace(word, box=Box(inks[word].left, box.top, inks[word].right, box.bottom)) for word in words)
    return Cell(tuple(placed), box)


def _once(words: Sequence[Word]) -> list[Word]:
    """The words of a line without those drawn twice."""
    found: list[Word] = []
    for word in words:
        if not any(_doubled(word.text, word.box, one.text, one.box) for one in found[-2:]):
            found.append(word)
    return found


def _without_doubles(cells: Sequence[Cell]) -> list[Cell]:
    found: list[Cell] = []
    for cell in cells:
        if not any(_doubled(cell.text, cell.box, one.text, one.box) for one in found[-8:]):
            found.append(cell)
    return found


def _doubled(text: str, box: Box, other: str, place: Box) -> bool:
    return text == other and box.intersection(place) > TWICE * min(box.area, place.area)


def _runs(words: Sequence[Word], rest: Picture, aspect: float) -> Iterator[list[Word]]:
    """A line's words, parted where a gap is wide or ruled."""
    run = list(words[:1])
    for before, after in pairwise(words):
        if _far(before, after, aspect) or _ruled(before.box, after.box, rest):
            yield run
            run = []
        run.append(after)
    if run:
        yield run


def _far(before: Word, after: Word, aspect: float) -> bool:
    lone = len(before.text) == len(after.text) == 1
    height = max(before.box.height, after.box.height)
    return (after.box.left - before.box.right) * aspect > (FAR_APART if lone else FAR) * height


def _ruled(before: Box, after: Box, rest: Picture) -> bool:
    """Whether a ruled line stands upright between two words."""
    height, width = rest.shape
    left, right = int(before.right * width), int(after.left * width) + 1
    top, bottom = int(max(before.top, after.top) * height), int(min(before.bottom, after.bottom) * height)
    gap = rest[top:bottom, left:right]
    if gap.size == 0:
        return False
    dark = gap < float(np.median(gap)) - RULE
    return bool(dark.mean(axis=0).max() > ALONG)


def in_order(lines: Sequence[Line]) -> list[Line]:
    """Lines from top to bottom, left to right within a row."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: one.box.centre[1]):
        if rows and rows[-1][-1].box.same_row(line.box):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda one: one.box.left)]
