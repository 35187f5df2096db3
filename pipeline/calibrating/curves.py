"""From values with a score to a rising curve of how many are right: the fit of `calibration.json`, and of an operator's own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from extractors import signature, stamp
from extractors.resident_number import calibrated
from pipeline.calibrating.comparing import RIGHT, compared
from pipeline.confidence import Knots, interpolated
from pipeline.document import Facts, Json
from pipeline.proportion import bounds

Seen = tuple[str, float, bool]
"""A field, the score of its value, whether the value was right."""
Curves = dict[str, list[tuple[float, float]]]
"""By field: points (score, share right)."""

GROUPS: Mapping[str, tuple[str, ...]] = {
    "firms": ("company_name", "grantee", "subscriber"),
    "people": ("representative", "person_name"),
    "issuers": ("issuer",),
    "dates": ("issuance_date", "opening_date"),
    "checked": ("business_number", "corporate_number"),
    "phones": ("phone_numbers",),
    "numbers": ("issuance_number", "verification_number"),
    "institutions": ("issuing_institution",),
    "absence": (calibrated("absent"),),
    "masks": (calibrated("masked"),),
    "seals": (stamp.CALIBRATED,),
    "signatures": (signature.CALIBRATED,),
}
"""Fields of one nature share a curve: few papers carry each. A telecom certificate's subscriber is its company, and not counted twice."""
FITTED = frozenset(name for names in GROUPS.values() for name in names) - {"subscriber"}
HIDDEN = ("absent", "masked")
"""Values of a resident number that let a paper pass; that it is exposed is never made surer by papers that were."""
LEAST = 12
"""Values in a step of the curve, at least."""
PRIOR = (1.0, 0.5)
"""Values right and wrong that each step is taken to hold beforehand: a few right values give no certainty."""
LOW = 0.1
"""Share of a step's values that score lower than where its chance begins to hold."""
WITNESSES = 60
"""Values by which a shipped curve is judged at a place, on either side: those with the nearest scores."""


def observations(truth: Json, facts: Facts) -> Iterator[Seen]:
    """Every value that a paper of the right kind was read to have. `truth`: `kind` and `fields`, as `dojang review` prints them."""
    if facts.best.kind.value != truth["kind"]:
        return
    for name, (told, _, found, score) in compared(truth["fields"], facts.best):
        if found is not None and name in FITTED:
            yield name, score, told == RIGHT
    yield from _hidden(truth["fields"].get("resident_number", {}).get("value", "absent"), facts)
    yield from _told("stamp", "present", stamp.CALIBRATED, truth["fields"], facts)
    yield from _told("signature", "absent", signature.CALIBRATED, truth["fields"], facts)


def _told(name: str, value: str, calibrated_as: str, truth: Json, facts: Facts) -> Iterator[Seen]:
    """Whether a field that was read to be so is so."""
    seen = facts.best.fields.get(name)
    if seen is not None and seen.value == value and name in truth:
        yield calibrated_as, seen.confidence, truth[name]["value"] == value


def _hidden(truth: str, facts: Facts) -> Iterator[Seen]:
    """Whether there is no resident number, or a hidden one, where the paper was read so."""
    seen = facts.best.fields["resident_number"]
    if seen.value in HIDDEN:
        yield calibrated(seen.value), seen.confidence, truth == seen.value


def curve(seen: Iterable[tuple[float, bool]]) -> list[tuple[float, float]]:
    """A rising curve through steps of values in order of their score; steps that do not rise are joined."""
    steps: list[list[tuple[float, bool]]] = [[]]
    for one in sorted(seen, key=lambda value: value[0]):
        if len(steps[-1]) >= LEAST and one[0] > steps[-1][-1][0]:
            steps.append([])
        steps[-1].append(one)
    if len(steps) > 1 and len(steps[-1]) < LEAST:
        steps[-2:] = [steps[-2] + steps[-1]]
    joined: list[list[tuple[float, bool]]] = []
    for step in steps:
        joined.append(step)
        while len(joined) > 1 and _chance(joined[-1]) <= _chance(joined[-2]):
            joined[-2:] = [joined[-2] + joined[-1]]
    return _points([step for step in joined if step])


def _chance(step: Sequence[tuple[float, bool]]) -> float:
    right, wrong = PRIOR
    return (sum(good for _, good in step) + right) / (len(step) + right + wrong)


def _points(steps: Sequence[Sequence[tuple[float, bool]]]) -> list[tuple[float, float]]:
    """Each step's chance from its low scores to its middle one, from nothing at 0."""
    points = [(0.0, 0.0)]
    for step in steps:
        scores = [score for score, _ in step]
        for score in (scores[int(LOW * len(scores))], sum(scores) / len(scores)):
            if score > points[-1][0] + 1e-4:
                points.append((round(score, 4), round(max(min(_chance(step), _most(score)), points[-1][1]), 4)))
    return (
        [*points, (1.0, max(points[-1][1], round(_chance(steps[-1]), 4)))] if points[-1][0] < 1.0 and steps else points
    )


def _most(score: float) -> float:
    """The surest that a score may be: the poor readings of generated papers are kinder than those of real ones."""
    return min(0.32 + 0.75 * score, 1.0)


def counted(seen: Iterable[Seen]) -> dict[str, list[tuple[float, bool]]]:
    """The values of each field."""
    found: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for name, score, good in seen:
        found[name].append((score, good))
    return found


def curves(seen: Iterable[Seen]) -> Curves:
    """A curve for each field of a group that has values."""
    by_field, found = counted(seen), Curves()
    for names in GROUPS.values():
        if values := [one for name in names for one in by_field.get(name, ())]:
            found.update({name: curve(values) for name in names})
    return found


# --- an operator's own papers -----------------------------------------------------------------


def moved(seen: Sequence[Seen], shipped: Mapping[str, Knots]) -> Curves:
    """The shipped curves, moved where the operator's papers compel it and no further.

    A curve rises, so at each place the values with the next lower scores say what the share right is at least, those with
    the next higher ones what it is at most (95 % bounds). Where the shipped curve is between them it stays; above them it is
    lowered to what was measured; below them it is raised, to the lower bound at most.
    """
    by_field, fresh, found = counted(seen), curves(seen), Curves()
    for names in GROUPS.values():
        values = sorted(one for name in names for one in by_field.get(name, ()))
        for name in names:
            if name in shipped:
                found[name] = _moved(shipped[name], fresh.get(name, []), values)
    return found


def _moved(
    shipped: Knots, fresh: Sequence[tuple[float, float]], values: Sequence[tuple[float, bool]]
) -> list[tuple[float, float]]:
    if not values:
        return list(shipped)
    at = sorted({score for score, _ in (*shipped, *fresh)})
    points = [(score, _held(score, shipped, tuple(fresh), values)) for score in at]
    lowest = 1.0
    rising: list[tuple[float, float]] = []
    for score, chance in reversed(points):
        lowest = min(lowest, chance)
        rising.append((score, round(lowest, 4)))
    return rising[::-1]


def _held(score: float, shipped: Knots, fresh: Knots, values: Sequence[tuple[float, bool]]) -> float:
    """The share right at that score."""
    base, measured = interpolated(shipped, score), interpolated(fresh, score)
    least, _ = _bounds([good for at, good in values if at <= score][-WITNESSES:])
    _, most = _bounds([good for at, good in values if at >= score][:WITNESSES])
    if base < least:
        return max(base, min(measured, least))
    return min(base, measured) if base > most else base


def _bounds(right: Sequence[bool]) -> tuple[float, float]:
    return bounds(sum(right), len(right))
