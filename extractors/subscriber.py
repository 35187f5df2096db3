"""가입자, 고객명, 명의자: whose line a telecom certificate is about, a company or a person, as printed."""

from __future__ import annotations

from collections.abc import Iterator

from extractors import Extractor, Sheets
from extractors.choosing import Candidate, entries, evidence, settle
from extractors.firms import seconded, with_form
from pipeline.document import Field, Kind
from pipeline.jamo import fold
from pipeline.labels import Labelled
from pipeline.lexicon import Label
from pipeline.wording import carrier, company_in, names_firm

_WEIGHTS = {
    Label.SUBSCRIBER: 1.0,
    Label.COMPANY_NAME: 0.95,
    Label.GRANTEE: 0.9,
    Label.GRANTOR: 0.8,
    Label.PERSON_NAME: 0.8,
}
_USERS = frozenset(map(fold, ("이용자", "사용자", "이용자명", "사용자명", "소유자", "이용회사", "이용자정보")))


def extract(sheets: Sheets) -> Field:
    """The name under one of the subscriber's labels."""
    label_seen = bool(entries(sheets, Label.SUBSCRIBER, Label.COMPANY_NAME))
    candidates = seconded(subscribers(sheets), sheets)
    return with_form(settle("subscriber", candidates, sheets, label_seen=label_seen), sheets)


def subscribers(sheets: Sheets) -> Iterator[Candidate]:
    """The names that the subscriber may have; a carrier's own only where its label leaves no doubt."""
    for entry in entries(sheets, *_WEIGHTS):
        if entry.label in {Label.GRANTEE, Label.GRANTOR} and entry.wording not in _USERS:
            continue
        yield from _named(entry)


def _named(entry: Labelled) -> Iterator[Candidate]:
    if entry.value is None:
        return
    name, mended = company_in(entry.value)
    if not names_firm(name) or sum(char.isdigit() for char in name) > 6:
        return
    weight = _WEIGHTS[entry.label] * (0.3 if carrier(name) and entry.label is not Label.SUBSCRIBER else 1.0)
    yield Candidate(name, entry.value, evidence(entry, entry.value, form=mended), weight)


EXTRACTOR = Extractor(field="subscriber", kinds=frozenset({Kind.TELECOM_SERVICE_CERTIFICATE}), extract=extract)
