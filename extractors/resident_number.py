"""The resident registration number (주민등록번호), or the alien's (외국인등록번호): hidden, open, or not there.

`masked`: the last six digits are hidden, by whatever means (stars, a bar, tape, left out behind the
hyphen). `exposed`: one of them can be read, by eye or in the file's text. `absent`: no such number: a
birth date alone (1990.01.01), or a label with nothing behind it. `unclear`: it cannot be told.

Foolproof in one direction: the pixels decide whether digits are hidden, and where a reading
contradicts them the answer is `unclear`. The worst of all occurrences wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from extractors import Extractor, Sheets
from extractors.blanks import is_blank_beside, is_blank_under
from extractors.person_name import names_on_card
from extractors.resident_words import DATED, LABEL_ALONE, WELL, digits, is_another, is_unread, reads
from pipeline.confidence import probability, quality
from pipeline.document import Box, Field, Kind, Line, Page
from pipeline.glyphs import Shows, count_glyphs
from pipeline.glyphs.rows import digit_rows
from pipeline.identifiers import places
from pipeline.residents import (
    Label,
    Occurrence,
    doubted_labels,
    lines_under,
    number_row,
    occurrences,
    reads_covered,
    unlabelled_lines,
    unread_labels,
    value_place,
)
from pipeline.residents.strips import heads, seen_strip, strip_behind
from pipeline.residents.weighing import WHOLE, unread, weighed

_PASSING = ("masked", "absent")
_WORST_FIRST = ("exposed", "unclear", "masked", "absent")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one number on a page comes to."""

    value: str
    confidence: float
    page: int
    box: Box
    hidden: int | None = None


def extract(sheets: Sheets) -> Field:
    """The worst of what all pages show."""
    card = sheets.kind is Kind.IDENTITY_CARD
    found = [verdict for page in sheets.pages for verdict in verdicts(page, card=card)]
    if not found:
        return _none(sheets)
    told = worst(found)
    if told.value == "absent" and card:
        return Field("unclear", 0.5)
    if told.value == "absent":
        return Field("absent", sureness(told.value, told.confidence))
    return Field(told.value, sureness(told.value, told.confidence), told.page, told.box, hidden_digits=told.hidden)


def worst(found: Sequence[Verdict]) -> Verdict:
    """The verdict that decides: of several hidden numbers the least sure one. Raises `ValueError` where there is none."""
    return min(found, key=_badness)


def _badness(one: Verdict) -> tuple[int, float]:
    return _WORST_FIRST.index(one.value), one.confidence if one.value in _PASSING else -one.confidence


def sureness(value: str, raw: float) -> float:
    """The chance that a value with this evidence is right: measured for what lets a paper pass, else the evidence."""
    return round(probability(calibrated(value), raw), 3)


def calibrated(value: str) -> str:
    """What the calibration calls a value of this field."""
    return f"resident_number, {value}"


def _none(sheets: Sheets) -> Field:
    """No number and no label: `absent`, but on a paper that always says who somebody is (every card does), it may be unread."""
    if sheets.kind is Kind.EMPLOYMENT_CERTIFICATE and not any(_BORN.search(_text(page)) for page in sheets.pages):
        return Field("unclear", 0.5)
    if sheets.kind is Kind.IDENTITY_CARD or any(not reads_well(page) for page in sheets.pages):
        return Field("unclear", 0.5)
    raw = min((_sure_of_absence(page) for page in sheets.pages), default=0.0)
    return Field("absent", sureness("absent", raw))


def reads_well(page: Page) -> bool:
    """Whether a page was read so well that a number on it would have been seen. A blank page was."""
    if not page.lines:
        return not digit_rows(page.picture, _HEAD)
    return quality(page.lines) >= WELL


UNPLACED = 0.75
"""Evidence of what is seen behind six digits that nobody read, where they may not be the number's that the label names."""
BLANK = 0.88
"""Evidence of a label whose place was seen to hold nothing; a date that was read there is a little more."""
UNREAD = 0.8
"""Evidence of a card's number of which nothing was read, and its pixels tell."""
_LINE_BELOW = 1.5
"""From a card's name to its number, in the name's height: 1.45 to 1.8 on 20 cards, and digits are sought around."""
_HEAD = 6


_BORN = re.compile(r"생년|년월일|생일|출생")


def _text(page: Page) -> str:
    return "".join(word.text for line in page.lines for word in line.words)


