"""Letters of a line → its words of numbers, masks, dates and Latin; words with any other letter are left out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.recognisers.own.letters import OTHER, Letter

UNITS = frozenset("년월일시분초오전후호제번원세주층동길로까지부터㈜年月日")
"""Letters that stand beside digits: of dates, times, sums, numbers of papers, addresses."""
LIKE_NUMBER = re.compile(r"(?=.*[oOlI])(?=(?:.*\d){3})[\doOlI*●○□■×Xx.,:~/()-]+")
AS_DIGITS = str.maketrans("oOlI", "0011")
MASKS = frozenset("*●○■□×※")
SURE_MASK = 0.6
"""Least confidence of a sign that hides a digit, beside digits."""


def number_words(letters: Sequence[Letter]) -> list[tuple[int, int]]:
    """Where words begin and end that are numbers, masks, dates, signs or Latin throughout, and no guess."""
    texts = [one.text if not _is_hangul(one.text) or one.text in UNITS else OTHER for one in letters]
    return [
        (start, end) for start, end in runs(texts) if OTHER not in texts[start:end] and not is_guess(letters[start:end])
    ]


def runs(texts: Sequence[str]) -> list[tuple[int, int]]:
    """Where words begin and end: at blanks, and where Hangul or an unknown letter meets anything else.

    Units (`2026년`, `제12호`) stay with their digits, unless a letter follows that makes a word of them.
    """
    kinds = _kinds(texts)
    found: list[tuple[int, int]] = []
    start = 0
    for place in range(1, len(texts) + 1):
        if place == len(texts) or kinds[place] != kinds[place - 1]:
            if kinds[start] != " ":
                found.append((start, place))
            start = place
    return found


def _kinds(texts: Sequence[str]) -> str:
    """Each character's kind: ` ` a blank, `h` of a Hangul word, `n` anything else."""
    kinds = ["h" if text == OTHER or "가" <= text <= "힣" else " " if text == " " else "n" for text in texts]
    for place, text in enumerate(texts):
        if text == "제" and _opens(texts, place):
            kinds[place] = "n"
        if _belongs_to_hangul(text, texts[place - 1 : place], texts[place + 1 : place + 2]):
            kinds[place] = "h"
        alone = place + 1 == len(texts) or kinds[place + 1] != "h"
        if kinds[place] == "h" and text != OTHER and place and texts[place - 1].isdigit() and alone:
            kinds[place] = "n"
    return "".join(kinds)


def _belongs_to_hangul(text: str, before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether a bracket between a number and Hangul is the Hangul's: `12호(누리빌딩)`."""
    if text == "(":
        return bool(before and after) and _is_hangul(after[0]) and (before[0].isdigit() or _is_hangul(before[0]))
    return text == ")" and bool(before and after) and _is_hangul(before[0]) and after[0].isdigit()


def _is_hangul(text: str) -> bool:
    return text == OTHER or "가" <= text <= "힣"


def _opens(texts: Sequence[str], place: int) -> bool:
    """Whether a number begins there: the letter before a digit, with none before it."""
    before, after = texts[place - 1] if place else " ", texts[place + 1] if place + 1 < len(texts) else " "
    return after.isdigit() and before != OTHER and not "가" <= before <= "힣"


def as_number(text: str) -> str:
    """A number with `o` and `l` among its digits, which hands write alike, as digits alone."""
    if not LIKE_NUMBER.fullmatch(text) or 2 * len(re.findall(r"[oOlI]", text)) > len(re.findall(r"\d", text)):
        return text
    return text.translate(AS_DIGITS)


def is_guess(letters: Sequence[Letter]) -> bool:
    """Whether a digit may have been taken for a sign that hides one: such a word is left to others."""
    texts = [one.text for one in letters]
    unsure = any(one.text in MASKS and one.confidence < SURE_MASK for one in letters)
    lone = sum(text in MASKS for text in texts) == 1 and sum(text.isdigit() for text in texts) > 1
    return lone or (unsure and any(text.isdigit() for text in texts))
