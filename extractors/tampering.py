"""Signs of tampering that a first look gives: where the file's own text and the picture disagree.

- `text-layer-differs`: at a number, a date or a name the text layer says something else than what
  both looks at the picture read there with confidence.
- `covered-text`: the text layer holds digits where the picture shows one even patch.
- `invisible-text`: the text layer holds words where the picture shows nothing.

A sign holds a paper for a person; it never rejects. A text layer that another recogniser laid under a
scan has misreadings of its own: one digit of difference counts only where both looks agree on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

import numpy as np

from extractors import Extractor, Sheets
from pipeline.document import Box, Kind, Line, Page, Sign, Word

SURE = 0.85
"""A reading's confidence from which it is held against the text layer."""
_NUMBER = re.compile(r"\d")
_NAME = re.compile(r"[가-힣]{3,}")
_EVEN = 10.0
"""Grey levels (standard deviation) under which a patch shows no writing."""
_DARK = 110
"""Mean grey level under which an even patch is a cover and not paper."""


def extract(sheets: Sheets) -> tuple[Sign, ...]:
    """Every sign, once a place."""
    return tuple(sign for page in sheets.pages for sign in _on(page))


def _on(page: Page) -> Iterator[Sign]:
    """The signs on one page."""
    for line in page.claimed:
        for word in line.words:
            sign = _hidden(word, page) or _differing(word, page.lines)
            if sign:
                yield Sign(sign, page.number, word.box)


def _hidden(word: Word, page: Page) -> str | None:
    """Words that nobody sees: under a cover, or written in nothing."""
    patch = word.box.crop(page.picture)
    if len(word.text) < 2 or min(patch.shape[:2]) < 4:
        return None
    grey = patch.min(axis=2) if patch.ndim == 3 else patch
    inner = grey[grey.shape[0] // 5 : -(grey.shape[0] // 5) or None]
    if float(np.std(inner)) > _EVEN:
        return None
    covered = float(np.mean(inner)) < _DARK
    if covered and len(_NUMBER.findall(word.text)) >= 3:
        return "covered-text"
    return None if covered else "invisible-text"


def _differing(word: Word, lines: Sequence[Line]) -> str | None:
    """A number or a name that the picture says otherwise."""
    seen = [line for line in lines if _covers(line.box, word.box)]
    if len(seen) != 1:
        return None
    digits = "".join(_NUMBER.findall(word.text))
    if len(digits) >= 4:
        return "text-layer-differs" if _other_digits(digits, word.box, seen[0]) else None
    return "text-layer-differs" if _other_name(word, seen[0]) else None


def _covers(line: Box, word: Box) -> bool:
    """Whether the word stands in the line."""
    return line.intersection(word) > 0.6 * word.width * word.height


def _other_digits(digits: str, where: Box, line: Line) -> bool:
    """Whether both looks read the same number there, of the same length, and another one."""
    first, second = (_digits_at(where, words) for words in (line.words, line.second))
    return first == second and len(first) == len(digits) and first != digits


def _digits_at(where: Box, words: Sequence[Word]) -> str:
    """The digits of the words that stand in a box; none if one of them was not read surely."""
    inside = [word for word in words if where.intersection(word.box) > 0.5 * word.box.width * word.box.height]
    if any(word.confidence < SURE for word in inside):
        return ""
    return "".join(_NUMBER.findall("".join(word.text for word in inside)))


def _other_name(word: Word, line: Line) -> bool:
    """Whether a Hangul word is nothing like anything in the line that was surely read there."""
    if not _NAME.fullmatch(word.text) or line.confidence < SURE:
        return False
    inside = [one for one in line.words if word.box.intersection(one.box) > 0.5 * one.box.width * one.box.height]
    read = "".join(one.text for one in inside)
    return bool(_NAME.search(read)) and SequenceMatcher(None, word.text, read).ratio() < 0.34


EXTRACTOR = Extractor(field="tampering", kinds=frozenset(Kind), extract=extract)
