"""발급번호, 문서번호, 신고번호: the number a paper was issued under, as printed. It may look like a phone number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from extractors import Extractor, Sheets
from extractors.blanks import left_blank
from extractors.choosing import Candidate, entries, page_of, second_look, seconds, settle
from pipeline.confidence import Evidence
from pipeline.document import Field, Kind
from pipeline.labels import Labelled
from pipeline.lexicon import Label
from pipeline.numbers import one_dash
from pipeline.rows import Span, rows
from pipeline.wording import is_label, trimmed

_LONE = re.compile(
    r"^\s*(?:제\s*(?P<core>[\w가-힣.-]*\d[\w가-힣 .-]{0,24}?)\s*호|(?:No|NO|no)\s*[.:]+\s*(?P<latin>[\w-]*\d[\w-]*))\s*$"
)
_FORM = re.compile(r"[0-9A-Za-z가-힣 .()/:_-]+")
_SALES = re.compile(r"(제?\s?)((?:19|20)\d\d)\s?-?\s?([가-힣]{2,10})\s?-?\s?(\d{3,5})(\s?호?)")
_TORN = re.compile(r"\d[()]|[()]\d|^[^\w제(]")
_JOINED = re.compile(r"(?<!\d)20[012]\d{4,7}(?!\d)|\d\s\d|-\d{9,}|\d{9,}-")
"""A year run on into a number, digits set apart, a long run beside a hyphen: a hyphen may be lost."""
_ODD, _RUN_ON = 0.5, 0.8
_UPPER = 0.35
_LEADS = (Label.ISSUANCE_NUMBER,)
_WEAK = frozenset(("접수번호", "관리번호", "일련번호", "확인번호"))
_LONGEST = 40


def extract(sheets: Sheets) -> Field:
    """The value under its label, else a `제 … 호` that stands alone near the top."""
    labelled = entries(sheets, *_LEADS)
    candidates = [one for entry in labelled for one in _under(entry, sheets)]
    if not candidates:
        candidates = [*_alone(sheets)]
    return settle("issuance_number", candidates, sheets, label_seen=bool(labelled), blank=left_blank(labelled, sheets))


def _under(entry: Labelled, sheets: Sheets) -> Iterator[Candidate]:
    entry = _ended(entry)
    value = _signed(entry.value, sheets) if entry.value else ""
    if entry.value is None or len(value) > _LONGEST or not any(char.isdigit() for char in value) or is_label(value):
        return
    agreed = second_look(page_of(sheets, entry.value), entry.value)
    form = _form(value)
    grounds = Evidence(entry.value.confidences, entry.likeness, entry.place, form, agreed)
    yield Candidate(value, entry.value, grounds, 0.7 if entry.wording in _WEAK else 1.0)


def _ended(entry: Labelled) -> Labelled:
    """A label with its value up to where a footer goes on (`발급번호 2026102800417732 · 고객센터 100번`)."""
    value = entry.value
    ends = None if value is None else _GOES_ON.search(value.text)
    return entry if value is None or ends is None else replace(entry, value=value.between(0, ends.start()))


_GOES_ON = re.compile(r"(?<=[\w)])\s*[·ㆍ•|]\s(?=.*[가-힣])|\s*[/|,]$|(?<=\d)\s+(?=[※*(]?\s?[가-힣]{2,}.{12})")
"""A point or a bar between this number and other words, or a sentence right behind it."""


def _signed(span: Span, sheets: Sheets) -> str:
    """The number, with the hyphens that the second look saw between the same characters: one look loses them, none makes them up."""
    value = _folded(span)
    for word in seconds(page_of(sheets, span), span):
        parts = one_dash(word).strip("-").split("-")
        solid = "".join(parts)
        if len(parts) > 1 and all(parts) and value.count(solid) == 1:
            value = value.replace(solid, "-".join(parts))
    return _sales(value)


def _sales(value: str) -> str:
    """`2026서울강남-0123` as `2026-서울강남-0123`: a mail-order report's number, which always has both hyphens."""
    match = _SALES.fullmatch(value)
    return value if match is None else "{}{}-{}-{}{}".format(*match.groups())


def _form(value: str) -> float:
    """How well a number has the form of one: fewer where a separator seems to be lost or a letter misread."""
    if not _FORM.fullmatch(value) or _TORN.search(value):
        return _ODD
    return _RUN_ON if _JOINED.search(value) else 1.0


def _folded(span: Span) -> str:
    """As printed: spaces that the distances bear out, one kind of hyphen, and never two in a row."""
    return re.sub(r"\s?-{2,}\s?", "-", one_dash(trimmed(span.printed)))


def _alone(sheets: Sheets) -> Iterator[Candidate]:
    for page in sheets.pages:
        for row in rows(page):
            for cell in row.cells:
                match = _LONE.match(cell.text)
                sales = _SALES.fullmatch(_folded(cell))
                if (match or sales) and row.box.centre[1] < _UPPER:
                    value = match["latin"] if match and match["latin"] else _signed(cell, sheets)
                    yield Candidate(value, cell, Evidence(cell.confidences), 0.85)


EXTRACTOR = Extractor(
    field="issuance_number",
    kinds=frozenset(Kind) - {Kind.UNKNOWN, Kind.IDENTITY_CARD, Kind.NUMBER_USAGE_CONSENT},
    extract=extract,
)
