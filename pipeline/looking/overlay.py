"""A page with what reading saw: at the left the page with its lines and fields, at the right the words as they were read.

A word's shade says how sure the recogniser was; it stands where it was read, so that both sides can be held together.
What is covered at the left is covered at the right.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from PIL import Image, ImageDraw

from pipeline.document import Box, Facts, Line, Word
from pipeline.drawing import strokes
from pipeline.drawing.pages import WIDTH, corner, fitted, free_place
from pipeline.drawing.strokes import Colour, Pen, Rect
from pipeline.facts import SeenPage
from pipeline.looking.fields import Item, items_of, paper_of

_EDGE = 24
_HEAD = 64
_ROW = 34
"""Heights of the heading and of a row of the list, in pixels."""
_MEASURED, _LEAST, _MOST = 40, 8, 160
"""Sizes of letters, in pixels: at which text is measured, the smallest and the largest."""
_FIELD: Colour = (150, 0, 120)
_TAMPERED: Colour = (190, 20, 46)
_COVER: Colour = (40, 40, 40)
_SHADES: tuple[tuple[float, Colour], ...] = (
    (0.0, (226, 92, 70)),
    (0.5, (255, 165, 92)),
    (0.8, (255, 228, 150)),
    (0.95, (228, 240, 236)),
    (1.0, (228, 240, 236)),
)
"""By confidence: the surer, the paler, in lightness too."""


class Layers(NamedTuple):
    """What is drawn."""

    lines: bool = True
    words: bool = True
    fields: bool = True


def overlay(page: SeenPage, facts: Facts, name: str, layers: Layers) -> bytes:
    """The page as PNG, under a heading with the file's name, above the list of its fields."""
    picture = fitted(page.picture)
    halves = [_marked(picture, page, items_of(facts, page.number), layers)]
    if layers.words:
        halves.append(_as_read(picture.size, page, layers))
    items = items_of(facts, page.number) if layers.fields else ()
    whole = _around(halves, items)
    _head(ImageDraw.Draw(whole), _title(page, facts, name), layers)
    encoded = io.BytesIO()
    whole.save(encoded, "PNG")
    return encoded.getvalue()


def shade(confidence: float) -> Colour:
    """The ground of a word of that confidence (0 to 1)."""
    sure = min(max(confidence, 0.0), 1.0)
    for (low, pale), (high, strong) in pairwise(_SHADES):
        if sure <= high:
            part = (sure - low) / (high - low)
            red, green, blue = (round(a + (b - a) * part) for a, b in zip(pale, strong, strict=True))
            return red, green, blue
    return _SHADES[-1][1]


def _marked(picture: Image.Image, page: SeenPage, items: Sequence[Item], layers: Layers) -> Image.Image:
    """The page with its lines framed and numbered, and its fields framed and named."""
    drawn, grey = picture.copy(), picture.convert("L")
    pen = ImageDraw.Draw(drawn)
    lines = [_rect(line.box, picture.size) for line in page.lines]
    if layers.fields:
        _frame_fields(pen, items, grey, lines)
    if layers.lines:
        _number(pen, lines, picture.size)
    return drawn


def _as_read(size: tuple[int, int], page: SeenPage, layers: Layers) -> Image.Image:
    """The words where they were read, on their shades; what is covered lies over them."""
    drawn = Image.new("RGB", size, strokes.PAPER)
    pen = ImageDraw.Draw(drawn)
    for line in page.lines:
        rects = _places(line, size)
        letters = _letter_size(line.words, rects)
        for word, rect in zip(line.words, rects, strict=True):
            pen.rectangle(rect, fill=shade(word.confidence))
            top = (rect[1] + rect[3] - round(letters * 1.15)) // 2
            strokes.write(pen, (rect[0], top), word.text, letters)
    for box in page.covered:
        pen.rectangle(_rect(box, size), fill=_COVER)
    if layers.lines:
        _number(pen, [_rect(line.box, size) for line in page.lines], size)
    return drawn


def _places(line: Line, size: tuple[int, int]) -> list[Rect]:
    """Every word's place: as wide as the word, as high as the line."""
    return [_rect(word.box._replace(top=line.box.top, bottom=line.box.bottom), size) for word in line.words]


def _letter_size(words: Sequence[Word], rects: Sequence[Rect]) -> int:
    """One size for a line, at which its words take about the room that they have."""
    room = sum(right - left for left, _, right, _ in rects)
    full = sum(strokes.width(word.text, _MEASURED) for word in words)
    high = max((bottom - top for _, top, _, bottom in rects), default=0)
    return round(min(max(min(_MEASURED * room / max(full, 1), 0.9 * high), _LEAST), _MOST))


def _rect(box: Box, size: tuple[int, int]) -> Rect:
    return strokes.inside(box.pixels(*size), size)


def _number(pen: Pen, rects: Sequence[Rect], size: tuple[int, int]) -> None:
    """A thin frame around every line, and its number in reading order left of it, or above where another line ends there."""
    for rect in rects:
        pen.rectangle(rect, outline=strokes.FRAMED)
    for number, rect in enumerate(rects, start=1):
        spot = _beside(rect, str(number), rects)
        left, top, right, bottom = strokes.inside(spot, size)
        pen.rectangle((left, top, right, bottom), fill=strokes.PAPER)
        strokes.write(pen, (left + 1, top - 1), str(number), 13, strokes.FRAMED, bold=True)


