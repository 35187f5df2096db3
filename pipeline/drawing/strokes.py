"""Strokes that all pictures share: colours, rectangles, lines of text."""

from __future__ import annotations

from collections.abc import Iterator

from PIL import ImageDraw

from pipeline.drawing import typeface

Colour = tuple[int, int, int]
"""RGB."""
Rect = tuple[int, int, int, int]
"""Left, top, right, bottom, in pixels."""
Pen = ImageDraw.ImageDraw

PAPER: Colour = (255, 255, 255)
DESK: Colour = (244, 245, 248)
INK: Colour = (24, 28, 36)
FAINT: Colour = (96, 102, 114)
RULE: Colour = (204, 208, 216)
FRAMED: Colour = (20, 90, 200)
"""Around a place that is pointed at."""


def inside(rect: Rect, size: tuple[int, int]) -> Rect:
    """The rectangle within a picture of that size; of one outside it, the nearest pixels."""
    right, bottom = size[0] - 1, size[1] - 1
    left, top = min(max(rect[0], 0), right), min(max(rect[1], 0), bottom)
    return left, top, min(max(rect[2], left), right), min(max(rect[3], top), bottom)


def width(text: str, size: int, *, bold: bool = False) -> int:
    """How many pixels a line of text takes."""
    return round(typeface.at(size, bold=bold).getlength(text))


def wrapped(text: str, size: int, most: int, *, bold: bool = False) -> list[str]:
    """The text in lines of at most so many pixels, broken at spaces where there are any."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and width(joined, size, bold=bold) <= most:
            lines[-1] = joined
        else:
            lines += _cut(word, size, most, bold=bold)
    return lines or [""]


def _cut(word: str, size: int, most: int, *, bold: bool) -> Iterator[str]:
    start = 0
    for end in range(1, len(word) + 1):
        if width(word[start:end], size, bold=bold) > most and end - start > 1:
            yield word[start : end - 1]
            start = end - 1
    yield word[start:]


def write(  # noqa: PLR0913 - what is written has a place, a size and a look
    pen: Pen, at: tuple[int, int], text: str, size: int, colour: Colour = INK, *, bold: bool = False
) -> None:
    """One line of text; what cannot be printed is left out."""
    shown = "".join(sign if sign.isprintable() else " " for sign in text)
    pen.text(at, shown, font=typeface.at(size, bold=bold), fill=colour)
