"""What a PDF editor leaves on a page that it wrote anew without saying so.

A page that a program printed writes a number as one piece. Who alters it afterwards covers what stood there and writes over the
cover, or takes digits out and puts others there, which come in a font of their own: mostly another, else the same one embedded anew.

- *written over*: letters or digits, upon them a small light area, and upon that others at the same place. (A bar alone hides, and
  forges nothing; nor do asterisks upon it.)
- *spliced*: digits side by side in one number in two fonts; or digits of a date, or syllables of a word, in another font
  than those on both sides, though every Korean font has them.

Left out is what those do who issue papers: the year of a form whose `20` is printed beforehand, a label in one font with a value
in another, a rare syllable that a font lacks. Browsers print a typeface that they may not embed, or whose outlines are PostScript's
(Noto Sans KR, Pretendard), as nameless fonts (Type 3) of 255 letters each: all of those are one.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

import pypdfium2

from pipeline.document import Box
from pipeline.opening.letters import placing

LIGHT, OPAQUE = 200, 250
"""Level of every channel from which an area looks like paper, and from which nothing shows through it."""
LARGEST_COVER = 0.1
"""Of the page: what is larger is a background."""
MOST_OBJECTS, MOST_AREAS, MOST_LETTERS = 60_000, 2_000, 20_000
"""Of a page, that are looked at."""
GAP, NUMBER_GAP = 0.15, 1.0
"""Space between two letters of one word, of a letter's height; and between two digits of a date or a telephone number."""
LEVEL = 0.2
"""Of a letter's height: by how much baselines of one row differ."""
BEFOREHAND = frozenset({"19", "20"})
"""Beginnings of a year that forms print beforehand."""

raw = pypdfium2.raw


class Edges(NamedTuple):
    """A place in the page's own coordinates, points from the lower left."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def middle(self) -> tuple[float, float]:
        """Across, up."""
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2

    def holds(self, other: Edges) -> bool:
        """Whether the other's middle lies within."""
        x, y = other.middle
        return self.left <= x <= self.right and self.bottom <= y <= self.top

    def around(self, other: Edges) -> Edges:
        """What holds both."""
        lows, highs = map(min, self[:2], other[:2]), map(max, self[2:], other[2:])
        return Edges(*lows, *highs)


class _Glyph(NamedTuple):
    """A letter or digit, its baseline, its text object's place in the order of painting, and its font (an address; 0: a nameless one)."""

    text: str
    base: float
    edges: Edges
    order: int
    font: int


class _Run(NamedTuple):
    """Letters of one font side by side."""

    text: str
    font: int
    edges: Edges


def retouched(page: pypdfium2.PdfPage) -> list[Box]:
    """The places of a page (fractions of it as shown) that were covered and written over, or put in. Raises what pdfium raises."""
    orders, place = _orders(page), placing(page)
    glyphs = list(_glyphs(page, orders))
    found = [place(*edges) for edges in (*_written_over(page, orders, glyphs), *_spliced(glyphs))]
    return [box for box in dict.fromkeys(found) if box is not None]


def _orders(page: pypdfium2.PdfPage) -> dict[int, int]:
    """The page's own objects by address: the how-manieth each is painted."""
    count = min(raw.FPDFPage_CountObjects(page), MOST_OBJECTS)
    return {_address(raw.FPDFPage_GetObject(page, at)): at for at in range(count)}


def _address(thing: object) -> int:
    return ctypes.cast(thing, ctypes.c_void_p).value or 0  # type: ignore[arg-type]  # pdfium's handles are pointers


def _glyphs(page: pypdfium2.PdfPage, orders: dict[int, int]) -> Iterator[_Glyph]:
    """Letters and digits that are drawn by the page's own text objects, in the file's order."""
    layer, box = page.get_textpage(), raw.FS_RECTF()
    for at in range(min(layer.count_chars(), MOST_LETTERS)):
        code = raw.FPDFText_GetUnicode(layer, at)
        text = "" if 0xD800 <= code < 0xE000 or code > 0x10FFFF else chr(code)
        thing = raw.FPDFText_GetTextObject(layer, at) if text.isalnum() else None
        order = orders.get(_address(thing)) if thing else None
        if order is None or not raw.FPDFText_GetLooseCharBox(layer, at, ctypes.byref(box)):
            continue
        if raw.FPDFTextObj_GetTextRenderMode(thing) == raw.FPDF_TEXTRENDERMODE_INVISIBLE:
            continue
        edges = Edges(box.left, box.bottom, box.right, box.top)
        yield _Glyph(text, _base(layer, at), edges, order, _font(thing))


def _font(thing: object) -> int:
    """The font of a text object; 0 for each that has no name."""
    font = raw.FPDFTextObj_GetFont(thing)
    return _address(font) if raw.FPDFFont_GetBaseFontName(font, None, 0) > len(b"\0") else 0


def _base(layer: pypdfium2.PdfTextPage, at: int) -> float:
    """The height of a letter's baseline, points."""
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(layer, at, ctypes.byref(x), ctypes.byref(y))
    return y.value


