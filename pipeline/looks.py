"""The second look at lines, and what both looks come to: a line of the page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.document import Box, Line, Word
from pipeline.layout import Strip
from pipeline.merging import merged
from pipeline.recognisers import Look, Recogniser

Words = tuple[Word, ...]

WANTS_SECOND_LOOK = re.compile(r"\d|[*×●○•]{2}|[Xx]{3}")
LOW_CONFIDENCE = 0.6
"""First-look confidence under which a line is also read as Latin."""


def second_look(strips: Sequence[Strip], words: Sequence[Words], recogniser: Recogniser) -> list[Words]:
    """What reads of the lines that want it as digits and Latin; nothing for the others."""
    wanted = [index for index, line in enumerate(words) if wants_second(line)]
    found = recogniser.read([strips[index].crop for index in wanted], Look.NUMBERS)
    seconds: list[Words] = [() for _ in words]
    for index, line in zip(wanted, found, strict=True):
        seconds[index] = line
    return seconds


def wants_second(line: Words) -> bool:
    """Whether a line holds digits or masks, or reads badly."""
    text = "".join(word.text for word in line)
    if not text or WANTS_SECOND_LOOK.search(text):
        return True
    letters = sum(len(word.text) * word.confidence for word in line)
    return letters / len(text) < LOW_CONFIDENCE


def line_of(strip: Strip, first: Words, second: Words, *, whole: bool = False) -> Line:
    """The line that two looks at a strip come to, placed on the page.

    `whole`: the first look read numbers too, and the second takes the place of nothing that it read (`Recogniser.whole`).
    """
    words = placed(merged(first, () if whole and first else second), strip)
    return Line(_bulleted(words, strip), strip.box, placed(second, strip))


def placed(words: Words, strip: Strip) -> Words:
    """Words of a strip where they stand on the page."""
    return tuple(Word(word.text, word.confidence, strip.to_page(word.box)) for word in words)


def _bulleted(words: Words, strip: Strip) -> Words:
    """The line with the bullet that begins it: a word of its own, before the others, as sure as they are."""
    if not strip.bullet or not words:
        return words
    first = words[0].box
    place = Box(max(first.left - strip.box.height, 0.0), first.top, first.left, first.bottom)
    return (Word(strip.bullet, min(word.confidence for word in words), place), *words)
