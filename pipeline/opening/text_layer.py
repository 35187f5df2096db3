"""The text that a PDF itself holds: a claim, to be held against the picture.

pdfium, which draws the page, also says what its text is and where it stands, so that claim and picture share one
geometry whatever crop box and rotation the page has. A word's confidence is 1 where the page is painted from it and a
second reader (`witness`) decodes the same letters there. Else it is `LAID_UNDER`: what some reader laid under a scan,
whatever else nobody sees, and what two readers of the file tell differently.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple, Protocol

import pypdfium2

from pipeline.document import Box, Line, Word
from pipeline.opening.painted import Painted
from pipeline.opening.witness import Said, Testimony, Witness

LAID_UNDER = 0.8
"""Confidence of text that the page is not painted from, or that only one reader of the file sees."""
GAP = 0.3
"""Space between two characters of one word, at most, in letter heights."""
LINE_GAP = 3.0
"""Space between two words of one line, at most, in letter heights."""
MOST_CHARACTERS = 60_000
"""Characters of a page that are looked at: a full page of print has some three thousand."""
LEAST_HEIGHT = 0.002
"""Fraction of the page's height under which a letter cannot be seen (A4: 0.6 mm)."""
OVERLAP = 0.4
"""Share of a word from which it stands over another one."""
_SCALE = 1_000_000

raw = pypdfium2.raw


class _Edges(Protocol):
    """pdfium's FS_RECTF: points from the lower left."""

    left: float
    top: float
    right: float
    bottom: float


class _Letter(NamedTuple):
    """One character as the file has it; `gap`: white space stands before it, `drawn`: not in the invisible mode."""

    said: Said
    box: Box
    gap: bool
    drawn: bool

    @property
    def text(self) -> str:
        """The character."""
        return self.said.text


def text_layer(document: pypdfium2.PdfDocument, number: int, witness: Witness) -> tuple[Line, ...]:
    """The lines of a page's text layer (page from 0); none where it cannot be read: the picture stays."""
    try:
        page = document[number]
        width, height = page.get_size()
        if width <= 1 or height <= 1:
            return ()
        words = list(_words(list(_letters(page)), width / height))
        if not words:
            return ()
        painted = Painted(page)
    except pypdfium2.PdfiumError:
        return ()
    seen = [_seen(letters, painted) for letters in words]
    said = [letter.said for letters in words for letter in letters]
    testimony = witness.testimony(number, said, max(width, height)) if any(seen) else None
    told = [_word(letters, testimony if one else None) for letters, one in zip(words, seen, strict=True)]
    return tuple(_lines(_disputed(told), width / height))


def _letters(page: pypdfium2.PdfPage) -> Iterator[_Letter]:
    """The characters that stand on the page, in the file's order."""
    layer = page.get_textpage()
    place = _placing(page)
    edges, gap = raw.FS_RECTF(), True
    for at in range(min(layer.count_chars(), MOST_CHARACTERS)):
        char = _char(raw.FPDFText_GetUnicode(layer, at))
        if not char.strip():
            gap = gap or bool(char)
            continue
        if not raw.FPDFText_GetLooseCharBox(layer, at, ctypes.byref(edges)):
            continue
        box = place(edges)
        if box is not None:
            yield _Letter(_said(layer, at, char, edges), box, gap, drawn=_drawn(layer, at))
        gap = False


def _said(layer: pypdfium2.PdfTextPage, at: int, char: str, edges: _Edges) -> Said:
    """The character where the page's own coordinates have it."""
    x, y = ctypes.c_double(math.nan), ctypes.c_double(math.nan)
    raw.FPDFText_GetCharOrigin(layer, at, ctypes.byref(x), ctypes.byref(y))
    return Said(char, x.value, y.value, edges.left, edges.bottom, edges.right, edges.top)


def _drawn(layer: pypdfium2.PdfTextPage, at: int) -> bool:
    """Whether a character's text object is drawn at all (its render mode is not 3, which OCR programs use)."""
    thing = raw.FPDFText_GetTextObject(layer, at)
    return not thing or raw.FPDFTextObj_GetTextRenderMode(thing) != raw.FPDF_TEXTRENDERMODE_INVISIBLE


def _char(code: int) -> str:
    """The character of a code; white space for control codes, nothing for what is no character."""
    if code in {0xFFFE, 0xFFFF, 0x00AD} or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return ""
    return chr(code) if code >= 0x20 else " "


class _Placing(NamedTuple):
    """From a page's own coordinates to fractions of it as it is shown."""

    across: tuple[float, float, float]
    down: tuple[float, float, float]

    def __call__(self, edges: _Edges) -> Box | None:
        """The box, cut to the page; nothing where it stands outside."""
        corners = [(x, y) for x in (edges.left, edges.right) for y in (edges.top, edges.bottom)]
        xs = [self.across[0] * x + self.across[1] * y + self.across[2] for x, y in corners]
        ys = [self.down[0] * x + self.down[1] * y + self.down[2] for x, y in corners]
        box = Box(max(min(xs), 0.0), max(min(ys), 0.0), min(max(xs), 1.0), min(max(ys), 1.0))
        return box if box.left < 1 and box.top < 1 and box.right > 0 and box.bottom > 0 else None


def _placing(page: pypdfium2.PdfPage) -> _Placing:
    """How pdfium places points, told from three of them."""

    def shown(x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(page, 0, 0, _SCALE, _SCALE, 0, x, y, ctypes.byref(across), ctypes.byref(down))
        return across.value / _SCALE, down.value / _SCALE

    (x, y), (right_x, right_y), (up_x, up_y) = shown(0, 0), shown(100, 0), shown(0, 100)
    return _Placing(
        ((right_x - x) / 100, (up_x - x) / 100, x),
        ((right_y - y) / 100, (up_y - y) / 100, y),
    )


def _words(letters: Sequence[_Letter], aspect: float) -> Iterator[list[_Letter]]:
    """Letters that stand side by side without white space."""
    word: list[_Letter] = []
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


def _seen(letters: Sequence[_Letter], painted: Painted) -> bool:
    """Whether the page is painted from a word."""
    box = Box.around(letter.box for letter in letters)
    # a comma's or a hyphen's ink may be too little for its box: the others speak for it
    shown = [painted.at(one.box) for one in letters if one.text.isalnum()] or [painted.at(box)]
    return all(shown) and all(one.drawn for one in letters) and box.height > LEAST_HEIGHT


def _word(letters: Sequence[_Letter], testimony: Testimony | None) -> Word:
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
