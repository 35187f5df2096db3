"""발급번호, 문서번호, 신고번호: the number a paper was issued under, as printed. It may look like a phone number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors import Extractor, Sheets
from extractors.blanks import left_blank
from extractors.choosing import Candidate, entries, page_of, second_look, settle
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
    value = _folded(entry.value) if entry.value else ""
    if entry.value is None or len(value) > _LONGEST or not any(char.isdigit() for char in value) or is_label(value):
        return
    agreed = second_look(page_of(sheets, entry.value), entry.value)
    form = 1.0 if _FORM.fullmatch(value) else 0.5
    grounds = Evidence(entry.value.confidences, entry.likeness, entry.place, form, agreed)
    yield Candidate(value, entry.value, grounds, 0.7 if entry.wording in _WEAK else 1.0)


def _folded(span: Span) -> str:
    """As printed: spaces that the distances bear out, one kind of hyphen, and never two in a row."""
    return re.sub(r"\s?-{2,}\s?", "-", one_dash(trimmed(span.printed)))


def _alone(sheets: Sheets) -> Iterator[Candidate]:
    for page in sheets.pages:
        for row in rows(page):
            for cell in row.cells:
                match = _LONE.match(cell.text)
                if match and row.box.centre[1] < 0.35:
                    value = match["latin"] or _folded(cell)
                    yield Candidate(value, cell, Evidence(cell.confidences), 0.85)


EXTRACTOR = Extractor(
    field="issuance_number",
    kinds=frozenset(Kind) - {Kind.UNKNOWN, Kind.IDENTITY_CARD, Kind.NUMBER_USAGE_CONSENT},
    extract=extract,
)
