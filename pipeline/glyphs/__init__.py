"""What stands in a strip of a printed number, by its pixels alone: digits, mask signs, a bar, nothing.

A recogniser makes digits of mask signs and mask signs of digits; a resident number's last seven
places are therefore looked at. The face is asymmetric: `DIGITS` and `UNSURE` are easily said,
a hidden strip only when its shape speaks for it.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np

from pipeline.document import Picture
from pipeline.glyphs.anchor import is_hyphen
from pipeline.glyphs.bars import judged_bar, solid_bars
from pipeline.glyphs.ink import (
    FAINT,
    UNIT,
    Glyph,
    Mask,
    below,
    first_run,
    grey_of,
    own_ink,
    pieces,
    places,
    scaled,
    without_lines,
)
from pipeline.glyphs.ruled import without_rules
from pipeline.glyphs.signs import alike_at_end, digits_between, signs_at_end
from pipeline.glyphs.sixes import Six, sixes
from pipeline.glyphs.spoilt import detail, is_spoilt
from pipeline.glyphs.stand import stand
from pipeline.glyphs.strip import HIDDEN, Shows, Strip, Tail, is_digit, partly

__all__ = ["HIDDEN", "Shows", "Six", "Strip", "TailPlace", "count_glyphs", "look", "six_digits", "tail_place"]


def look(row: Picture, cut: float, first: float = 0.0) -> Strip:
    """What the last seven places show of a number whose first six digits begin at `first` in a row and end at `cut` (pixels).

    Both are estimates. The row ends where the number may end, or later, and has some margin above and below, and best
    on the left, too: there it is counted whether the six are six.
    """
    row_seen = stand(row, cut, first)
    if row_seen is None:
        return Strip(Shows.UNSURE, 0, 0.0)
    place, paper, dark = row_seen.place, row_seen.paper, row_seen.dark
    tail = row_seen.grey[:, place.start :]
    if min(tail.shape) < 4:
        return Strip(Shows.UNSURE, 0, 0.0)
    plain = scaled(cv2.cvtColor(row, cv2.COLOR_RGB2GRAY) if row.ndim == 3 else row, row_seen.factor)
    found = _looked_at(
        Tail(tail, plain[:, place.start :], row_seen.head, place),
        row_seen.limit,
        paper - max(FAINT / 2, (paper - dark) / 5),
    )
    if found.shows is not Shows.DIGITS and not place.counted:
        return Strip(Shows.UNSURE, found.shown, 0.0, found.alike)
    return found


class TailPlace(NamedTuple):
    """Pixels of a row: where the last seven places begin, the step from digit to digit; and whether six were counted before."""

    start: float
    step: float
    counted: bool


def tail_place(row: Picture, cut: float, first: float = 0.0) -> TailPlace:
    """Where the last seven places begin, by the pixels; as estimated where nothing is seen. Arguments as for `look`."""
    found = stand(row, cut, first)
    if found is None:
        return TailPlace(cut, max(cut - first, 1.0) / 6, counted=False)
    place = found.place
    return TailPlace(place.start / found.factor, place.pitch / found.factor, place.counted)


def _looked_at(tail: Tail, limit: float, pale: float) -> Strip:
    """What the strip behind the hyphen shows, in ink as dark as the six digits and then in paler ink."""
    ink, faint_ink = below(tail.grey, limit), below(tail.grey, pale)
    seen = _seen(tail, ink)
    if seen.shows is Shows.UNSURE:
        unruled = _seen(tail, without_lines(ink))
        seen = replace(unruled, certainty=0.7) if _tells(unruled) and not solid_bars(ink) else seen
    if seen.shows in (Shows.UNSURE, Shows.DIGITS, Shows.PARTIAL):
        faint = _seen(tail, faint_ink)
        if faint.shows in _pale(seen) and faint.certainty >= _WHOLE_ROW:
            return replace(faint, certainty=0.85)
        return (seen.shows is Shows.UNSURE and _spoilt(tail, ink, faint_ink)) or seen
    if seen.shows is not Shows.EMPTY:
        return seen
    if _digits(tail, without_lines(ink)) > max(seen.shown, 1, _digits(tail, ink)):
        return Strip(Shows.UNSURE, seen.shown, 0.0)
    faint = _seen(tail, faint_ink)
    if faint.shows in (Shows.EMPTY, Shows.BAR) or faint.shown <= 1:
        return replace(seen, framed=_is_framed(tail, faint_ink))
    return _spoilt(tail, ink, faint_ink) or Strip(Shows.UNSURE, seen.shown, 0.0)


def _tells(unruled: Strip) -> bool:
    """Whether what is left without ruled lines says something: nothing, a whole row of signs, or signs and digits."""
    match unruled.shows:
        case Shows.EMPTY | Shows.PARTIAL:
            return True
        case Shows.SIGNS:
            return unruled.certainty >= _WHOLE_ROW
        case _:
            return False


def _digits(tail: Tail, ink: Mask) -> int:
    """How many digits stand in the seven places, one before them counted where the first seen is not the first of them.

    Without ruled lines they are more where one touches a box and went as a part of it.
    """
    tall = [glyph for glyph in pieces(ink) if 0.8 * UNIT < glyph.height < 1.2 * UNIT]
    digits = [glyph for glyph in tall if glyph.width > 0.1 * UNIT or 0 < glyph.top < glyph.bottom < len(ink)]
    first = digits[0].left if digits and digits[0].left < _LATE * tail.pitch else 0
    late = int(bool(digits) and digits[0].left > 1.3 * tail.pitch)
    return late + sum(not tail.is_beyond(glyph.left, first) for glyph in digits)


def _is_framed(tail: Tail, ink: Mask) -> bool:
    """Whether ruled lines stand where digits would, of a box or a cell, and nothing else that they might hide."""
    unruled = without_lines(ink)
    lines = cv2.subtract(ink, unruled)[:, : round(_PLACES * tail.pitch)]
    again = _seen(tail, np.asarray(unruled, np.uint8))
    return bool(lines.any()) and again.shows is Shows.EMPTY and again.shown <= 1


_PLACES = 9.5
"""Digits' pitches from the hyphen within which the box of a hidden number ends."""


