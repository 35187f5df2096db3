"""입사일: since when the person of an employment certificate works there, also as 재직기간 or in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors import Extractor, Sheets
from extractors.choosing import Candidate, entries, evidence, settle
from pipeline import dates
from pipeline.confidence import Evidence
from pipeline.document import Field, Kind, Page
from pipeline.jamo import fold
from pipeline.labels import Labelled, Place
from pipeline.lexicon import Label
from pipeline.rows import rows

_JOINED = frozenset(
    map(fold, ("입사일", "입사일자", "입사년월일", "입사연월일", "입사", "재직기간", "근무기간", "근속기간"))
)
_SENTENCE = re.compile(r"^\s*(?:에|부터|자로|자)?\s*(?:당사|본사|당\s?회사|폐사|우리\s?회사)?\s*(?:에|로)?\s*입\s?사")
"""What follows a day in prose: `2019년 1월 2일 당사에 입사하여`."""
_IN_PROSE = 0.9
_BELOW = 0.7
"""Below a blank mostly stands the day of issue."""


def extract(sheets: Sheets) -> Field:
    """The first day behind its label (a period's is where it begins), or before 입사 in a sentence."""
    labelled = [one for one in entries(sheets, Label.OTHER_DATE) if one.wording in _JOINED]
    seen = [one for entry in labelled for one in _behind(entry)]
    seen += [one for page in sheets.pages for one in _told(page)]
    return settle("joining_date", seen, sheets, label_seen=bool(labelled))


def _behind(entry: Labelled) -> Iterator[Candidate]:
    if entry.value is None:
        return
    for one in dates.find(entry.value.text):
        part = entry.value.between(one.start, one.end)
        if one.value is not None and part is not None:
            weight = _BELOW if entry.place is Place.BELOW else 1.0
            yield Candidate(one.value.isoformat(), part, evidence(entry, part, form=one.certainty), weight)
            return


def _told(page: Page) -> Iterator[Candidate]:
    for row in rows(page):
        for one in dates.find(row.text):
            part = row.span.between(one.start, one.end)
            if one.value is not None and part is not None and _SENTENCE.match(row.text[one.end :]):
                read = Evidence(part.confidences, form=one.certainty)
                yield Candidate(one.value.isoformat(), part, read, _IN_PROSE)


EXTRACTOR = Extractor(
    field="joining_date",
    kinds=frozenset({Kind.EMPLOYMENT_CERTIFICATE}),
    extract=extract,
)
