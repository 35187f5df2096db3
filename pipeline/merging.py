"""Two looks at one line → one reading: words joined as they stand, numbers taken from whoever read them better."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.document import Box, Word

WORD_SPACE = 0.26
"""Gap that parts words, in heights of the crop: Tesseract parts Hangul syllables at random."""
NUMERIC = re.compile(r"[\d*xX×.,:;~/()\-–—']*(\d|[*×]{2}|[xX]{3})[\d*xX×.,:;~/()\-–—']*")
"""What a second look is believed in: digits, masks, and the marks between them."""
MIXED_MASK = re.compile(r"(?=[*×xX＊%#※]*[*×＊])[*×xX＊%#※]{3,}")
"""Three or more masks, of which one surely is no letter."""
BELIEVED = 0.4
"""Least confidence of a second look's number."""
ADVANTAGE = 0.15
"""By how much the second look may be less confident and still win on a number."""


def joined(words: Sequence[Word], aspect: float | None = None) -> tuple[Word, ...]:
    """Words whose boxes nearly touch, joined. Boxes are fractions of the crop, `aspect` its width by height.

    Without `aspect`, gaps are held against the words' own letters.
    """
    found: list[Word] = []
    for word in words:
        if found and _touch(found[-1], word, aspect):
            found[-1] = _union(found[-1], word)
        else:
            found.append(word)
    return tuple(found)


def _touch(before: Word, word: Word, aspect: float | None) -> bool:
    gap = word.box.left - before.box.right
    if aspect is not None:
        return gap * aspect < WORD_SPACE
    letters = max(len(before.text), 1) + max(len(word.text), 1)
    width = (before.box.width + word.box.width) / letters
    return gap < WORD_SPACE * width


def _union(before: Word, word: Word) -> Word:
    letters, more = len(before.text), len(word.text)
    confidence = (before.confidence * letters + word.confidence * more) / (letters + more)
    return Word(before.text + word.text, confidence, Box.around((before.box, word.box)))


def merged(first: Sequence[Word], second: Sequence[Word]) -> tuple[Word, ...]:
    """The first look's words, with the second look's numbers where those are better read."""
    words = list(first)
    for number in second:
        if number.confidence < BELIEVED or not NUMERIC.fullmatch(number.text):
            continue
        beneath = [word for word in words if _overlap(word.box, number.box) > 0.5]
        if all(_gives_way(word, number) for word in beneath):
            words = [word for word in words if word not in beneath] + [number]
    return tuple(_one_mask(word) for word in sorted(words, key=lambda word: word.box.left))


def _one_mask(word: Word) -> Word:
    """A run of asterisks that was read as a mixture (`**×*x`), as asterisks."""
    text = MIXED_MASK.sub(lambda run: "*" * len(run[0]), word.text)
    return word if text == word.text else replace(word, text=text)


def _overlap(word: Box, number: Box) -> float:
    """Share of the narrower one's width that both cover."""
    shared = min(word.right, number.right) - max(word.left, number.left)
    return shared / max(min(word.width, number.width), 1e-6)


def _gives_way(word: Word, number: Word) -> bool:
    if word.box.width > 1.6 * number.box.width:
        return False
    if NUMERIC.fullmatch(word.text):
        return number.confidence > word.confidence - ADVANTAGE
    return word.confidence < min(0.75, number.confidence)
