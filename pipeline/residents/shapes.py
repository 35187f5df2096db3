"""Resident numbers by their shape: six and seven places in any look at a line, or across the edge of two line boxes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from pipeline.document import Box, Line, Word
from pipeline.identifiers import Span, resident_spans
from pipeline.residents.labels import NOT_HANGUL, Label, label_before, numbers_a_paper
from pipeline.residents.letters import letters_of, looks
from pipeline.residents.occurrence import Occurrence


def by_shape(lines: Sequence[Line], printed: Sequence[Line], *, claimed: bool) -> Iterator[Occurrence]:
    """Spans in each line's looks, and across the edge of two neighbouring boxes; labels from all that is printed."""
    for line in lines:
        for words in looks(line):
            yield from _in_words(words, line, printed, claimed=claimed)
        neighbour = _neighbour(line, lines)
        if neighbour:
            for left, right in zip(looks(line), looks(neighbour), strict=False):
                yield from _across(left, right, line, printed, claimed=claimed)


def _in_words(words: Sequence[Word], line: Line, lines: Sequence[Line], *, claimed: bool) -> Iterator[Occurrence]:
    """The spans of one reading of a line."""
    text, boxes = letters_of(words)
    for span in resident_spans(text):
        found = _occurrence(span, boxes, Label.NONE, claimed=claimed)
        best = _best_reading(line, found.box) if words is line.second else None
        before = best.before if best is not None and NOT_HANGUL.sub("", best.before) else text[: span.start]
        label = label_before(before, line, lines)
        if _is_a_papers(text, span, line, lines):
            continue
        if _is_credible(span, label) and not (best is not None and best.is_date and label is not Label.RESIDENT):
            yield replace(found, label=label)


def _is_a_papers(text: str, span: Span, line: Line, lines: Sequence[Line]) -> bool:
    """Whether twelve digits, read surely and alike by all looks, are a paper's own number: many begin with a date (`220924723705`)."""
    number = text[span.start : span.end]
    sure = any(word.text.endswith(number) and word.confidence >= _SURELY for word in line.words)
    alike = all(number in letters_of(words)[0] for words in looks(line))
    return bool(_TWELVE.fullmatch(number)) and sure and alike and numbers_a_paper(text[: span.start], line, lines)


_TWELVE = re.compile("[0-9]{12}")
_SURELY = 0.9


class _Best(NamedTuple):
    """What the best reading of a line says at a place where the second look sees a number."""

    before: str
    within: str

    @property
    def is_date(self) -> bool:
        """Whether a date stands there, which the second look took the year, month and day signs of for digits."""
        found = _DATE.search(self.within)
        return found is not None and not any(char.isdigit() for char in self.within.replace(found[0], "", 1))


_DATE = re.compile(r"[0-9]{4}\s*년\s*[0-9]{1,2}\s*월\s*[0-9]{1,2}\s*일?")


def _best_reading(line: Line, place: Box) -> _Best:
    """The best reading before that place, and its words that reach into it."""
    text, boxes = letters_of(line.words)
    middles = [box.centre[0] for box in boxes]
    before = "".join(char for char, middle in zip(text, middles, strict=True) if middle < place.left)
    within = " ".join(one.text for one in line.words if one.box.right > place.left and one.box.left < place.right)
    return _Best(before, within)


def _is_credible(span: Span, label: Label) -> bool:
    """Without a label only what is a number beyond doubt counts: addresses and telephones resemble a damaged one."""
    if label is Label.RESIDENT:
        return True
    whole = span.exact or (span.head == 6 and 6 <= len(span.tail) <= 8 and span.letters == 0)
    return whole and span.letters <= 1 and bool(_HIDDEN_END.fullmatch(span.tail))


_HIDDEN_END = re.compile(r"[0-9]*\**")
"""A number is masked from some place on, never in its middle."""


def _across(
    left: Sequence[Word], right: Sequence[Word], line: Line, lines: Sequence[Line], *, claimed: bool
) -> Iterator[Occurrence]:
    """The spans that begin in one line's reading and end in the next one's."""
    first, _ = letters_of(left)
    text, boxes = letters_of((*left, *right))
    for span in resident_spans(text):
        label = label_before(text[: span.start], line, lines)
        if span.start < len(first) < span.end and _is_credible(span, label):
            yield _occurrence(span, boxes, label, claimed=claimed)


def _occurrence(span: Span, boxes: Sequence[Box], label: Label, *, claimed: bool) -> Occurrence:
    """A span with its place on the page."""
    head = Box.around(boxes[span.start : span.cut])
    tail = Box.around(boxes[span.cut : span.end])
    return Occurrence(head, tail, span.tail, label, span.exact, claimed)


def _neighbour(line: Line, lines: Sequence[Line]) -> Line | None:
    """The next line box on the right in the same row, if it stands close."""
    beside = [other for other in lines if other.box.left > line.box.left and line.box.same_row(other.box)]
    nearest = min(beside, key=lambda other: other.box.left, default=None)
    if nearest and nearest.box.left - line.box.right < 3 * line.box.height:
        return nearest
    return None
