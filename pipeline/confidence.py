"""From raw evidence to a probability: the one place where a field's confidence is made.

An extractor says what it saw (how surely the characters were read, how well the label matched, whether a
check digit holds, how many rivals there are); this file weighs it. `calibration.json` maps the weighed
score of each field to the share of values right at that score: measured on papers of the tuning split,
and remade by `python -m benchmarks.calibrate`. An operator may have another made from papers of their own (`dojang calibrate`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from statistics import fmean

from pipeline.document import Line, Page
from pipeline.errors import DojangError
from pipeline.labels import Place
from pipeline.settings import settings

CEILING = 0.99
"""Nothing read from a picture is surer."""
CALIBRATION = Path(__file__).with_name("calibration.json")
"""Field → points (score, probability), rising; straight lines between them. A field without points keeps its score."""

_PLACES = {Place.SAME: 1.0, Place.NEXT: 1.0, Place.BESIDE: 0.93, Place.BELOW: 0.88, Place.NOWHERE: 0.75}
Knots = tuple[tuple[float, float], ...]
"""Points (score, probability), rising in both; straight lines between them."""
_scope: ContextVar[Mapping[str, Knots] | None] = ContextVar("calibration", default=None)
"""Points that hold for a while in the place of those kept."""
_PLAIN: Knots = ((0.0, 0.0), (1.0, 1.0))

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

SHARP = 0.88
"""Confidence of each character from which a number was read sharply."""
USUALLY_ABSENT = 0.9
LEFT_BLANK = 0.97
"""Likewise where a form's place for it was seen to be blank."""
LABEL_ALONE = 0.5
"""Likewise where the label was seen without a value that could be read."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a value.

    `reading`: the recogniser's confidence of each character. `label`: likeness of the label (1 where no label
    is due). `place`: where the value stood. `form`: how well the value has its due form, repairs included.
    `agreed`: a second look said the same (`None`: there was none). `checked`: the check digit holds (`None`: has none).
    `known`: likeness to the one entry of a closed list that it is (a carrier's name); `None` where there is no list.
    """

    reading: tuple[float, ...]
    label: float = 1.0
    place: Place = Place.SAME
    form: float = 1.0
    agreed: bool | None = None
    checked: bool | None = None
    known: float | None = None


def score(evidence: Evidence) -> float:
    """The evidence in one number, 0 to 1, not yet a probability."""
    read = _reading(evidence.reading)
    if evidence.agreed is not None:
        read = _lift(read, 0.4) if evidence.agreed else read * 0.75
    if evidence.checked is not None:
        read = _lift(read, 0.75) if evidence.checked else read * _failing(evidence)
    if evidence.known is not None:
        read = _lift(read, 0.9 * evidence.known)
    return read * evidence.label**2 * _PLACES[evidence.place] * evidence.form


def probability(field: str, raw: float, *, rivals: int = 0, seconded: bool | None = None) -> float:
    """The chance that a value with this score is right.

    `rivals`: other values with nearly as good a claim. `seconded`: it stands on the paper twice and was read alike
    (`False`: read differently; `None`: it stands there once).
    """
    if seconded is not None:
        raw = _lift(raw, 0.4) if seconded else raw * 0.85
    points = calibration().get(field, _PLAIN)
    return min(interpolated(points, raw) * 0.6**rivals, CEILING)


def calibration() -> Mapping[str, Knots]:
    """Every field's points: those that `DOJANG_CALIBRATION` names, else those shipped. Raises `calibration-invalid`."""
    scope = _scope.get()
    return kept(settings().calibration or CALIBRATION) if scope is None else scope


@contextmanager
def uncalibrated() -> Iterator[None]:
    """Within it a value's confidence is its score: for those who measure what scores are worth."""
    token = _scope.set({})
    try:
        yield
    finally:
        _scope.reset(token)


@cache
def kept(path: Path) -> Mapping[str, Knots]:
    """Every field's points in a file. Raises `calibration-invalid`."""
    try:
        written = json.loads(path.read_bytes())["fields"]
        found = {name: tuple((float(raw), float(chance)) for raw, chance in points) for name, points in written.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise DojangError("calibration-invalid") from None
    if not all(_rising(points) for points in found.values()):
        raise DojangError("calibration-invalid")
    return found


def _rising(points: Knots) -> bool:
    """Whether points are shares that rise with their scores."""
    shares = all(0.0 <= number <= 1.0 for point in points for number in point)
    return bool(points) and shares and all(one[0] < two[0] and one[1] <= two[1] for one, two in pairwise(points))


def absence(field: str, pages: Sequence[Page], *, label_seen: bool, blank: bool = False) -> float:
    """How sure it is that the pages do not show a field that was not found: never surer than the pages were read.

    `blank`: its place was seen, and nothing stands there.
    """
    read = min((quality(page.lines) for page in pages), default=0.0)
    if blank:
        return round(_lift(read, 0.7) * LEFT_BLANK, 3)
    return round(read * (LABEL_ALONE if label_seen else ABSENT.get(field, USUALLY_ABSENT)), 3)


def _failing(evidence: Evidence) -> float:
    """How far a number whose check digit fails is believed: as the paper's own only where both looks read it sharply."""
    sharp = min(evidence.reading, default=0.0)
    return 0.95 if evidence.agreed and sharp >= SHARP else 0.5


def _reading(confidences: Sequence[float]) -> float:
    """Between the mean and the worst character: one bad character spoils a value."""
    if not confidences:
        return 0.0
    return (fmean(confidences) + min(confidences)) / 2


def _lift(value: float, share: float) -> float:
    """Nearer to 1 by that share of the way."""
    return value + (1.0 - value) * share


@lru_cache(maxsize=32)
def quality(lines: tuple[Line, ...]) -> float:
    """The mean confidence of a page's lines, by their length, as far as the picture was asked for them; nothing without such lines."""
    read = [line for line in lines if not line.told]
    letters = sum(len(line.text) for line in read)
    return sum(line.confidence * len(line.text) for line in read) / letters if letters else 0.0


def interpolated(knots: Knots, raw: float) -> float:
    """The probability at a score; beyond the last point as there, and nothing without points."""
    if not knots:
        return 0.0
    for (left, low), (right, high) in pairwise(knots):
        if raw <= right:
            share = (raw - left) / (right - left) if right > left else 1.0
            return low + (high - low) * min(max(share, 0.0), 1.0)
    return knots[-1][1]
