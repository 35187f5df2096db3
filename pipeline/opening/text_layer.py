"""The text that a PDF itself holds: a claim, to be held against the picture.

pdfium, which draws the page, also says what its text is and where it stands, so that claim and picture share one
geometry whatever crop box and rotation the page has. A word's confidence is 1 where the page is painted from it and a
second reader (`witness`) decodes the same letters there. Else it is `LAID_UNDER`: what some reader laid under a scan,
whatever else nobody sees, and what two readers of the file tell differently.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

import pypdfium2

from pipeline.document import Box, Line, Picture, Word
from pipeline.opening.leaves import Layer, Print, PrintedWord
from pipeline.opening.letters import Letter, letters_of
from pipeline.opening.painted import Painted
from pipeline.opening.witness import Testimony, Witness

LAID_UNDER = 0.8
"""Confidence of text that the page is not painted from, or that only one reader of the file sees."""
GAP = 0.3
"""Space between two characters of one word, at most, in letter heights."""
LINE_GAP = 3.0
"""Space between two words of one line, at most, in letter heights."""
LEAST_HEIGHT = 0.002
"""Fraction of the page's height under which a letter cannot be seen (A4: 0.6 mm)."""
OVERLAP = 0.4
"""Share of a word from which it stands over another one."""

Rest = Callable[[pypdfium2.PdfPage], Picture]
"""Draws a page, its text switched off, as large as it is read."""


def text_layer(document: pypdfium2.PdfDocument, number: int, witness: Witness, rest: Rest) -> Layer:
    """A page's text layer (page from 0); none where it cannot be read: the picture stays."""
    try:
        page = document[number]
        width, height = page.get_size()
        if width <= 1 or height <= 1:
            return Layer()
        words = list(_words(list(letters_of(page)), width / height))
        if not words:
            return Layer()
        painted = Painted(page)
    except pypdfium2.PdfiumError:
        return Layer()
    seen = [_seen(letters, painted) for letters in words]
    said = [letter.said for letters in words for letter in letters]
    testimony = witness.testimony(number, said, max(width, height)) if any(seen) else None
    told = [_word(letters, testimony if one else None) for letters, one in zip(words, seen, strict=True)]
    told = _disputed(told)
    lines = tuple(_lines(told, width / height))
    return Layer(lines, _print(words, told, painted, partial(rest, page)))


def _print(
    words: Sequence[Sequence[Letter]], told: Sequence[Word], painted: Painted, rest: Callable[[], Picture]
) -> Print | None:
    """The page as print, where all text that is painted on it is believed and stands upright; else nothing."""
    letters = [letter for word in words for letter in word]
    if any(word.confidence < 1.0 for word in told) or not all(letter.upright for letter in letters):
        return None
    if painted.beside([letter.box for letter in letters]):
        return None
    inks = [Box.around(letter.ink for letter in word) for word in words]
    return Print(tuple(map(PrintedWord, told, inks)), painted.rest, rest)


def _words(letters: Sequence[Letter], aspect: float) -> Iterator[list[Letter]]:
    """Letters that stand side by side without white space."""
    word: list[Letter] = []
    for letter in letters:
        if word and (letter.gap or not _adjoins(word[-1].box, letter.box, GAP, aspect)):
            yield word
            word = []
        word.append(letter)
    if word:
        yield word


def _adjoins(before: Box, after: Box, most: float, aspect: float) -> bool:
    """Whether one stands behind the other on one row, at most so many letter heights apart."""
    gap = (after.left - before.right) * aspect
    return before.same_row(after) and -0.5 * after.height < gap < most * after.height


def _seen(letters: Sequence[Letter], painted: Painted) -> bool:
    """Whether the page is painted from a word."""
    box = Box.around(letter.box for letter in letters)
    # a comma's or a hyphen's ink may be too little for its box: the others speak for it
    shown = [painted.at(one.box) for one in letters if one.text.isalnum()] or [painted.at(box)]
    return all(shown) and all(one.drawn for one in letters) and box.height > LEAST_HEIGHT


def _word(letters: Sequence[Letter], testimony: Testimony | None) -> Word:
    believed = testimony is not None and all(testimony.confirms(letter.said) for letter in letters)
    box = Box.around(letter.box for letter in letters)
    return Word("".join(letter.text for letter in letters), 1.0 if believed else LAID_UNDER, box)


def _disputed(words: Sequence[Word]) -> list[Word]:
    """The words, those that stand over another one no longer told painted: only one of the two can be seen."""
    found = list(words)
    shown = sorted((at for at, word in enumerate(words) if word.confidence == 1.0), key=lambda at: words[at].box.top)
    for place, at in enumerate(shown):
        for other in shown[place + 1 :]:
            if words[other].box.top >= words[at].box.bottom:
                break
            if _overlap(words[at].box, words[other].box) > OVERLAP and words[at].text != words[other].text:
                found[at], found[other] = (replace(words[one], confidence=LAID_UNDER) for one in (at, other))
    return found


def _overlap(one: Box, other: Box) -> float:
    """Share of the smaller one."""
    return one.intersection(other) / max(min(one.area, other.area), 1e-9)


def _lines(words: Sequence[Word], aspect: float) -> Iterator[Line]:
    """Words joined to lines where they stand on one row; layers over each other stay apart."""
    for row in _rows(words):
        tracks: list[list[Word]] = []
        for word in sorted(row, key=lambda one: one.box.left):
            home = next((one for one in tracks if _adjoins(one[-1].box, word.box, LINE_GAP, aspect)), None)
            if home is None:
                tracks.append([word])
            else:
                home.append(word)
        for track in tracks:
            yield Line(tuple(track), Box.around(word.box for word in track))


def _rows(words: Sequence[Word]) -> list[list[Word]]:
    """Words grouped by the row they stand on, from the top."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda one: one.box.centre[1]):
        if rows and rows[-1][-1].box.same_row(word.box):
            rows[-1].append(word)
        else:
            rows.append([word])
    return rows
