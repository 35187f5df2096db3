"""Where a page is covered: too much rather than too little.

A number that was surely read, and of which the pixels count six digits before the rest, is covered from its seventh digit on.
Of any other the whole is covered; behind a label that may be that of a resident number, all that may be a number; and
anywhere, a row of glyphs that has a number's look and that nothing surely read explains.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.document import Box, Line, Page
from pipeline.glyphs import Shows, tail_place
from pipeline.glyphs.rows import Run, digit_rows
from pipeline.identifiers import places
from pipeline.layout.vermilion import is_red
from pipeline.redaction.lost import lost_lines
from pipeline.redaction.other import explains, is_unread, is_writing
from pipeline.redaction.papers_of_persons import labelled_lines, shown_numbers
from pipeline.redaction.suspects import Suspect, suspects
from pipeline.residents import (
    Label,
    Occurrence,
    lines_under,
    number_row,
    occurrences,
    unlabelled_lines,
)
from pipeline.residents.letters import letters_of
from pipeline.residents.strips import heads as six_digits_in
from pipeline.residents.strips import strip_behind

_MARGIN = 0.35
"""Of the digits' height: what a cover stands over on each side."""
_PLACES = 7.9
"""Digits' steps from the hyphen to behind the seventh place, with room for a wide first gap."""
_LONG = 24
"""Letters' widths that a number takes at most, from where its label ends: thirteen boxes, and room before them."""


class _Cover(NamedTuple):
    """Over one number. `sure`: six digits were counted, and nothing before the cover is secret."""

    box: Box
    sure: bool


class Covered(NamedTuple):
    """A page looked over: every place that is to be covered (boxes may overlap), and where a number may stand of which nothing was read."""

    boxes: tuple[Box, ...]
    unread: tuple[Box, ...]


def looked_over(page: Page) -> Covered:
    """What is to be covered on a page, and what of it nothing that was read accounts for."""
    all_runs, found = digit_rows(page.picture, _HEAD), occurrences(page)
    runs = [run for run in all_runs if run.pieces >= _WHOLE]
    heads = [run for run in all_runs if run.pieces < _WHOLE and is_unread(page, run)]
    numbers = [_cover(one, page) for one in found if one.label is not Label.CORPORATE]
    doubtful = suspects(page, found)
    behind = [box for one in doubtful for box in _behind(one, page)]
    known = [
        *(one.box for one in found if one.label is Label.CORPORATE),
        *(one.box for one in numbers if one.sure),
    ]
    alone = [run for run in runs if not any(_touches(run, box) for box in known) and not explains(page, run)]
    told = [*(one.box for one in found), *(cover_place(one.line, page) for one in doubtful)]
    behind += [box for line in labelled_lines(page) for box in _behind(Suspect(line), page)]
    behind += [_grown(box, page) for box in shown_numbers(page)]
    boxes = [_with_runs(box, runs) for box in (*(one.box for one in numbers), *behind)]
    unread = [head for line in unlabelled_lines(page, found) for head in six_digits_in(line.box, page)[:1]]
    headed = (
        *(run.box for run in heads),
        *(box._replace(right=min(box.right + 0.5 * box.width, 1.0)) for box in unread),
    )
    whole = (*boxes, *(_grown(run.box, page) for run in alone), *(_head(box, page) for box in headed))
    return Covered(whole, (*_untold(alone, heads, told, page), *lost_lines(page)))


def _untold(rows: Sequence[Run], heads: Sequence[Run], told: Sequence[Box], page: Page) -> Iterator[Box]:
    """Rows of a number's length, and six digits in a line of print with something behind them, in no place of which a reading told."""
    for run in (*rows, *heads):
        if any(_touches(run, box) for box in told) or is_red(run.box.crop(page.picture)):
            continue
        if run.pieces >= _WHOLE or (_in_line(run, page) and _goes_on(run, page)):
            yield run.box


def _in_line(run: Run, page: Page) -> bool:
    """Whether it stands in a line of print, read or not: patterns and seals have six even pieces, too."""
    return any(_touches(run, line.box) for line in page.lines)


def _goes_on(run: Run, page: Page) -> bool:
    """Whether digits are seen behind six and one, open or under what hides them."""
    strip = strip_behind(run.box, page)
    return run.pieces > _HEAD + 1 or strip.shows not in (Shows.EMPTY, Shows.UNSURE) or strip.shown >= _OPEN


_OPEN = 6
"""Digits seen behind six, where it is not sure what they are."""


_HEAD, _WHOLE = 6, 12
"""Pieces of a row that may be a birth date, and that may be a whole number, of which two digits may touch."""


def _head(box: Box, page: Page) -> Box:
    """Over digits that nobody read, and where seven more would stand behind them."""
    behind = _BEHIND * box.height * page.height / page.width
    return _grown(box._replace(right=min(box.right + behind, 1.0)), page)


_BEHIND = 6.0
"""Of the digits' height: seven digits and a hyphen."""


