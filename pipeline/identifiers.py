"""Numbers that name a person, as text: where they stand in a string, and the string without them.

The resident registration number (주민등록번호) and the alien registration number (외국인등록번호)
are six digits of birth date and seven more, of which the first tells sex and century. Six of the
seven must never leave the reading part. Recognition breaks such numbers in known ways (`O` for
0, `l` for 1, spaces inside, a digit too few), and a hole here is a leak: the patterns are wide.

A check digit is no help: numbers issued since October 2020 have none (시행규칙 제2조).
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

MASKS = frozenset("*＊∗⁎✱✽●○◯◎•∙∘◦■□▪▫█▇▆▉▊▋▌◆◇◼◻⬛⬜XxＸｘ×✕✖╳#＃?")
"""What stands in a hidden digit's place."""

LOOKALIKES = {
    **dict.fromkeys("OoQDＯ〇Ooㅇ", "0"),
    **dict.fromkeys("lI|iㅣ!Ⅰ¦]", "1"),
    **dict.fromkeys("Zz", "2"),
    **dict.fromkeys("A", "4"),
    **dict.fromkeys("Ss", "5"),
    **dict.fromkeys("Gb", "6"),
    **dict.fromkeys("TJ", "7"),
    **dict.fromkeys("B&", "8"),
    **dict.fromkeys("gq", "9"),
}
"""Letters that a recogniser gives for a digit."""

_HYPHENS = frozenset("-‐‑‒–—―−－~～_.·ㆍ=一ㅡ")


class Span(NamedTuple):
    """Where a resident number's shape stands in a text: characters from `start` to `end`.

    The six digits of the birth date end at `cut`; what stands behind it (without the hyphen)
    are the last seven, of which `tail` is a reading: digits, `*` for a masked one.
    """

    start: int
    cut: int
    end: int
    tail: str
    exact: bool
    """Six and seven places; otherwise recognition lost or added one."""
    head: int
    """Places before the hyphen."""
    letters: int
    """How many places are letters that look like a digit."""

    @property
    def digits(self) -> int:
        """How many of the last six were read as digits."""
        return sum(letter.isdigit() for letter in self.tail[1:])


def place(letter: str) -> str:
    """What a character may stand for in a number: its digit, `*` (a mask), `-`, a space, or `x` (nothing).

    A letter that looks like a digit comes out as that digit.

    >>> [place(letter) for letter in "3３O●–"]
    ['3', '3', '0', '*', '-']
    """
    digit = unicodedata.digit(letter, None)
    if digit is not None:
        return str(digit)
    if letter in MASKS:
        return "*"
    if letter in _HYPHENS:
        return "-"
    return " " if letter.isspace() else LOOKALIKES.get(letter, "x")


def places(text: str) -> str:
    """The text with every character replaced by its `place`: of the same length."""
    return "".join(place(letter) for letter in text)


_EXACT = re.compile(r"(?<![0-9])(?P<head>(?:[0-9] ?){6})(?P<gap>[- ]{0,4})(?P<tail>(?:[0-9*] ?){6}[0-9*])(?![0-9])")
_HYPHENED = re.compile(
    r"(?<![0-9])(?P<head>(?:[0-9] ?){5,7})(?P<gap> ?-[- ]{0,3})(?P<tail>(?:[0-9*] ?){4,8}[0-9*])(?![0-9])(?! ?-[0-9]{2})"
)
_CENTURY = re.compile(
    r"(?<![0-9])(?:19(?=.{6,8}[1256])|20(?=.{6,8}[3478]))(?P<head>[0-9]{6})(?P<gap> ?- ?)(?P<tail>[0-9][0-9*]{6})(?![0-9])"
)
_RUN = re.compile(r"(?<![0-9])(?P<head>[0-9]{6})(?P<gap>)(?P<tail>[0-9]{6}|[0-9]{8})(?![0-9])")


def resident_spans(text: str) -> list[Span]:
    """Every place of a text that has the shape of a resident number, also masked or damaged, left to right.

    >>> [text[span.cut : span.end] for text in ["주민등록번호 900101-1234567"] for span in resident_spans(text)]
    ['-1234567']
    """
    reading = places(text)
    found: list[Span] = []
    for pattern in (_EXACT, _HYPHENED, _CENTURY, _RUN):
        for match in pattern.finditer(reading):
            span = _span(match, text, exact=pattern in (_EXACT, _CENTURY))
            if span and not any(span.start < other.end and other.start < span.end for other in found):
                found.append(span)
    return sorted(found)


def _span(match: re.Match[str], text: str, *, exact: bool) -> Span | None:
    """The match as a span, or `None` where it is a word, a date or another number."""
    head = match["head"].replace(" ", "")
    tail = match["tail"].replace(" ", "")
    letters = _letters(text[match.start() : match.end()])
    if letters > 4 or len(head) + len(tail) - letters < 6:
        return None
    hyphened = "-" in match["gap"]
    if not (hyphened and exact) and not plausible_birth(head):
        return None
    return Span(match.start(), match.end("head"), match.end(), tail, exact, len(head), letters)


