"""Resident numbers by their label: what stands where a label says that a number stands, however it was read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.document import Box, Line, Page
from pipeline.identifiers import places, plausible_birth
from pipeline.residents.labels import Label, is_above, label_of
from pipeline.residents.letters import letters_of, looks
from pipeline.residents.misread import may_name
from pipeline.residents.occurrence import Occurrence

_BIRTH = re.compile(r"(?<![0-9])([0-9]{6})(?=[0-9]?(?![0-9]))")
"""Six digits, or seven where the hyphen was left out or not read."""


def by_label(page: Page, known: Sequence[Occurrence]) -> Iterator[Occurrence]:
    """The birth date behind a resident number's label where the last seven places were not read at all."""
    for line in page.lines:
        if label_of(line.text) is not Label.RESIDENT:
            continue
        for value in (line, *_values(line, page.lines)):
            yield from _births(value, known)
    if _CARD.search("".join(line.text for line in page.lines).replace(" ", "")):
        for line in page.lines:
            if any(_UNLABELLED.match(places(letters_of(words)[0])) for words in looks(line)):
                yield from _births(line, known)


_CARD = re.compile("주민등록증|운전면허|외국인등록증|거소신고증|Driver.?sLicense")
"""Identity cards print the number without a label."""
_UNLABELLED = re.compile(r"[^0-9]{0,3}[0-9]{6} ?-")


def _values(label: Line, lines: Sequence[Line]) -> list[Line]:
    """Where a label's value may stand: the next line on its row, and the one below."""
    right = [other for other in lines if other.box.left >= label.box.right - 0.01 and label.box.same_row(other.box)]
    below = [other for other in lines if is_above(label.box, other.box)]
    return sorted(right, key=lambda other: other.box.left)[:1] + sorted(below, key=lambda other: other.box.top)[:1]


def _births(line: Line, known: Sequence[Occurrence]) -> Iterator[Occurrence]:
    """Six digits of a birth date that no known occurrence covers, and what is left of the line behind them."""
    for words in looks(line):
        text, boxes = letters_of(words)
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
    owners = [owner_of(one.box, named) for one in found]
    return [line for line in named if not any(line is owner for owner in owners)]


def doubted_labels(page: Page, found: Sequence[Occurrence]) -> list[Line]:
    """The lines that may name a resident number, were read badly, and own none that was found."""
    named = [line for line in page.lines if label_of(line.text) is Label.NONE and may_name(line.text)]
    owners = [owner_of(one.box, named) for one in found]
    return [line for line in named if not any(line is owner for owner in owners)]


def unlabelled_lines(page: Page, found: Sequence[Occurrence]) -> list[Line]:
    """Lines of no number found that may hold one whose label nobody read: hardly read themselves, or a birth date's six digits alone."""
    free = (line for line in page.lines if not any(one.box.intersection(line.box) > 0 for one in found))
    return [
        line
        for line in free
        if (line.confidence < _HARDLY and _has_digits(line)) or _is_birth(line.text) or _is_hidden(line)
    ]


def _is_hidden(line: Line) -> bool:
    """Whether any look at a line reads a birth date's six digits, a hyphen, and signs or a bar behind no more than five digits."""
    found = (_PARTLY.search(places(letters_of(words)[0])) for words in looks(line))
    return any(one is not None and plausible_birth(one[1]) for one in found)


def reads_covered(line: Line) -> bool:
    """Whether any look at a line reads the six digits of a birth date and, behind them or one more, a sign or a bar.

    Or, behind them and a hyphen, fewer than seven digits: what stands over the others was read as nothing.

    Of a line as long as label and number of which hardly a letter was read, two digits and a sign or a bar at the end are enough.
    """
    read = [places(letters_of(words)[0]) for words in looks(line)]
    found = (_COVERED.search(text) for text in read)
    if any(one is not None and plausible_birth(one[1]) for one in found):
        return True
    return line.confidence < _LOST and line.box.width > _LONG * line.box.height and any(map(_REMAINS.search, read))


_LOST = 0.3
"""Confidence under which hardly a letter of a line was read."""
_LONG = 6.0
_REMAINS = re.compile(r"^[^*]{0,4}[0-9][^*]*[0-9][^*]*\*+$")
_PARTLY = re.compile(r"(?<![0-9-])([0-9]{6}) ?-[- ]{0,2}[0-9]{0,5}[- ]{0,2}\*")
_COVERED = re.compile(
    r"(?<![0-9])([0-9]{6})(?:[- ]{0,3}[0-9]?[- ]{0,2}\*| ?-[- ]{0,2}(?:[0-9]{0,5}[- ]{0,2}\*|[0-9]{1,6}(?![0-9-])))"
)


def _has_digits(line: Line) -> bool:
    """Whether a look at it reads two digits at least, or a cover, and it is as long as six digits are."""
    read = [places(letters_of(words)[0]) for words in looks(line)]
    return line.box.width > 2 * line.box.height and any("*" in text or sum(map(str.isdigit, text)) > 1 for text in read)


_HARDLY = 0.6
"""Confidence under which a line was hardly read."""


def _is_birth(text: str) -> bool:
    digits = re.fullmatch(r"[^0-9]{0,2}([0-9]{6})[- ]{0,3}", places(text))
    return digits is not None and plausible_birth(digits[1])


def owner_of(number: Box, labels: Sequence[Line]) -> Line | None:
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
    return [line for line in page.lines if line is not label and is_above(label.box, line.box)]


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
    text, boxes = letters_of(label.words)
    found = _DIGITS_BEHIND.search(places(text))
    begin = found.start() if found else len(text)
    if begin == len(text) or not _HANGUL.search(text[:begin]):
        return label.box._replace(left=label.box.right)
    return label.box._replace(left=boxes[begin].left)


_HANGUL = re.compile("[가-힣]")
_DIGITS_BEHIND = re.compile("[0-9](?:[-x ]{0,2}[0-9*])")
"""Where a number begins, as far as it was read as one."""
