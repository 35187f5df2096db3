"""The annotated page: evidence framed by outcome on the covered page, and above it what the frames say.

Frames of what is open carry numbers; the sentences to the numbers stand above the page, where they cover nothing.
Labels stand where the page is empty; one that finds no such place shrinks to its sign.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from pipeline.document import Box, Outcome
from pipeline.drawing import strokes
from pipeline.drawing.pages import WIDTH, corner, free_place
from pipeline.drawing.strokes import Pen, Rect
from pipeline.serving.sheets import brush
from pipeline.serving.sheets.brush import LOOKS

_EDGE = 24
"""Pixels kept free at the edges of the heading."""
_TEXT = 21
_STEP = 30
"""A line of the heading, in pixels."""
_TAG = 24
"""Height of a label, in pixels."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One place on a page and what was found there. `number` (from 1) and `sentence` belong to what is open."""

    outcome: Outcome
    label: str
    box: Box | None
    number: int | None = None
    sentence: str = ""


def annotated(picture: Image.Image, title: str, marks: Sequence[Mark]) -> bytes:
    """A page (`fitted`; drawn upon) with its marks framed, under a heading that has the title and every numbered sentence; as JPEG."""
    placed = sorted((one for one in _merged(marks) if one.box), key=lambda one: -_rank(one.outcome))
    grey = picture.convert("L")
    pen = ImageDraw.Draw(picture)
    frames = [_rect(one, picture) for one in placed]
    for one, rect in zip(placed, frames, strict=True):
        brush.frame(pen, rect, one.outcome)
    _label_all(pen, placed, frames, grey)
    return brush.jpeg(_under_heading(picture, title, marks))


def _rank(outcome: Outcome) -> int:
    """The worst first."""
    return (Outcome.FAIL, Outcome.UNSURE, Outcome.PASS).index(outcome)


def _merged(marks: Sequence[Mark]) -> Iterator[Mark]:
    """One mark a place: the worst outcome there, the labels of all that have it."""
    groups: dict[Box | None, list[Mark]] = {}
    for one in marks:
        groups.setdefault(one.box, []).append(one)
    for box, group in groups.items():
        worst = min((one.outcome for one in group), key=_rank)
        told = [one for one in group if one.outcome is worst]
        label = " · ".join(dict.fromkeys(_tag(one) for one in told))
        yield Mark(worst, label, box, told[0].number)


def _tag(mark: Mark) -> str:
    return f"{mark.number} {mark.label}" if mark.number else mark.label


def _rect(mark: Mark, picture: Image.Image) -> Rect:
    """Around the evidence, the frame's own width away from it."""
    if mark.box is None:
        raise TypeError(mark)
    left, top, right, bottom = mark.box.pixels(*picture.size)
    away = LOOKS[mark.outcome].frame + 4
    return strokes.inside((left - away, top - away, right + away, bottom + away), picture.size)


def _label_all(pen: Pen, marks: Sequence[Mark], frames: Sequence[Rect], grey: Image.Image) -> None:
    """The open ones first: theirs is the first choice of a place."""
    taken = list(frames)
    for one, rect in sorted(zip(marks, frames, strict=True), key=lambda pair: _rank(pair[0].outcome)):
        size = 17 if one.outcome is not Outcome.PASS else 15
        full = strokes.width(one.label, size, bold=True) + _TAG + 12
        spot = free_place(rect, (full, _TAG), grey, taken)
        if spot is not None:
            _draw_tag(pen, one, spot, size)
        else:
            short = str(one.number) if one.number else ""
            spot = free_place(rect, (_TAG + 14 * len(short), _TAG), grey, taken) or corner(rect, _TAG, grey)
            _draw_tag(pen, Mark(one.outcome, short, one.box), spot, size)
        taken.append(spot)


def _draw_tag(pen: Pen, mark: Mark, spot: Rect, size: int) -> None:
    """White on the outcome's colour for what is open; for what passed, quietly, colour on white."""
    left, top, *_ = spot
    look, quiet = LOOKS[mark.outcome], mark.outcome is Outcome.PASS
    pen.rectangle(spot, fill=strokes.PAPER if quiet else look.colour, outline=look.colour)
    brush.icon(pen, (left + 4, top + 4), _TAG - 8, mark.outcome, on_colour=not quiet)
    if mark.label:
        colour = look.colour if quiet else strokes.PAPER
        strokes.write(pen, (left + _TAG + 2, top + (_TAG - size) // 2 - 1), mark.label, size, colour, bold=True)


def _under_heading(picture: Image.Image, title: str, marks: Sequence[Mark]) -> Image.Image:
    """The page on a desk: title and key above, then every numbered sentence."""
    lines = [
        (one if number == 0 else None, line)
        for one in sorted((one for one in marks if one.number), key=lambda one: one.number or 0)
        for number, line in enumerate(strokes.wrapped(_sentence(one), _TEXT, WIDTH - 2 * _EDGE - 36))
    ]
    height = 60 + _STEP * len(lines) + (10 if lines else 0)
    whole = Image.new("RGB", (WIDTH, picture.height + height), strokes.DESK)
    whole.paste(picture, (0, height))
    pen = ImageDraw.Draw(whole)
    strokes.write(pen, (_EDGE, 14), title, 26, bold=True)
    _key(pen)
    for row, (mark, line) in enumerate(lines):
        top = 58 + _STEP * row
        if mark is not None:
            brush.icon(pen, (_EDGE, top + 3), 22, mark.outcome)
        strokes.write(pen, (_EDGE + 36, top), line, _TEXT)
    pen.line((0, height - 1, WIDTH, height - 1), fill=strokes.RULE, width=2)
    return whole


def _sentence(mark: Mark) -> str:
    return f"{mark.number}  {mark.label} — {mark.sentence}" + ("" if mark.box else " (쪽에 표시할 자리 없음)")


def _key(pen: Pen) -> None:
    """What the frames mean, at the right."""
    left = WIDTH - _EDGE
    for outcome in (Outcome.FAIL, Outcome.UNSURE, Outcome.PASS):
        look = LOOKS[outcome]
        left -= strokes.width(look.word, 18) + 34
        brush.icon(pen, (left, 20), 18, outcome)
        strokes.write(pen, (left + 24, 18), look.word, 18, strokes.FAINT)