def _letters(raw: str) -> int:
    """How many places are neither a true digit nor a mask: a word of look-alike letters is no number."""
    return sum(place(one) not in "- *" and unicodedata.digit(one, None) is None for one in raw)


def plausible_birth(head: str) -> bool:
    """Whether six digits (YYMMDD) can be a birth date; of damaged ones, whether nothing speaks against it.

    >>> plausible_birth("900101"), plausible_birth("901301")
    (True, False)
    """
    if len(head) != 6:
        return True
    return head == "000000" or ("01" <= head[2:4] <= "12" and "01" <= head[4:6] <= "31")


_LICENCE = re.compile(r"(?<![0-9])([0-9]{2} ?[- ] ?[0-9]{2} ?[- ] ?)([0-9]{6} ?[- ] ?[0-9]{2})(?![0-9])")
_PASSPORT = re.compile(
    r"(?<![A-Za-z0-9])(P?[MSRGDOT])([0-9]{3}[A-Z][0-9]{4}|(?!(?:19|20)[0-9]{2}[01])[0-9]{7,8})(?![0-9])"
)


def other_spans(text: str) -> list[tuple[int, int]]:
    """Where driver's licences' and passports' numbers stand in a text, whole: first letter, and the one behind the last.

    >>> other_spans("면허 11-12-345678-90")
    [(3, 18)]
    """
    found = [one.span() for one in _LICENCE.finditer(places(text))]
    found = [(start, end) for start, end in found if not text[start:end].strip().isalpha()]
    return [*found, *(one.span() for one in _PASSPORT.finditer(text))]


def scrub(text: str) -> str:
    """The text with every personal number starred: resident and alien numbers, driver's licences, passports.

    Of a resident number the birth date and the digit after it stay; the form of the rest is kept.

    >>> scrub("홍길동 900101-1234567")
    '홍길동 900101-1******'
    """
    letters = list(text)
    for span in resident_spans(text):
        _star(letters, _last_six(text, span))
    reading = places(text)
    for match in _LICENCE.finditer(reading):
        if not text[match.start() : match.end()].strip().isalpha():
            _star(letters, range(match.start(2), match.end(2)))
    for match in _PASSPORT.finditer(text):
        _star(letters, range(match.start(2), match.end(2)))
    return "".join(letters)


_OPEN = re.compile(
    r"(?<![0-9A-Za-z])(?P<head>[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]))(?P<gap>[^0-9A-Za-z가-힣]{0,3})[1-8][0-9]{6}(?![0-9A-Za-z])"
)
_OPEN_LICENCE = re.compile(r"(?<![0-9A-Za-z])[0-9]{2}-[0-9]{2}-[0-9]{6}-[0-9]{2}(?![0-9A-Za-z])")
_OPEN_PASSPORT = re.compile(r"(?:여권|passport)[^0-9]{0,20}?[MSRGDOT][0-9]{3}[A-Z0-9][0-9]{4}(?![0-9])", re.IGNORECASE)
_NAMED_RESIDENT = re.compile(r"주민|외국인|resident|rrn", re.IGNORECASE)
_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
_BEFORE = 16
"""Letters before a number in which its label may stand."""


def exposes(text: str) -> bool:
    """Whether a text surely shows a whole number that names a person: narrow, where `scrub` is wide.

    Thirteen digits in one run count where a label says so or the check digit fits: identifiers of files are such runs, too.
    A corporate registration number, which looks alike, is told by its label.

    >>> exposes("홍길동 900101-1234567.pdf"), exposes("900101-1******.pdf"), exposes("법인 110111-1234567")
    (True, False, False)
    """
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES)
    if _OPEN_LICENCE.search(plain) or _OPEN_PASSPORT.search(plain):
        return True
    return any(
        _is_open(match, plain[max(match.start() - _BEFORE, 0) : match.start()]) for match in _OPEN.finditer(plain)
    )


_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－"), "-")


def _is_open(match: re.Match[str], before: str) -> bool:
    if "법인" in before:
        return False
    digits = [int(one) for one in match[0] if one.isascii() and one.isdigit()]
    fits = (11 - sum(a * b for a, b in zip(_WEIGHTS, digits, strict=False)) % 11) % 10 == digits[-1]
    return bool(match["gap"]) or fits or _NAMED_RESIDENT.search(before) is not None


def _last_six(text: str, span: Span) -> range:
    """From behind the first digit after the hyphen to the end; the whole tail where places were lost."""
    behind = [at for at in range(span.cut, span.end) if place(text[at]) not in "- "]
    return range(behind[1] if span.exact else behind[0], span.end)


def _star(letters: list[str], where: range) -> None:
    """Stars for digits and what looks like one; hyphens and spaces stay."""
    for at in where:
        if place(letters[at]) not in "- x":
            letters[at] = "*"
