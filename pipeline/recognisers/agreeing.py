"""Two engines' readings of a line of Korean text → one: what they agree on is surer, where they differ one is believed.

Words and their places are Tesseract's. What differs is looked at piece by piece, a letter mostly; what decides was
measured (`docs/recogniser.md`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from pipeline.document import Box, Word
from pipeline.recognisers.own.letters import OTHER, Letter

ADVANTAGE = 0.05
"""By how much our own reading must be surer than Tesseract's to take its place."""
JOIN = "\u2060"
"""Stands before a letter that no blank parts from the one before."""
_PART = re.compile(r"\S+")
DOUBT = 0.85
"""What is left of a confidence where two readings differ."""
LATIN_DOUBT = 0.97
"""Likewise where ours is Latin, which Tesseract's Korean model cannot read: at 0.9 all of 18 names of the tuning split were right."""


@dataclass(slots=True, eq=False)
class _Changed:
    """A word of Tesseract's, letter by letter: what each becomes, where that stands, and how sure the weakest of both readings is."""

    word: Word
    letters: list[str]
    boxes: list[Box]
    sure: float
    own: float = 1.0
    differs: bool = False

    @property
    def made(self) -> tuple[Word, ...]:
        """The words that it becomes, parted where our reading has a blank; none where nothing is left of it."""
        whole = "".join(self.letters)
        sure = self.sure if self.differs else 1.0 - (1.0 - self.sure) * (1.0 - self.own)
        parts, places = list(_PART.finditer(whole)), list(self._places())
        return tuple(
            Word(one[0], sure, Box.around(box for box in places[slice(*one.span())] if box is not None))
            for one in parts
        )

    def _places(self) -> Iterator[Box | None]:
        """Where each character of what it becomes stands, if all of one letter's are equally wide, blanks too; marks stand nowhere."""
        for text, box in zip(self.letters, self.boxes, strict=True):
            wide = [char != JOIN for char in text]
            for at, char in enumerate(text):
                place = _within(box, (sum(wide[:at]), sum(wide[: at + 1])), max(sum(wide), 1))
                yield None if char in f"{JOIN} " else place


def _begun(word: Word) -> _Changed:
    """A word before anything of it is changed: its letters equally wide."""
    count = len(word.text)
    return _Changed(
        word, list(word.text), [_within(word.box, (at, at + 1), count) for at in range(count)], word.confidence
    )


def _within(box: Box, span: tuple[int, int], count: int) -> Box:
    """Where some of a word's letters stand, if all are equally wide."""
    left, right = (box.left + place / count * box.width for place in span)
    return Box(left, box.top, right, box.bottom)


_Place = tuple[_Changed, int]


def agreed(words: Sequence[Word], own: Sequence[Letter]) -> tuple[Word, ...]:
    """The words that both readings come to; `own` without blanks."""
    changed = [_begun(word) for word in words]
    places = [(one, at) for one in changed for at in range(len(one.letters))]
    texts = ["".join(word.text for word in words), "".join(one.text for one in own)]
    for tag, start, end, first, last in SequenceMatcher(None, texts[0], texts[1], autojunk=False).get_opcodes():
        if tag == "equal":
            _confirm(places[start:end], own[first:last])
        else:
            _settle(places, (start, end), own, (first, last))
    return tuple(_joined([word for one in changed for word in one.made]))


def _joined(words: Sequence[Word]) -> Iterator[Word]:
    """The words, those made one that our reading has joined."""
    held: list[Word] = []
    for word in words:
        if held and not word.text.startswith(JOIN):
            yield _one(held)
            held = []
        held.append(word)
    if held:
        yield _one(held)


def _one(parts: Sequence[Word]) -> Word:
    """One word of several, as sure as the least sure."""
    text = "".join(part.text for part in parts).replace(JOIN, "")
    return Word(text, min(part.confidence for part in parts), Box.around(part.box for part in parts))


def _confirm(places: Sequence[_Place], own: Sequence[Letter]) -> None:
    """Both say the same: as sure as the less sure of its letters."""
    for (changed, at), read in zip(places, own, strict=True):
        changed.own = min(changed.own, read.confidence)
        changed.letters[at] = _spaced(read, changed.letters[at])


def _spaced(read: Letter, text: str) -> str:
    """A letter behind what our reading has before it: a blank, or surely none."""
    return text if read.apart is None else f"{' ' if read.apart else JOIN}{text}"


def _settle(places: Sequence[_Place], span: tuple[int, int], own: Sequence[Letter], said: tuple[int, int]) -> None:
    """They differ: the surer one is believed, and neither as much as before."""
    start, end = span
    there = places[start:end] or places[max(start - 1, 0) : max(start, 1)]
    if not there:
        return
    text = [_spaced(one, one.text) for one in own[slice(*said)]]
    sure = min((one.confidence for one in own[slice(*said)] or own[max(said[0] - 1, 0) : said[1] + 1]), default=0.0)
    before = min(changed.word.confidence for changed, _ in there)
    if OTHER not in text and sure > before + ADVANTAGE:
        _replace(there, text, kept=start == end, first=start == 0)
        before = sure * (LATIN_DOUBT if _latin(text) else DOUBT)
    else:
        before *= DOUBT
    for changed, _ in there:
        changed.sure = min(changed.sure, before) if changed.differs else before
        changed.differs = True


def _latin(text: Sequence[str]) -> bool:
    """Whether letters are a Latin word's: two or more."""
    word = "".join(text).strip(f"{JOIN} ").replace(JOIN, "").replace(" ", "")
    return len(word) > 1 and word.isascii() and word.isalpha()


def _replace(there: Sequence[_Place], text: Sequence[str], *, kept: bool, first: bool) -> None:
    """Puts other letters in the places of some: one by one where there are as many, else all in the first.

    The first one's place then reaches over all of theirs.
    """
    if kept:
        changed, at = there[0]
        new = "".join(text)
        changed.letters[at] = new + changed.letters[at] if first else changed.letters[at] + new
        return
    letters = list(text)
    if len(text) != len(there):
        letters = ["".join(text), *[""] * (len(there) - 1)]
        begun, first_at = there[0]
        begun.boxes[first_at] = Box.around(one.boxes[at] for one, at in there)
    for (changed, at), letter in zip(there, letters, strict=True):
        changed.letters[at] = letter
