"""The person or office that signs a certificate: 담당자, 발급자, ○○세무서장, the carrier's head.

Not of an employment certificate or a consent: there the company itself signs (`representative`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors import Extractor, Sheets
from extractors.blanks import left_blank
from extractors.choosing import Candidate, entries, evidence, settle
from extractors.offices import heads
from pipeline.confidence import Evidence
from pipeline.document import Field, Kind
from pipeline.firms import person_believed
from pipeline.labels import Labelled, Place
from pipeline.lexicon import Label
from pipeline.rows import rows
from pipeline.wording import NAME_LENGTH, carrier, is_company, is_label, person, trimmed

_HEAD = re.compile(r"대\s*표\s*이\s*사|대\s*표\s*자|지\s*사\s*장|지\s*점\s*장")

_PERSON_LETTERS = 3
"""Letters of nearly every name; one of two or four behind a firm's could be a part of it."""
_NAMED = 0.8
_TITLE = 0.45
"""A title without a person's name says little of who issued it."""


def extract(sheets: Sheets) -> Field:
    """The labelled issuer of a telecom certificate, else the carrier's head; of public papers the office's head."""
    if sheets.kind is not Kind.TELECOM_SERVICE_CERTIFICATE:
        return settle("issuer", heads(sheets), sheets)
    labelled = [_without_firm(one) for one in entries(sheets, Label.ISSUER)]
    candidates = [*_labelled(labelled)] or [*_carrier_heads(sheets)]
    return settle("issuer", candidates, sheets, label_seen=bool(labelled), blank=left_blank(labelled, sheets))


def _without_firm(entry: Labelled) -> Labelled:
    """A label over the carrier's name, its own place empty, has no value."""
    under = entry.place is Place.BELOW and entry.value is not None and _names_firm(entry.value.text)
    return replace(entry, value=None, place=Place.NOWHERE) if under else entry


def _labelled(labelled: Sequence[Labelled]) -> Iterator[Candidate]:
    for entry in labelled:
        name = None if entry.value is None else _signer(entry.value.text)
        if entry.value is not None and name and len(name) in NAME_LENGTH and not is_label(name):
            yield Candidate(name, entry.value, evidence(entry, entry.value, form=person_believed(name)))


def _signer(text: str) -> str | None:
    """A person, or an office; of a text that names a firm the person at its end: a firm is nobody who signs."""
    if _names_firm(text):
        last = text.rsplit(maxsplit=1)[-1].strip("()")
        return person(last) if len(last) == _PERSON_LETTERS and not _names_firm(last) else None
    text = _NUMBERED.sub("", text)
    name = person(text) or _of_office(text) or trimmed(text)
    return None if name[:1].isdigit() else name


def _of_office(text: str) -> str | None:
    """The person behind an office's name: `기업고객센터 서이안`."""
    found = _OFFICE.match(text)
    last = found[1] if found else ""
    return person(last) if len(last) == _PERSON_LETTERS else None


_NUMBERED = re.compile(r"\s*[(（][^()（）]*\d[^()（）]*[)）]\s*$")
_OFFICE = re.compile(r"\S*(?:센터|지점|지사|직영점|플라자|팀|본부|파트)\s+([가-힣]+)$")


def _names_firm(text: str) -> bool:
    return is_company(text) or carrier(text) is not None


def _carrier_heads(sheets: Sheets) -> Iterator[Candidate]:
    """`주식회사 케이티 대표이사 (홍길동)` at the foot."""
    for page in sheets.pages:
        for row in rows(page):
            if row.box.centre[1] > 0.45 and _HEAD.search(row.text) and carrier(_HEAD.split(row.text)[0]):
                named = person(_HEAD.split(row.text)[-1]) is not None
                yield Candidate(
                    trimmed(row.text), row.span, Evidence(row.span.confidences), _NAMED if named else _TITLE
                )


EXTRACTOR = Extractor(
    field="issuer",
    kinds=frozenset(Kind) - {Kind.UNKNOWN, Kind.EMPLOYMENT_CERTIFICATE, Kind.NUMBER_USAGE_CONSENT},
    extract=extract,
)
