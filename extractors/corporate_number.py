"""법인등록번호, thirteen digits as 6-7, given by the registry court.

It has the shape of a resident number, and one resident number in ten passes its check digit: only a surely read
label makes a number this one, never the shape.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors import Extractor, Sheets
from extractors.choosing import Candidate, entries, page_of, second_look, settle
from pipeline.confidence import Evidence
from pipeline.document import Field, Kind
from pipeline.labels import Labelled
from pipeline.lexicon import Label
from pipeline.numbers import corporate_check, corporate_form, narrow, one_dash, repaired

SURE_LABEL = 0.98
"""Likeness under which the label may as well be 주민등록번호."""

_SHAPE = re.compile(
    r"(?<![0-9A-Za-z-])((?:[0-9A-Za-z|!]\s?){6})\s*-?\s*((?:[0-9A-Za-z|!]\s?){6}[0-9A-Za-z|!])(?![0-9A-Za-z-])"
)


def extract(sheets: Sheets) -> Field:
    """The number under 법인등록번호."""
    labelled = entries(sheets, Label.CORPORATE_NUMBER)
    sure = [entry for entry in labelled if entry.likeness >= SURE_LABEL]
    candidates = (one for entry in sure for one in _under(entry, sheets))
    return settle("corporate_number", candidates, sheets, label_seen=bool(labelled))


def _under(entry: Labelled, sheets: Sheets) -> Iterator[Candidate]:
    if entry.value is None:
        return
    match = _SHAPE.search(one_dash(narrow(entry.value.text)))
    part = entry.value.between(match.start(), match.end()) if match else None
    if match is None or part is None:
        return
    mended, letters = repaired(re.sub(r"[\s-]", "", match[0]))
    if re.fullmatch(r"\d{13}", mended) and letters <= 4:
        agreed = second_look(page_of(sheets, part), part)
        grounds = Evidence(
            part.confidences, entry.likeness, entry.place, 0.85**letters, agreed, corporate_check(mended) or None
        )
        yield Candidate(corporate_form(mended), part, grounds)


EXTRACTOR = Extractor(
    field="corporate_number",
    kinds=frozenset({Kind.BUSINESS_REGISTRATION, Kind.UNIQUE_NUMBER_CERTIFICATE}),
    extract=extract,
)
