"""Remakes `pipeline/calibration.json`: of the values with a score, how many are right.

Reads generated papers of the tuning split, takes each value's score as it is before calibration, and fits
a rising curve for each group of fields. `python -m benchmarks.calibrate --count 300` takes about four seconds a paper
and process. Papers of the measuring split are never used.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from benchmarks.bench_samples import RIGHT, compared
from extractors import stamp
from extractors.resident_number import calibrated
from fixtures.generate import Wish, generate
from fixtures.series import wishes
from pipeline import confidence
from pipeline.document import Facts, Json
from pipeline.errors import DojangError
from pipeline.facts import read_here
from pipeline.settings import settings

Seen = tuple[str, float, bool]
"""A field, the score of its value, whether the value was right."""

GROUPS: Mapping[str, tuple[str, ...]] = {
    "firms": ("company_name", "grantee", "subscriber"),
    "people": ("representative", "person_name", "issuer"),
    "dates": ("issuance_date", "opening_date"),
    "checked": ("business_number", "corporate_number"),
    "phones": ("phone_numbers",),
    "numbers": ("issuance_number", "verification_number"),
    "institutions": ("issuing_institution",),
    "absence": (calibrated("absent"),),
    "masks": (calibrated("masked"),),
    "seals": (stamp.CALIBRATED,),
}
"""Fields of one nature share a curve: few papers carry each. A telecom certificate's subscriber is its company, and not counted twice."""
FITTED = frozenset(name for names in GROUPS.values() for name in names) - {"subscriber"}
HIDDEN = ("absent", "masked")
"""Values of a resident number that let a paper pass; that it is exposed is never made surer by papers that were."""
LEAST = 12
"""Values in a step of the curve, at least."""
PRIOR = (1.0, 0.5)
"""Values right and wrong that each step is taken to hold beforehand: a few right values give no certainty."""


def observed(job: tuple[int, Wish]) -> list[Seen]:
    """Makes and reads one paper (in a worker, whose scores stay uncalibrated)."""
    confidence.calibration = dict  # type: ignore[assignment]  # only in this worker: what is measured is the score itself
    made = generate(*job)
    try:
        facts = read_here(made.data, settings()).facts
    except DojangError:
        return []
    return [*observations(made.truth, facts)]


def observations(truth: Json, facts: Facts) -> Iterator[Seen]:
    """Every value that a paper of the right kind was read to have."""
    if facts.best.kind.value != truth["kind"]:
        return
    for name, (told, _, found, score) in compared(truth["fields"], facts.best):
        if found is not None and name in FITTED:
            yield name, score, told == RIGHT
    yield from _hidden(truth["fields"].get("resident_number", {}).get("value", "absent"), facts)
    seal = facts.best.fields.get("stamp")
    if seal is not None and seal.value == "present" and "stamp" in truth["fields"]:
        yield stamp.CALIBRATED, seal.confidence, truth["fields"]["stamp"]["value"] == "present"


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
    """Each step's chance at the middle of its scores, from nothing at 0."""
    points = [(0.0, 0.0)]
    for step in steps:
        middle = sum(score for score, _ in step) / len(step)
        points.append((round(max(middle, points[-1][0] + 1e-4), 4), round(min(_chance(step), _most(middle)), 4)))
    return (
        [*points, (1.0, max(points[-1][1], round(_chance(steps[-1]), 4)))] if points[-1][0] < 1.0 and steps else points
    )


def _most(score: float) -> float:
    """The surest that a score may be: the poor readings of generated papers are kinder than those of real ones."""
    return min(0.3 + 0.75 * score, 1.0)


def fitted(seen: Sequence[Seen]) -> Json:
    """The file's contents."""
    by_field: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for name, score, good in seen:
        by_field[name].append((score, good))
    fields: Json = {}
    for names in GROUPS.values():
        values = [one for name in names for one in by_field.get(name, ())]
        if values:
            fields.update({name: curve(values) for name in names})
    return {"split": "tune", "values": {name: len(by_field[name]) for name in sorted(by_field)}, "fields": fields}


def write(seen: Sequence[Seen]) -> None:
    """Puts the curves where the pipeline reads them."""
    text = json.dumps(fitted(seen), ensure_ascii=False, indent=1)
    confidence.CALIBRATION.write_text(f"{text}\n", encoding="utf-8")


def main() -> None:
    """Reads the papers and writes the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=101)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    wanted = list(wishes(options.seed, "tune", options.count))
    with ProcessPoolExecutor(options.workers, mp_context=get_context("spawn")) as pool:
        write([one for found in pool.map(observed, wanted) for one in found])


if __name__ == "__main__":
    main()
