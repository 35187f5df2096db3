"""Whole papers of all nine kinds, really read: kind and every field against the truth, and what confidence is worth."""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from multiprocessing import get_context
from typing import Any

import cv2

from benchmarks.bench_samples import upper_bound
from fixtures.damage import Damage
from fixtures.faults import BORN_DIGITAL, FAULTS
from fixtures.generate import Wish, generate
from fixtures.splits import SPLITS, SplitName, split
from pipeline.calibrating.comparing import COMPANIES, MISSING, RIGHT, WRONG, compared
from pipeline.calibrating.honesty import calibration_error
from pipeline.document import Facts, Kind
from pipeline.errors import DojangError
from pipeline.facts import digest, gathered, reader
from pipeline.reading import read_pages
from pipeline.recognisers.engines import recogniser
from pipeline.settings import settings

KINDS: Mapping[Kind, int] = {
    Kind.BUSINESS_REGISTRATION: 20,
    Kind.EMPLOYMENT_CERTIFICATE: 22,
    Kind.TELECOM_SERVICE_CERTIFICATE: 20,
    Kind.NUMBER_USAGE_CONSENT: 14,
    Kind.UNIQUE_NUMBER_CERTIFICATE: 6,
    Kind.MAIL_ORDER_REPORT: 5,
    Kind.MEDICAL_DEVICE_REPORT: 4,
    Kind.HEALTH_FOOD_REPORT: 4,
    Kind.IDENTITY_CARD: 5,
}
"""How many of a hundred papers are of each kind."""
LEVELS: Mapping[Damage, int] = {"clean": 30, "office": 30, "photo": 20, "fax": 10, "lowres": 10}
"""How many of a hundred are damaged so."""
BROKEN = 0.25
"""Share of papers with something wrong on them: an open number, no seal, an old date."""
SURE = 0.9
PER_FIELD = ("company_name", "business_number", "phone_numbers", "issuance_date")
"""Fields with a goal of their own; the others share one."""
GOALS: Mapping[str, tuple[float, float, float]] = {
    "kind": (0.99, 0.97, 0.90),
    "issuance_date": (0.99, 0.97, 0.85),
    "company_name": (0.78, 0.74, 0.55),
    "business_number": (0.99, 0.98, 0.90),
    "phone_numbers": (0.98, 0.96, 0.88),
    "others": (0.90, 0.85, 0.70),
}
"""Least shares right: clean, office scans, photos. Of kinds: clean and office, photos, fax and few dots."""


@dataclass(slots=True)
class Seen:
    """One paper: what it is, and of each field the outcome, whether a value was given (a doubt is none), and its confidence."""

    kind: str
    damage: str
    told: str = "unknown"
    fields: dict[str, tuple[str, bool, float]] = field(default_factory=dict)
    reading: float = 0.0
    """Seconds."""
    extraction: float = 0.0


def wished(world: SplitName, seed: int, count: int) -> Iterator[tuple[int, Wish]]:
    """So many wishes with their seeds; the first are the same for any `count`."""
    rng = random.Random(f"fields:{seed}:{world}")
    kinds = [kind for kind in KINDS if kind.value in split(world).layouts]
    for place in range(count):
        kind = rng.choices(kinds, [KINDS[one] for one in kinds])[0]
        broken = rng.choice(list(FAULTS[kind])) if kind in FAULTS and rng.random() < BROKEN else None
        level = "clean" if broken in BORN_DIGITAL else rng.choices(list(LEVELS), list(LEVELS.values()))[0]
        yield seed * 100_000 + place, Wish(kind, world, level, broken=broken)


def seen(job: tuple[int, Wish]) -> Seen:
    """Makes and reads one paper (in a worker)."""
    cv2.setNumThreads(1)
    made, limits = generate(*job), settings()
    one = Seen(made.truth["kind"], made.truth["damage"])
    try:
        began = time.process_time()
        pages = read_pages(made.data, limits, recogniser(limits))
        one.reading = time.process_time() - began
    except DojangError:
        return one
    began = time.process_time()
    kinds, papers = gathered(pages)
    one.extraction = time.process_time() - began
    best = Facts(digest(made.data), kinds, papers, reader(limits), "").best
    one.told = best.kind.value
    for name, (told, _, found, confidence) in compared(made.truth["fields"], best):
        one.fields[name] = told, found is not None and told != MISSING, confidence
    return one


def measured(world: SplitName, seed: int, count: int, workers: int = 2) -> dict[str, Any]:
    """Counts of every paper and field: see `table`."""
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        papers = list(pool.map(seen, wished(world, seed, count)))
    return {
        "papers": len(papers),
        "kinds": _kinds(papers),
        "fields": {name: _by_level(papers, name) for name in sorted({name for one in papers for name in one.fields})},
        "by_kind": _by_kind(papers),
        "sure": {name: asdict(found) for name, found in _sure(papers).items()},
        "calibration": _calibration(papers),
        "extraction_by_reading": round(sum(one.extraction for one in papers) / sum(one.reading for one in papers), 4),
        "seconds_a_paper": round(sum(one.reading + one.extraction for one in papers) / len(papers), 3),
    }


def _kinds(papers: Sequence[Seen]) -> dict[str, list[int]]:
    """Of each level: papers, and how many of them were taken for what they are."""
    return {
        level: [len(group), sum(one.told == one.kind for one in group)]
        for level in LEVELS
        if (group := [one for one in papers if one.damage == level])
    }