def _pale(seen: Strip) -> tuple[Shows, ...]:
    """What may hide digits in ink paler than theirs: signs of thin strokes, and tape, of which the grain is taken for digits."""
    return (Shows.BAR,) if seen.shows is Shows.PARTIAL else (Shows.SIGNS, Shows.BAR)


_WHOLE_ROW = 0.9
"""Certainty of six or seven signs that all are whole, and of a bar that is even all over."""


def _spoilt(tail: Tail, ink: Mask, faint: Mask) -> Strip | None:
    """The verdict where blur or coarse squares took the digits' edges: behind the first one, to where the last would end."""
    run = first_run(_behind_hyphen(pieces(without_lines(ink)), tail), tail.gap)
    shown = int(bool(run) and is_digit(run[0]) and _is_first(run[0], tail, faint))
    begin = run[0].right + 2 if shown else round(0.2 * tail.pitch)
    return Strip(Shows.BAR, shown, 0.7) if is_spoilt(tail, begin, round(6 * tail.pitch)) else None


def _is_first(digit: Glyph, tail: Tail, faint: Mask) -> bool:
    """Whether a digit stands in the first place: right behind the hyphen, or farther behind it with nothing between but ruled lines."""
    if digit.left < 1.3 * tail.pitch:
        return True
    before = _behind_hyphen(pieces(without_lines(faint)), tail)
    return digit.left < _LATE * tail.pitch and bool(before) and before[0].left >= digit.left - 4


def _seen(tail: Tail, ink: Mask) -> Strip:
    """What the ink of a strip shows."""
    bars = [bar for bar in solid_bars(ink) if bar.left < max(tail.gap + tail.pitch, 6.5 * tail.pitch)]
    if bars:
        return judged_bar(bars, tail, ink)
    glyphs = [glyph for glyph in pieces(ink) if glyph.left > 0 or glyph.width > UNIT * 0.12]
    crossed = _of(without_rules(glyphs), tail)
    return crossed if crossed.shows is Shows.SIGNS and crossed.certainty >= _WHOLE_ROW else _of(glyphs, tail)


