"""What stands in a strip of a printed number, by its pixels alone: digits, mask signs, a bar, nothing.

A recogniser makes digits of mask signs and mask signs of digits; a resident number's last seven
places are therefore looked at. The face is asymmetric: `DIGITS` and `UNSURE` are easily said,
a hidden strip only when its shape speaks for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.document import Picture
from pipeline.glyphs.anchor import Anchor, anchor, heads
from pipeline.glyphs.ink import (
    FAINT,
    UNIT,
    Glyph,
    Mask,
    below,
    components,
    first_run,
    grey_of,
    limit_of,
    merged,
    own_ink,
    pieces,
    places,
    scaled,
    without_frames,
)
from pipeline.glyphs.signs import alike_at_end, signs_at_end


class Shows(Enum):
    """What a strip shows."""

    DIGITS = "digits"
    SIGNS = "signs"
    """One sign, repeated: `*`, `●`, `○`, `X`."""
    BAR = "bar"
    """A uniform bar, or a strip of blur or mosaic."""
    EMPTY = "empty"
    """Nothing at all, or an empty frame."""
    PARTIAL = "partial"
    """Digits beside a bar or signs that should have hidden them."""
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Strip:
    """`shown`: how many of the seven places look like digits; `alike`: whether all are one and the same."""

    shows: Shows
    shown: int
    certainty: float
    """0 to 1."""
    alike: bool = False


def look(row: Picture, cut: float, first: float = 0.0) -> Strip:
    """What the last seven places show of a number whose first six digits begin at `first` in a row and end at `cut` (pixels).

    Both are estimates. The row ends where the number may end, or later, and has some margin above and below, and best
    on the left, too: there it is counted whether the six are six.
    """
    digit_height = _digit_height(row[:, max(int(first), 0) :], cut - first)
    if digit_height < 4:
        return Strip(Shows.UNSURE, 0, 0.0)
    factor = UNIT / digit_height
    grey = scaled(grey_of(row), factor)
    head = grey[:, round(first * factor) : max(round(cut * factor), round(first * factor) + 4)]
    paper, dark = (float(value) for value in np.percentile(head, (90, 2)))
    limit = limit_of(paper, dark)
    place = anchor(pieces(below(grey, limit)), first * factor, cut * factor)
    tail = grey[:, place.start :]
    if min(tail.shape) < 4:
        return Strip(Shows.UNSURE, 0, 0.0)
    plain = scaled(cv2.cvtColor(row, cv2.COLOR_RGB2GRAY) if row.ndim == 3 else row, factor)
    found = _looked_at(
        _Tail(tail, plain[:, place.start :], head, place), limit, paper - max(FAINT / 2, (paper - dark) / 5)
    )
    if found.shows is not Shows.DIGITS and not place.counted:
        return Strip(Shows.UNSURE, found.shown, 0.0, found.alike)
    return found


HIDDEN = frozenset({Shows.SIGNS, Shows.BAR, Shows.EMPTY})
"""What is said of a number of which nothing but the first of the last seven is seen."""


@dataclass(frozen=True, slots=True)
class _Tail:
    """The strip behind the hyphen, the six digits before it, and how they stand."""

    grey: Picture
    plain: Picture
    """As light as it looks; in `grey`, any colour is dark."""
    head: Picture
    place: Anchor

    @property
    def pitch(self) -> float:
        """Pixels from one digit to the next."""
        return self.place.pitch

    @property
    def gap(self) -> float:
        """Pixels between two pieces of ink from which on they may be two words."""
        return max(UNIT * 1.6, 1.3 * self.pitch)

    def is_beyond(self, left: float, first: float) -> bool:
        """Whether what begins there is behind the seventh place, of which the first begins at `first`."""
        return left - first > 7.4 * self.pitch


def _digit_height(row: Picture, cut: float) -> float:
    """Pixels: of the six digits, whose strokes may be broken; 0 where there are none."""
    head = grey_of(row[:, : max(int(cut), 1)])
    if min(head.shape) < 4:
        return 0.0
    scale = 2 * UNIT / head.shape[0]
    pieces = merged(without_frames(components(own_ink(scaled(head, scale)))))
    heights = [glyph.height for glyph in pieces if glyph.height > 0.4 * UNIT and glyph.width < 1.5 * UNIT]
    return float(np.percentile(np.array(heights), 70)) / scale if heights else 0.0


def _looked_at(tail: _Tail, limit: float, pale: float) -> Strip:
    """What the strip behind the hyphen shows, in ink as dark as the six digits and then in paler ink."""
    seen = _seen(tail, below(tail.grey, limit))
    if seen.shows is not Shows.EMPTY:
        return seen
    faint = _seen(tail, below(tail.grey, pale))
    if faint.shows in (Shows.EMPTY, Shows.BAR) or faint.shown <= 1:
        return seen
    room = round((1.3 if seen.shown else 0.2) * tail.pitch)
    strip = tail.grey[:, room : room + round(6 * tail.pitch)]
    if _is_blurred(strip, tail.head):
        return Strip(Shows.BAR, seen.shown, 0.7)
    return Strip(Shows.UNSURE, seen.shown, 0.0)


def _is_blurred(strip: Picture, head: Picture) -> bool:
    """Whether even the sharpest edge of a paler strip is much softer than those of the digits, each by its own contrast."""
    if min(strip.shape) < 9:
        return False
    soft, sharp = (_detail(part) / max(float(np.ptp(np.percentile(part, (1, 90)))), FAINT) for part in (strip, head))
    return soft < 0.45 * sharp


def _seen(tail: _Tail, ink: Mask) -> Strip:
    """What the ink of a strip shows."""
    bars = [bar for bar in _bars(ink) if bar.left < max(tail.gap + tail.pitch, 6.5 * tail.pitch)]
    if bars:
        return _judged_bar(bars, tail, ink)
    glyphs = [glyph for glyph in pieces(ink) if glyph.left > 0 or glyph.width > UNIT * 0.12]
    run = first_run(glyphs, tail.gap)
    start = run[0].left if run and not tail.is_beyond(run[0].left, 0) else 0
    behind = [glyph for glyph in glyphs[len(run) :] if not tail.is_beyond(glyph.left, start)]
    if run and tail.is_beyond(run[0].left, 0):
        run = []
    return _judged(run, tail, [glyph for glyph in behind if _partly(glyph)])


def _judged(glyphs: list[Glyph], tail: _Tail, more: list[Glyph]) -> Strip:
    """The verdict on a run of glyphs; `more`: what looks like digits behind a gap, where the number still goes on."""
    if not glyphs:
        return _behind_gap(0, more, Strip(Shows.EMPTY, 0, 0.85))
    signs = signs_at_end(glyphs)
    if signs:
        return _judged_signs(glyphs[: len(glyphs) - len(signs)], signs, tail)
    if _is_smeared(tail.grey[:, glyphs[0].left : glyphs[-1].right], tail.head):
        room = glyphs[0].left < 1.3 * tail.pitch
        return Strip(Shows.BAR, 1, 0.75) if room and not more else Strip(Shows.UNSURE, 0, 0.0)
    found = _judged_digits(glyphs)
    return _behind_gap(found.shown, more, found) if found.shows is Shows.EMPTY else found


def _behind_gap(before: int, more: list[Glyph], nothing: Strip) -> Strip:
    """A gap hides nothing if digits follow where the number would end: white paint may miss them."""
    if not more:
        return nothing
    clear = len(more) <= 4 and all(map(_is_digit, more))
    return Strip(Shows.PARTIAL if clear else Shows.UNSURE, before + len(more), 0.65 if clear else 0.0)


def _is_digit(glyph: Glyph) -> bool:
    """Whether it has a whole digit's size."""
    return 0.85 * UNIT < glyph.height < 1.15 * UNIT and 0.2 * UNIT < glyph.width < 0.95 * UNIT


