"""Where a page shows, or may show, a resident registration number: found by its shape and by its label.

Every look counts: the picture's reading, its second look at digits, and the file's own text layer.
What is found here is covered before anything leaves the reading part, and judged by its pixels.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import accumulate, pairwise
from operator import ne
from typing import NamedTuple

from pipeline.document import Box, Line, Page, Word
from pipeline.identifiers import Span, places, plausible_birth, resident_spans


class Label(Enum):
    """What the printed label before a number says that it is."""

    RESIDENT = "resident"
    """주민등록번호, 주민번호, 외국인등록번호, 국내거소신고번호; also the mixed 주민(법인)등록번호."""
    CORPORATE = "corporate"
    """법인등록번호, surely read."""
    NONE = "none"
    """No such label was read."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A number of six and seven places on a page, or what is left of one.

    `head` is the box of the birth date, `tail` that of the last seven places (as far as it was read),
    `reading` the last seven as read: digits and `*`; empty where nothing was read there.
    """

    head: Box
    tail: Box
    reading: str
    label: Label
    exact: bool
    claimed: bool = False
    """Read in the file's text layer, not in the picture."""

    @property
    def digits(self) -> int:
        """How many of the last six places were read as digits."""
        return sum(letter.isdigit() for letter in self.reading[1:])

    @property
    def box(self) -> Box:
        """All of it."""
        return Box.around((self.head, self.tail))


_RESIDENT_LABELS = ("주민등록번호", "주민번호", "외국인등록번호", "국내거소신고번호", "주민등록", "외국인등록")
_CORPORATE_LABELS = ("법인등록번호", "법인등록", "법인번호")
_NOT_HANGUL = re.compile(r"[^가-힣]")


def label_of(text: str) -> Label:
    """What a label's text names; generous for resident numbers, strict for corporate ones.

    >>> label_of("주 민 등 록 번 호"), label_of("법인등록번호 :"), label_of("주민(법인)등록번호")
    (<Label.RESIDENT: 'resident'>, <Label.CORPORATE: 'corporate'>, <Label.RESIDENT: 'resident'>)
    """
    letters = _NOT_HANGUL.sub("", text)
    if "주민" in letters or _MIXED.search(letters) or any(_resembles(letters, label) for label in _RESIDENT_LABELS):
        return Label.RESIDENT
    if any(label in letters for label in _CORPORATE_LABELS):
        return Label.CORPORATE
    return Label.NONE


_MIXED = re.compile("(?:주.|.민)법인")
"""주민(법인)등록번호, of which a letter was misread: no corporate label."""


def _resembles(letters: str, label: str) -> bool:
    """Whether the label stands in the text, misread at most so far that no other label is meant."""
    if label in letters:
        return True
    size = len(label)
    pieces = [letters[at : at + size] for at in range(len(letters) - size + 1)]
    if any(corporate in letters for corporate in _CORPORATE_LABELS):
        return False
    return any((size >= 5 and sum(map(ne, piece, label)) <= 1) or _misread(piece, label) for piece in pieces)


def _misread(piece: str, label: str) -> bool:
    """Whether each syllable is nearly that of the label: letters (자모) of bad print are taken for others.

    What tells labels apart are their first two syllables (발신번호, 차량등록번호): there one letter may be wrong, of a
    long label two.
    """
    if not label.endswith("번호") or piece in _OTHER_LABELS:
        return False
    wrong = [sum(map(ne, _jamo(one), _jamo(other))) for one, other in zip(piece, label, strict=True)]
    return bool(sum(wrong[:2]) <= (2 if len(label) >= 6 else 1) and sum(wrong[2:]) <= len(label[2:]))


_OTHER_LABELS = frozenset({"주문번호", "수신번호"})


def _jamo(syllable: str) -> tuple[int, int, int]:
    """First, middle and last letter of a Hangul syllable, as numbers."""
    number = ord(syllable) - ord("가")
    return number // 588, number // 28 % 21, number % 28


def occurrences(page: Page) -> list[Occurrence]:
    """Every one on the page: by shape anywhere, and the value that stands behind a resident number's label."""
    printed = (*page.lines, *page.claimed)
    found = [*_by_shape(page.lines, page.lines, claimed=False), *_by_shape(page.claimed, printed, claimed=True)]
    return [*found, *_by_label(page, found)]


