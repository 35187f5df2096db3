"""Likeness of Korean texts as an optical reader sees them: a distance over jamo (자모).

A syllable block is two or three letters; a reader that errs mostly gets one of them wrong
(녘→녁, 홀→흘, 윌→월). Counting letters instead of blocks tells such an error from another word.
"""

from __future__ import annotations

import unicodedata
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
_PAIRS = frozenset((one, other) for group in _LOOKALIKES for one in group for other in group)


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
    left, right = jamo(one), jamo(other)
    row = [float(count) for count in range(len(right) + 1)]
    for number, letter in enumerate(left, start=1):
        row = _next_row(row, letter, right, number)
    return row[-1]


def _next_row(above: list[float], letter: str, right: str, number: int) -> list[float]:
    row = [float(number)]
    for place, other in enumerate(right):
        changed = above[place] + _price(letter, other)
        row.append(min(changed, above[place + 1] + 1.0, row[place] + 1.0))
    return row


def _price(letter: str, other: str) -> float:
    if letter == other:
        return 0.0
    return SLIP if (letter, other) in _PAIRS else 1.0


def likeness(one: str, other: str) -> float:
    """1 for equal texts, 0 for nothing in common; white space and letter case do not count."""
    left, right = fold(one), fold(other)
    longest = max(len(jamo(left)), len(jamo(right)))
    if not longest:
        return 0.0
    return max(1.0 - distance(left, right) / longest, 0.0)


def alike(one: str, other: str, at_least: float) -> float:
    """`likeness`, or 0 where it is below the bound; cheaper, for many comparisons."""
    left, right = len(jamo(one)), len(jamo(other))
    if not left or not right or min(left, right) < at_least * max(left, right):
        return 0.0
    found = likeness(one, other)
    return found if found >= at_least else 0.0
