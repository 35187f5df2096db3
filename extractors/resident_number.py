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
from dataclasses import dataclass

from extractors import Extractor, Sheets
from pipeline.confidence import probability, quality
from pipeline.document import Box, Field, Kind, Line, Page
from pipeline.glyphs import Shows, Strip, count_glyphs, look
from pipeline.identifiers import places
from pipeline.residents import Label, Occurrence, occurrences, unread_labels, value_place

READS = 0.6
"""Confidence from which Hangul beside a label is believed to be Hangul."""
_WORST_FIRST = ("exposed", "unclear", "masked", "absent")


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What one number on a page comes to."""

    value: str
    confidence: float
    page: int
    box: Box
    hidden: int | None = None


def extract(sheets: Sheets) -> Field:
    """The worst of what all pages show."""
    verdicts = [verdict for page in sheets.pages for verdict in _on(page)]
    if not verdicts:
        return _none(sheets)
    worst = min(verdicts, key=lambda one: (_WORST_FIRST.index(one.value), -one.confidence))
    if worst.value == "absent":
        return Field("absent", sureness(worst.value, worst.confidence))
    return Field(
        worst.value, sureness(worst.value, worst.confidence), worst.page, worst.box, hidden_digits=worst.hidden
    )


def sureness(value: str, raw: float) -> float:
    """The chance that a value with this evidence is right: measured for what lets a paper pass, else the evidence."""
    return round(probability(calibrated(value), raw), 3)


def calibrated(value: str) -> str:
    """What the calibration calls a value of this field."""
    return f"resident_number, {value}"


def _none(sheets: Sheets) -> Field:
    """No number and no label: `absent`, but on a paper that always says who somebody is, it may be unread."""
    if sheets.kind is Kind.EMPLOYMENT_CERTIFICATE and not any(_BORN.search(_text(page)) for page in sheets.pages):
        return Field("unclear", 0.5)
    raw = min((_sure_of_absence(page) for page in sheets.pages), default=0.0)
    return Field("absent", sureness("absent", raw))


_BORN = re.compile(r"생년|년월일|생일|출생")


def _text(page: Page) -> str:
    return "".join(word.text for line in page.lines for word in line.words)


def _on(page: Page) -> list[_Verdict]:
    """One verdict for every number on a page, and for labels without one."""
    found = [one for one in occurrences(page) if one.label is not Label.CORPORATE]
    corporate = [one.head for one in occurrences(page) if one.label is Label.CORPORATE]
    found = [one for one in found if not any(one.head.intersection(box) > 0 for box in corporate)]
    verdicts = [verdict for group in _grouped(found) if (verdict := _judged(group, page)) is not None]
    return [*verdicts, *_unread(page, found)]


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


def _judged(group: Sequence[Occurrence], page: Page) -> _Verdict | None:
    """What the readings of one place come to; `None` where it is no resident number at all."""
    seen = [one for one in group if not one.claimed]
    best = max(seen or group, key=lambda one: (one.exact, -one.head.width))
    labelled = any(one.label is Label.RESIDENT for one in group)
    in_text = max((one.digits for one in group if one.claimed), default=0)
    if in_text:
        told = "exposed" if labelled or seen else "unclear"
        return _Verdict(told, 0.97, page.number, best.box, max(6 - in_text, 0))
    strip = _agreed([_strip(one, page) for one in seen or group])
    value, confidence, hidden = _weighed(strip, [one.reading for one in group])
    if value == "exposed" and not labelled:
        value, confidence = "unclear", 0.5
    if not labelled and not any(one.exact for one in group) and value == "masked" and strip.shows is Shows.EMPTY:
        return None
    return _Verdict(value, confidence, page.number, best.box, hidden)


def _agreed(strips: Sequence[Strip]) -> Strip:
    """One strip of several looks that place the number a little differently: what shows digits counts first."""
    digits = [strip for strip in strips if strip.shows is Shows.DIGITS]
    if digits:
        return digits[0]
    partial = [strip for strip in strips if strip.shows is Shows.PARTIAL]
    if partial and len(partial) < len(strips):
        return Strip(Shows.UNSURE, partial[0].shown, 0.0)
    return max(strips, key=lambda strip: strip.certainty)


def _strip(occurrence: Occurrence, page: Page) -> Strip:
    """The pixels from the first digit to where seven wide signs would end."""
    head = occurrence.head
    height = head.height
    right = max(occurrence.tail.right + 0.2 * head.width, head.right + 2.6 * head.width)
    box = Box(head.left, max(head.top - 0.3 * height, 0.0), min(right, 1.0), min(head.bottom + 0.3 * height, 1.0))
    row = box.crop(page.picture)
    return look(row, (head.right - box.left) * page.width)


def _weighed(strip: Strip, readings: Sequence[str]) -> tuple[str, float, int | None]:
    """Value, confidence and hidden digits from the pixels and every reading of the last seven places."""
    digits = max(_last_digits(reading) for reading in readings)
    if strip.shows is Shows.SIGNS:
        return _signs(strip, readings, digits)
    if strip.shows in (Shows.BAR, Shows.EMPTY):
        return ("unclear", 0.6, None) if digits >= 2 else ("masked", strip.certainty, 7 - strip.shown)
    if strip.shows is Shows.PARTIAL:
        return "exposed", strip.certainty, max(7 - strip.shown, 1)
    signs = max(reading.count("*") for reading in readings)
    return _read(strip, digits, signs, max(_opened(reading) for reading in readings))


def _read(strip: Strip, digits: int, signs: int, opened: int) -> tuple[str, float, int | None]:
    """The same where the pixels show digits, or nothing sure: what was read decides, `masked` last.

    A number is masked from some place on: a digit between masks is one of them misread.
    """
    if digits >= (4 if strip.shows is Shows.DIGITS else 5) and signs == 0:
        return "exposed", strip.certainty or 0.7, max(6 - digits, 0)
    misread = opened == 0 and digits <= 2 and strip.alike
    if signs >= 5 and (misread or (digits == 0 and strip.shown <= 1)):
        return "masked", 0.7, min(signs, 7)
    if strip.shown >= 2 and opened >= 1 and signs >= 2:
        return "exposed", 0.7, min(signs, 6)
    return "unclear", 0.6, None


def _signs(strip: Strip, readings: Sequence[str], digits: int) -> tuple[str, float, int | None]:
    """Mask signs by their shape, unless a reading has a number of different digits there."""
    different = max(len({letter for letter in reading[1:] if letter.isdigit()}) for reading in readings)
    if digits >= 4 and different >= 4:
        return "unclear", 0.6, None
    return "masked", strip.certainty if different <= 1 else 0.7, 7 - strip.shown


def _last_digits(reading: str) -> int:
    """How many of the last six places a reading has as digits."""
    return sum(letter.isdigit() for letter in reading[1:])


def _opened(reading: str) -> int:
    """How many of the last six places a reading has as digits before masks; none where masks stand between digits."""
    found = _OPEN_BEGIN.fullmatch(reading)
    return len(found[1]) if found else 0


_OPEN_BEGIN = re.compile(r"[0-9]([0-9]*)\**")
_DATE = re.compile(r"(?:19|20)\d\d ?[-년 ]{1,3} ?\d{1,2} ?[-월 ]{1,3} ?\d{1,2}")


def _unread(page: Page, found: Sequence[Occurrence]) -> Iterable[_Verdict]:
    """Labels of a resident number behind which no number was read: something there may be one."""
    for label in unread_labels(page, found):
        yield _behind(label, page)


def _behind(label: Line, page: Page) -> _Verdict:
    """The verdict on a label's right side: a date or nothing is `absent`; what was not read may be anything."""
    row = [line for line in page.lines if line is not label and line.box.same_row(label.box)]
    right = [line for line in row if line.box.left > label.box.right - 0.01]
    nearest = min(right, key=lambda line: line.box.left, default=label)
    text = places(f"{label.text} {nearest.text}")
    if _DATE.search(text):
        return _Verdict("absent", 0.9, page.number, label.box)
    gap = value_place(label, page)
    if nearest is not label and _reads(nearest):
        gap = gap._replace(right=max(min(gap.right, nearest.box.left), gap.left))
    if sum(letter.isdigit() for letter in text) >= 4 or count_glyphs(gap.crop(page.picture)) >= 5:
        return _Verdict("unclear", 0.6, page.number, label.box)
    return _Verdict("absent", 0.7, page.number, label.box)


def _reads(line: Line) -> bool:
    """Whether a line is writing of another kind, and no number that nobody could read."""
    return line.confidence >= READS and len(re.findall("[가-힣]", line.text)) >= 2


def _sure_of_absence(page: Page) -> float:
    """A page that reads well and shows no such number has none."""
    if not page.lines:
        return 0.3
    return min(0.4 + 0.6 * quality(page.lines), 0.97)


EXTRACTOR = Extractor(field="resident_number", kinds=frozenset(Kind), extract=extract)