def _by_shape(lines: Sequence[Line], printed: Sequence[Line], *, claimed: bool) -> Iterator[Occurrence]:
    """Spans in each line's looks, and across the edge of two neighbouring boxes; labels from all that is printed."""
    for line in lines:
        for words in _looks(line):
            yield from _in_words(words, line, printed, claimed=claimed)
        neighbour = _neighbour(line, lines)
        if neighbour:
            for left, right in zip(_looks(line), _looks(neighbour), strict=False):
                yield from _across(left, right, line, printed, claimed=claimed)


def _looks(line: Line) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    """The best reading and the second look (the best again where there was none)."""
    return line.words, line.second or line.words


def _in_words(words: Sequence[Word], line: Line, lines: Sequence[Line], *, claimed: bool) -> Iterator[Occurrence]:
    """The spans of one reading of a line."""
    text, boxes = _letters(words)
    for span in resident_spans(text):
        found = _occurrence(span, boxes, Label.NONE, claimed=claimed)
        best = _best_reading(line, found.box) if words is line.second else None
        before = best.before if best is not None and _NOT_HANGUL.sub("", best.before) else text[: span.start]
        label = _label_before(before, line, lines)
        if _is_credible(span, label) and not (best is not None and best.is_date and label is not Label.RESIDENT):
            yield replace(found, label=label)


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
    text, boxes = _letters(line.words)
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
    first, _ = _letters(left)
    text, boxes = _letters((*left, *right))
    for span in resident_spans(text):
        label = _label_before(text[: span.start], line, lines)
        if span.start < len(first) < span.end and _is_credible(span, label):
            yield _occurrence(span, boxes, label, claimed=claimed)


def _letters(words: Iterable[Word]) -> tuple[str, list[Box]]:
    """The words' text with a space between them, and a box for every character (parts of its word's)."""
    text, boxes = "", list[Box]()
    for word in words:
        if text:
            text += " "
            edges = sorted((boxes[-1].right, word.box.left))
            boxes.append(Box(edges[0], word.box.top, edges[1], word.box.bottom))
        boxes += letter_boxes(word)
        text += word.text
    return text, boxes


def letter_boxes(word: Word) -> list[Box]:
    """About where each letter of a word stands: Hangul is as wide as it is tall, digits half of that."""
    ends = list(accumulate((_wide(letter) for letter in word.text), initial=0.0))
    edges = [word.box.left + word.box.width * end / ends[-1] for end in ends] if word.text else []
    return [Box(left, word.box.top, right, word.box.bottom) for left, right in pairwise(edges)]


def _wide(letter: str) -> float:
    """In ems, as most faces have it."""
    if letter in _NARROW:
        return 0.3
    return 1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.55


_NARROW = frozenset(".,:;'|!()[]-‐·")


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


def _label_before(before: str, line: Line, lines: Sequence[Line]) -> Label:
    """The label of what follows `before` in a line: nearest first, then the row's left, then above."""
    own = _last_label(before)
    if own is not Label.NONE or len(_NOT_HANGUL.sub("", before)) >= 4:
        return own
    left = [other for other in lines if other.box.right <= line.box.left + 0.01 and line.box.same_row(other.box)]
    for other in sorted(left, key=lambda other: -other.box.right)[:2]:
        if _NOT_HANGUL.sub("", other.text):
            return _last_label(other.text)
    above = [other for other in lines if _is_above(other.box, line.box)]
    nearest = max(above, key=lambda other: other.box.bottom, default=None)
    return label_of(nearest.text) if nearest else Label.NONE


def _last_label(text: str) -> Label:
    """The label that stands nearest to the text's end; a corporate one only if no resident one follows."""
    letters = _NOT_HANGUL.sub("", text)[-14:]
    if "번호" not in letters:
        return label_of(letters)
    return label_of(letters[: letters.rindex("번호") + 2][-10:])


def _is_above(upper: Box, lower: Box) -> bool:
    """Whether it is the heading of the column that the other stands in."""
    shared = min(upper.right, lower.right) - max(upper.left, lower.left)
    near = -0.2 * lower.height < lower.top - upper.bottom < 2.5 * lower.height
    return near and shared > 0.3 * min(upper.width, lower.width)


_BIRTH = re.compile(r"(?<![0-9])([0-9]{6})(?![0-9])")


def _by_label(page: Page, known: Sequence[Occurrence]) -> Iterator[Occurrence]:
    """The birth date behind a resident number's label where the last seven places were not read at all."""
    for line in page.lines:
        if label_of(line.text) is not Label.RESIDENT:
            continue
        for value in (line, *_values(line, page.lines)):
            yield from _births(value, known)


