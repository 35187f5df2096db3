"""문서확인번호: sixteen digits of 정부24, in groups of four, under which a paper can be looked up for 90 days."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors import Extractor, Sheets
from extractors.choosing import Candidate, entries, evidence, page_of, second_look, settle
from pipeline.confidence import Evidence
from pipeline.document import Field, Kind
from pipeline.labels import Labelled
from pipeline.lexicon import Label
from pipeline.numbers import narrow, one_dash
from pipeline.rows import rows

_GROUPS = re.compile(r"(?<![0-9A-Za-z-])\d{4,5}\s?-\s?\d{4,5}\s?-\s?\d{4,5}\s?-\s?\d{4,5}(?![0-9A-Za-z-])")
_SOLID = re.compile(r"(?<![0-9A-Za-z-])[A-Z]?\d{10,16}(?![0-9A-Za-z-])")


def extract(sheets: Sheets) -> Field:
    """The number under its label, else four groups of four digits anywhere."""
    labelled = entries(sheets, Label.VERIFICATION_NUMBER)
    candidates = [one for entry in labelled for one in _under(entry, sheets)] or [*_anywhere(sheets)]
    return settle("verification_number", candidates, sheets, label_seen=bool(labelled))


def _under(entry: Labelled, sheets: Sheets) -> Iterator[Candidate]:
    if entry.value is None:
        return
    plain = one_dash(narrow(entry.value.text))
    match = _GROUPS.search(plain) or _SOLID.search(plain)
    part = entry.value.between(match.start(), match.end()) if match else None
    if match is None or part is None:
        return
    grounds = evidence(entry, part)
    agreed = second_look(page_of(sheets, part), part)
    yield Candidate(_folded(match[0]), part, Evidence(grounds.reading, grounds.label, grounds.place, agreed=agreed))


def _anywhere(sheets: Sheets) -> Iterator[Candidate]:
    for page in sheets.pages:
        for row in rows(page):
            for match in _GROUPS.finditer(one_dash(narrow(row.text))):
                part = row.span.between(match.start(), match.end())
                if part is not None:
                    yield Candidate(_folded(match[0]), part, Evidence(part.confidences), 0.8)


def _folded(text: str) -> str:
    return re.sub(r"\s", "", text)


EXTRACTOR = Extractor(
    field="verification_number", kinds=frozenset(Kind) - {Kind.UNKNOWN, Kind.IDENTITY_CARD}, extract=extract
)
