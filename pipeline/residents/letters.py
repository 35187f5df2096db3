"""Words as text with a box for every character: where on the page a letter stands.

All are estimates: a word is divided by how wide its letters usually are.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from itertools import accumulate, pairwise

from pipeline.document import Box, Line, Word


def looks(line: Line) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    """The best reading and the second look (the best again where there was none)."""
    return line.words, line.second or line.words


def letters_of(words: Iterable[Word]) -> tuple[str, list[Box]]:
    """The words' text with a space between them, and a box for every character (parts of its word's)."""
    text, boxes = "", list[Box]()
    for word in words:
        if text:
            text += " "
            edges = sorted((boxes[-1].right, word.box.left))
            boxes.append(Box(edges[0], word.box.top, edges[1], word.box.bottom))
        boxes += letter_boxes(word)
        text += word.text
    return text, boxes


def letter_boxes(word: Word) -> list[Box]:
    """About where each letter of a word stands: Hangul is as wide as it is tall, digits half of that."""
    ends = list(accumulate((_wide(letter) for letter in word.text), initial=0.0))
    edges = [word.box.left + word.box.width * end / ends[-1] for end in ends] if word.text else []
    return [Box(left, word.box.top, right, word.box.bottom) for left, right in pairwise(edges)]


def _wide(letter: str) -> float:
    """In ems, as most faces have it."""
    if letter in _NARROW:
        return 0.3
    return 1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.55


_NARROW = frozenset(".,:;'|!()[]-‐·")
