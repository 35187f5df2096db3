"""Columns of scores → the letters of a line: jamo made syllables, nothing seen twice, nothing where there is no ink."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.document import Picture
from pipeline.recognisers.own.columns import Scores, Seen, seen
from pipeline.recognisers.own.grammar import LEADS, TAILS, VOWELS, best_path
from pipeline.recognisers.own.inputs import MARGIN

OTHER = "\ufffd"
"""Stands for a letter that the model does not know, or for jamo that make no syllable."""
PER_COLUMN = 2
"""Pixels of a column of scores."""
NO_ROOM, SURE_TWICE = 4, 0.95
"""Pixels between two equal characters (middle to middle) that may be one, and confidence from which on they are two."""
ROOM = {"/": 10, "-": 10}
"""Likewise for signs that are wider than their stroke."""
NEAR = 4
"""Pixels to either side of where a character was seen, within which it has ink."""
FAINT = 200
"""Grey under which there is some."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter of a line: first and last column, confidence (0 to 1, not calibrated).

    `apart`: whether a blank stands between it and the letter before; `None`: nobody looked.
    """

    text: str
    first: int
    last: int
    confidence: float
    apart: bool | None = None

    @property
    def middle(self) -> float:
        """Where it stands, in pixels of the prepared line."""
        return PER_COLUMN * (self.first + self.last + 1) / 2 - MARGIN


def letters_of(line: Picture, scores: Scores, characters: str) -> list[Letter]:
    """The letters that a model of those characters sees on a prepared line, blanks among them."""
    found = list(composed(_named(seen(scores), characters)))
    if any(_is_jamo(one.text) for one in found):
        found = list(composed(_named(seen(scores, best_path(scores, characters)), characters)))
    return once([_shown(line, one) for one in found])


def _named(found: Sequence[Seen], characters: str) -> list[Letter]:
    return [Letter(characters[one.number - 1], one.first, one.last, one.confidence) for one in found]


def _is_jamo(text: str) -> bool:
    return ord(text) in LEADS or ord(text) in VOWELS or ord(text) in TAILS


def _shown(line: Picture, one: Letter) -> Letter:
    """The letter, or a blank where nothing stands: a hyphen is expected in a wide gap between numbers."""
    left = PER_COLUMN * one.first - MARGIN - NEAR
    right = PER_COLUMN * (one.last + 1) - MARGIN + NEAR
    inked = bool((line[:, max(left, 0) : max(right, 1)] < FAINT).any())
    return one if inked else replace(one, text=" ")


def composed(letters: Sequence[Letter]) -> Iterator[Letter]:
    """Leads, vowels and tails as the syllables that they make; what makes none is `OTHER`, and not sure."""
    place = 0
    while place < len(letters):
        count = _syllable(letters, place)
        part = letters[place : place + count]
        yield part[0] if count == 1 else _union(part)
        place += count


def _syllable(letters: Sequence[Letter], place: int) -> int:
    """How many letters from there on make a syllable: lead and vowel, and a tail if there is one."""
    codes = [ord(one.text) for one in letters[place : place + 3]]
    if codes[0] not in LEADS or len(codes) < 2 or codes[1] not in VOWELS:
        return 1
    return 3 if len(codes) == 3 and codes[2] in TAILS else 2


def _union(part: Sequence[Letter]) -> Letter:
    text = unicodedata.normalize("NFC", "".join(one.text for one in part))
    return Letter(text, part[0].first, part[-1].last, min(one.confidence for one in part))


def once(letters: Sequence[Letter]) -> list[Letter]:
    """The letters without those seen twice: the same again where there is no room for a second, and not surely."""
    kept: list[Letter] = []
    for one in letters:
        before = kept[-1] if kept else None
        if (
            before is not None
            and before.text == one.text not in {".", " ", OTHER}
            and one.first + one.last - before.first - before.last <= ROOM.get(one.text, NO_ROOM)
            and min(one.confidence, before.confidence) < SURE_TWICE
        ):
            continue
        kept.append(one)
    return [replace(one, text=OTHER) if _is_jamo(one.text) else one for one in kept]
