"""Printed rows: the lines of a page grouped by baseline, down to single characters.

Tables are read cell by cell (a `Line` each); labels, dates and numbers run along the row. A `Character`
keeps where each character stands and how surely it was read, so that a value found by a
pattern carries its own box and confidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise
from statistics import median

from pipeline.document import Box, Line, Page, Word
from pipeline.jamo import distance, fold, likeness
from pipeline.lexicon import COMPANY_SIGNS

CLAIM_LIKENESS = 0.6
"""From this likeness on, a text layer's line is taken for the one that the picture shows."""

MASKS = frozenset("*＊×●○◯■□※")
"""What hides a character: never taken for a slip of another."""

SPACE = 1.65
"""From here on two letters have a space between them: their distance from middle to middle and the gap between
their boxes, together, in pitches (measured on 800 gaps that a reader saw: 9 % wrong, most of them in spread titles)."""

MIXED_SPACE = 0.34
"""Likewise the gap in pitches where one of the two is Hangul, and the other is not."""

LATIN = 0.75
"""From this confidence on a Latin word of the second look is believed over a hopeless first look."""

_HOPELESS = 0.5
_HANGUL_TAIL = re.compile("[가-힣]+$")
_TAIL_WIDTH = 0.6
"""Share of its letters' usual width that must be left for Hangul behind Latin."""
_LATIN = re.compile(r"[A-Za-z][A-Za-z.&'-]+")
_BORNE_OUT, _NEARLY = 0.995, 0.985
"""Of a text layer's character that the picture's reading has too; that it has but for a reader's slip."""
_DOUBTED, _DENIED = 0.6, 0.45
"""Of one that the picture reads as another letter, as another digit."""
_ALIKE = 0.85
"""From here on a character of the text layer is borne out, in weighing whether the line is the one that is shown."""
_CONTRADICTED = 0.6
_SURELY = 0.8
"""Confidence from which the picture's characters stand in place of a text layer's that differ from them."""
_SLIPPED = 1.0
"""Letters (jamo) a syllable in which a reader may differ from what is printed."""


@dataclass(frozen=True, slots=True)
class Character:
    """One character.

    `cell` is the number of its line on the page. `spaced`: a space was read before it, or its cell starts here.
    `apart`: a space was printed before it, as far as the distances in its cell tell: readers part Hangul at random.
    """

    char: str
    confidence: float
    box: Box
    cell: int
    spaced: bool
    apart: bool = True


@dataclass(frozen=True, slots=True)
class Span:
    """Consecutive characters: a label, a value. Never empty. `page` counts from 1."""

    characters: tuple[Character, ...]
    page: int

    @property
    def text(self) -> str:
        """As printed, white space folded."""
        joined = "".join((" " if character.spaced else "") + character.char for character in self.characters)
        return joined.strip()

    @property
    def printed(self) -> str:
        """As `text`, with only those spaces that the distances between the letters bear out."""
        joined = "".join((" " if one.spaced and one.apart else "") + one.char for one in self.characters)
        return joined.strip()

    def between(self, start: int, end: int) -> Span | None:
        """The characters from `start` to before `end` of `text`; `None` where only spaces stand there."""
        chosen = []
        place = -1 if self.characters[0].spaced else 0
        for character in self.characters:
            place += character.spaced
            if start <= place < end:
                chosen.append(character)
            place += 1
        return Span(tuple(chosen), self.page) if chosen else None

    @property
    def solid(self) -> str:
        """Without any space: one character a character."""
        return "".join(character.char for character in self.characters)

    @property
    def box(self) -> Box:
        """Around all of it."""
        return Box.around(character.box for character in self.characters)

    @property
    def confidences(self) -> tuple[float, ...]:
        """Raw, 0 to 1, one a character."""
        return tuple(character.confidence for character in self.characters)

    def part(self, start: int, end: int) -> Span:
        """From character `start` to before character `end`."""
        return Span(self.characters[start:end], self.page)


@dataclass(frozen=True, slots=True)
class Row:
    """All cells on one baseline, left to right. `number` counts the page's rows from the top."""

    characters: tuple[Character, ...]
    number: int
    page: int
    box: Box

    @property
    def span(self) -> Span:
        """The whole row."""
        return Span(self.characters, self.page)

    @property
    def text(self) -> str:
        """As printed, one space between words and between cells."""
        return self.span.text

    @property
    def cells(self) -> tuple[Span, ...]:
        """One span a line of the page."""
        numbers = dict.fromkeys(character.cell for character in self.characters)
        return tuple(
            Span(tuple(character for character in self.characters if character.cell == number), self.page)
            for number in numbers
        )


def rows(page: Page) -> tuple[Row, ...]:
    """The page's rows from the top, the text layer's characters taken where it says what the picture shows.

    Only text that the page is painted from counts: what lies beneath a scan, or is hidden, is no source of anything.
    """
    return rows_of(page.lines, page.claimed, page.number)