def _values(label: Line, lines: Sequence[Line]) -> list[Line]:
    """Where a label's value may stand: the next line on its row, and the one below."""
    right = [other for other in lines if other.box.left >= label.box.right - 0.01 and label.box.same_row(other.box)]
    below = [other for other in lines if _is_above(label.box, other.box)]
    return sorted(right, key=lambda other: other.box.left)[:1] + sorted(below, key=lambda other: other.box.top)[:1]


def _births(line: Line, known: Sequence[Occurrence]) -> Iterator[Occurrence]:
    """Six digits of a birth date that no known occurrence covers, and what is left of the line behind them."""
    for words in _looks(line):
        text, boxes = _letters(words)
        for match in _BIRTH.finditer(places(text)):
            head = Box.around(boxes[match.start() : match.end()])
            if plausible_birth(match[1]) and not any(one.box.intersection(head) > 0 for one in known):
                yield Occurrence(
                    head, _expected(head, line.box), _rest(text[match.end() :]), Label.RESIDENT, exact=False
                )


def _rest(text: str) -> str:
    """Digits and masks that follow the birth date in the same line, up to what is neither."""
    found = _FOLLOWING.match(places(text))
    return found[0].replace(" ", "").replace("-", "") if found else ""


_FOLLOWING = re.compile(r"[- ]{0,4}[0-9*](?: ?[0-9*]){0,7}(?![0-9*])|")


def _expected(head: Box, line: Box) -> Box:
    """Where the last seven places would stand."""
    right = min(max(head.right + head.width * 1.6, line.right), 1.0)
    return Box(head.right, head.top, right, head.bottom)


def unread_labels(page: Page, found: Sequence[Occurrence]) -> list[Line]:
    """The lines that name a resident number behind or under which none was found."""
    named = [line for line in page.lines if label_of(line.text) is Label.RESIDENT]
    owners = [_owner(one.box, named) for one in found]
    return [line for line in named if not any(line is owner for owner in owners)]


def _owner(number: Box, labels: Sequence[Line]) -> Line | None:
    """The label that a number belongs to: the one in its row, else the nearest one above it."""
    row = [label for label in labels if number.same_row(label.box) and number.right > label.box.left]
    if row:
        return max(row, key=lambda label: label.box.left)
    return max((label for label in labels if _is_under(number, label.box)), key=lambda one: one.box.top, default=None)


def _is_under(number: Box, label: Box) -> bool:
    """Whether a number stands in the rows under a label."""
    near = 0 < number.top - label.top < 4 * label.height
    return near and number.left < label.right and label.left < number.right


def lines_under(label: Line, page: Page) -> list[Line]:
    """The lines right under a label that stands above its value."""
    return [line for line in page.lines if line is not label and _is_above(label.box, line.box)]


def may_be_number(line: Line) -> bool:
    """Whether a line has four places or more that may be digits or masks, and hardly a letter."""
    return sum(letter in "0123456789*" for letter in places(line.text)) >= 4 and len(_HANGUL.findall(line.text)) < 2


def value_place(label: Line, page: Page) -> Box:
    """Where the number behind a label would stand: fifteen letters' width from where the label ends, and on over what follows it there."""
    place = number_row(label)
    letter = label.box.height * page.height / page.width
    right = max(place.left + 15 * letter, label.box.right)
    row = [
        line
        for line in page.lines
        if line is not label and line.box.same_row(label.box) and line.box.right > place.left
    ]
    for line in sorted(row, key=lambda line: line.box.left):
        if line.box.left < right + 2 * letter and len(_HANGUL.findall(line.text)) < 2:
            right = max(right, line.box.right)
    return place._replace(right=min(right, 1.0))


def number_row(label: Line) -> Box:
    """From a label's end to the right edge of its line: the line's end, or where digits follow the label in the same line."""
    text, boxes = _letters(label.words)
    found = _DIGITS_BEHIND.search(places(text))
    begin = found.start() if found else len(text)
    if begin == len(text) or not _HANGUL.search(text[:begin]):
        return label.box._replace(left=label.box.right)
    return label.box._replace(left=boxes[begin].left)


_HANGUL = re.compile("[가-힣]")
_DIGITS_BEHIND = re.compile("[0-9](?:[-x ]{0,2}[0-9*])")
"""Where a number begins, as far as it was read as one."""