def verdicts(page: Page, *, card: bool = False) -> list[Verdict]:
    """One verdict for every number on a page, and for labels without one; of an identity card's number, read or not."""
    shaped = occurrences(page)
    found = [one for one in shaped if one.label is not Label.CORPORATE]
    corporate = [one.head for one in shaped if one.label is Label.CORPORATE]
    found = [one for one in found if not any(one.head.intersection(box) > 0 for box in corporate)]
    judged = [verdict for group in _grouped(found) if (verdict := _judged(group, page)) is not None]
    told = [*judged, *_unread(page, found)]
    if card and not told:
        told = [*_under_name(page)]
    return [*told, *_unlabelled(page, shaped, [one.box for one in told])]


def _under_name(page: Page) -> Iterable[Verdict]:
    """The number of a card of which no letter was read, by its pixels alone: it stands in the line under the name."""
    for name in names_on_card(page):
        box = name.span.box
        row = box._replace(top=box.top + _LINE_BELOW * box.height, bottom=box.bottom + _LINE_BELOW * box.height)
        for head in heads(row, page)[:1]:
            strip = strip_behind(head, page)
            value, sure, hidden = unread(strip)
            yield Verdict(value, min(sure, UNREAD), page.number, head, hidden)


def _unlabelled(page: Page, found: Sequence[Occurrence], told: Sequence[Box]) -> Iterable[Verdict]:
    """Six digits with something behind them, in a row of which nothing was told, hardly read or alone: they may be a number's."""
    for line in unlabelled_lines(page, found):
        if any(line.box.same_row(box) for box in told):
            continue
        if reads_covered(line):
            yield Verdict("unclear", 0.5, page.number, line.box)
            continue
        for head in heads(line.box, page)[:1]:
            strip = strip_behind(head, page)
            seen = strip.shows in (Shows.PARTIAL, Shows.BAR, Shows.SIGNS)
            if seen or (strip.shows is Shows.UNSURE and strip.shown >= WHOLE):
                yield Verdict("unclear", 0.5, page.number, head)


def _grouped(found: Sequence[Occurrence]) -> list[list[Occurrence]]:
    """Readings of the same place together."""
    groups: list[list[Occurrence]] = []
    for one in found:
        same = next((group for group in groups if any(one.box.intersection(other.box) > 0 for other in group)), None)
        if same is None:
            groups.append([one])
        else:
            same.append(one)
    return groups


def _judged(group: Sequence[Occurrence], page: Page) -> Verdict | None:
    """What the readings of one place come to; `None` where it is no resident number at all."""
    seen = [one for one in group if not one.claimed]
    best = max(seen or group, key=lambda one: (one.exact, -one.head.width))
    labelled = any(one.label is Label.RESIDENT for one in group)
    in_text = max((one.digits for one in group if one.claimed), default=0)
    if in_text:
        told = "exposed" if labelled else "unclear"
        return Verdict(told, 0.97, page.number, best.box, max(6 - in_text, 0))
    strip = seen_strip(seen or group, page)
    value, confidence, hidden = weighed(strip, [one.reading for one in group])
    if value == "exposed" and not labelled:
        value, confidence = "unclear", 0.5
    if not labelled and not any(one.exact for one in group) and value == "masked" and strip.shows is Shows.EMPTY:
        return None
    if value == "masked" and strip.shows is Shows.EMPTY and _digits_beyond(best, page):
        value, confidence, hidden = "unclear", 0.6, None
    return Verdict(value, confidence, page.number, best.box, hidden)


def _digits_beyond(one: Occurrence, page: Page) -> bool:
    """Whether digits stand alone in a number's row, where its last ones would: white paint left them, and reading set them apart."""
    reach = one.head.right + _REACH * one.head.width
    return any(
        one.head.right < word.box.left < reach and word.box.same_row(one.head) and re.fullmatch("[0-9]{1,4}", word.text)
        for line in page.lines
        if line.box.intersection(one.head) == 0
        for word in line.words
    )


_REACH = 1.9
"""Of six digits' width: behind them, how far seven may reach."""


def _unread(page: Page, found: Sequence[Occurrence]) -> Iterable[Verdict]:
    """Labels of a resident number behind which no number was read: something there may be one."""
    for label in unread_labels(page, found):
        yield _behind(label, page)
    for label in doubted_labels(page, found):
        told = _behind(label, page)
        yield told if told.value == "absent" else replace(told, value="unclear", confidence=0.5, hidden=None)


