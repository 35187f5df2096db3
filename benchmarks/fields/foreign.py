"""Papers of other kinds, really read: how many are taken for one of ours, and how surely.

`python -m benchmarks.fields.foreign --split tune --seed 1 --count 100`; every sort that the split has comes in turn.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import cv2

from benchmarks.bench_samples import upper_bound
from fixtures.generate import Wish, generate
from fixtures.series import DAMAGES
from fixtures.splits import SPLITS, SplitName
from fixtures.splits import split as split_of
from pipeline.classify import classify
from pipeline.document import Kind
from pipeline.errors import DojangError
from pipeline.reading import read_pages
from pipeline.recognisers.engines import recogniser
from pipeline.settings import settings

SURE = 0.8
"""Confidence from which on a paper that is taken for ours would be judged as ours."""
_SEEDS = 100_000


@dataclass(frozen=True, slots=True)
class Case:
    """What one paper was taken for. `refused`: the file was found to be empty or too poor to read."""

    sort: str
    damage: str
    told: Kind
    confidence: float
    refused: bool = False

    @property
    def taken(self) -> bool:
        """Whether it was taken for one of ours, however surely."""
        return self.told is not Kind.UNKNOWN


def measured(split: SplitName, seed: int, count: int) -> dict[str, Any]:
    """Counts and rates of so many papers."""
    cases = [_case(split, seed, place) for place in range(count)]
    return figures(cases) | {"split": split, "seed": seed}


def figures(cases: Sequence[Case]) -> dict[str, Any]:
    """How many were taken for ours, surely or at all, by sort and damage."""
    sure = [one for one in cases if one.taken and one.confidence >= SURE]
    taken = [one for one in cases if one.taken]
    return {
        "n": len(cases),
        "sorts": len({one.sort for one in cases}),
        "taken": len(taken),
        "surely_taken": len(sure),
        "surely_taken_upper_95": round(upper_bound(len(sure), len(cases)), 4),
        "refused": sum(one.refused for one in cases),
        "by_sort": _counted(cases, "sort"),
        "by_damage": _counted(cases, "damage"),
        "taken_for": [[one.sort, one.damage, one.told.value, one.confidence] for one in taken],
    }


def table(found: Mapping[str, Any]) -> list[str]:
    """Markdown: damage by damage, then whatever was taken for ours."""
    lines = ["| foreign papers | n | taken for ours | surely (≥ 0.8) |", "|---|---|---|---|"]
    for name, (count, taken, sure) in found["by_damage"].items():
        lines.append(f"| {name} | {count} | {taken} | {sure} |")
    bound = f"at most {100 * found['surely_taken_upper_95']:.1f} % (95 %)"
    lines.append(
        f"| all, {found['sorts']} sorts | {found['n']} | {found['taken']} | {found['surely_taken']}, {bound} |"
    )
    lines += [
        "",
        *(f"- {sort}, {damage}: taken for {kind} at {sure:.2f}" for sort, damage, kind, sure in found["taken_for"]),
    ]
    return lines


def _case(split: SplitName, seed: int, place: int) -> Case:
    """Makes and reads one paper; the page that is told most surely counts."""
    sorts = split_of(split).layouts[Kind.UNKNOWN]
    sort = sorts[place % len(sorts)]
    rng = random.Random(f"foreign:{split}:{seed}:{place}")
    damage = rng.choices(list(DAMAGES), list(DAMAGES.values()))[0]
    made = generate(seed * _SEEDS + place, Wish(Kind.UNKNOWN, split, damage, layout=sort))
    try:
        pages = read_pages(made.data, settings(), recogniser(settings()))
    except DojangError:
        return Case(sort, damage, Kind.UNKNOWN, 1.0, refused=True)
    told = [classify(page) for page in pages]
    kind, confidence = max(told, key=lambda one: (one[0] is not Kind.UNKNOWN, one[1]))
    return Case(sort, damage, kind, confidence)


def _counted(cases: Sequence[Case], by: str) -> dict[str, tuple[int, int, int]]:
    """Of each group: how many, how many taken for ours, how many of them surely."""
    groups = Counter(str(getattr(one, by)) for one in cases)
    taken = Counter(str(getattr(one, by)) for one in cases if one.taken)
    sure = Counter(str(getattr(one, by)) for one in cases if one.taken and one.confidence >= SURE)
    return {name: (count, taken[name], sure[name]) for name, count in sorted(groups.items())}


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", choices=SPLITS, default="tune")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=100)
    wanted = parser.parse_args()
    cv2.setNumThreads(1)
    found = measured(wanted.split, wanted.seed, wanted.count)
    print("\n".join(table(found)))
    print(json.dumps(found, ensure_ascii=False))


if __name__ == "__main__":
    main()
