"""Seals on parts of pages: found or not, by colour, damage and trap.

A part is the lower half of a page: the issuer's closing lines, a seal of any form or a trap. It is damaged, made
level and flat by the known way it went (as reading does by what it sees), and lies on an empty upper half. The
lines that the reader would have given are the truth's; words that a seal or a decoy covers are lost or doubtful, red ones never seen.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import cv2
import numpy as np

from benchmarks.workers import in_workers
from extractors import Sheets, stamp
from fixtures import raster, splits
from fixtures.damage import DAMAGES, Damage, Shot, apply
from fixtures.parts import PagePart, page_part
from fixtures.splits import SPLITS, SplitName
from pipeline.document import Box, Field, Kind, Line, Page, Picture, Word
from pipeline.proportion import bounds

DPI = 200
"""At which parts are drawn, and the most that they are measured at."""
CHROMA = 6
"""Grey levels between a pixel's colours up to which it shows none: in a grey picture no seal is coloured."""
SURE = 0.9
"""Confidence from which a rulebook believes a field."""


@dataclass(frozen=True, slots=True)
class Case:
    """One part: what is so, and what was found."""

    seed: int
    damage: Damage
    part: PagePart
    coloured: bool
    truth: Box | None
    found: Field

    @property
    def outcome(self) -> str:
        """`right`, `missed` (present taken for absent) or `invented` (absent taken for present)."""
        if (self.truth is not None) == (self.found.value == "present"):
            return "right"
        return "missed" if self.truth is not None else "invented"


def case(seed: int, split: SplitName) -> Case:
    """One part drawn, damaged and looked at."""
    made, page, level = drawn(seed, split)
    truth = None if made.box is None else _lowered(made.box)
    found = stamp.extract(Sheets(Kind.EMPLOYMENT_CERTIFICATE, (page,)))
    return Case(seed, level, made, made.coloured and not _is_grey(page.picture), truth, found)


def drawn(seed: int, split: SplitName) -> tuple[PagePart, Page, Damage]:
    """The part, the page that it is the lower half of, and its damage."""
    rng = random.Random(f"stamps:{seed}:{split}")
    level = DAMAGES[seed % len(DAMAGES)]
    made = page_part(rng, splits.split(split), faxed=level == "fax")
    return made, seen(rng, made, level), level


def seen(rng: random.Random, made: PagePart, level: Damage) -> Page:
    """The page that a part is the lower half of, damaged, level again, with the lines that a reader gives."""
    shot = apply(rng, raster.render(made.canvas, DPI), level, DPI, small=True)
    return Page(1, _on_a_page(_flat(shot, made)), tuple(_lines(rng, made)))