def _written_over(page: pypdfium2.PdfPage, orders: dict[int, int], glyphs: Sequence[_Glyph]) -> Iterator[Edges]:
    """Light areas with letters beneath and others above."""
    size = LARGEST_COVER * page.get_width() * page.get_height()
    first, last = (pick((one.order for one in glyphs), default=0) for pick in (min, max))
    for at in [at for at in orders.values() if first < at < last][:MOST_AREAS]:
        edges = _cover(raw.FPDFPage_GetObject(page, at))
        if edges is None or (edges.right - edges.left) * (edges.top - edges.bottom) > size:
            continue
        within = [one for one in glyphs if edges.holds(one.edges)]
        beneath, above = ([one for one in within if (one.order < at) is below] for below in (True, False))
        if any(one.edges.holds(other.edges) for one in beneath for other in above):
            yield edges


def _cover(thing: object) -> Edges | None:
    """An object's edges where it is a filled area of the paper's colour."""
    if raw.FPDFPageObj_GetType(thing) != raw.FPDF_PAGEOBJ_PATH:
        return None
    fill, stroke = ctypes.c_int(), raw.FPDF_BOOL()
    if not raw.FPDFPath_GetDrawMode(thing, ctypes.byref(fill), ctypes.byref(stroke)) or not fill.value:
        return None
    parts = [ctypes.c_uint() for _ in range(4)]
    if not raw.FPDFPageObj_GetFillColor(thing, *map(ctypes.byref, parts)):
        return None
    *colour, alpha = (part.value for part in parts)
    sides = [ctypes.c_float() for _ in range(4)]
    if min(colour) < LIGHT or alpha < OPAQUE or not raw.FPDFPageObj_GetBounds(thing, *map(ctypes.byref, sides)):
        return None
    return Edges(*(side.value for side in sides))


def _spliced(glyphs: Sequence[_Glyph]) -> Iterator[Edges]:
    """Pieces of numbers and words that are in a font of their own."""
    for row in _rows(glyphs):
        for runs in _same_script(row, GAP):
            yield from _in_number(runs) if runs[0].text.isdecimal() else _between(runs)
        for runs in _same_script(row, NUMBER_GAP):
            yield from _between(runs) if runs[0].text.isdecimal() else ()


def _same_script(row: Sequence[_Glyph], gap: float) -> Iterator[list[_Run]]:
    """Digits side by side, or letters."""
    for word in _words(row, gap):
        for _, letters in groupby(word, key=lambda one: one.text.isdecimal()):
            yield list(_runs(letters))


def _rows(glyphs: Sequence[_Glyph]) -> Iterator[list[_Glyph]]:
    """Letters on one baseline, from the left."""
    row: list[_Glyph] = []
    for glyph in sorted(glyphs, key=lambda one: one.base):
        if row and glyph.base - row[-1].base > LEVEL * (glyph.edges.top - glyph.edges.bottom):
            yield sorted(row, key=lambda one: one.edges.left)
            row = []
        row.append(glyph)
    yield sorted(row, key=lambda one: one.edges.left)


def _words(row: Sequence[_Glyph], gap: float) -> Iterator[list[_Glyph]]:
    """Letters of a row that stand less than a gap (of their height) apart."""
    word: list[_Glyph] = []
    for glyph in row:
        if word and not -gap < (glyph.edges.left - word[-1].edges.right) / _height(word[-1]) < gap:
            yield word
            word = []
        word.append(glyph)
    if word:
        yield word


def _height(glyph: _Glyph) -> float:
    return max(glyph.edges.top - glyph.edges.bottom, 1e-3)


def _runs(letters: Iterable[_Glyph]) -> Iterator[_Run]:
    for font, found in groupby(letters, key=lambda one: one.font):
        run = list(found)
        edges = run[0].edges
        for one in run[1:]:
            edges = edges.around(one.edges)
        yield _Run("".join(one.text for one in run), font, edges)


def _in_number(runs: Sequence[_Run]) -> Iterator[Edges]:
    """The shorter piece of a number in two fonts; a year whose century a form has printed is none."""
    if len(runs) == 1 or (len(runs) == 2 and runs[0].text in BEFOREHAND):
        return
    yield min(runs, key=lambda one: len(one.text)).edges


def _between(runs: Sequence[_Run]) -> Iterator[Edges]:
    """Digits, or common syllables, between two pieces that are both in one other font."""
    for before, run, after in zip(runs, runs[1:], runs[2:], strict=False):
        if before.font == after.font and all(map(_is_common, before.text + run.text + after.text)):
            yield run.edges


def _is_common(char: str) -> bool:
    """Whether it is a digit, or one of the 2,350 syllables of KS X 1001, which every Korean font has."""
    try:
        return char.isdecimal() or ("가" <= char <= "힣" and len(char.encode("euc_kr")) == 2)
    except UnicodeEncodeError:
        return False
