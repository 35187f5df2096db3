"""개업연월일: the day a business opened, as its registration says; on a telecom certificate, the line's 개통일."""

from __future__ import annotations

from collections.abc import Iterator

from extractors import Extractor, Sheets
from extractors.choosing import Candidate, entries, evidence, settle
from pipeline import dates
from pipeline.document import Field, Kind
from pipeline.jamo import fold
from pipeline.labels import Labelled
from pipeline.lexicon import Label

_LINE_OPENED = frozenset(
    map(fold, ("개통일", "개통일자", "최초개통일", "가입일", "가입일자", "서비스개시일", "서비스가입일", "가입/개통일"))
)


def extract(sheets: Sheets) -> Field:
    """The date under its label."""
    if sheets.kind is Kind.TELECOM_SERVICE_CERTIFICATE:
        labelled = [one for one in entries(sheets, Label.OTHER_DATE) if one.wording in _LINE_OPENED]
    else:
        labelled = list(entries(sheets, Label.OPENING_DATE))
    return settle(
        "opening_date", (one for entry in labelled for one in _dates(entry)), sheets, label_seen=bool(labelled)
    )


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