@lru_cache(maxsize=32)
def rows_of(lines: tuple[Line, ...], claimed: tuple[Line, ...], page: int) -> tuple[Row, ...]:
    """`rows` of a page given in parts, so that what is kept holds no picture."""
    cells = [(number, line) for number, line in enumerate(lines) if line.text.strip()]
    said = tuple(word for line in claimed for word in line.words if word.confidence == 1.0)
    groups = _grouped(cells)
    return tuple(_row(group, number, page, said) for number, group in enumerate(groups))


def _grouped(cells: Sequence[tuple[int, Line]]) -> list[list[tuple[int, Line]]]:
    groups: list[list[tuple[int, Line]]] = []
    for cell in sorted(cells, key=lambda one: one[1].box.centre[1]):
        home = next((group for group in reversed(groups[-4:]) if _belongs(cell[1], group)), None)
        if home is None:
            groups.append([cell])
        else:
            home.append(cell)
    for group in groups:
        group.sort(key=lambda one: one[1].box.left)
    groups.sort(key=lambda group: min(line.box.centre[1] for _, line in group))
    return groups


def _belongs(line: Line, group: Sequence[tuple[int, Line]]) -> bool:
    """On one row with its nearest member, and over none of them."""
    nearest = min((one for _, one in group), key=lambda one: abs(one.box.centre[0] - line.box.centre[0]))
    apart = all(_beside(line.box, one.box) for _, one in group)
    return apart and line.box.same_row(nearest.box)


def _beside(one: Box, other: Box) -> bool:
    shared = min(one.right, other.right) - max(one.left, other.left)
    return shared <= 0.3 * min(one.width, other.width)


def _row(group: Sequence[tuple[int, Line]], number: int, page: int, said: Sequence[Word]) -> Row:
    characters = tuple(one for cell, line in group for one in _characters(line, cell, said))
    return Row(characters, number, page, Box.around(line.box for _, line in group))


def _characters(line: Line, cell: int, said: Sequence[Word]) -> list[Character]:
    read = _set_apart([character for word in _with_latin(line) for character in _of_word(word, cell)])
    claimed = [] if line.told else _claim(line, cell, said)
    return _reconciled(read, claimed, "".join(word.text for word in line.second)) if claimed else read


def _with_latin(line: Line) -> tuple[Word, ...]:
    """The line's words, Latin ones of the second look in place of what the first could make nothing of."""
    beneath = {
        latin: [word for word in line.words if _covered(word.box, latin.box)]
        for latin in line.second
        if latin.confidence >= LATIN and _LATIN.fullmatch(latin.text)
    }
    taken = [latin for latin, under in beneath.items() if under and all(one.confidence < _HOPELESS for one in under)]
    gone = {word for latin in taken for word in beneath[latin]}
    words = [word for word in line.words if word not in gone] + taken
    words += [part for word in gone for part in _left_over(word, taken)]
    return tuple(sorted(words, key=lambda word: word.box.left))


def _left_over(word: Word, latins: Sequence[Word]) -> Iterator[Word]:
    """The Hangul at a word's end, where the Latin that takes the word's place ends well before it (`Naraetech교회`)."""
    tail = _HANGUL_TAIL.search(word.text)
    end = max(latin.box.right for latin in latins if _covered(word.box, latin.box))
    if tail and word.box.right - end > _TAIL_WIDTH * len(tail[0]) * (word.box.right - word.box.left) / len(word.text):
        yield replace(word, text=tail[0], box=Box(end, word.box.top, word.box.right, word.box.bottom))


def _covered(word: Box, latin: Box) -> bool:
    shared = min(word.right, latin.right) - max(word.left, latin.left)
    return shared > 0.3 * min(word.width, latin.width)


def _of_word(word: Word, cell: int) -> list[Character]:
    chars = "".join(word.text.split())
    if not chars:
        return []
    left, top, right, bottom = word.box
    step = (right - left) / len(chars)
    return [
        Character(char, word.confidence, Box(left + step * at, top, left + step * (at + 1), bottom), cell, at == 0)
        for at, char in enumerate(chars)
    ]


def _claim(line: Line, cell: int, said: Sequence[Word]) -> list[Character]:
    """The text layer's characters at the place of a line."""
    words = sorted((word for word in said if _under(word.box, line.box)), key=lambda word: word.box.left)
    return [character for word in words for character in _of_word(word, cell)]


def _under(word: Box, line: Box) -> bool:
    area = max(word.width * word.height, 1e-9)
    return word.intersection(line.grown(0.004, 0.002)) > 0.5 * area


