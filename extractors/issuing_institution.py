"""발급기관: the tax office, the municipal office, the carrier that issued a paper, as printed."""

from __future__ import annotations

from collections.abc import Iterator

from extractors import Extractor, Sheets
from extractors.blanks import left_blank
from extractors.choosing import Candidate, entries, settle
from extractors.offices import heads, office
from pipeline.confidence import Evidence
from pipeline.document import Field, Kind
from pipeline.lexicon import CARRIER_NAMES, Label
from pipeline.rows import Row, rows
from pipeline.wording import NAME_LENGTH, carrier, carrier_name, company_in, is_label, trimmed

_AT_FOOT, _LETTERHEAD, _HEAD = 0.95, 0.6, 0.5
"""A carrier's name alone at the foot, alone above, or with its head's title."""
_FOOT, _RUN_ON, _ALIKE = 0.45, 8, 0.9
"""Where the foot begins; the most letters that a seal adds to a name, and how like a carrier's the name must be."""
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
    weight = _AT_FOOT if row.box.centre[1] > _FOOT else _LETTERHEAD
    weight = _HEAD if "대표" in row.span.solid else weight
    known = carrier_name(row.text)
    if known is not None:
        yield Candidate(known[0], row.span, Evidence(row.span.confidences, known=known[1]), weight)
        return
    signed = _signed(row)
    if signed is not None:
        yield signed
        return
    name, mended = company_in(row.span)
    if len(name) in _LENGTH and carrier(name) and not any(char.isdigit() for char in name):
        yield Candidate(name, row.span, Evidence(row.span.confidences, form=mended), weight)


def _signed(row: Row) -> Candidate | None:
    """A carrier's full name to which letters of the seal over its end run on (`주식회사케이티표인지`)."""
    solid = row.span.solid
    if row.box.centre[1] < _FOOT or "대표" in solid:
        return None
    lengths = {len("".join(name.split())) for name in CARRIER_NAMES}
    starts = [(carrier_name(solid[:length]), length) for length in lengths if 0 < len(solid) - length <= _RUN_ON]
    found = [(known, length) for known, length in starts if known is not None and known[1] >= _ALIKE]
    if not found:
        return None
    (name, likeness), length = max(found, key=lambda one: (one[0][1], one[1]))
    span = row.span.part(0, length)
    return Candidate(name, span, Evidence(span.confidences, known=likeness), _AT_FOOT)


EXTRACTOR = Extractor(
    field="issuing_institution",
    kinds=frozenset(Kind) - {Kind.UNKNOWN, Kind.EMPLOYMENT_CERTIFICATE, Kind.NUMBER_USAGE_CONSENT},
    extract=extract,
)