def _touches(run: Run, box: Box) -> bool:
    """Whether a row of glyphs is the number that a box lies over."""
    return box.same_row(run.box) and box.left < run.box.right and run.box.left < box.right


def _cover(one: Occurrence, page: Page) -> _Cover:
    """From the sixth digit's end, where that is sure, else from the first, to where the seventh of the others ends by any measure."""
    left = min(one.head.right, one.tail.left)
    right = max(one.tail.right, one.head.right + one.head.width * 1.5)
    start, step, counted = _seen(one, page)
    right = max(right, start + _PLACES * step)
    sure = one.exact and counted and abs(start - left) < _NEAR * step and not _partly_open(one)
    left = min(left, start - 0.3 * step) if sure else one.head.left
    top, bottom = min(one.head.top, one.tail.top), max(one.head.bottom, one.tail.bottom)
    box = Box(left, top, min(right, 1.0), bottom)
    return _Cover(_grown(box if sure else _with_line(box, page), page), sure)


def _with_line(box: Box, page: Page) -> Box:
    """Over the whole line whose one word it is: ink darker than the digits, as of signs, lets the word seem to begin behind them."""
    for line in page.lines:
        if len(line.words) == 1 and line.box.intersection(box) > _MOST_OF * box.area:
            box = box._replace(left=min(box.left, line.box.left), right=max(box.right, line.box.right))
    return box


_MOST_OF = 0.5


def _partly_open(one: Occurrence) -> bool:
    """Whether digits beside the seventh one stand before signs: signs are wide or narrow, and digits' places little known (`161●●●●`)."""
    return "*" in one.reading and any(letter in "0123456789" for letter in one.reading[1:])


_NEAR = 1.5
"""Digits' steps by which reading and pixels may differ about where the last seven begin."""


def _seen(one: Occurrence, page: Page) -> tuple[float, float, bool]:
    """By the pixels: where the last seven begin, the step between digits (fractions of the width), whether six were counted."""
    height = one.head.height
    margin = 5 * height * page.height / page.width
    right = max(one.tail.right + 0.2 * one.head.width, one.head.right + 2.6 * one.head.width)
    box = Box(max(one.head.left - margin, 0.0), one.head.top, min(right, 1.0), one.head.bottom).grown(0.0, 0.3 * height)
    place = tail_place(
        box.crop(page.picture), (one.head.right - box.left) * page.width, (one.head.left - box.left) * page.width
    )
    return box.left + place.start / page.width, place.step / page.width, place.counted


def _behind(one: Suspect, page: Page) -> Iterator[Box]:
    """Over what stands behind a label, and under it where nothing but a number may stand there."""
    label = one.line
    yield cover_place(label, page).grown(0.0, 0.35 * label.box.height)
    for line in lines_under(label, page):
        number = _number_in(line) if is_writing(line) else line.box
        if number is not None:
            yield number.grown(0.0, 0.2 * line.box.height)


def _number_in(line: Line) -> Box | None:
    """The part of a line of words that may be a number, which ran into them: from its first to its last digit or mask."""
    text, boxes = letters_of(line.words)
    found = [box for letter, box in zip(places(text), boxes, strict=True) if letter in _COUNTED]
    return Box.around(found) if len(found) >= _HEAD else None


_COUNTED = frozenset("0123456789*")


def cover_place(label: Line, page: Page) -> Box:
    """From a label's end over the width of boxes for thirteen digits, and on over what follows; up to other writing."""
    place = number_row(label)
    letter = label.box.height * page.height / page.width
    right = place.left + _LONG * letter
    for line in sorted(_row_behind(label, place, page), key=lambda line: line.box.left):
        if line.box.left > right + (_FAR if _is_number(line) else _NEXT) * letter:
            break
        if is_writing(line):
            number = _number_in(line)
            right = number.right if number else min(right, max(line.box.left, label.box.right))
            break
        right = max(right, line.box.right)
    return place._replace(right=min(max(right, place.right) + _MARGIN * letter, 1.0))


_NEXT, _FAR = 2.0, 8.0
"""Letters' widths to what still belongs to a number: a bar over some of its boxes may part digits from digits."""


def _is_number(line: Line) -> bool:
    """Whether a line is digits and signs alone."""
    return all(letter in "0123456789*- " for letter in places(line.text))


def _row_behind(label: Line, place: Box, page: Page) -> list[Line]:
    row = (line for line in page.lines if line is not label and line.box.same_row(label.box))
    return [line for line in row if line.box.left > place.left - 0.01]


def _with_runs(box: Box, runs: Sequence[Run]) -> Box:
    """Over all of a row of digits of which a part is covered: it may be longer than was read, and taller."""
    for run in runs:
        if _touches(run, box):
            top, bottom = min(box.top, run.box.top), max(box.bottom, run.box.bottom)
            box = box._replace(top=top, bottom=bottom, right=max(box.right, run.box.right))
    return box


def _grown(box: Box, page: Page) -> Box:
    return box.grown(_MARGIN * box.height * page.height / page.width, _MARGIN * box.height)
