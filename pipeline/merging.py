"""Two looks at one line → one reading: words joined as they stand, numbers and Latin from whoever read them better."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from pipeline.document import Box, Word

WORD_SPACE = 0.26
"""Gap that parts words, in letters: Tesseract parts Hangul syllables at random."""
NUMERIC = re.compile(r"[\d*xX×.,:;~/()\-–—']*(\d|[*×]{2}|[xX]{3})[\d*xX×.,:;~/()\-–—']*")
"""A number or a mask, with the marks between digits."""
LATIN = re.compile(r"(?=.*[A-Za-z]{2})[A-Za-z0-9@&.,:;'()/_+\-]+")
UNIT = re.compile(r"\d[년월일호층번]")
"""A digit with its unit, which the second look takes for more digits."""
HANGUL = re.compile("[가-힣]")
HANGUL_ALONE = re.compile("[가-힣]+")
HANGUL_HEAD = re.compile(r"([가-힣]{2,})(:?[^가-힣:].{3,})")
"""Hangul, and then four or more characters that do not begin with Hangul."""
NARROW = 0.55
"""Width of a digit or Latin letter, in widths of a syllable."""
MASKED = re.compile(r"[*×xX＊●○]{2}")
MIXED_MASK = re.compile(r"(?=[*×xX＊%#※]*[*×＊])[*×xX＊%#※]{3,}")
"""Three or more masks, of which one surely is no letter."""
BELIEVED_NUMBER = 0.4
"""Least confidence of a second look's number."""
BELIEVED_LATIN = 0.72
"""Least confidence of a second look's Latin word: it sees Latin in Hangul too, but less surely."""
LEAST_LATIN = 0.4
"""Least confidence of a Latin word whose neighbours carry it: a run of them is believed by its mean."""
SURE_NUMBER = 0.75
"""Least confidence of a second look's number that takes the place of Hangul alone (a mask that was read so)."""
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
        around = Box.around(one.box for one in island)
        words = [part for word in words for part in _parted(word, around)]
        beneath = [word for word in words if _within(word.box, around)]
        if all(_gives_way(word, island) for word in beneath):
            words = [word for word in words if word not in beneath] + _with_colon(beneath, island)
    return tuple(_one_mask(word) for word in sorted(words, key=lambda word: word.box.left))


def _islands(second: Sequence[Word]) -> list[list[Word]]:
    """Runs of neighbouring words that the second look is believed in, Latin and numbers apart."""
    runs = [(kind, list(run)) for kind, run in groupby(second, _kind) if kind]
    return [run for kind, run in runs if _mean(run) >= (BELIEVED_NUMBER if kind == "number" else BELIEVED_LATIN)]


def _kind(word: Word) -> str:
    if NUMERIC.fullmatch(word.text):
        return "number" if word.confidence >= BELIEVED_NUMBER else ""
    return "latin" if LATIN.fullmatch(word.text) and word.confidence >= LEAST_LATIN else ""


def _mean(words: Sequence[Word]) -> float:
    """Confidence over the letters."""
    return sum(word.confidence * len(word.text) for word in words) / sum(len(word.text) for word in words)


def _parted(word: Word, island: Box) -> list[Word]:
    """A word of Hangul and something else, cut where the something else begins if the island begins about there."""
    found = HANGUL_HEAD.fullmatch(word.text)
    if not found:
        return [word]
    head, rest = found.groups()
    letter = word.box.width / (len(head) + NARROW * len(rest))
    cut = word.box.left + len(head) * letter
    if abs(island.left - cut) > letter or island.right < word.box.right - letter:
        return [word]
    left, top, _, bottom = word.box
    edge = min(cut, island.left)
    return [
        replace(word, text=head, box=Box(left, top, edge, bottom)),
        replace(word, text=rest, box=Box(edge, *word.box[1:])),
    ]


def _with_colon(beneath: Sequence[Word], island: list[Word]) -> list[Word]:
    """The island, with the colon before it (`전자우편:tax@…`) that the first look saw."""
    if not any(word.text.startswith(":") for word in beneath) or island[0].text.startswith(":"):
        return island
    return [replace(island[0], text=f":{island[0].text}"), *island[1:]]


def _within(word: Box, island: Box) -> bool:
    """Whether over half of the narrower one is shared."""
    shared = min(word.right, island.right) - max(word.left, island.left)
    return shared > 0.5 * max(min(word.width, island.width), 1e-6)


def _gives_way(word: Word, island: Sequence[Word]) -> bool:
    around = Box.around(one.box for one in island)
    confidence = _mean(island)
    if word.box.width > 1.2 * around.width or UNIT.search(word.text):
        return False
    if NUMERIC.fullmatch(island[0].text) and _outweighs(word, "".join(one.text for one in island), confidence):
        return False
    if HANGUL.search(word.text):
        return word.confidence < min(SURE_HANGUL, confidence)
    if NUMERIC.fullmatch(word.text):
        return confidence > word.confidence - ADVANTAGE
    return True


def _outweighs(word: Word, number: str, confidence: float) -> bool:
    """Whether a word says more than the number that would take its place: Hangul alone, a mask that the number lacks."""
    if HANGUL_ALONE.fullmatch(word.text):
        return confidence < SURE_NUMBER
    return bool(MASKED.search(word.text)) and not MASKED.search(number)


def _one_mask(word: Word) -> Word:
    """A run of asterisks that was read as a mixture (`**×*x`), as asterisks."""
    text = MIXED_MASK.sub(lambda run: "*" * len(run[0]), word.text)
    return word if text == word.text else replace(word, text=text)