def _flat(shot: Shot, made: PagePart) -> Picture:
    """The picture made level and flat."""
    seen = np.asarray(shot.picture.convert("RGB"))
    height = round(made.canvas.height / 25.4 * min(shot.dpi, DPI))
    width = round(made.canvas.width / 25.4 * min(shot.dpi, DPI))
    way = (
        np.diag([width, height, 1.0])
        @ np.linalg.inv(shot.matrix)
        @ np.diag([1 / seen.shape[1], 1 / seen.shape[0], 1.0])
    )
    return np.asarray(
        cv2.warpPerspective(seen, way, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    )


def _on_a_page(half: Picture) -> Picture:
    """With an empty half above, of the same paper."""
    above = np.repeat(np.median(half[:4], axis=0, keepdims=True).astype(np.uint8), half.shape[0], axis=0)
    return np.concatenate([above, half])


def _lowered(box: Box) -> Box:
    """From the part to the page."""
    return Box(box.left, 0.5 + box.top / 2, box.right, 0.5 + box.bottom / 2)


def _lines(rng: random.Random, made: PagePart) -> Iterator[Line]:
    """What a reader gives of the part."""
    covers = [box for box in [made.box] if box]
    for line in made.canvas.lines:
        words = [word for word in parted(line.text, line.box) if not _lost(rng, word.box, covers)]
        shown = tuple(
            Word(word.text, 0.5 if _covered(word.box, covers) else 0.93, _lowered(word.box)) for word in words
        )
        if shown:
            yield Line(shown, Box.around(word.box for word in shown))
    for text, box in made.printed:
        if not made.coloured and rng.random() < 0.7:
            yield Line((Word(text, 0.8, _lowered(box)),), _lowered(box))


def parted(text: str, box: Box) -> Iterator[Word]:
    """The words of a line, each as wide as its letters are many."""
    step, at = box.width / len(text), 0
    for part in text.split(" "):
        if part:
            yield Word(part, 0.93, Box(box.left + at * step, box.top, box.left + (at + len(part)) * step, box.bottom))
        at += len(part) + 1


def _covered(word: Box, covers: Sequence[Box]) -> bool:
    return any(word.intersection(cover) > 0.3 * word.area for cover in covers)


def _lost(rng: random.Random, word: Box, covers: Sequence[Box]) -> bool:
    return _covered(word, covers) and rng.random() < 0.5


def _is_grey(picture: Picture) -> bool:
    half = picture[picture.shape[0] // 2 :: 3, ::3].astype(np.int16)
    return float(np.percentile(half.max(axis=2) - half.min(axis=2), 99.9)) < CHROMA


# --- figures ----------------------------------------------------------------------------------


def measured(split: SplitName, seed: int, count: int) -> dict[str, Any]:
    """Counts and rates of so many parts, from `seed` on."""
    cases = in_workers(partial(case, split=split), range(seed, seed + count))
    return figures(cases) | {"split": split, "seed": seed}


def figures(cases: Sequence[Case]) -> dict[str, Any]:
    """Plain counts and rates."""
    absent = [one for one in cases if one.truth is None]
    invented = sum(one.outcome == "invented" for one in absent)
    boxes = [_overlap(one) for one in cases if one.truth is not None and one.found.box is not None]
    return {
        "parts": len(cases),
        "coloured": {name: _rates(group) for name, group in _by_damage([one for one in cases if one.coloured])},
        "black": {name: _rates(group) for name, group in _by_damage([one for one in cases if not one.coloured])},
        "absent": len(absent),
        "invented": invented,
        "invented_bound95": round(bounds(invented, len(absent))[1], 4),
        "sure_and_invented": sum(one.outcome == "invented" and one.found.confidence >= SURE for one in absent),
        "sure_and_missed": sum(one.outcome == "missed" and one.found.confidence >= SURE for one in cases),
        "traps": {name: _trap_rates(group) for name, group in _grouped(absent, "trap")},
        "inks": {name: _rates(group) for name, group in _grouped([one for one in cases if one.truth], "ink")},
        "shape": _shapes(cases),
        "box_overlap": round(float(np.mean(boxes)), 3) if boxes else None,
    }


def _rates(cases: Sequence[Case]) -> dict[str, Any]:
    """Found, missed and invented seals, and F1."""
    counts = Counter(one.outcome for one in cases)
    found = sum(one.truth is not None and one.outcome == "right" for one in cases)
    weight = 2 * found + counts["missed"] + counts["invented"]
    return {
        "n": len(cases),
        "found": found,
        "missed": counts["missed"],
        "invented": counts["invented"],
        "f1": round(2 * found / weight, 4) if weight else None,
    }


def _trap_rates(cases: Sequence[Case]) -> dict[str, int]:
    return {"n": len(cases), "invented": sum(one.outcome == "invented" for one in cases)}


def _by_damage(cases: Sequence[Case]) -> Iterator[tuple[str, list[Case]]]:
    for level in DAMAGES:
        yield level, [one for one in cases if one.damage == level]
    yield "all", list(cases)


def _grouped(cases: Sequence[Case], by: str) -> list[tuple[str, list[Case]]]:
    groups: dict[str, list[Case]] = defaultdict(list)
    for one in cases:
        groups[one.part.trap if by == "trap" or one.part.seal is None else one.part.seal.ink].append(one)
    return sorted(groups.items())


def _shapes(cases: Sequence[Case]) -> dict[str, Any]:
    """How often each shape was called so, of the seals that were found."""
    found = [one for one in cases if one.part.seal is not None and one.found.value == "present"]
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for one in found:
        counts[one.part.seal.shape if one.part.seal else ""][str(one.found.shape)] += 1
    right = sum(counts[shape][shape] for shape in counts)
    return {"n": len(found), "right": right, "called": {shape: dict(counts[shape]) for shape in sorted(counts)}}


def _overlap(one: Case) -> float:
    """Intersection over union of the truth's box and the one found."""
    if one.truth is None or one.found.box is None:
        return 0.0
    shared = one.truth.intersection(one.found.box)
    return shared / (one.truth.area + one.found.box.area - shared)


def table(found: Mapping[str, Any]) -> list[str]:
    """Markdown for `docs/benchmarks.md`."""
    lines = ["| ink | damage | parts | found | missed | invented | F1 |", "|---|---|--:|--:|--:|--:|--:|"]
    for ink in ("coloured", "black"):
        for level, row in found[ink].items():
            lines.append(
                f"| {ink} | {level} | {row['n']} | {row['found']} | {row['missed']} | {row['invented']} | {row['f1']} |"
            )
    lines += [
        "",
        _summary(found),
        "",
        "| trap | parts | taken for a seal |",
        "|---|--:|--:|",
        *(f"| {name} | {row['n']} | {row['invented']} |" for name, row in found["traps"].items()),
    ]
    return lines


def _summary(found: Mapping[str, Any]) -> str:
    shape, bound = found["shape"], found["invented_bound95"]
    return (
        f"Absent taken for present: {found['invented']} of {found['absent']} (95 % bound {bound}); with confidence {SURE} "
        f"or more {found['sure_and_invented']}. Present taken for absent with confidence {SURE} or more: "
        f"{found['sure_and_missed']}. Shape right: {shape['right']} of {shape['n']} seals found; overlap of the boxes "
        f"{found['box_overlap']}."
    )


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", choices=SPLITS, default="tune")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=100)
    wanted = parser.parse_args()
    found = measured(wanted.split, wanted.seed, wanted.count)
    print("\n".join(table(found)))
    print(json.dumps(found, ensure_ascii=False))


if __name__ == "__main__":
    main()