def _behind(label: Line, page: Page) -> Verdict:
    """The verdict on a label's right side: a date or nothing is `absent`; what was not read may be anything."""
    row = [line for line in page.lines if line is not label and line.box.same_row(label.box)]
    right = sorted((line for line in row if line.box.left > label.box.right - 0.01), key=lambda line: line.box.left)
    nearest = min(right, key=lambda line: line.box.left, default=label)
    text = f"{label.text} {nearest.text}"
    under = not right and any(digits(line.text) >= 4 and not is_another(line) for line in lines_under(label, page))
    if not under and any(map(DATED.match, (text, places(text)))):
        return Verdict("absent", 0.9, page.number, label.box)
    if (seen := _shaped(label, page)) is not None:
        return seen
    if under:
        return Verdict("unclear", 0.6, page.number, label.box)
    return _without_number(label, right, page)


def _without_number(label: Line, right: Sequence[Line], page: Page) -> Verdict:
    """The verdict on a label in whose place no six digits were seen: it is blank, or what stands there may be a number or not."""
    nearest = right[0] if right else label
    gap = value_place(label, page)
    if nearest is not label and reads(nearest):
        gap = gap._replace(right=max(min(gap.right, nearest.box.left), gap.left))
    second = " ".join(word.text for word in nearest.second)
    read = max(digits(f"{label.text} {nearest.text}"), digits(second))
    if read == 0 and reads_well(page) and _is_left_blank(label, page):
        return Verdict("absent", BLANK, page.number, label.box)
    if read >= 4 or count_glyphs(gap.crop(page.picture)) >= 5:
        return Verdict("unclear", 0.6, page.number, label.box)
    if not reads_well(page) or any(is_unread(line) for line in right[:2]):
        return Verdict("unclear", 0.5, page.number, label.box)
    return Verdict("absent", 0.7, page.number, label.box)


def _is_left_blank(label: Line, page: Page) -> bool:
    """Whether a label stands alone: nothing is printed beside it, and under it nothing but words that were read."""
    if not LABEL_ALONE.fullmatch(label.text) or not is_blank_beside(label, page):
        return False
    under = lines_under(label, page)
    return all(map(reads, under)) if under else is_blank_under(label, page)


def _shaped(label: Line, page: Page) -> Verdict | None:
    """The verdict on six digits that are seen behind or under a label, and were read as something else."""
    box = label.box
    under = box._replace(top=box.bottom, bottom=min(box.bottom + 1.6 * box.height, 1.0))
    for row in (number_row(label), *(line.box for line in lines_under(label, page)), under):
        for head in heads(row, page):
            return _seen_alone(head, label, page)
    return None


def _seen_alone(head: Box, label: Line, page: Page) -> Verdict:
    """The verdict on six digits that nobody read: behind other print they may be a number's last ones.

    Of a page that reads badly they may be fewer, or more: a hyphen joins its neighbours (`050119-40` before a bar).
    """
    strip, first = strip_behind(head, page), _is_first(head, label, page)
    if strip.shows is Shows.EMPTY and not first:
        return Verdict("unclear", 0.6, page.number, head)
    value, sure, hidden = unread(strip)
    if value == "masked" and not reads_well(page):
        return Verdict("unclear", 0.6, page.number, head)
    most = 1.0 if strip.shows in _TOLD_ALONE and first else UNPLACED
    return Verdict(value, min(sure, most), page.number, head, hidden)


def _is_first(head: Box, label: Line, page: Page) -> bool:
    """Whether six digits are the first print behind a label, or under it, so that no other number can stand there."""
    begin = number_row(label).left if head.same_row(label.box) else label.box.left - label.box.height
    between = head._replace(left=min(max(begin, 0.0), head.left), right=head.left)
    return count_glyphs(between.crop(page.picture)) <= _MARKS


_TOLD_ALONE = (Shows.BAR, Shows.SIGNS)
"""What hides seven places for an eye that cannot read the digits either; a blank might be another number's end."""
_MARKS = 4
"""Pieces of ink between a label and its number, at most: a colon, the rule of a cell, an end of the label; a number has six and more."""


def _sure_of_absence(page: Page) -> float:
    """A page that reads well and shows no such number has none."""
    if not page.lines:
        return 0.3
    return min(0.4 + 0.6 * quality(page.lines), 0.97)


EXTRACTOR = Extractor(field="resident_number", kinds=frozenset(Kind), extract=extract)
