"""발급기관: the tax office, the municipal office, the carrier that issued a paper, as printed."""

from __future__ import annotations

from collections.abc import Iterator

from extractors import Extractor, Sheets
from extractors.blanks import left_blank
from extractors.choosing import Candidate, entries, settle
from extractors.offices import heads, office
from pipeline.confidence import Evidence
from pipeline.document import Field, Kind
from pipeline.lexicon import Label
from pipeline.rows import Row, rows
from pipeline.wording import NAME_LENGTH, carrier, carrier_name, company_in, is_label, trimmed

_AT_FOOT, _LETTERHEAD, _HEAD = 0.95, 0.6, 0.5
"""A carrier's name alone at the foot, alone above, or with its head's title."""
_UNKNOWN = 0.5
"""A labelled institution that is no carrier we know."""
_LENGTH = range(2, 26)


def extract(sheets: Sheets) -> Field:
    """The labelled institution, else the carrier at the foot, else the office whose head signs."""
    labelled = entries(sheets, Label.INSTITUTION)
    candidates = [*_labelled(sheets)]
    if sheets.kind is Kind.TELECOM_SERVICE_CERTIFICATE:
        candidates = _agreeing([*candidates, *_carriers(sheets)])
    else:
        candidates += [Candidate(office(one.value), one.span, one.evidence, one.weight) for one in heads(sheets)]
    return settle(
        "issuing_institution", candidates, sheets, label_seen=bool(labelled), blank=left_blank(labelled, sheets)
    )


def _agreeing(candidates: list[Candidate]) -> list[Candidate]:
    """Without those that name the best one's carrier in another way: `주식회사 케이티` and `(주)KT` are no rivals."""
    if not candidates:
        return []
    best = max(candidates, key=lambda one: one.score)
    usual = carrier(best.value)
    return [one for one in candidates if one.value == best.value or usual is None or carrier(one.value) != usual]


def _labelled(sheets: Sheets) -> Iterator[Candidate]:
    for entry in entries(sheets, Label.INSTITUTION):
        if entry.value is None:
            continue
        name = trimmed(entry.value.printed)
        known = carrier_name(name)
        grounds = Evidence(entry.value.confidences, entry.likeness, entry.place, known=known[1] if known else None)
        if known is not None:
            yield Candidate(known[0], entry.value, grounds)
        elif len(name) in NAME_LENGTH and not is_label(name):
            yield Candidate(name, entry.value, grounds, 1.0 if carrier(name) else _UNKNOWN)


def _carriers(sheets: Sheets) -> Iterator[Candidate]:
    """Rows that are a carrier's name and little else: at the foot it signs, at the head it is a letterhead."""
    for page in sheets.pages:
        for row in rows(page):
            yield from _carrier(row)


def _carrier(row: Row) -> Iterator[Candidate]:
    weight = _AT_FOOT if row.box.centre[1] > 0.45 else _LETTERHEAD
    weight = _HEAD if "대표" in row.span.solid else weight
    known = carrier_name(row.text)
    if known is not None:
        yield Candidate(known[0], row.span, Evidence(row.span.confidences, known=known[1]), weight)
        return
    name, mended = company_in(row.span)
    if len(name) in _LENGTH and carrier(name) and not any(char.isdigit() for char in name):
        yield Candidate(name, row.span, Evidence(row.span.confidences, form=mended), weight)


EXTRACTOR = Extractor(
    field="issuing_institution",
    kinds=frozenset(Kind) - {Kind.UNKNOWN, Kind.EMPLOYMENT_CERTIFICATE, Kind.NUMBER_USAGE_CONSENT},
    extract=extract,
)
