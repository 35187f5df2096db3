"""Likeness of Korean texts as an optical reader sees them: a distance over jamo (자모).

A syllable block is two or three letters; a reader that errs mostly gets one of them wrong
(녘→녁, 홀→흘, 윌→월). Counting letters instead of blocks tells such an error from another word.
"""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

SLIP = 0.5
"""The price of taking one letter for another that looks like it."""

_LOOKALIKES = (
    "ㅏㅑㅓㅕㅣ",
    "ㅗㅛㅡ",
    "ㅜㅠㅡ",
    "ㅐㅒㅔㅖ",
    "ㅚㅟㅢㅘㅝㅙㅞ",
    "ㄱㅋㄲ",
    "ㄴㄷㄹㅌ",
    "ㅁㅂㅇㅍ",
    "ㅅㅈㅊㅆㅉ",
    "ㅇㅎ",
    "0OoQDㅇ",
    "1lI|iㅣ",
    "2Zz",
    "5Ss",
    "8B",
    "6Gb",
    "9gq",
)
_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
_NEAR = {
    letter: frozenset(other for group in _LOOKALIKES if letter in group for other in group)
    for letter in "".join(_LOOKALIKES)
}
"""What each letter looks like."""


def _families() -> dict[int, str]:
    """For each letter, one that stands for all that it may be changed to, slip by slip."""
    found = {letter: letter for letter in _NEAR}
    for group in _LOOKALIKES:
        merged = {found[letter] for letter in group}
        found |= {letter: group[0] for letter, family in found.items() if family in merged}
    return str.maketrans(found)


_FAMILIES = _families()


def jamo(text: str) -> str:
    """The letters of a text: syllable blocks taken apart, all else as it stands."""
    return "".join(map(_letters, text))


@lru_cache(maxsize=16_384)
def _letters(char: str) -> str:
    number = ord(char) - 0xAC00
    if not 0 <= number < 11_172:
        return char
    initial, rest = divmod(number, 588)
    vowel, final = divmod(rest, 28)
    return f"{_INITIALS[initial]}{_VOWELS[vowel]}{_FINALS[final]}"


def fold(text: str) -> str:
    """A text for comparison: full-width and composed forms unfolded, no white space, lower case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


@lru_cache(maxsize=65_536)
def distance(one: str, other: str) -> float:
    """How many letters separate two texts (0 and up); a look-alike counts `SLIP`."""
    return _apart(jamo(one), jamo(other), math.inf)


def _apart(left: str, right: str, most: float) -> float:
    """The distance of two runs of letters, or infinity as soon as it is clear that it is above a bound."""
    row = [float(count) for count in range(len(right) + 1)]
    for number, letter in enumerate(left, start=1):
        row = _next_row(row, letter, right, number)
        if min(row) > most:
            return math.inf
    return row[-1]


def _next_row(above: list[float], letter: str, right: str, number: int) -> list[float]:
    near = _NEAR.get(letter, frozenset())
    before, corner = float(number), above[0]
    row = [before]
    for place, other in enumerate(right, start=1):
        up = above[place]
        least = corner if letter == other else corner + (SLIP if other in near else 1.0)
        before = min(least, up + 1.0, before + 1.0)
        row.append(before)
        corner = up
    return row


def likeness(one: str, other: str) -> float:
    """1 for equal texts, 0 for nothing in common; white space and letter case do not count."""
    left, right = fold(one), fold(other)
    longest = max(len(jamo(left)), len(jamo(right)))
    if not longest:
        return 0.0
    return max(1.0 - distance(left, right) / longest, 0.0)


@dataclass(frozen=True, slots=True)
class _Spelled:
    """A text for many comparisons: how many letters it has as it stands, and its letters and their families once folded."""

    size: int
    letters: str
    families: str


@lru_cache(maxsize=16_384)
def _spelled(text: str) -> _Spelled:
    letters = jamo(fold(text))
    return _Spelled(len(jamo(text)), letters, letters.translate(_FAMILIES))


def alike(one: str, other: str, at_least: float) -> float:
    """`likeness`, or 0 where it is below the bound; much cheaper, for many comparisons."""
    left, right = _spelled(one), _spelled(other)
    if not left.size or not right.size or min(left.size, right.size) < at_least * max(left.size, right.size):
        return 0.0
    longest = max(len(left.letters), len(right.letters))
    most = (1.0 - at_least) * longest + _ROUNDING
    if not longest or _least_apart(left, right) > most:
        return 0.0
    found = max(1.0 - _apart(left.letters, right.letters, most) / longest, 0.0)
    return found if found >= at_least else 0.0


def stands_in(word: str, text: str) -> bool:
    """Whether a long word stands in a text with a letter or two misread; both folded.

    >>> stands_in("건강기능식품", "선강기능식품영업신고증"), stands_in("건강기능식품", "건강보조식품영업신고증")
    (True, False)
    """
    starts = range(len(text) - len(word) + 1) if len(word) >= _LONG else ()
    return any(alike(text[at : at + len(word)], word, _WITHIN) for at in starts)


_LONG, _WITHIN = 6, 0.88
"""Letters of a word so long that hardly another is like it; and how like it must be."""
_ROUNDING = 1e-9


def _least_apart(one: _Spelled, other: _Spelled) -> float:
    """A bound on the distance from below: letters that stand anywhere in the other text count nothing, look-alikes `SLIP`."""
    related = _shared(one.families, other.families)
    same = _shared(one.letters, other.letters)
    return max(len(one.letters), len(other.letters)) - related + SLIP * (related - same)


def _shared(one: str, other: str) -> int:
    """How many letters two texts have in common, in whatever order."""
    return sum(min(one.count(letter), other.count(letter)) for letter in set(one) & set(other))
