"""The day on which a paper was issued (발급일, 작성일; often alone above the issuer's name).

Other dates of a page often read better than this one: 개업연월일, 재직기간, 생년월일, the amendment of
the form's law, a copy stamp's. None of them is ever taken for it: an issuance date that is blank or cannot
be read is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from extractors import Extractor, Sheets
from extractors.blanks import left_blank
from extractors.choosing import Candidate, entries, page_of, second_look, seconds, settle
from extractors.offices import heads
from extractors.second_dates import agreed as looks_agree
from extractors.second_dates import second_dates
from extractors.signers import signers
from pipeline import dates
from pipeline.confidence import Evidence
from pipeline.document import Field, Kind, Page
from pipeline.jamo import fold
from pipeline.labels import Labelled, Place, labelled
from pipeline.lexicon import Label
from pipeline.rows import Character, Row, Span, rows
from pipeline.wording import carrier

_WEAK = frozenset(map(fold, ("신청일", "신청일자", "확인일", "확인일자", "시행일자")))
_ELSEWHERE = re.compile(
    "개정|별지|서식|대조필|사본|출력|인쇄|조회|접수|유효|까지|부터|현재|입사|퇴사|개통|가입|생년|신고일|개업|설립|만료|기간|약정|"
    "이후|이내|이전|오전|오후|page|http|www",
    re.IGNORECASE,
)
_COPY = re.compile("대조필|원본과|원본대|사본임|접수|상이없음|틀림없음")
_ONWARD = re.compile(r"[\s.일()월화수목금토]*(?:[~∼〜～]|[-–—ㅡ]\s*(?:\d{2,4}\s?[.년/]|현\s*재))")
_UP_TO = re.compile(r"(?:[~∼〜～]|\d\s*[.일]?\s*[-–—ㅡ])\s*$")
_AROUND = re.compile(
    r"[월화수목금토일]요일|\([월화수목금토일]\)|오[전후]|\d{1,2}[:시]\d{0,2}[:분]?\d{0,2}초?|\W|서기|西紀|단기|발급|작성"
)
_PROSE = 0.3
_BESIDE = 0.9
"""Share of a date that has less claim than another one."""
_FOOT = 0.955
_LOWER = 0.45
_UNDER = 0.6
"""Share of a date below whoever issued the paper: mostly a copy's, or a stamp's."""
_HEAD = 0.07
_FILLED, _MORE = re.compile(r"[월년]\s*[^\s년월일]+\s*[일월]"), re.compile(r"^\D*\d{2,4}\D+\d")
"""What stands between a date's signs; a digit behind a year, which many forms print: `2026.92.` is a date that lost a point."""
_DIGITS, _WHOLE = 8, 0.95
"""Digits of a date with all its zeros; how certain it is of which two looks read them alike, whatever signs were lost."""

_ONE_LOOK = 0.8
"""Share of a date that one look alone read whole."""


@dataclass(frozen=True, slots=True)
class _Sighting:
    """A date on the page that may be the issuance. `weight` 0: it is another one; `date.value` `None`: unreadable."""

    date: dates.Found
    span: Span
    row: Row
    entry: Labelled | None
    weight: float
    first: str | None = None
    """What the first look read there, where only the second read the date."""


@dataclass(frozen=True, slots=True)
class _Bounded:
    """A page and where its own part ends: below `foot` software prints, below `signed` (who issued it) others put stamps."""

    page: Page
    foot: float
    signed: float


def extract(sheets: Sheets) -> Field:
    """The labelled date, else the last that stands alone; missing where that one cannot be read."""
    seen = [one for page in sheets.pages for one in _sightings(_bounded(page, sheets)) if one.weight > 0]
    titled = [one for one in seen if one.entry is not None]
    alone = _last_alone([one for one in seen if one.entry is None])
    best = titled or alone
    readable = [_candidate(one, sheets) for one in best if one.date.value is not None]
    readable = readable if titled else _ranked(readable)
    if titled and not readable:
        return settle("issuance_date", (), sheets, label_seen=not _blank(titled), blank=_blank(titled))
    if titled:
        readable += [_candidate(one, sheets, _BESIDE) for one in alone if one.date.value is not None]
    label_seen = (bool(best) and not _blank(best)) or _label_without_date(sheets) or any(map(_garbled, sheets.pages))
    blank = not label_seen and (bool(best) or left_blank(entries(sheets, Label.ISSUANCE_DATE), sheets))
    field = settle("issuance_date", readable, sheets, label_seen=label_seen, blank=blank)
    broken = any(one.date.value is None for one in best)
    return _less_sure(field) if broken and field.value is not None else field


