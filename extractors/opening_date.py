"""개업연월일: the day a business opened, as its registration says; on a telecom certificate, the line's 개통일.

Of a certificate of several lines it is the first line's, and little sure where others were opened on other days.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors import Extractor, Sheets
from extractors.choosing import Candidate, entries, evidence, page_of, settle
from extractors.columns import column
from pipeline import dates
from pipeline.confidence import Evidence
from pipeline.document import Field, Kind
from pipeline.jamo import fold
from pipeline.labels import Labelled, Place
from pipeline.lexicon import Label

_OTHERS = 0.9
"""Share of another line's day: a rival of the first line's, and never before it."""
_LINE_OPENED = frozenset(
    map(fold, ("개통일", "개통일자", "최초개통일", "가입일", "가입일자", "서비스개시일", "서비스가입일", "가입/개통일"))
)


def extract(sheets: Sheets) -> Field:
    """The date under its label."""
    if sheets.kind is Kind.TELECOM_SERVICE_CERTIFICATE:
        labelled = [one for one in entries(sheets, Label.OTHER_DATE) if one.wording in _LINE_OPENED]
    else:
        labelled = list(entries(sheets, Label.OPENING_DATE))
    seen = [one for entry in labelled for one in (*_dates(entry), *_further(entry, sheets))]
    return settle("opening_date", _first_meant(seen), sheets, label_seen=bool(labelled))


def _first_meant(seen: Sequence[Candidate]) -> list[Candidate]:
    """Of several lines the first is meant, whose number the paper names first; the days of others are its rivals."""
    return [one if one.value == seen[0].value else replace(one, weight=_OTHERS * _share(one, seen[0])) for one in seen]


def _share(one: Candidate, first: Candidate) -> float:
    return min(1.0, first.score / max(one.score, 1e-9))


def _further(entry: Labelled, sheets: Sheets) -> Iterator[Candidate]:
    """The days of the further lines in a list below its heading."""
    if entry.value is None or entry.place is not Place.BELOW:
        return
    for cell in column(entry, page_of(sheets, entry.name)):
        for one in dates.find(cell.text):
            if one.value is not None:
                yield Candidate(one.value.isoformat(), cell, Evidence(cell.confidences, place=Place.BELOW))


def _dates(entry: Labelled) -> Iterator[Candidate]:
    if entry.value is None:
        return
    for one in dates.find(entry.value.text):
        part = entry.value.between(one.start, one.end)
        if one.value is not None and part is not None:
            yield Candidate(one.value.isoformat(), part, evidence(entry, part, form=one.certainty))
            return


EXTRACTOR = Extractor(
    field="opening_date",
    kinds=frozenset(
        {Kind.BUSINESS_REGISTRATION, Kind.UNIQUE_NUMBER_CERTIFICATE, Kind.TELECOM_SERVICE_CERTIFICATE},
    ),
    extract=extract,
)
