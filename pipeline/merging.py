"""Two looks at one line → one reading: words joined as they stand, numbers and Latin from whoever read them better."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.document import Box, Word

WORD_SPACE = 0.26
"""Gap that parts words, in letters: Tesseract parts Hangul syllables at random."""
NUMERIC = re.compile(r"[\d*xX×.,:;~/()\-–—']*(\d|[*×]{2}|[xX]{3})[\d*xX×.,:;~/()\-–—']*")
"""A number or a mask, with the marks between digits."""
LATIN = re.compile(r"(?=.*[A-Za-z]{2})[A-Za-z0-9@&.,:;'()/_+\-]+")
UNIT = re.compile(r"\d[년월일호층번]")
"""A digit with its unit, which the second look takes for more digits."""
HANGUL = re.compile("[가-힣]")
MIXED_MASK = re.compile(r"(?=[*×xX＊%#※]*[*×＊])[*×xX＊%#※]{3,}")
"""Three or more masks, of which one surely is no letter."""
BELIEVED_NUMBER = 0.4
"""Least confidence of a second look's number."""
BELIEVED_LATIN = 0.72
"""Least confidence of a second look's Latin word: it sees Latin in Hangul too, but less surely."""
ADVANTAGE = 0.15
"""By how much the second look may be less confident and still win on a number."""
SURE_HANGUL = 0.75
"""Confidence from which on a first look's Hangul gives way to nothing."""


def joined(words: Sequence[Word]) -> tuple[Word, ...]:
    """Words whose boxes nearly touch, joined; gaps are held against the words' own letters."""
    found: list[Word] = []
    for word in words:
        if found and _touch(found[-1], word):
            found[-1] = _union(found[-1], word)
        else:
            found.append(word)
    return tuple(found)


def _touch(before: Word, word: Word) -> bool:
    letter = (before.box.width + word.box.width) / (len(before.text) + len(word.text))
    return word.box.left - before.box.right < WORD_SPACE * letter


def _union(before: Word, word: Word) -> Word:
    letters, more = len(before.text), len(word.text)
    confidence = (before.confidence * letters + word.confidence * more) / (letters + more)
    return Word(before.text + word.text, confidence, Box.around((before.box, word.box)))


def merged(first: Sequence[Word], second: Sequence[Word]) -> tuple[Word, ...]:
    """The first look's words, with the second look's numbers and Latin where those are better read."""
    words = list(first)
    for island in _islands(second):
        beneath = [word for word in words if _within(word.box, Box.around(one.box for one in island))]
        if all(_gives_way(word, island) for word in beneath):
            words = [word for word in words if word not in beneath] + island
    return tuple(_one_mask(word) for word in sorted(words, key=lambda word: word.box.left))


def _islands(second: Sequence[Word]) -> list[list[Word]]:
    """Runs of neighbouring words that the second look is believed in, Latin and numbers apart."""
    islands: list[list[Word]] = []
    before = ""
    for word in second:
        kind = _believed_as(word)
        if kind and kind == before:
            islands[-1].append(word)
        elif kind:
            islands.append([word])
        before = kind
    return islands


def _believed_as(word: Word) -> str:
    if NUMERIC.fullmatch(word.text):
        return "number" if word.confidence >= BELIEVED_NUMBER else ""
    return "latin" if LATIN.fullmatch(word.text) and word.confidence >= BELIEVED_LATIN else ""


def _within(word: Box, island: Box) -> bool:
    """Whether over half of the narrower one is shared."""
    shared = min(word.right, island.right) - max(word.left, island.left)
    return shared > 0.5 * max(min(word.width, island.width), 1e-6)


def _gives_way(word: Word, island: Sequence[Word]) -> bool:
    around = Box.around(one.box for one in island)
    confidence = sum(one.confidence for one in island) / len(island)
    if word.box.width > 1.2 * around.width or UNIT.search(word.text):
        return False
    if HANGUL.search(word.text):
        return word.confidence < min(SURE_HANGUL, confidence)
    if NUMERIC.fullmatch(word.text):
        return confidence > word.confidence - ADVANTAGE
    return True


def _one_mask(word: Word) -> Word:
    """A run of asterisks that was read as a mixture (`**×*x`), as asterisks."""
    text = MIXED_MASK.sub(lambda run: "*" * len(run[0]), word.text)
    return word if text == word.text else replace(word, text=text)
