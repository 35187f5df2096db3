"""Strokes that all pictures for reviewers share: outcomes as colour and shape, marked syllables.

○ △ ✕ (passed, unsure, failed) differ in shape as well as in colour, and so do the frames of evidence:
who cannot tell red from green still can tell them.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

from PIL import Image

from pipeline.document import Outcome
from pipeline.drawing import typeface
from pipeline.drawing.strokes import INK, PAPER, Colour, Pen, Rect

MARKED: Colour = (255, 224, 130)
"""Behind syllables that differ."""
_QUALITY = 82


@dataclass(frozen=True, slots=True)
class Look:
    """How an outcome looks: colour, its light tint, width of a frame and length of its dashes (0: unbroken)."""

    sign: str
    word: str
    colour: Colour
    tint: Colour
    frame: int
    dash: int


LOOKS = {
    Outcome.PASS: Look("○", "통과", (0, 114, 98), (226, 243, 239), 2, 0),
    Outcome.UNSURE: Look("△", "확인", (176, 96, 0), (255, 241, 219), 4, 14),
    Outcome.FAIL: Look("✕", "부적합", (190, 20, 46), (253, 228, 231), 6, 0),
}
"""Dark enough for white letters on them; orange, red and bluish green stay apart for colour-blind eyes."""


def icon(pen: Pen, at: tuple[int, int], size: int, outcome: Outcome, *, on_colour: bool = False) -> None:
    """The outcome's sign, filled: a disc with a tick, a triangle with a question mark, a square with a cross.

    `on_colour`: it stands on the outcome's own colour, so white takes its place and the other way round.
    """
    (left, top), look = at, LOOKS[outcome]
    colour, paper = (PAPER, look.colour) if on_colour else (look.colour, PAPER)
    right, bottom = left + size, top + size
    if outcome is Outcome.PASS:
        pen.ellipse((left, top, right, bottom), fill=colour)
        _stroke(pen, [(0.24, 0.52), (0.43, 0.70), (0.76, 0.32)], (left, top, size), paper)
    elif outcome is Outcome.UNSURE:
        pen.polygon([(left - 1, bottom), (left + size / 2, top - 2), (right + 1, bottom)], fill=colour)
        font = typeface.at(max(size * 2 // 3, 8), bold=True)
        pen.text((left + size / 2, bottom - 1), "?", font=font, fill=paper, anchor=_anchor(font, "mb"))
    else:
        pen.rectangle((left, top, right, bottom), fill=colour)
        _stroke(pen, [(0.25, 0.25), (0.75, 0.75)], (left, top, size), paper)
        _stroke(pen, [(0.25, 0.75), (0.75, 0.25)], (left, top, size), paper)


def _stroke(pen: Pen, points: Sequence[tuple[float, float]], square: tuple[int, int, int], colour: Colour) -> None:
    left, top, size = square
    pen.line([(left + x * size, top + y * size) for x, y in points], fill=colour, width=max(size // 8, 2))


def _anchor(font: typeface.Font, wanted: str) -> str | None:
    """Anchors are for real faces only."""
    return wanted if hasattr(font, "getmetrics") else None


def frame(pen: Pen, rect: Rect, outcome: Outcome) -> None:
    """A frame around evidence: thin when passed, dashed when unsure, thick when failed."""
    look = LOOKS[outcome]
    if not look.dash:
        pen.rectangle(rect, outline=look.colour, width=look.frame)
        return
    left, top, right, bottom = rect
    for start, end in _dashes(left, right, look.dash):
        for y in (top, bottom - look.frame + 1):
            pen.rectangle((start, y, end, y + look.frame - 1), fill=look.colour)
    for start, end in _dashes(top, bottom, look.dash):
        for x in (left, right - look.frame + 1):
            pen.rectangle((x, start, x + look.frame - 1, end), fill=look.colour)


def _dashes(start: int, end: int, dash: int) -> Iterator[tuple[int, int]]:
    for at in range(start, max(end, start + 1), dash + dash // 2):
        yield at, min(at + dash, end)


class Letter(NamedTuple):
    """One character of a text, and whether it differs from what it is held against."""

    sign: str
    differs: bool


def held_against(text: str, other: str | None) -> list[Letter]:
    """The text's characters, marked where `other` has something else; spaces, hyphens and case do not count."""
    places = [index for index, sign in enumerate(text) if sign.isalnum()]
    if other is None:
        return [Letter(sign, differs=False) for sign in text]
    mine = [text[index].casefold() for index in places]
    theirs = [sign.casefold() for sign in other if sign.isalnum()]
    same = {places[index] for index in _shared(mine, theirs)}
    return [Letter(sign, sign.isalnum() and index not in same) for index, sign in enumerate(text)]


def _shared(mine: Sequence[str], theirs: Sequence[str]) -> set[int]:
    """Which characters of the one stand in the other: place by place where both are as long, else in order."""
    if len(mine) == len(theirs):
        return {index for index, (one, other) in enumerate(zip(mine, theirs, strict=True)) if one == other}
    blocks = SequenceMatcher(None, mine, theirs, autojunk=False).get_matching_blocks()
    return {block.a + step for block in blocks for step in range(block.size)}


def spell(pen: Pen, at: tuple[int, int], letters: Sequence[Letter], size: int, most: int) -> int:
    """Draws marked characters in large type, wrapped; what differs stands on a ground and over a bar. The height used."""
    font, step = typeface.at(size, bold=True), round(size * 1.45)
    x, y = at
    for sign, differs in letters:
        wide = round(font.getlength(sign))
        if x + wide > at[0] + most and x > at[0]:
            x, y = at[0], y + step
        if differs:
            pen.rectangle((x, y, x + wide, y + step - 6), fill=MARKED)
            pen.rectangle((x, y + step - 10, x + wide, y + step - 6), fill=LOOKS[Outcome.FAIL].colour)
        pen.text((x, y), sign if sign.isprintable() else " ", font=font, fill=INK)
        x += wide
    return y + step - at[1]


def spelled_height(letters: Sequence[Letter], size: int, most: int) -> int:
    """The height that `spell` will use, in pixels."""
    font, x, lines = typeface.at(size, bold=True), 0, 1
    for sign, _ in letters:
        wide = round(font.getlength(sign))
        if x + wide > most and x > 0:
            x, lines = 0, lines + 1
        x += wide
    return lines * round(size * 1.45)


def jpeg(picture: Image.Image) -> bytes:
    """The picture as JPEG."""
    encoded = io.BytesIO()
    picture.save(encoded, "JPEG", quality=_QUALITY)
    return encoded.getvalue()
