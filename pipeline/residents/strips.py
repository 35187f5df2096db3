"""The strip of pixels behind the six digits of a number: placed by what was read, or by the digits' own shapes."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.document import Box, Page
from pipeline.glyphs import HIDDEN, Shows, Strip, look, six_digits
from pipeline.residents.occurrence import Occurrence

_LONG = 45
"""Letters' heights that a row is searched for a number behind its label, at most."""


def seen_strip(group: Sequence[Occurrence], page: Page) -> Strip:
    """What several readings of one place show: looked at where they say, and where that is not sure, where six digits are seen."""
    strips = [_strip(one, page) for one in group]
    agreed = _agreed(strips)
    if agreed.shows in HIDDEN:
        return agreed
    head = _head_of(group, page)
    strip = strip_behind(head, page) if head else agreed
    if head and any(_is_beside(one.head, head) for one in group):
        placed = zip(group, strips, strict=True)
        agreed = _agreed([strip if _is_beside(one.head, head) else look for one, look in placed])
        if agreed.shows in HIDDEN:
            return agreed
    if agreed.shows is Shows.UNSURE:
        return strip
    unread = all(not any(letter.isdigit() for letter in one.reading[1:]) for one in group)
    return strip if unread and strip.shows in (Shows.BAR, Shows.SIGNS) and strip.certainty >= _SURE else agreed


def _head_of(group: Sequence[Occurrence], page: Page) -> Box | None:
    """Where six digits are seen that end nearest to where the readings of one place say that they do; farther left where none is near."""
    box, head = Box.around(one.box for one in group), group[0].head
    for before in (_BEFORE * head.width, _SIX * head.height * page.height / page.width):
        row = box._replace(left=max(box.left - before, 0.0))
        found = [one for one in heads(row, page) if one.left < box.right and row.left < one.right]
        if found:
            return min(found, key=lambda one: abs(one.right - head.right))
    return None


def _is_beside(read: Box, seen: Box) -> bool:
    """Whether six digits were read where others stand: a bar in the same word makes the letters' places wrong."""
    return abs(read.right - seen.right) > _MISPLACED * seen.width


_MISPLACED = 0.3
"""Of six digits' width: two digits."""
_BEFORE = 0.8
"""Of the six digits' width: how far left of where they were read they may begin."""
_SIX = 3.5
"""Likewise in letters' heights: a bar read as one sign makes all letters of its word too wide, or too narrow."""
_SURE = 0.85
"""Certainty of bars and signs behind six digits, from which a look that was placed by a reading may have been misplaced."""


def heads(row: Box, page: Page) -> list[Box]:
    """The places of six digits that begin a number, in a row of print from its left edge on."""
    height = row.height * page.height
    wide = _LONG * height / page.width
    place = row._replace(right=min(max(row.right, row.left + wide), 1.0)).grown(0.02, 0.3 * row.height)
    found = six_digits(place.crop(page.picture), height)
    return [
        Box(
            place.left + six.left / page.width,
            place.top + six.top / page.height,
            place.left + six.right / page.width,
            place.top + six.bottom / page.height,
        )
        for six in found
    ]


def strip_behind(head: Box, page: Page) -> Strip:
    """What the last seven places show behind six digits that stand in a box surely."""
    return _looked(head, head.right + 2.6 * head.width, page)


def _strip(one: Occurrence, page: Page) -> Strip:
    """The pixels from the first digit to where seven wide signs would end."""
    return _looked(one.head, max(one.tail.right + 0.2 * one.head.width, one.head.right + 2.6 * one.head.width), page)


def _looked(head: Box, right: float, page: Page) -> Strip:
    margin = 5 * head.height * page.height / page.width
    box = Box(max(head.left - margin, 0.0), head.top, min(right, 1.0), head.bottom).grown(0.0, 0.3 * head.height)
    return look(box.crop(page.picture), (head.right - box.left) * page.width, (head.left - box.left) * page.width)


def _agreed(strips: Sequence[Strip]) -> Strip:
    """One strip of several looks that place the number a little differently: hidden only where all say so."""
    digits = [strip for strip in strips if strip.shows is Shows.DIGITS]
    if digits:
        return digits[0]
    open_ones = [strip for strip in strips if strip.shows not in HIDDEN]
    if not open_ones:
        return min(strips, key=lambda strip: strip.certainty)
    if len(open_ones) == len(strips) and all(strip.shows is Shows.PARTIAL for strip in strips):
        return open_ones[0]
    return Strip(Shows.UNSURE, max(strip.shown for strip in open_ones), 0.0, all(strip.alike for strip in strips))