def _of(glyphs: list[Glyph], tail: Tail) -> Strip:
    """What the glyphs of a strip show."""
    glyphs = _behind_hyphen(glyphs, tail)
    run = first_run(glyphs, tail.gap)
    if run and run[0].left > _LATE * tail.pitch and len(run) < 5:
        run = []
    start = run[0].left if run else 0
    behind = [glyph for glyph in glyphs[len(run) :] if partly(glyph) and not tail.is_beyond(glyph.left, start)]
    return _judged(run, tail, behind)


def _behind_hyphen(glyphs: list[Glyph], tail: Tail) -> list[Glyph]:
    """Without what is left of the hyphen at the strip's begin, where the edge of a box or a bar joins it."""
    if not glyphs or not is_hyphen(glyphs[0]) or glyphs[0].right > 0.8 * tail.pitch:
        return glyphs
    middle = (glyphs[0].top + glyphs[0].bottom) / 2 / len(tail.grey)
    return glyphs[1:] if _HYPHENS[0] < middle < _HYPHENS[1] else glyphs


_HYPHENS = (0.36, 0.66)
"""Of a strip's height: where the middle of a hyphen is; the top of a 7 and the foot of a 2 are not there."""
_LATE = 2.5
"""Digits' pitches behind the hyphen from which on a digit is not the first of the seven: white paint hides those before it."""


def _judged(glyphs: list[Glyph], tail: Tail, more: list[Glyph]) -> Strip:
    """The verdict on a run of glyphs; `more`: what looks like digits behind a gap, where the number still goes on."""
    if not glyphs:
        return _behind_gap(0, more, Strip(Shows.EMPTY, 0, 0.85))
    glyphs = _without_bracket(glyphs)
    signs = signs_at_end(glyphs)
    if signs:
        return _judged_signs(glyphs[: len(glyphs) - len(signs)], signs, tail)
    if _is_smeared(tail.grey[:, glyphs[0].left : glyphs[-1].right], tail.head):
        room = glyphs[0].left < 1.3 * tail.pitch
        return Strip(Shows.BAR, 1, 0.75) if room and not more else Strip(Shows.UNSURE, 0, 0.0)
    between = digits_between(glyphs)
    if between:
        return Strip(Shows.PARTIAL, between, 0.7)
    found = _judged_digits(glyphs)
    return _behind_gap(found.shown, more, found) if found.shows is Shows.EMPTY else found


def _without_bracket(glyphs: list[Glyph]) -> list[Glyph]:
    """The glyphs without what stands behind seven places of which six are one sign: `(900101-2XXXXXX)`."""
    whole = glyphs[:_NUMBER]
    return whole if len(glyphs) > _NUMBER and len(signs_at_end(whole)) >= _NUMBER - 1 else glyphs


_NUMBER = 7


def _behind_gap(before: int, more: list[Glyph], nothing: Strip) -> Strip:
    """A gap hides nothing if digits follow where the number would end: white paint may miss them."""
    if not more:
        return nothing
    clear = len(more) <= 4 and all(map(is_digit, more))
    return Strip(Shows.PARTIAL if clear else Shows.UNSURE, before + len(more), 0.65 if clear else 0.0)


def _judged_signs(before: list[Glyph], signs: list[Glyph], tail: Tail) -> Strip:
    """Six or seven signs hide a number, if before them there is one digit at most, and no room for two."""
    shown = sum(places(glyph) for glyph in before)
    begin = before[0].left if before else 0
    room = (signs[0].left - begin) / tail.pitch
    low = max(glyph.height for glyph in signs) < 0.72 * UNIT
    wide = room > _ROOM_OF_TWO and not (shown == 1 and _is_blank(tail, before[-1].right + 2, signs[0].left - 2))
    if shown >= 2 or (before and wide):
        return Strip(Shows.PARTIAL, max(shown, 2), 0.75)
    enough = len(signs) >= 6 or (low and signs[-1].right - signs[0].left > 5.2 * _sign_pitch(signs))
    if not enough or wide:
        return Strip(Shows.UNSURE, shown, 0.0)
    return Strip(Shows.SIGNS, shown, 0.9 if len(signs) in (6, 7) else 0.75)


