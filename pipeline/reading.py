"""Page → upright lines: the first look, then the second looks where they pay.

The first look reads every line as Korean text. The second look reads the lines that hold digits
or masks, or that read badly, once more as digits and Latin; where it read a number better,
its words take the place of the first look's (`pipeline/merging.py`). A page printed to PDF need not be searched for lines:
the file tells where they are and what they say, and the picture bears it out or does not (`pipeline/printed`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.document import Box, Line, Page, Picture, Sign, Word
from pipeline.forensics import traces
from pipeline.identifiers import resident_spans
from pipeline.layout import Strip, find_red_strips
from pipeline.layout.straighten import Matrix, moved
from pipeline.looks import line_of, second_look
from pipeline.merging import joined
from pipeline.opening import Leaf, open_leaves
from pipeline.opening.leaves import Source
from pipeline.printed import read_print
from pipeline.recognisers import Look, Recogniser
from pipeline.settings import Settings
from pipeline.upright import upright

RED_LINE = 4
"""Least width by height of a red line: a seal is square."""
RED_LETTERS, RED_CONFIDENCE = 4, 0.8
"""Least letters of a red line that is kept, and their confidence."""
DATED = re.compile(r"(19|20)\d\d\D{0,3}\d{1,2}\D{1,3}\d{1,2}|원본|대조|사본")
"""What stands on a stamp that certifies a copy."""


def read_page(leaf: Leaf, number: int, recogniser: Recogniser) -> Page:
    """One leaf rendered, upright, flat and read. Raises the leaf's errors."""
    picture, layer = leaf.render(), leaf.layer()
    signs = [Sign(mark.sign, number, mark.box) for mark in leaf.marks()]
    lines = read_print(layer, picture, recogniser)
    if lines is None:
        page, way = _scanned(picture, layer.lines, number, recogniser)
        signs = [replace(sign, box=sign.box and moved(sign.box, way)) for sign in signs]
        return replace(page, signs=(*signs, *_traces(leaf.source(picture), way, page)))
    if layer.printed and _red_lines(layer.printed.rest):
        lines += _red_writing(layer.printed.whole_rest(), lines, recogniser)
    return Page(number, picture, tuple(lines), layer.lines, signs=tuple(signs))


def _scanned(picture: Picture, claimed: Sequence[Line], number: int, recogniser: Recogniser) -> tuple[Page, Matrix]:
    """A page of which nothing is known but its picture, and the way to it from the picture as handed in."""
    look = upright(picture, recogniser)
    seconds = look.words if look.foreign else second_look(look.strips, look.words, recogniser)
    whole = recogniser.whole or look.foreign
    lines = [line_of(*parts, whole=whole) for parts in zip(look.strips, look.words, seconds, strict=True)]
    lines += _red_writing(look.picture, [line for line in lines if line.words], recogniser)
    found = tuple(there for line in claimed if (there := _moved_line(line, look.way)))
    page = Page(number, look.picture, tuple(line for line in lines if line.words), found, look.turned)
    return page, look.way


def _traces(source: Source | None, way: Matrix, page: Page) -> tuple[Sign, ...]:
    """What the file's own pixels show of altering; nothing where they are not to be had."""
    if source is None:
        return ()
    found = traces(source.pixels, source.table, way @ source.way, page.lines)
    return tuple(Sign(trace.sign, page.number, trace.box) for trace in found)


def read_pages(data: bytes, limits: Settings, recogniser: Recogniser) -> tuple[Page, ...]:
    """All pages of a file. Raises `DojangError` where it cannot be opened."""
    return tuple(read_page(leaf, number, recogniser) for number, leaf in enumerate(open_leaves(data, limits), start=1))


def _red_writing(picture: Picture, lines: Sequence[Line], recogniser: Recogniser) -> list[Line]:
    """Lines in red ink, which the first look does not see: what may be a resident number, and what reads clearly.

    They stand last. A date is none of them: on copies it is mostly that of the stamp that certifies the copy (원본대조필).
    """
    strips = [strip for strip in _red_lines(picture) if not any(_covers(line.box, strip.box) for line in lines)]
    crops = [strip.crop for strip in strips]
    seconds = recogniser.read(crops, Look.NUMBERS)
    numbers = [line_of(strip, words, ()) for strip, words in zip(strips, seconds, strict=True)]
    firsts = [joined(words) for words in recogniser.read(crops, Look.TEXT)]
    writing = [line_of(*parts, whole=recogniser.whole) for parts in zip(strips, firsts, seconds, strict=True)]
    return [
        number if resident_spans(number.text) else line
        for number, line in zip(numbers, writing, strict=True)
        if resident_spans(number.text) or _is_clear(line)
    ]


def _is_clear(line: Line) -> bool:
    """Whether a red line is a heading, a name or a number that reads clearly, and no date."""
    letters = sum(map(str.isalnum, line.text))
    return letters >= RED_LETTERS and line.confidence >= RED_CONFIDENCE and not DATED.search(line.text)


def _covers(one: Box, other: Box) -> bool:
    return one.intersection(other) > 0.5 * other.area


def _red_lines(picture: Picture) -> list[Strip]:
    return [strip for strip in find_red_strips(picture) if strip.crop.shape[1] > RED_LINE * strip.crop.shape[0]]


def _moved_line(line: Line, way: Matrix) -> Line | None:
    """A line of the text layer, moved to where it stands on the page; nothing where it lies beside the page."""
    words = [Word(word.text, word.confidence, moved(word.box, way)) for word in line.words]
    shown = tuple(word for word in words if word.box.area > 0)
    return Line(shown, Box.around(word.box for word in shown)) if shown else None
