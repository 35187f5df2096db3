"""From raw evidence to a probability: the one place where a field's confidence is made.

An extractor says what it saw (how surely the characters were read, how well the label matched, whether a
check digit holds, how many rivals there are); this file weighs it. `CALIBRATION` maps the weighed
score of each field to the share of values right at that score; measurements replace it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from statistics import fmean

from pipeline.document import Line, Page
from pipeline.labels import Place

CEILING = 0.99
"""Nothing read from a picture is surer."""

_PLACES = {Place.SAME: 1.0, Place.NEXT: 1.0, Place.BESIDE: 0.93, Place.BELOW: 0.88, Place.NOWHERE: 0.75}
_KNOTS = tuple[tuple[float, float], ...]
_PLAIN: _KNOTS = ((0.0, 0.0), (1.0, 1.0))

_FIRMS: _KNOTS = (
    (0.0, 0.03),
    (0.4, 0.15),
    (0.6, 0.45),
    (0.8, 0.65),
    (0.9, 0.82),
    (0.96, 0.86),
    (0.975, 0.95),
    (1.0, 0.99),
)
_PEOPLE: _KNOTS = ((0.0, 0.1), (0.3, 0.35), (0.6, 0.58), (0.75, 0.7), (0.85, 0.92), (0.92, 0.95), (1.0, 0.99))
_DATES: _KNOTS = ((0.0, 0.0), (0.5, 0.6), (0.7, 0.8), (0.8, 0.94), (0.9, 0.97), (1.0, 0.99))
_CHECKED: _KNOTS = ((0.0, 0.0), (0.5, 0.5), (0.6, 0.85), (0.8, 0.96), (1.0, 0.99))

CALIBRATION: dict[str, _KNOTS] = {
    "company_name": _FIRMS,
    "subscriber": _FIRMS,
    "grantee": _FIRMS,
    "representative": _PEOPLE,
    "person_name": _PEOPLE,
    "issuer": _PEOPLE,
    "issuance_date": _DATES,
    "opening_date": _DATES,
    "business_number": _CHECKED,
    "corporate_number": _CHECKED,
    "phone_numbers": ((0.0, 0.0), (0.6, 0.6), (0.8, 0.88), (0.9, 0.93), (0.95, 0.97), (1.0, 0.99)),
    "issuance_number": ((0.0, 0.0), (0.5, 0.1), (0.7, 0.4), (0.8, 0.65), (0.9, 0.85), (0.955, 0.92), (1.0, 0.99)),
    "issuing_institution": ((0.0, 0.0), (0.5, 0.5), (0.7, 0.85), (1.0, 0.98)),
}
"""Field → points (score, probability), rising; straight lines between them. A field without points keeps its score.

First measured on 233 generated papers of the tuning split (1300 values), rounded down where a bin had few."""

ABSENT: dict[str, float] = {
    "issuer": 0.2,
    "issuing_institution": 0.2,
    "representative": 0.2,
    "company_name": 0.3,
    "subscriber": 0.3,
    "person_name": 0.3,
    "issuance_number": 0.3,
    "business_number": 0.4,
    "grantee": 0.5,
}
"""How often a field whose label was not seen either is truly not there: papers of these kinds nearly always
carry these, so that what is not found mostly lies under a seal. Other fields: `USUALLY_ABSENT`."""

USUALLY_ABSENT = 0.9
LABEL_ALONE = 0.5
"""Likewise where the label was seen without a value that could be read."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a value.

    `reading`: the recogniser's confidence of each character. `label`: likeness of the label (1 where no label
    is due). `place`: where the value stood. `form`: how well the value has its due form, repairs included.
    `agreed`: a second look said the same (`None`: there was none). `checked`: the check digit holds (`None`: has none).
    """

    reading: tuple[float, ...]
    label: float = 1.0
    place: Place = Place.SAME
    form: float = 1.0
    agreed: bool | None = None
    checked: bool | None = None


def score(evidence: Evidence) -> float:
    """The evidence in one number, 0 to 1, not yet a probability."""
    read = _reading(evidence.reading)
    if evidence.agreed is not None:
        read = _lift(read, 0.4) if evidence.agreed else read * 0.75
    if evidence.checked is not None:
        read = _lift(read, 0.75) if evidence.checked else read * 0.5
    return read * evidence.label**2 * _PLACES[evidence.place] * evidence.form


def probability(field: str, raw: float, *, rivals: int = 0, seconded: bool | None = None) -> float:
    """The chance that a value with this score is right.

    `rivals`: other values with nearly as good a claim. `seconded`: it stands on the paper twice and was read alike
    (`False`: read differently; `None`: it stands there once).
    """
    chance = _interpolated(CALIBRATION.get(field, _PLAIN), raw)
    if seconded is not None:
        chance = _lift(chance, 0.4) if seconded else chance * 0.85
    return min(chance * 0.6**rivals, CEILING)


def absence(field: str, pages: Sequence[Page], *, label_seen: bool) -> float:
    """How sure it is that the pages do not show a field that was not found: never surer than the pages were read."""
    read = min((_quality(page.lines) for page in pages), default=0.0)
    return round(read * (LABEL_ALONE if label_seen else ABSENT.get(field, USUALLY_ABSENT)), 3)


def _reading(confidences: Sequence[float]) -> float:
    """Between the mean and the worst character: one bad character spoils a value."""
    if not confidences:
        return 0.0
    return (fmean(confidences) + min(confidences)) / 2


def _lift(value: float, share: float) -> float:
    """Nearer to 1 by that share of the way."""
    return value + (1.0 - value) * share


@lru_cache(maxsize=32)
def _quality(lines: tuple[Line, ...]) -> float:
    """The mean confidence of a page's lines, by their length."""
    letters = sum(len(line.text) for line in lines)
    return sum(line.confidence * len(line.text) for line in lines) / letters if letters else 0.0


def _interpolated(knots: _KNOTS, raw: float) -> float:
    for (left, low), (right, high) in pairwise(knots):
        if raw <= right:
            share = (raw - left) / (right - left) if right > left else 1.0
            return low + (high - low) * min(max(share, 0.0), 1.0)
    return knots[-1][1]
