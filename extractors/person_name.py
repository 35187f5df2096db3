"""성명: whom an employment certificate or an identity card is about."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors import Extractor, Sheets
from extractors.choosing import Candidate, entries, evidence, settle
from pipeline.classify import is_title
from pipeline.confidence import Evidence
from pipeline.document import Field, Kind, Page
from pipeline.firms import person_believed
from pipeline.labels import Labelled
from pipeline.lexicon import Label
from pipeline.rows import Span, rows
from pipeline.wording import person

_CARD_NAME = re.compile(r"(?:[^\w()*]{1,2}\s+)?([가-힣](?:\s?[가-힣]){1,4})\s*(?:\(.*)?")
"""What was read into a card's pattern or portrait (`● 길서음`) stands before it at most."""
_OFFICES = re.compile("청장|시장|군수|구청|경찰|장$|발급|조건|면허|등록|주소")
_FOLLOWS = re.compile(r"\d{6}\s*-|[가-힣]+(?:시|도)\s")


def extract(sheets: Sheets) -> Field:
    """The person under 성명; on a card, the name that stands alone between title and number."""
    labelled = entries(sheets, Label.PERSON_NAME)
    candidates = [one for entry in labelled for one in _named(entry)]
    if sheets.kind is Kind.IDENTITY_CARD and not candidates:
        candidates = [one for page in sheets.pages for one in names_on_card(page)]
    return settle("person_name", candidates, sheets, label_seen=bool(labelled))


def _named(entry: Labelled) -> Iterator[Candidate]:
    name = person(entry.value.text) if entry.value else None
    if entry.value is not None and name is not None:
        yield Candidate(name, entry.value, evidence(entry, entry.value, form=person_believed(name)))


def names_on_card(page: Page) -> Iterator[Candidate]:
    """What may be the name on an identity card: Hangul that stands alone and is no title, office or address."""
    lines = rows(page)
    for row in lines:
        for cell in row.cells:
            match = _CARD_NAME.fullmatch(cell.text)
            if match is None or is_title(cell.text) or _OFFICES.search("".join(match[1].split())):
                continue
            numbered = any(_FOLLOWS.search(other.text) for other in lines[row.number : row.number + 3])
            own = cell.between(match.start(1), match.end(1)) or cell
            yield _card_candidate(own if match.start(1) else cell, match[1], 0.9 if numbered else 0.5)


def _card_candidate(cell: Span, name: str, weight: float) -> Candidate:
    return Candidate("".join(name.split()), cell, Evidence(cell.confidences), weight)


EXTRACTOR = Extractor(
    field="person_name",
    kinds=frozenset({Kind.EMPLOYMENT_CERTIFICATE, Kind.IDENTITY_CARD}),
    extract=extract,
)
