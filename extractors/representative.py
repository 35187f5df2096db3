"""대표자, 대표이사; on a sole trader's registration 성명: who represents the company, as printed (`외 1명` included)."""

from __future__ import annotations

from collections.abc import Iterator

from extractors import Extractor, Sheets
from extractors.choosing import Candidate, entries, evidence, settle
from extractors.parties import side_of
from extractors.run_on import run_on
from extractors.signers import signers
from pipeline.confidence import Evidence
from pipeline.document import Field, Kind
from pipeline.firms import person_believed
from pipeline.labels import Labelled, Place
from pipeline.lexicon import Label
from pipeline.rows import rows
from pipeline.wording import carrier, person

_RAN_ON = 0.9
"""Weight of a name that its label ran into."""
_SHORT, _EVENLY = 2, 0.7
"""Syllables of a short name; from which share of the gap behind it on the gap before a label's last syllable sets that one apart."""
_OWNERS = frozenset(
    {
        Kind.BUSINESS_REGISTRATION,
        Kind.UNIQUE_NUMBER_CERTIFICATE,
        Kind.MAIL_ORDER_REPORT,
        Kind.MEDICAL_DEVICE_REPORT,
        Kind.HEALTH_FOOD_REPORT,
    },
)


def extract(sheets: Sheets) -> Field:
    """The person under the label."""
    labelled = entries(sheets, Label.REPRESENTATIVE)
    if sheets.kind in _OWNERS:
        labelled = (*labelled, *entries(sheets, Label.PERSON_NAME))
    candidates = [one for entry in labelled for one in _named(entry, sheets)]
    if not labelled:
        candidates += _ran_on(sheets)
    if sheets.kind not in _OWNERS:
        candidates += _signing(sheets)
    return settle("representative", candidates, sheets, label_seen=bool(labelled))


def _named(entry: Labelled, sheets: Sheets) -> Iterator[Candidate]:
    name = person(entry.value.text) if entry.value else None
    if entry.value is None or name is None:
        return
    weight = 1.0 if entry.label is Label.REPRESENTATIVE else 0.95
    if _took_surname(entry, name):
        weight = 0.5
    if sheets.kind is Kind.TELECOM_SERVICE_CERTIFICATE and _of_carrier(entry, sheets):
        weight = 0.2
    if sheets.kind is Kind.NUMBER_USAGE_CONSENT and side_of(sheets, entry) is Label.GRANTEE:
        weight = 0.3
    yield Candidate(name, entry.value, evidence(entry, entry.value, form=person_believed(name)), weight)


def _ran_on(sheets: Sheets) -> Iterator[Candidate]:
    for value in run_on(sheets, "성명"):
        name = person(value.text)
        if name is not None:
            yield Candidate(name, value, Evidence(value.confidences, form=person_believed(name)), _RAN_ON)


def _signing(sheets: Sheets) -> Iterator[Candidate]:
    for signer in signers(sheets):
        name = person(signer.name.text)
        if name is not None:
            yield Candidate(
                name, signer.name, Evidence(signer.name.confidences, form=person_believed(name)), 0.9 * signer.weight
            )


def _took_surname(entry: Labelled, name: str) -> bool:
    """Whether a label's last syllable may be the family name (`대표자 명안상` as 대표자명, 안상): it is set as near to a short name."""
    if entry.value is None or not entry.wording.endswith("명") or len(name) > _SHORT:
        return False
    before, last, first = (one.box for one in (*entry.name.characters[-2:], entry.value.characters[0]))
    return entry.place is Place.SAME and last.left - before.right > _EVENLY * (first.left - last.right)


def _of_carrier(entry: Labelled, sheets: Sheets) -> bool:
    """Whether the carrier's name stands in the row or the one above."""
    page = next(page for page in sheets.pages if page.number == entry.name.page)
    return any(carrier(row.text) for row in rows(page) if row.number in {entry.row, entry.row - 1})


EXTRACTOR = Extractor(
    field="representative",
    kinds=_OWNERS | {Kind.EMPLOYMENT_CERTIFICATE, Kind.NUMBER_USAGE_CONSENT},
    extract=extract,
)