def _is_blank(tail: Tail, left: int, right: int) -> bool:
    """Whether there is paper from one sign to the next, and not the palest stroke."""
    between = tail.grey[:, left:right]
    paper, dark = (float(value) for value in np.percentile(tail.head, (90, 2)))
    return between.size > 0 and float(np.percentile(between, 1)) > paper - max(0.15 * (paper - dark), FAINT / 2)


_ROOM_OF_TWO = 1.62
"""Digits' pitches from the first digit to the first sign, from which on there is a second digit between them."""


def _sign_pitch(signs: list[Glyph]) -> float:
    """Pixels from one sign to the next: of those that do not touch; the widest there can be where none is alone."""
    alone = [glyph.width for glyph in signs if glyph.width < 0.75 * UNIT]
    steps = [other.left - one.left for one, other in pairwise(signs) if one.width < 0.75 * UNIT]
    return float(np.median(steps)) if steps and alone else 0.5 * UNIT


def _is_smeared(strip: Picture, head: Picture) -> bool:
    """Whether blur or coarse squares took the detail out of it that the digits before it have."""
    return _detail(strip) < 0.5 * _detail(head)


def _detail(strip: Picture) -> float:
    """`detail` of what is not the margin above and below."""
    margin = len(strip) // 5
    return detail(strip[margin:-margin]) if min(strip.shape) >= 9 else 0.0


def _judged_digits(glyphs: list[Glyph]) -> Strip:
    """What is neither bar nor signs: digits, nothing to speak of, or unsure."""
    shown = sum(places(glyph) for glyph in glyphs)
    if shown >= 4:
        return Strip(Shows.DIGITS, min(shown, 7), 0.9 if 6 <= shown <= 8 else 0.6, alike_at_end(glyphs))
    if shown <= 1 and len(glyphs) <= 2 and all(glyph.width < UNIT and glyph.height < UNIT * 1.6 for glyph in glyphs):
        whole = len(glyphs) == shown
        return Strip(Shows.EMPTY if whole else Shows.UNSURE, shown, 0.8 if whole else 0.0)
    return Strip(Shows.UNSURE, shown, 0.0, alike_at_end(glyphs))


def six_digits(row: Picture, height: float) -> list[Six]:
    """Where the first six digits of a number stand in a row, told by their shape alone (pixels), from left to right.

    `height` is about that of its letters.
    """
    if min(row.shape[:2]) < 6 or height < 4:
        return []
    for share in _SHARES:
        factor = UNIT / (share * height)
        found = sixes(scaled(grey_of(row), factor))
        if found:
            return [Six(*(edge / factor for edge in one)) for one in found]
    return []


_SHARES = (0.75, 0.55)
"""Digits' height by that of a line; a bar makes a line taller than its letters."""


def count_glyphs(row: Picture) -> int:
    """How many pieces of ink of about one height a row shows, whatever they are; of a bar, as many as it may hide."""
    if min(row.shape[:2]) < 6:
        return 0
    grey = grey_of(row)
    paper = float(np.percentile(grey, 98))
    if paper - float(grey.min()) < FAINT:
        return 0
    grey = scaled(grey, UNIT * 1.4 / grey.shape[0])
    hidden = 0
    for bar in solid_bars(own_ink(grey)):  # it is darker than what is printed, which would pass for paper beside it
        hidden += round(bar.width / (UNIT * 0.72))
        grey[max(bar.top - 3, 0) : bar.bottom + 3, max(bar.left - 3, 0) : bar.right + 3] = round(paper)
    return hidden + (len(pieces(own_ink(grey))) if np.ptp(grey) > FAINT else 0)
