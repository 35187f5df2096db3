"""Page → upright lines: the first look, then the second looks where they pay.

The first look reads every line as Korean text. The second look reads the lines that hold digits
or masks, or that read badly, once more as digits and Latin; where it read a number better,
its words take the place of the first look's (`pipeline/merging.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.document import Box, Line, Page, Picture, Word
from pipeline.identifiers import resident_spans
from pipeline.layout import Strip, find_ink, find_strips, red_ink
from pipeline.merging import merged
from pipeline.opening import Leaf, open_leaves
from pipeline.recognisers import Look, Recogniser
from pipeline.settings import Settings
from pipeline.upright import Words, upright

WANTS_SECOND_LOOK = re.compile(r"\d|[*×●○•]{2}|[Xx]{3}")
RED_LINE = 4
"""Least width by height of a red line that may hold thirteen digits: a seal is square."""
LOW_CONFIDENCE = 0.6
"""First-look confidence under which a line is also read as Latin."""


def read_page(leaf: Leaf, number: int, recogniser: Recogniser) -> Page:
    """One leaf rendered, upright, flat and read. Raises the leaf's errors."""
    look = upright(leaf.render(), recogniser)
    seconds = _second_look(look.strips, look.words, recogniser)
    lines = [_line(*parts) for parts in zip(look.strips, look.words, seconds, strict=True)]
    lines += _red_numbers(look.picture, recogniser)
    claimed = tuple(_turned_line(line, round(look.turned / 90) % 4) for line in leaf.claimed())
    return Page(number, look.picture, tuple(line for line in lines if line.words), claimed, look.turned)


def read_pages(data: bytes, limits: Settings, recogniser: Recogniser) -> tuple[Page, ...]:
    """All pages of a file. Raises `DojangError` where it cannot be opened."""
    return tuple(read_page(leaf, number, recogniser) for number, leaf in enumerate(open_leaves(data, limits), start=1))


def _second_look(strips: Sequence[Strip], words: Sequence[Words], recogniser: Recogniser) -> list[Words]:
    """What reads of the lines that want it as digits and Latin; nothing for the others."""
    wanted = [index for index, line in enumerate(words) if _wants_second(line)]
    found = recogniser.read([strips[index].crop for index in wanted], Look.LATIN)
    seconds: list[Words] = [() for _ in words]
    for index, line in zip(wanted, found, strict=True):
        seconds[index] = line
    return seconds


def _wants_second(line: Words) -> bool:
    text = "".join(word.text for word in line)
    if not text or WANTS_SECOND_LOOK.search(text):
        return True
    letters = sum(len(word.text) * word.confidence for word in line)
    return letters / len(text) < LOW_CONFIDENCE


def _red_numbers(picture: Picture, recogniser: Recogniser) -> list[Line]:
    """Lines in red ink, which the first look does not see, that hold what may be a resident number; they stand last."""
    red = red_ink(picture)
    if red is None:
        return []
    strips = [strip for strip in find_strips(find_ink(red)) if strip.crop.shape[1] > RED_LINE * strip.crop.shape[0]]
    lines = [
        _line(strip, words, ())
        for strip, words in zip(strips, recogniser.read([strip.crop for strip in strips], Look.LATIN), strict=True)
    ]
    return [line for line in lines if resident_spans(line.text)]


def _line(strip: Strip, first: Words, second: Words) -> Line:
    def placed(words: Words) -> Words:
        return tuple(Word(word.text, word.confidence, strip.to_page(word.box)) for word in words)

    words = placed(merged(first, second))
    return Line(_bulleted(words, strip), strip.box, placed(second))


def _bulleted(words: Words, strip: Strip) -> Words:
    """The line with the bullet that begins it: a word of its own, before the others, as sure as they are."""
    if not strip.bullet or not words:
        return words
    first = words[0].box
    place = Box(max(first.left - strip.box.height, 0.0), first.top, first.left, first.bottom)
    return (Word(strip.bullet, min(word.confidence for word in words), place), *words)


def _turned_line(line: Line, turns: int) -> Line:
    """A line of the text layer, moved to where it stands on the page turned by quarters."""
    words = tuple(Word(word.text, word.confidence, _turned_box(word.box, turns)) for word in line.words)
    return Line(words, _turned_box(line.box, turns))


def _turned_box(box: Box, turns: int) -> Box:
    for _ in range(turns):
        box = Box(1 - box.bottom, box.left, 1 - box.top, box.right)
    return box