def _reconciled(read: list[Character], claimed: list[Character], second: str) -> list[Character]:
    """The claim's characters where the picture bears them out within a reader's errors, else the picture's, less sure."""
    said, seen = _solid(claimed), _solid(read)
    sure = agreed(said, seen, second)
    borne_out = sum(one >= _ALIKE for one in sure) / len(sure)
    if max(likeness(said, seen), borne_out) < CLAIM_LIKENESS:
        return [_with(character, character.confidence * _CONTRADICTED) for character in read]
    found: list[Character] = []
    for _, start, end, low, high in _runs(said, seen):
        found += _settled(claimed[start:end], sure[start:end], read[low:high])
    return found


def _settled(claimed: Sequence[Character], sure: Sequence[float], read: Sequence[Character]) -> list[Character]:
    """A run of the claim, or the picture's in its place where that surely reads another one."""
    denied = min(sure, default=1.0) <= _DOUBTED
    if not denied or not read or min(one.confidence for one in read) < _SURELY:
        return [_with(character, one) for character, one in zip(claimed, sure, strict=True)]
    return [_with(character, min(character.confidence, *sure)) for character in read]


def _runs(said: str, seen: str) -> Sequence[tuple[str, int, int, int, int]]:
    """How the one becomes the other, run by run."""
    return SequenceMatcher(None, fold_each(said), fold_each(seen), autojunk=False).get_opcodes()


def agreed(said: str, seen: str, second: str) -> list[float]:
    """For each character of the claim how surely it stands there; digits and Latin may be borne out by the second look."""
    first = _borne_out(said, seen)
    if not second:
        return first
    other = _borne_out(said, second)
    return [
        max(one, two) if char.isascii() and two == _BORNE_OUT else one
        for char, one, two in zip(said, first, other, strict=True)
    ]


def _borne_out(said: str, seen: str) -> list[float]:
    sure = [0.0] * len(said)
    runs = _runs(said, seen)
    for _, start, end, low, high in runs:
        for at in range(start, end):
            sure[at] = _how_sure(said[at], said[start:end], seen[low:high], at - start)
    beside = {
        at for _, start, end, low, high in runs if _is_more(said[start:end], seen[low:high]) for at in (start - 1, end)
    }
    return [_DENIED if at in beside and _counts(said[at]) else one for at, one in enumerate(sure)]


def _counts(text: str) -> bool:
    """Whether a digit or a mask stands in it."""
    return any(char.isdigit() or char in MASKS for char in text)


def _is_more(said: str, seen: str) -> bool:
    """Whether more was read than is claimed: one more character beside a number makes it another one."""
    if not said:
        return any(char.isalnum() or char in MASKS for char in seen)
    return not _counts(said) and sum(map(_counts, seen)) > len(said)


def _how_sure(char: str, said: str, seen: str, at: int) -> float:
    """How surely a claimed character of a run stands where the picture's reading has another run, or the same."""
    if fold_each(said) == fold_each(seen):
        return _BORNE_OUT
    if char.isdigit() or char in MASKS:
        return _DENIED
    if not char.isalnum() or char in COMPANY_SIGNS:
        return _NEARLY if not any(one in MASKS for one in seen) else _DENIED
    if len(said) == len(seen):
        return _NEARLY if distance(char, seen[at]) <= _SLIPPED else _DOUBTED
    return _NEARLY if seen and distance(said, seen) <= _SLIPPED * len(said) else _DOUBTED


@lru_cache(maxsize=1024)
def fold_each(text: str) -> str:
    """Each character folded for comparison, one for one. Kept: the characters of a run are each held against all of it."""
    return "".join(map(_folded, text))


@lru_cache(maxsize=16_384)
def _folded(char: str) -> str:
    return (fold(char) or char)[0]


def _solid(characters: Sequence[Character]) -> str:
    return "".join(character.char for character in characters)


def _with(character: Character, confidence: float) -> Character:
    return replace(character, confidence=confidence)


def _set_apart(cell: list[Character]) -> list[Character]:
    """Says of each space between Hangul whether it is wide enough to be one, measured by the cell's own pitch."""
    pairs = [(one, other) for one, other in pairwise(cell) if _hangul(one) and _hangul(other)]
    if len(pairs) < 2:
        return cell
    pitch = max(median(other.box.centre[0] - one.box.centre[0] for one, other in pairs), 1e-6)
    marked = cell[:1]
    for one, other in pairwise(cell):
        step = other.box.centre[0] - one.box.centre[0] + other.box.left - one.box.right
        hangul = _hangul(one) + _hangul(other)
        gap = other.box.left - one.box.right
        narrow = (False, gap < MIXED_SPACE * pitch, step < SPACE * pitch)[hangul]
        marked.append(replace(other, apart=False) if narrow and other.spaced else other)
    return marked


def _hangul(character: Character) -> bool:
    return "가" <= character.char <= "힣"
