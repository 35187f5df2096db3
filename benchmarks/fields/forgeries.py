"""Forged papers held for a person, and their honest twins held needlessly, by kind of forgery, damage and way of saving.

Every paper is read from its bytes; a paper counts as held where `tampering` has a sign. Each forgery has a twin that was saved the same
way with nothing altered (some with a highlighter, a note, a copy stamp, a bar over the resident number).
Honest papers of all kinds and hardships, never touched by an editor, are counted apart.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

import cv2

from benchmarks.bench_samples import upper_bound
from extractors import Sheets, tampering
from fixtures.damage import DAMAGES, Damage
from fixtures.forgeries import FILE_WAYS, PICTURE_WAYS, WAYS, Pair, forge
from fixtures.generate import Wish, generate
from fixtures.hardships import Hardship
from fixtures.splits import SPLITS, SplitName
from pipeline.document import Kind, Sign
from pipeline.reading import read_pages
from pipeline.recognisers import Recogniser
from pipeline.recognisers.engines import recogniser as engine
from pipeline.settings import Settings

LEVELS: tuple[Damage, ...] = ("clean", "office", "photo")
EVERY: tuple[Damage | Hardship, ...] = (*DAMAGES, *get_args(Hardship))
UNTOUCHED = 0.5
"""Honest papers of all kinds for each forgery."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one paper: which signs, after how many seconds."""

    way: str
    damage: str
    saving: str
    honest: str
    signs: tuple[str, ...]
    seconds: float

    @property
    def held(self) -> bool:
        """Whether a person sees it."""
        return bool(self.signs)


def measured(split: SplitName, seed: int, count: int) -> dict[str, Any]:
    """`count` forgeries, as many twins, and half as many honest papers of all kinds: counts of those held."""
    cv2.setNumThreads(1)
    read = engine(Settings())
    pairs = list(_pairs(split, seed, count))
    forged = [_answer(pair.way, pair, pair.forged, read) for pair in pairs]
    twins = [_answer("twin", pair, pair.twin, read) for pair in pairs]
    others = [_other(split, seed * 100_003 + place, read) for place in range(round(count * UNTOUCHED))]
    return {
        "split": split,
        "seed": seed,
        "forged": _counted(forged),
        "twins": _counted(twins),
        "untouched": _counted(others),
        "by_way": _by(forged, lambda one: one.way),
        "by_damage": _by(forged, lambda one: "file" if one.way in FILE_WAYS else one.damage),
        "by_saving": _by(forged, lambda one: one.saving),
        "by_way_and_damage": _by(forged, lambda one: f"{one.way} {one.damage}"),
        "twins_by_damage": _by(twins, lambda one: one.damage),
        "twins_by_honest": _by(twins, lambda one: one.honest),
        "untouched_by_damage": _by(others, lambda one: one.damage),
        "signs": dict(Counter(sign for one in forged for sign in set(one.signs)).most_common()),
        "signs_on_honest": dict(Counter(sign for one in (*twins, *others) for sign in set(one.signs)).most_common()),
        "seconds": round(
            sum(one.seconds for one in (*forged, *twins, *others)) / max(2 * len(pairs) + len(others), 1), 3
        ),
    }


def _pairs(split: SplitName, seed: int, count: int) -> Iterator[Pair]:
    """Each way in turn; those on pictures at each damage in turn, another one each time round and with each seed."""
    made, place = 0, 0
    while made < count and place < 4 * count:
        way = WAYS[place % len(WAYS)]
        level = LEVELS[(seed + place + place // len(WAYS)) % len(LEVELS)]
        pair = forge(seed * 100_003 + place, way, level, split)
        place += 1
        if pair is not None:
            made += 1
            yield pair


def _answer(way: str, pair: Pair, data: bytes, read: Recogniser) -> Answer:
    signs, seconds = _signs(data, read)
    return Answer(way, pair.damage, pair.saving, pair.honest, signs, seconds)


def _signs(data: bytes, read: Recogniser) -> tuple[tuple[str, ...], float]:
    """The codes of a paper's signs, and how long reading and looking for them took."""
    began = time.perf_counter()
    found = tampering.EXTRACTOR.extract(Sheets(Kind.UNKNOWN, read_pages(data, Settings(), read)))
    signs = tuple(one.sign for one in found if isinstance(one, Sign)) if isinstance(found, tuple) else ()
    return signs, time.perf_counter() - began


def _other(split: SplitName, seed: int, read: Recogniser) -> Answer:
    """An honest paper of any kind, damage and container."""
    rng = random.Random(f"untouched:{seed}")
    level = rng.choice(EVERY)
    made = generate(seed, Wish(rng.choice(list(Kind)), split, level))
    signs, seconds = _signs(made.data, read)
    return Answer("honest", level, str(made.truth["container"]), "plain", signs, seconds)


def _counted(given: Sequence[Answer]) -> dict[str, Any]:
    held = sum(one.held for one in given)
    return {
        "held": held,
        "n": len(given),
        "share": round(held / max(len(given), 1), 4),
        "bound95": round(upper_bound(held, len(given)), 4),
    }


def _by(given: Iterable[Answer], key: Callable[[Answer], str]) -> dict[str, Any]:
    groups: dict[str, list[Answer]] = defaultdict(list)
    for one in given:
        groups[key(one)].append(one)
    return {name: _counted(members) for name, members in sorted(groups.items())}


def table(found: Mapping[str, Any]) -> list[str]:
    """Markdown lines: forgeries held by kind, then what was held needlessly."""
    lines = ["| forgery | held | n |", "|---|---|---|"]
    lines += [_row(way, found["by_way"][way]) for way in (*PICTURE_WAYS, *FILE_WAYS) if way in found["by_way"]]
    lines += [_row(f"**all, {level}**", one) for level, one in found["by_damage"].items()]
    lines += [_row(f"saved as {saving}", one) for saving, one in found["by_saving"].items()]
    lines.append(_row("**all forgeries**", found["forged"]))
    lines += ["", "| honest | held | n | at most (95 %) |", "|---|---|---|---|"]
    for name, one in (("twins", found["twins"]), ("untouched papers of all kinds", found["untouched"])):
        lines.append(f"{_row(name, one)} {100 * (one['bound95'] or 0):.1f} % |")
    return lines


def _row(name: str, one: Mapping[str, Any]) -> str:
    return f"| {name} | {100 * one['share']:.0f} % | {one['n']} |"


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", choices=SPLITS, default="tune")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=96)
    wanted = parser.parse_args()
    found = measured(wanted.split, wanted.seed, wanted.count)
    print("\n".join(table(found)))
    print(json.dumps({"bench": "forgeries", **found}))


if __name__ == "__main__":
    main()
