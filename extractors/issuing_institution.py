"""발급기관: the tax office, the municipal office, the carrier that issued a paper, as printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractors import Extractor, Sheets
from extractors.blanks import left_blank
from extractors.carriers import carriers
from extractors.choosing import Candidate, entries, settle
from extractors.offices import heads, office
from pipeline.confidence import Evidence
from pipeline.document import Field, Kind
from pipeline.labels import Labelled
from pipeline.lexicon import Label
from pipeline.wording import NAME_LENGTH, is_label, trimmed


def extract(sheets: Sheets) -> Field:
    """The labelled institution, else the carrier at the foot, else the office whose head signs."""
    labelled = entries(sheets, Label.INSTITUTION)
    candidates = (
        carriers(sheets, labelled) if sheets.kind is Kind.TELECOM_SERVICE_CERTIFICATE else [*_offices(sheets, labelled)]
    )
    return settle(
        "issuing_institution", candidates, sheets, label_seen=bool(labelled), blank=left_blank(labelled, sheets)
    )


def _offices(sheets: Sheets, labelled: Sequence[Labelled]) -> Iterator[Candidate]:
    for entry in labelled:
        name = trimmed(entry.value.printed) if entry.value else ""
        if entry.value and len(name) in NAME_LENGTH and not is_label(name):
            yield Candidate(name, entry.value, Evidence(entry.value.confidences, entry.likeness, entry.place), _UNKNOWN)
    for one in heads(sheets):
        yield Candidate(office(one.value), one.span, one.evidence, one.weight)


_UNKNOWN = 0.5
"""A labelled institution that no head signs for."""


EXTRACTOR = Extractor(
    field="issuing_institution",
    kinds=frozenset(Kind) - {Kind.UNKNOWN, Kind.EMPLOYMENT_CERTIFICATE, Kind.NUMBER_USAGE_CONSENT},
    extract=extract,
)