def _beside(rect: Rect, text: str, others: Sequence[Rect]) -> Rect:
    wide, high = strokes.width(text, 13, bold=True) + 2, 13
    left, top, _, bottom = rect
    middle = (top + bottom - high) // 2
    beside = (left - wide - 1, middle, left - 1, middle + high)
    taken = any(
        one[0] < beside[2] and beside[0] < one[2] and one[1] < beside[3] and beside[1] < one[3] for one in others
    )
    return (left, top - high, left + wide, top) if taken or beside[0] < 0 else beside


def _frame_fields(pen: Pen, items: Sequence[Item], grey: Image.Image, lines: Sequence[Rect]) -> None:
    """A thick frame around every field that stands on the page, and its key and name where the page is empty."""
    placed = [(one, _away(_rect(one.box, grey.size), grey.size)) for one in items if one.box]
    taken = [*(rect for _, rect in placed), *lines]
    for one, rect in placed:
        colour = _TAMPERED if one.confidence is None else _FIELD
        pen.rectangle(rect, outline=colour, width=3)
        text = f"{one.key} {one.korean}"
        spot = free_place(rect, (strokes.width(text, 15, bold=True) + 8, 20), grey, taken)
        if spot is None:
            text = one.key
            size = (strokes.width(text, 15, bold=True) + 8, 20)
            spot = free_place(rect, size, grey, taken) or corner(rect, size[0], grey)
        pen.rectangle(spot, fill=colour)
        strokes.write(pen, (spot[0] + 4, spot[1] + 1), text, 15, strokes.PAPER, bold=True)
        taken.append(spot)


def _away(rect: Rect, size: tuple[int, int]) -> Rect:
    left, top, right, bottom = rect
    return strokes.inside((left - 4, top - 4, right + 4, bottom + 4), size)


def _around(halves: Sequence[Image.Image], items: Sequence[Item]) -> Image.Image:
    """The halves side by side, room for the heading above, the list of fields below."""
    columns = len(halves)
    rows = -(-len(items) // columns)
    wide = sum(one.width for one in halves) + _EDGE * (columns - 1)
    wide, high = max(wide, WIDTH), halves[0].height
    whole = Image.new("RGB", (wide, _HEAD + high + (_ROW * rows + 2 * _EDGE if items else 0)), strokes.DESK)
    left = 0
    for one in halves:
        whole.paste(one, (left, _HEAD))
        left += one.width + _EDGE
    pen = ImageDraw.Draw(whole)
    for number, item in enumerate(items):
        column, row = divmod(number, rows)
        _list(pen, (column * (wide // columns), _HEAD + high + _EDGE + _ROW * row), wide // columns, item)
    return whole


def _list(pen: Pen, at: tuple[int, int], wide: int, item: Item) -> None:
    """Key, name, confidence, value; and as it is printed, where that differs."""
    left, top = at[0] + _EDGE, at[1]
    colour = _TAMPERED if item.confidence is None else _FIELD
    strokes.write(pen, (left, top + 4), item.key, 19, colour if item.box else strokes.FAINT, bold=True)
    strokes.write(pen, (left + 52, top + 6), item.name, 17, strokes.FAINT)
    if item.confidence is not None:
        pen.rectangle((left + 250, top + 2, left + 308, top + _ROW - 4), fill=shade(item.confidence))
        strokes.write(pen, (left + 256, top + 6), f"{item.confidence:.2f}", 19)
    value = item.korean + " 없음" if item.value is None else item.value
    if item.text and item.text != item.value:
        value += f" ({item.text})"
    shown = strokes.wrapped(value, 20, wide - _EDGE - 340)
    strokes.write(
        pen,
        (left + 322, top + 4),
        shown[0] + (" …" if shown[1:] else ""),
        20,
        strokes.FAINT if item.value is None else strokes.INK,
    )


def _title(page: SeenPage, facts: Facts, name: str) -> str:
    paper = paper_of(facts, page.number)
    told = f"{paper.kind.value} {paper.kind_confidence:.2f}" if paper else ""
    turned = f"turned {page.turned:.1f}°" if page.turned else ""
    parts = (name, f"{page.number}/{len(facts.page_kinds)}", told, turned, f"{len(page.lines)} lines")
    return " · ".join(part for part in parts if part)


def _head(pen: Pen, title: str, layers: Layers) -> None:
    strokes.write(pen, (_EDGE, 16), strokes.wrapped(title, 24, WIDTH - 2 * _EDGE)[0], 24, bold=True)
    if not layers.words:
        return
    left = WIDTH + 2 * _EDGE
    for sure in (0.0, 0.25, 0.5, 0.65, 0.8, 0.9, 1.0):
        pen.rectangle((left, 16, left + 64, 46), fill=shade(sure))
        strokes.write(pen, (left + 12, 20), f"{sure:.2f}", 18)
        left += 64
    strokes.write(pen, (left + 16, 20), "the recogniser's own confidence in a word", 18, strokes.FAINT)