def _ranked(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Of dates that stand alone the last is meant, however well another one reads: that one is its rival at most."""
    if not candidates:
        return []
    last = max(candidates, key=lambda one: (one.span.page, one.span.box.centre[1]))
    return [
        one if one is last or one.value == last.value else replace(one, weight=one.weight * _below(one, last))
        for one in candidates
    ]


def _below(one: Candidate, last: Candidate) -> float:
    """By what another date's weight is multiplied, so that its score stays under that of the last."""
    return min(1.0, _BESIDE * last.score / max(one.score, 1e-9))


def _less_sure(field: Field) -> Field:
    return Field(field.value, round(field.confidence * 0.6, 3), field.page, field.box, field.text)


def _last_alone(seen: Sequence[_Sighting]) -> list[_Sighting]:
    """Of the dates without a label: the one furthest down the last page, and others as fit as it."""
    if not seen:
        return []
    top = max(one.weight for one in seen)
    fit = [one for one in seen if one.weight > 0.75 * top]
    last = max(fit, key=lambda one: (one.span.page, one.span.box.centre[1]))
    return [one for one in fit if one.span.page == last.span.page and one.weight >= last.weight - 0.25]


def _candidate(one: _Sighting, sheets: Sheets, share: float = 1.0) -> Candidate:
    value = one.date.value.isoformat() if one.date.value else ""
    second = one.first is not None
    agreed = looks_agree(one.first or "", one.span.solid) if second else _seconded(one, page_of(sheets, one.span))
    likeness = one.entry.likeness if one.entry else 1.0
    place = one.entry.place if one.entry else Place.SAME
    grounds = Evidence(one.span.confidences, likeness, place, _certainty(one, agreed=bool(agreed)), agreed)
    return Candidate(value, one.span, grounds, one.weight * share)


def _certainty(one: _Sighting, *, agreed: bool) -> float:
    """The grammar's; a lost sign leaves no doubt where two looks read the same eight digits: they part in one way."""
    whole = sum(char.isdigit() for char in one.span.solid) == _DIGITS
    certainty = max(one.date.certainty, _WHOLE) if agreed and whole else one.date.certainty
    return certainty if agreed or one.first is None else certainty * _ONE_LOOK


def _seconded(one: _Sighting, page: Page) -> bool | None:
    """Whether the second look read the same day there, or another; `None` where it read none, or not all of it."""
    days = {seen.value for seen in dates.find(" ".join(seconds(page, one.span)))} - {None}
    if days:
        return one.date.value in days
    return second_look(page, one.span) or None


def _blank(seen: Iterable[_Sighting]) -> bool:
    """Whether all that stands there is a form's empty 년 월 일: surely no date, rather than an unreadable one."""
    return not any(_FILLED.search(one.span.text) or _MORE.search(one.span.solid) for one in seen)


def _label_without_date(sheets: Sheets) -> bool:
    return any(
        one.label is Label.ISSUANCE_DATE and one.value is not None for page in sheets.pages for one in labelled(page)
    )


def _garbled(page: Page) -> bool:
    """Whether a line by itself in the lower half has a date's marks or digits that no grammar could read."""
    for row in rows(page):
        solid = row.span.solid
        digits = sum(char.isdigit() for char in solid)
        marks = sum(char in solid for char in "년월일")
        if row.box.top > 0.4 and len(solid) <= 16 and digits >= 3 and marks >= 1 and not dates.find(row.text):
            return True
    return False


def _bounded(page: Page, sheets: Sheets) -> _Bounded:
    """A card has no foot; who issued a paper is the office's head, the carrier at the end, or whoever signs."""
    foot = 1.0 if sheets.kind is Kind.IDENTITY_CARD else _FOOT
    signs = [one.span for one in heads(sheets)] or [one.firm for one in signers(sheets)]
    signs += [row.span for row in rows(page) if row.box.top > _LOWER and carrier(row.text)]
    return _Bounded(page, foot, max((one.box.bottom for one in signs if one.page == page.number), default=1.0))


def _sightings(sheet: _Bounded) -> Iterator[_Sighting]:
    lines = rows(sheet.page)
    seconds_read = [*_by_second_look(sheet)]
    whole = {one.span.characters[0].cell for one in seconds_read}
    for row in lines:
        for one in dates.find(row.text):
            span = row.span.between(one.start, one.end)
            if span is None or span.characters[0].cell in whole:
                continue
            if one.value is not None or not _goes_on(row, lines):
                yield _sighting(one, span, row, sheet)
        yield from _over_two_rows(row, lines, sheet)
    yield from seconds_read


def _by_second_look(sheet: _Bounded) -> Iterator[_Sighting]:
    """Dates that the first look lost, where no other date's place is."""
    for date, span, row in second_dates(sheet.page):
        found = _sighting(date, span, row, sheet)
        if found.weight > 0:
            yield replace(found, first=sheet.page.lines[span.characters[0].cell].text)


def _goes_on(row: Row, lines: Sequence[Row]) -> bool:
    return any(True for _ in _crossing(row, lines))


def _crossing(row: Row, lines: Sequence[Row]) -> Iterator[tuple[dates.Found, Row]]:
    """Dates that begin at a row's end and end in the row below."""
    for below in lines[row.number + 1 : row.number + 2]:
        for one in dates.find(f"{row.text}\n{below.text}"):
            if one.value is not None and one.start < len(row.text) < one.end - 1:
                yield one, below


def _over_two_rows(row: Row, lines: Sequence[Row], sheet: _Bounded) -> Iterator[_Sighting]:
    for one, below in _crossing(row, lines):
        upper = row.span.between(one.start, len(row.text))
        lower = below.span.between(0, one.end - len(row.text) - 1)
        if upper is not None and lower is not None:
            span = Span(upper.characters + lower.characters, sheet.page.number)
            yield _sighting(one, span, row, sheet)


def _sighting(date: dates.Found, span: Span, row: Row, sheet: _Bounded) -> _Sighting:
    entry = _label_of(span, row, sheet.page)
    weight = _weight(date, span, row, entry, sheet)
    titled = entry if entry is not None and entry.label is Label.ISSUANCE_DATE else None
    return _Sighting(date, span, row, titled, weight)


def _label_of(span: Span, row: Row, page: Page) -> Labelled | None:
    """The label whose value holds the date, else the nearest before it in its cell."""
    first = span.characters[0].box
    for one in labelled(page):
        if one.value is not None and any(_same(character, span.characters[0]) for character in one.value.characters):
            return one
    before = [
        one
        for one in labelled(page)
        if one.row == row.number
        and one.name.box.right <= first.left + 0.002
        and one.name.characters[-1].cell == span.characters[0].cell
    ]
    return before[-1] if before else None


def _same(one: Character, other: Character) -> bool:
    """Whether two looks' characters stand at one place."""
    return one.box == other.box or (one.cell == other.cell and one.box.intersection(other.box) > 0.3 * other.box.area)


def _weight(date: dates.Found, span: Span, row: Row, entry: Labelled | None, sheet: _Bounded) -> float:
    """How fit this place is for the issuance date; 0 for another date's."""
    if _ONWARD.match(row.text[date.end :]) or _UP_TO.search(row.text[: date.start]) or _in_copy_stamp(span, sheet.page):
        return 0.0
    if entry is not None:
        if entry.label is not Label.ISSUANCE_DATE:
            return 0.0
        return 0.7 if entry.wording in _WEAK else 1.0
    if date.compact or _ELSEWHERE.search(fold(_beside(date, row))):
        return 0.0
    return _alone(date, span, row, sheet) * (_UNDER if span.box.top > sheet.signed else 1.0)


def _beside(date: dates.Found, row: Row) -> str:
    return row.text[: date.start] + " " + row.text[date.end :]


def _alone(date: dates.Found, span: Span, row: Row, sheet: _Bounded) -> float:
    """By what else stands in its row, and by how far down it stands."""
    rest = len(_AROUND.sub("", _beside(date, row)))
    height = span.box.centre[1]
    if height > sheet.foot or height < _HEAD:
        return 0.15
    if rest > 6:
        return _PROSE if height > 0.4 else 0.0
    return (0.95 if height > 0.4 else 0.6) * (0.85 if rest else 1.0)


def _in_copy_stamp(span: Span, page: Page) -> bool:
    """Whether the words of a copy stamp (원본대조필) stand close above or below."""
    box = span.box.grown(0.05, 2.2 * max(span.box.height, 0.008))
    for row in rows(page):
        for cell in row.cells:
            if _COPY.search(fold(cell.text)) and cell.box.intersection(box) > 0:
                return True
    return False


EXTRACTOR = Extractor(field="issuance_date", kinds=frozenset(Kind) - {Kind.UNKNOWN}, extract=extract)
