"""사업자등록번호, ten digits as 3-2-5, the last one a check digit; given by the tax office.

Of the telecom certificate it is the subscriber's, of a consent the owner's who grants. A number whose check digit
fails is given as read: whether that matters, a rule decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors import Extractor, Sheets
from extractors.blanks import left_blank
from extractors.choosing import Candidate, entries, page_of, second_look, settle
from extractors.parties import side_of
from pipeline.confidence import Evidence
from pipeline.document import Field, Kind
from pipeline.labels import Labelled, Place
from pipeline.lexicon import Label
from pipeline.numbers import business_check, business_form, narrow, one_dash, one_mask, repaired
from pipeline.rows import Span, rows
from pipeline.wording import carrier

_UNLABELLED = 0.7
_OF_OTHERS = 0.3
_SHAPE = re.compile(
    r"(?<![0-9A-Za-z*-])([0-9A-Za-z*!|]{3})\s*-\s*([0-9A-Za-z*!|]{2})\s*-\s*([0-9A-Za-z*!|]{5})(?![0-9A-Za-z*]|-[0-9A-Za-z])"
)
_LOOSE = re.compile(r"(?<![0-9A-Za-z*])((?:[0-9A-Za-z*!|]\s*-?\s*){9}[0-9A-Za-z*!|])(?![0-9A-Za-z*])")


def extract(sheets: Sheets) -> Field:
    """The number under its label, else one of its exact shape anywhere."""
    labelled = entries(sheets, Label.BUSINESS_NUMBER)
    candidates = [one for entry in labelled for one in _under(entry, sheets)]
    known = {candidate.span.box for candidate in candidates}
    if not candidates:
        candidates = [one for one in _anywhere(sheets) if one.span.box not in known]
    return settle("business_number", candidates, sheets, label_seen=bool(labelled), blank=left_blank(labelled, sheets))


def _under(entry: Labelled, sheets: Sheets) -> Iterator[Candidate]:
    if entry.value is None:
        return
    for pattern in (_SHAPE, _LOOSE):
        match = pattern.search(_plain(entry.value.text))
        if match:
            yield from _candidate(entry.value, match, sheets, _weight(entry, sheets), entry.likeness, entry.place)
            return


def _anywhere(sheets: Sheets) -> Iterator[Candidate]:
    for page in sheets.pages:
        for row in rows(page):
            for match in _SHAPE.finditer(_plain(row.text)):
                yield from _candidate(row.span, match, sheets, _UNLABELLED)


def _plain(text: str) -> str:
    return one_mask(one_dash(narrow(text)))


def _candidate(  # noqa: PLR0913, PLR0917 - a match, and all that its label says of it
    span: Span,
    match: re.Match[str],
    sheets: Sheets,
    weight: float,
    likeness: float = 1.0,
    place: Place = Place.SAME,
) -> Iterator[Candidate]:
    solid = re.sub(r"[\s-]", "", match[0])
    mended, letters = repaired(solid)
    part = span.between(match.start(), match.end())
    if part is None or len(mended) != 10 or not re.fullmatch(r"[\d*]{10}", mended) or letters > 4:
        return
    if "*" in mended:
        value, checked = f"{mended[:3]}-{mended[3:5]}-{mended[5:]}", None
    else:
        value, checked = business_form(mended), business_check(mended)
    agreed = second_look(page_of(sheets, part), part)
    yield Candidate(
        value,
        part,
        Evidence(part.confidences, likeness, place, form=0.85**letters, agreed=agreed, checked=checked),
        weight,
    )


def _weight(entry: Labelled, sheets: Sheets) -> float:
    """Whether it is the number of the company that this kind of paper is about."""
    if sheets.kind is Kind.TELECOM_SERVICE_CERTIFICATE and _of_carrier(entry, sheets):
        return _OF_OTHERS
    if sheets.kind is Kind.NUMBER_USAGE_CONSENT:
        side = side_of(sheets, entry)
        return {Label.GRANTEE: _OF_OTHERS, None: 0.85}.get(side, 1.0)
    return 1.0


def _of_carrier(entry: Labelled, sheets: Sheets) -> bool:
    """Whether it stands beside or under the carrier's name at the foot of the page."""
    page = next(page for page in sheets.pages if page.number == entry.name.page)
    near = [row for row in rows(page) if abs(row.number - entry.row) <= 1]
    return entry.name.box.top > 0.6 and any(carrier(row.text) for row in near)


EXTRACTOR = Extractor(
    field="business_number",
    kinds=frozenset(Kind) - {Kind.IDENTITY_CARD, Kind.UNKNOWN},
    extract=extract,
)