def _by_level(papers: Sequence[Seen], name: str) -> dict[str, list[int]]:
    """Of each level: right, wrong, missing."""
    told: dict[str, Counter[str]] = defaultdict(Counter)
    for one in papers:
        if name in one.fields:
            told[one.damage][one.fields[name][0]] += 1
    return {level: [told[level][way] for way in (RIGHT, WRONG, MISSING)] for level in LEVELS if level in told}


def _by_kind(papers: Sequence[Seen]) -> dict[str, dict[str, list[int]]]:
    """Of each kind and field: right, wrong, missing."""
    told: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for one in papers:
        for name, (way, _, _) in one.fields.items():
            told[one.kind][name][way] += 1
    return {
        kind: {name: [found[way] for way in (RIGHT, WRONG, MISSING)] for name, found in sorted(fields.items())}
        for kind, fields in sorted(told.items())
    }


@dataclass(slots=True)
class Sure:
    """Values given at 0.9 or surer, and how many of them are wrong."""

    given: int = 0
    wrong: int = 0


def _sure(papers: Sequence[Seen]) -> dict[str, Sure]:
    """Of names of companies, and of all fields."""
    found: dict[str, Sure] = {"companies": Sure(), "all": Sure()}
    for one in papers:
        for name, (way, given, confidence) in one.fields.items():
            if given and confidence >= SURE:
                for group in ("all", *(("companies",) if name in COMPANIES else ())):
                    found[group].given += 1
                    found[group].wrong += way == WRONG
    return found


def _calibration(papers: Sequence[Seen]) -> dict[str, list[float]]:
    """Of each field: values given, and the expected calibration error over them."""
    values: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for one in papers:
        for name, (way, given, confidence) in one.fields.items():
            if given:
                values[name].append((confidence, way == RIGHT))
    return {name: [len(pairs), round(calibration_error(pairs), 4)] for name, pairs in sorted(values.items())}


# --- the tables -------------------------------------------------------------------------------


def table(found: Mapping[str, Any]) -> list[str]:
    """Kinds and fields by damage, fields by kind, confidence, and what falls short of the goals."""
    levels = [level for level in LEVELS if level in found["kinds"]]
    head = [f"| right / wrong / missing | {' | '.join(levels)} | all |", "|---" * (len(levels) + 2) + "|"]
    lines = [
        f"{found['papers']} papers. Extraction takes {100 * found['extraction_by_reading']:.1f} % of reading's time.",
        "",
        *head,
    ]
    kinds = {level: [right, count - right, 0] for level, (count, right) in found["kinds"].items()}
    lines += [_row("kind", kinds, levels), *(_row(f"`{name}`", one, levels) for name, one in found["fields"].items())]
    lines += ["", "| kind | field: right / wrong / missing |", "|---|---|"]
    for kind, fields in found["by_kind"].items():
        told = ", ".join(f"`{name}` {right}/{wrong}/{missing}" for name, (right, wrong, missing) in fields.items())
        lines.append(f"| {kind} | {told} |")
    lines += ["", "| field | values given | expected calibration error |", "|---|---|---|"]
    lines += [f"| `{name}` | {count} | {error:.3f} |" for name, (count, error) in found["calibration"].items()]
    return [*lines, "", *_sure_lines(found["sure"]), "", *_goal_lines(found)]


def _row(name: str, counts: Mapping[str, Sequence[int]], levels: Sequence[str]) -> str:
    groups = [counts.get(level) for level in levels]
    whole = [sum(one[place] for one in groups if one) for place in range(3)]
    cells = [" / ".join(map(str, one)) if one else "" for one in [*groups, whole]]
    return f"| {name} | {' | '.join(cells)} |"


def _sure_lines(sure: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    for name, one in sure.items():
        bound = 100 * upper_bound(one["wrong"], one["given"])
        yield f"Given at {SURE} or surer ({name}): {one['wrong']} of {one['given']} wrong (95 % bound {bound:.1f} %)."


def _goal_lines(found: Mapping[str, Any]) -> Iterator[str]:
    """The goals, what was reached, and the 95 % bound of how often it is not right."""
    yield from ("| goal | level | right of n | at least | reached | wrong, 95 % bound |", "|---|---|---|---|---|---|")
    for name, level, right, count, least in goals(found):
        bound = 100 * upper_bound(count - right, count)
        reached = "yes" if right >= least * count else "**no**"
        yield f"| {name} | {level} | {right} of {count} | {100 * least:.0f} % | {reached} | {bound:.1f} % |"


def goals(found: Mapping[str, Any]) -> Iterator[tuple[str, str, int, int, float]]:
    """Name, level, right, n and least share of every goal."""
    kinds = found["kinds"]
    for levels, least in zip((("clean", "office"), ("photo",), ("fax", "lowres")), GOALS["kind"], strict=True):
        there = [kinds[level] for level in levels if level in kinds]
        yield "kind", ", ".join(levels), sum(right for _, right in there), sum(count for count, _ in there), least
    for name in (*PER_FIELD, "others"):
        for level, least in zip(("clean", "office", "photo"), GOALS[name], strict=True):
            counts = [one[level] for field, one in found["fields"].items() if _goal_of(field) == name and level in one]
            yield name, level, sum(one[0] for one in counts), sum(sum(one) for one in counts), least


def _goal_of(name: str) -> str:
    """Which goal a field falls under; the seal, the signature and resident numbers are measured by themselves."""
    if name in {"stamp", "signature", "resident_number"}:
        return ""
    return name if name in PER_FIELD else "others"


def main() -> None:
    """Measures alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", choices=SPLITS, default="tune")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    found = measured(options.split, options.seed, options.count, options.workers)
    print("\n".join(table(found)))
    print(json.dumps(found))


if __name__ == "__main__":
    main()
