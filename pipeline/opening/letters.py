"""The characters of a PDF page as pdfium tells them: what each is, where it stands, and where its ink is."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from typing import NamedTuple, Protocol

import pypdfium2

from pipeline.document import Box
from pipeline.opening.witness import Said

MOST_CHARACTERS = 60_000
"""Characters of a page that are looked at: a full page of print has some three thousand."""
LEVEL = 0.01
"""Rise of a baseline, by its length, up to which letters stand upright (half a degree)."""
_SCALE = 1_000_000

raw = pypdfium2.raw


class _Edges(Protocol):
    """pdfium's FS_RECTF: points from the lower left."""

    left: float
    top: float
    right: float
    bottom: float


class Letter(NamedTuple):
    """One character as the file has it.

    `box` is as high as its line, `ink` holds what is drawn of it. `gap`: white space stands before it; `drawn`: it is not
    in the invisible mode; `upright`: it runs from left to right on the page as shown.
    """

    said: Said
    box: Box
    ink: Box
    gap: bool
    drawn: bool
    upright: bool

    @property
    def text(self) -> str:
        """The character."""
        return self.said.text


def letters_of(page: pypdfium2.PdfPage) -> Iterator[Letter]:
    """The characters that stand on the page, in the file's order."""
    layer = page.get_textpage()
    place = placing(page)
    edges, gap = raw.FS_RECTF(), True
    for at in range(min(layer.count_chars(), MOST_CHARACTERS)):
        char = _char(raw.FPDFText_GetUnicode(layer, at))
        if not char.strip():
            gap = gap or bool(char)
            continue
        if not raw.FPDFText_GetLooseCharBox(layer, at, ctypes.byref(edges)):
            continue
        box = place(edges.left, edges.bottom, edges.right, edges.top)
        if box is not None:
            ink = _ink(layer, at, place) or box
            upright = place.is_level(raw.FPDFText_GetCharAngle(layer, at))
            yield Letter(_said(layer, at, char, edges), box, ink, gap, _drawn(layer, at), upright)
        gap = False


def _said(layer: pypdfium2.PdfTextPage, at: int, char: str, edges: _Edges) -> Said:
    """The character where the page's own coordinates have it."""
    x, y = ctypes.c_double(math.nan), ctypes.c_double(math.nan)
    raw.FPDFText_GetCharOrigin(layer, at, ctypes.byref(x), ctypes.byref(y))
    return Said(char, x.value, y.value, edges.left, edges.bottom, edges.right, edges.top)


def _ink(layer: pypdfium2.PdfTextPage, at: int, place: Placing) -> Box | None:
    """Where what is drawn of a character stands; nothing where pdfium cannot tell, or nothing is drawn."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    told = raw.FPDFText_GetCharBox(
        layer, at, ctypes.byref(left), ctypes.byref(right), ctypes.byref(bottom), ctypes.byref(top)
    )
    if not told or left.value == right.value or bottom.value == top.value:
        return None
    return place(left.value, bottom.value, right.value, top.value)


def _drawn(layer: pypdfium2.PdfTextPage, at: int) -> bool:
    """Whether a character's text object is drawn at all (its render mode is not 3, which OCR programs use)."""
    thing = raw.FPDFText_GetTextObject(layer, at)
    return not thing or raw.FPDFTextObj_GetTextRenderMode(thing) != raw.FPDF_TEXTRENDERMODE_INVISIBLE


def _char(code: int) -> str:
    """The character of a code; white space for control codes, nothing for what is no character."""
    if code in {0xFFFE, 0xFFFF, 0x00AD} or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return ""
    return chr(code) if code >= 0x20 else " "


class Placing(NamedTuple):
    """From a page's own coordinates to fractions of it as it is shown; `aspect`: its width by its height."""

    across: tuple[float, float, float]
    down: tuple[float, float, float]
    aspect: float

    def __call__(self, left: float, bottom: float, right: float, top: float) -> Box | None:
        """The box, cut to the page; nothing where it stands outside."""
        corners = [(x, y) for x in (left, right) for y in (bottom, top)]
        xs = [self.across[0] * x + self.across[1] * y + self.across[2] for x, y in corners]
        ys = [self.down[0] * x + self.down[1] * y + self.down[2] for x, y in corners]
        box = Box(max(min(xs), 0.0), max(min(ys), 0.0), min(max(xs), 1.0), min(max(ys), 1.0))
        return box if box.left < 1 and box.top < 1 and box.right > 0 and box.bottom > 0 else None

    def is_level(self, angle: float) -> bool:
        """Whether a baseline at that angle (radians, clockwise on the page's own) runs from left to right."""
        x, y = math.cos(angle), -math.sin(angle)
        across = (self.across[0] * x + self.across[1] * y) * self.aspect
        return across > 0 and abs(self.down[0] * x + self.down[1] * y) < LEVEL * across


def placing(page: pypdfium2.PdfPage) -> Placing:
    """How pdfium places points, told from three of them."""

    def shown(x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(page, 0, 0, _SCALE, _SCALE, 0, x, y, ctypes.byref(across), ctypes.byref(down))
        return across.value / _SCALE, down.value / _SCALE

    width, height = page.get_size()
    (x, y), (right_x, right_y), (up_x, up_y) = shown(0, 0), shown(100, 0), shown(0, 100)
    return Placing(
        ((right_x - x) / 100, (up_x - x) / 100, x), ((right_y - y) / 100, (up_y - y) / 100, y), width / height
    )
