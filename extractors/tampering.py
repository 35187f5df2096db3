"""Signs of tampering: what the file and its pixels showed while it was opened, and where its own text and the picture disagree.

- `edited-after-issue`: the file itself tells that it was altered after it was made (`pipeline/opening/history.py`).
- `other-compression`: a place does not share the page's past of compression (`pipeline/forensics`).
- `patched-background`, `pasted-seal`, `other-print`: paper without the page's grain, a seal or letters unlike the rest (likewise).
- `text-layer-differs`: at a number, a date or a name the text layer says something else than what
  the looks at the picture read there with confidence.
- `covered-text`: the text layer holds digits where the picture shows one even patch.
- `invisible-text`: the text layer holds words where the picture shows nothing, or letters too small to see.

A sign holds a paper for a person; it never rejects. Text that the page is painted from says what it shows, but for a
reader's slips: two digits that differ are no slip, one is held against both looks. Text that another reader laid under
a scan has slips of its own, so more must differ there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

import numpy as np

from extractors import Extractor, Sheets
from pipeline.document import Box, Kind, Line, Page, Sign, Word
from pipeline.jamo import distance

SURE = 0.85
"""A reading's confidence from which a number is held against the text layer."""
SURE_NAME = 0.75
"""Likewise for a word of Hangul, which must be unlike as a whole."""
_NUMBER = re.compile(r"\d")
_NAME = re.compile(r"[가-힣]{3,}")
_HANGUL = re.compile(r"[가-힣]")
_EVEN = 10.0
"""Grey levels (standard deviation) under which a dark patch shows no writing."""
_PALE = 24.0
"""Grey levels between paper and ink under which nobody sees the ink."""
_DARK = 110
"""Mean grey level under which an even patch is a cover and not paper."""
_TINY = 4
"""Pixels of height under which letters cannot be read."""
_TALL = 0.05
"""Fraction of the page's height over which a reader has taken something else for a word."""
_NO_SLIP = 2
"""Digits that must differ in a row."""
_NO_SLIP_OF_TWO = 3
"""Likewise where another reader read the row too."""
_UNLIKE = 0.34
_LAID_UNDER = 0.9
"""Share of words that the page is not painted from which makes it a scan with a text layer of some reader."""


def extract(sheets: Sheets) -> tuple[Sign, ...]:
    """Every sign, once a place: what the file and its pixels showed, then where text and picture disagree."""
    return tuple(sign for page in sheets.pages for sign in (*page.signs, *_on(page)))


def _on(page: Page) -> Iterator[Sign]:
    """The signs on one page."""
    words = [word for line in page.claimed for word in line.words]
    unseen = sum(word.confidence < 1.0 for word in words)
    slips = _NO_SLIP_OF_TWO if unseen > _LAID_UNDER * len(words) else _NO_SLIP
    for line in page.claimed:
        signs = {word: _hidden(word, line, page) or _differing(word, page.lines) for word in line.words}
        yield from (Sign(sign, page.number, word.box) for word, sign in signs.items() if sign)
        if not any(signs.values()) and _other_row(line, page.lines, slips):
            yield Sign("text-layer-differs", page.number, line.box)


def _hidden(word: Word, line: Line, page: Page) -> str | None:
    """Words that nobody sees: under a cover, written in nothing, or too small."""
    patch = word.box.crop(page.picture)
    if word.confidence == 1.0 or len(word.text) < 2 or word.box.height > _TALL or not _says_something(line):
        return None
    if min(patch.shape[:2]) < _TINY:
        return "invisible-text"
    grey = patch.min(axis=2) if patch.ndim == 3 else patch
    inner = grey[grey.shape[0] // 5 : -(grey.shape[0] // 5) or None]
    if float(np.mean(inner)) > _DARK:
        return "invisible-text" if float(np.ptp(np.percentile(inner, (1, 99)))) < _PALE else None
    covered = float(np.std(inner)) < _EVEN and len(_NUMBER.findall(word.text)) >= 3
    return "covered-text" if covered else None


def _says_something(line: Line) -> bool:
    """Whether it may be a number, a name, a sentence: readers see letters in specks, but not many in a row."""
    return sum(char.isalnum() for char in line.text) >= 4


def _differing(word: Word, lines: Sequence[Line]) -> str | None:
    """A number or a name that the picture says otherwise."""
    seen = [line for line in lines if _covers(line.box, word.box)]
    if len(seen) != 1:
        return None
    differs = _other_number(word, seen[0]) or _other_name(word, seen[0])
    return "text-layer-differs" if differs else None


def _covers(line: Box, word: Box) -> bool:
    """Whether the word stands in the line."""
    return line.intersection(word) > 0.6 * word.width * word.height


def _other_number(word: Word, line: Line) -> bool:
    """Whether both looks read the same number where the page is painted from another of the same length."""
    digits = "".join(_NUMBER.findall(word.text))
    if len(digits) < 4 or word.confidence < 1.0:
        return False
    first, second = (_digits_of(_inside(word.box, words)) for words in (line.words, line.second))
    return first == second and len(first) == len(digits) and first != digits


def _other_row(line: Line, lines: Sequence[Line], slips: int) -> bool:
    """Whether the row's digits (a date's stand in several words) surely are read as others, `slips` of them at least."""
    said = "".join(_NUMBER.findall(line.text))
    if len(said) < 5:
        return False
    words = [word for one in lines for word in _inside(line.box, one.words)]
    seen = _digits_of(sorted(words, key=lambda word: word.box.left))
    return abs(len(seen) - len(said)) <= 1 and distance(said, seen) >= slips


def _inside(where: Box, words: Sequence[Word]) -> list[Word]:
    """The words that stand in a box, over half of each."""
    return [word for word in words if where.intersection(word.box) > 0.5 * word.box.width * word.box.height]


def _digits_of(words: Sequence[Word]) -> str:
    """The digits of words; none if one that has any was not read surely."""
    if any(word.confidence < SURE for word in words if _NUMBER.search(word.text)):
        return ""
    return "".join(_NUMBER.findall("".join(word.text for word in words)))


def _other_name(word: Word, line: Line) -> bool:
    """Whether a Hangul word is nothing like what was surely read there."""
    if not _NAME.fullmatch(word.text):
        return False
    beneath = [one for one in line.words if word.box.intersection(one.box) > 0]
    if any(one.confidence < SURE_NAME for one in beneath):
        return False
    read = "".join(_part(one, word.box) for one in beneath)
    return len(_HANGUL.findall(read)) >= 3 and SequenceMatcher(None, word.text, read).ratio() < _UNLIKE


def _part(word: Word, where: Box) -> str:
    """The letters of a word whose middles stand in a box."""
    step = word.box.width / len(word.text)
    middles = (word.box.left + step * (at + 0.5) for at in range(len(word.text)))
    return "".join(char for char, middle in zip(word.text, middles, strict=True) if where.left <= middle <= where.right)


EXTRACTOR = Extractor(field="tampering", kinds=frozenset(Kind), extract=extract)