def _judged_signs(before: list[Glyph], signs: list[Glyph], tail: _Tail) -> Strip:
    """Six or seven signs hide a number, if before them there is one digit at most, and no room for two."""
    shown = sum(places(glyph) for glyph in before)
    begin = before[0].left if before else 0
    room = (signs[0].left - begin) / tail.pitch
    low = max(glyph.height for glyph in signs) < 0.72 * UNIT
    if shown >= 2 or (before and room > _ROOM_OF_TWO):
        return Strip(Shows.PARTIAL, max(shown, 2), 0.75)
    enough = len(signs) >= 6 or (low and signs[-1].right - signs[0].left > 5.2 * _sign_pitch(signs))
    if not enough or room > _ROOM_OF_TWO:
        return Strip(Shows.UNSURE, shown, 0.0)
    return Strip(Shows.SIGNS, shown, 0.9 if len(signs) in (6, 7) else 0.75)


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
    """How much changes within a stroke's width, against the darkest ink."""
    if min(strip.shape) < 9:
        return 0.0
    inner = strip[strip.shape[0] // 5 : -(strip.shape[0] // 5)]
    fine = cv2.absdiff(inner, cv2.GaussianBlur(inner, (0, 0), 3.0))
    return float(np.percentile(fine, 99))


def _judged_digits(glyphs: list[Glyph]) -> Strip:
    """What is neither bar nor signs: digits, nothing to speak of, or unsure."""
    shown = sum(places(glyph) for glyph in glyphs)
    if shown >= 4:
        return Strip(Shows.DIGITS, min(shown, 7), 0.9 if 6 <= shown <= 8 else 0.6, alike_at_end(glyphs))
    if shown <= 1 and len(glyphs) <= 2 and all(glyph.width < UNIT and glyph.height < UNIT * 1.6 for glyph in glyphs):
        return Strip(Shows.EMPTY, shown, 0.8 if len(glyphs) == shown else 0.6)
    return Strip(Shows.UNSURE, shown, 0.0, alike_at_end(glyphs))


def _bars(ink: Mask) -> list[Glyph]:
    """What is wide and solid as no letter is: it survives where strokes are worn away."""
    whole = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    opened = cv2.morphologyEx(whole, cv2.MORPH_OPEN, np.ones((round(UNIT * 0.6), round(UNIT * 1.15)), np.uint8))
    return [bar for bar in components(np.asarray(opened, dtype=np.uint8)) if bar.width > UNIT * 1.6]


def _judged_bar(bars: list[Glyph], tail: _Tail, ink: Mask) -> Strip:
    """A bar hides if it is even all over (or strokes leave no room) and leaves at most the first digit open, and none behind it."""
    even = max(_unevenness(bar, seen) for bar in bars for seen in (tail.grey, tail.plain)) <= _UNEVEN
    before, behind, room = _beside(bars, tail, ink, even=even)
    if behind or before > 1:
        clear = even or _stands_apart(bars, ink)
        return Strip(Shows.PARTIAL, before + behind, 0.75) if clear else Strip(Shows.UNSURE, before + behind, 0.0)
    if room:
        return Strip(Shows.UNSURE, before, 0.0)
    if not even and (marked := _under_marker(bars, tail)) is not None:
        return marked
    scribbled = not even and min(_least_fill(bar, ink, tail.pitch) for bar in bars) >= _DENSE
    if not (even or scribbled) or sum(bar.width for bar in bars) < UNIT * 2.2:
        return Strip(Shows.UNSURE, before, 0.0)
    return Strip(Shows.BAR, before, 0.9 if even else 0.85)


def _under_marker(bars: list[Glyph], tail: _Tail) -> Strip | None:
    """What stands in darker ink on a bar of paler colour, which marks it and does not hide it."""
    ground = max(float(np.median(tail.plain[bar.top : bar.bottom, bar.left : bar.right])) for bar in bars)
    paper, dark = (float(value) for value in np.percentile(tail.head, (90, 2)))
    if ground < dark + 0.2 * (paper - dark):
        return None
    glyphs = pieces(below(tail.plain, (ground + dark) / 2))
    run = [glyph for glyph in first_run(glyphs, tail.gap) if glyph.left > 0 or glyph.width > UNIT * 0.12]
    shown = sum(places(glyph) for glyph in run)
    return Strip(Shows.DIGITS, min(shown, 7), 0.6) if shown >= 4 else Strip(Shows.UNSURE, shown, 0.0)


def _beside(bars: list[Glyph], tail: _Tail, ink: Mask, *, even: bool) -> tuple[int, int, bool]:
    """How many digits stand before and behind the bars, and whether there is room for one that the bar swallowed at its edge."""
    left, right = min(map(_left_edge, bars)), max(map(_right_edge, bars))
    rest = ink.copy()
    rest[:, max(left - 2, 0) : right + 2] = 0
    glyphs = [
        glyph for glyph in pieces(rest) if _partly(glyph) and (even or not _sticks_out(glyph, left, right, tail.pitch))
    ]
    before = [glyph for glyph in glyphs if glyph.left < left]
    start = before[0].left if before else 0
    behind = [glyph for glyph in glyphs if glyph.left >= right]
    close = [glyph for glyph in behind if glyph.left - right < UNIT or not tail.is_beyond(glyph.left, start)]
    room = bool(before) and left - start > _ROOM_BEFORE_BAR * tail.pitch
    return sum(map(_partly, before)), sum(map(_partly, close)), room


_ROOM_BEFORE_BAR = 1.3
"""Digits' pitches from the first digit to a bar, from which on the second may be there."""
_FULL = 0.7
"""Share of a bar's height from which on a column belongs to it; digits are lower than what is laid over them."""


def _left_edge(bar: Glyph) -> int:
    """Where a bar begins in its full height: a `1` that it touches is no part of it."""
    return bar.left + int(np.argmax(_is_full(bar)))


def _right_edge(bar: Glyph) -> int:
    return bar.right - int(np.argmax(_is_full(bar)[::-1]))


def _is_full(bar: Glyph) -> NDArray[np.bool_]:
    columns = np.count_nonzero(bar.ink, axis=0)
    return np.asarray(columns >= _FULL * np.percentile(columns, 75))


def _stands_apart(bars: list[Glyph], ink: Mask) -> bool:
    """Whether a whole digit is seen behind strokes that do not touch it."""
    right = max(bar.right for bar in bars)
    return any(glyph.left > right and glyph.left - right < UNIT and _is_digit(glyph) for glyph in pieces(ink))


def _sticks_out(glyph: Glyph, left: int, right: int, pitch: float) -> bool:
    """Whether it touches the bar and is narrower than a third of a digit."""
    touches = glyph.right >= left - 4 if glyph.left < left else glyph.left <= right + 4
    return touches and glyph.width < 0.33 * min(pitch, UNIT * 0.8)


_DENSE = 0.66
"""Share of ink in every digit's width under pen strokes; bold digits fill half of theirs."""


def _least_fill(bar: Glyph, ink: Mask, pitch: float) -> float:
    """The least share of ink over a digit's width of a bar, its ends left out."""
    inner = ink[bar.top : bar.bottom, bar.left : bar.right] > 0
    columns = inner.mean(axis=0)
    wide = max(min(round(pitch), len(columns)), 1)
    return float(np.convolve(columns, np.ones(wide) / wide, mode="valid").min())


def _partly(glyph: Glyph) -> int:
    """Places of a digit of which a bar may hide a side."""
    if glyph.height < UNIT * 0.55 or glyph.width < UNIT * 0.1:
        return 0
    return max(1, round(glyph.tall / (UNIT * 0.72)))


_UNEVEN = 14.0
"""Grey levels (standard deviation): a digit seen through a bar of marker is above it."""


def _unevenness(bar: Glyph, grey: Picture) -> float:
    """How much the grey varies inside a bar, away from its edges."""
    inner = grey[bar.top : bar.bottom, bar.left : bar.right]
    margin_y, margin_x = inner.shape[0] // 6, min(inner.shape[1] // 10, UNIT // 4)
    return float(inner[margin_y : -margin_y or None, margin_x : -margin_x or None].std())


def six_digits(row: Picture, height: float) -> list[tuple[float, float]]:
    """Where six digits and a hyphen stand in a row, told by their shape alone: left and right edge (pixels).

    `height` is about that of its letters.
    """
    if min(row.shape[:2]) < 6 or height < 4:
        return []
    found: list[tuple[float, float]] = []
    for share in _SHARES:
        factor = UNIT / (share * height)
        grey = scaled(grey_of(row), factor)
        for ink in (own_ink(grey), below(grey, float(np.percentile(grey, 90)) * 0.8)):
            found = found or [(left / factor, right / factor) for left, right in heads(pieces(ink))]
    return found


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
    for bar in _bars(own_ink(grey)):  # it is darker than what is printed, which would pass for paper beside it
        hidden += round(bar.width / (UNIT * 0.72))
        grey[max(bar.top - 3, 0) : bar.bottom + 3, max(bar.left - 3, 0) : bar.right + 3] = round(paper)
    return hidden + (len(pieces(own_ink(grey))) if np.ptp(grey) > FAINT else 0)
