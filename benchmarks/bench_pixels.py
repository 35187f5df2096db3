"""Seals, resident numbers and signatures on generated papers of the measuring split, against the truth.

Every paper is really read; `--fast` looks for seals and signatures alone, among the lines of the truth.
Prints tables by damage level, then one line of JSON with counts and the
upper 95 % bound of the faults that matter: a seal taken for present that is not there, and a resident
number taken for hidden that is shown. `BENCH_QUICK=1` takes 40 papers; `--split tune` is for looking for
faults, `--show` lists them.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image

from extractors import Sheets, resident_number, signature, stamp
from fixtures.damage import DAMAGES
from fixtures.desk import RESIDENT_FAULTS, STAMP_FAULTS
from fixtures.generate import Made, Wish, generate
from fixtures.splits import SPLITS
from pipeline.document import Box, Field, Json, Kind, Line, Page, Word
from pipeline.reading import read_pages
from pipeline.recognisers import Recogniser
from pipeline.recognisers.engines import recogniser as engine
from pipeline.settings import Settings

KINDS = (
    *(Kind.EMPLOYMENT_CERTIFICATE,) * 5,
    Kind.BUSINESS_REGISTRATION,
    Kind.TELECOM_SERVICE_CERTIFICATE,
    Kind.NUMBER_USAGE_CONSENT,
)
EXTRACTORS = {"stamp": stamp, "resident_number": resident_number, "signature": signature}


@dataclass(frozen=True, slots=True)
class Answer:
    """One field of one paper: what is so, and what was found."""

    seed: int
    name: str
    damage: str
    broken: str | None
    truth: str
    found: Field


def wished(seed: int, split: str) -> Wish:
    """Half of the employment certificates have no seal or an open resident number."""
    rng = random.Random(f"pixels:{seed}")
    kind = rng.choice(KINDS)
    faults = [*sorted(STAMP_FAULTS), *sorted(RESIDENT_FAULTS)]
    broken = rng.choice(faults) if kind is Kind.EMPLOYMENT_CERTIFICATE and rng.random() < 0.5 else None
    return Wish(kind, "measure" if split == "measure" else "tune", rng.choice(DAMAGES), broken=broken)


def truth_page(made: Made) -> Page | None:
    """The first page with the lines of the truth; nothing for a PDF."""
    if made.name.endswith(".pdf"):
        return None
    picture = np.asarray(Image.open(io.BytesIO(made.data)).convert("RGB"))
    lines = [line for line in made.truth["lines"] if line["page"] == 1 and line["text"]]
    return Page(1, picture, tuple(_line(line["text"], Box(*line["box"])) for line in lines))


def _line(text: str, box: Box) -> Line:
    step, at, words = box.width / len(text), 0, []
    for part in text.split(" "):
        words.append(
            Word(part, 0.95, Box(box.left + at * step, box.top, box.left + (at + len(part)) * step, box.bottom))
        )
        at += len(part) + 1
    return Line(tuple(words), box)


def answers(seed: int, split: str, recogniser: Recogniser | None, seconds: Counter[str]) -> Iterator[Answer]:
    """Every field in question of one paper."""
    wish = wished(seed, split)
    made = generate(seed, wish)
    began = time.perf_counter()
    pages = read_pages(made.data, Settings(), recogniser) if recogniser else ()
    seconds["reading"] += time.perf_counter() - began
    plain = pages or tuple(page for page in [truth_page(made)] if page)
    for name, module in EXTRACTORS.items():
        fields: Json = made.truth["fields"]
        if not plain or wish.kind not in module.EXTRACTOR.kinds or (name == "resident_number" and not pages):
            continue
        if name not in fields and name != "resident_number":
            continue
        began = time.perf_counter()
        found = module.extract(Sheets(wish.kind, plain))
        seconds[name] += time.perf_counter() - began
        yield Answer(seed, name, wish.damage, wish.broken, fields.get(name, {"value": "absent"})["value"], found)


def table(name: str, given: list[Answer]) -> None:
    """How often each truth came out as what, by damage."""
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for answer in given:
        counts[answer.damage, answer.truth][str(answer.found.value)] += 1
    print(f"\n{name}, n = {len(given)}")
    for (damage, truth), found in sorted(counts.items()):
        print(f"  {damage:8} {truth:8} " + ", ".join(f"{value} {count}" for value, count in found.most_common()))


def bound(faults: int, count: int) -> float | None:
    """The upper 95 % bound of a share (Wilson; three over n where there is no fault)."""
    if not count:
        return None
    if not faults:
        return round(min(3 / count, 1.0), 4)
    share, z = faults / count, 1.645
    middle = share + z * z / (2 * count)
    spread = z * (share * (1 - share) / count + z * z / (4 * count * count)) ** 0.5
    return round((middle + spread) / (1 + z * z / count), 4)


def fault(given: list[Answer], truths: set[str], values: set[str]) -> Json:
    """How many of those truths came out as those values."""
    asked = [answer for answer in given if answer.truth in truths]
    wrong = sum(answer.found.value in values for answer in asked)
    return {"faults": wrong, "n": len(asked), "bound95": bound(wrong, len(asked))}


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", choices=SPLITS, default="measure")
    parser.add_argument("--count", type=int, default=40 if os.environ.get("BENCH_QUICK") else 300)
    parser.add_argument("--start", type=int, default=50_000)
    parser.add_argument(
        "--fast", action="store_true", help="no real reading: seals and signatures only, with the truth's lines"
    )
    parser.add_argument("--show", action="store_true", help="list what came out wrong")
    wanted = parser.parse_args()
    cv2.setNumThreads(1)
    recogniser, seconds = None if wanted.fast else engine(Settings()), Counter[str]()
    seeds = range(wanted.start, wanted.start + wanted.count)
    given = [answer for seed in seeds for answer in answers(seed, wanted.split, recogniser, seconds)]
    figures: Json = {
        "bench": "pixels",
        "split": wanted.split,
        "papers": wanted.count,
        "lines": "truth" if wanted.fast else "read",
    }
    for name in EXTRACTORS:
        mine = [answer for answer in given if answer.name == name]
        if mine:
            table(name, mine)
            right = sum(answer.found.value == answer.truth for answer in mine)
            figures[name] = {
                "n": len(mine),
                "right": round(right / len(mine), 4),
                "seconds": round(seconds[name] / len(mine), 3),
            }
    stamps = [answer for answer in given if answer.name == "stamp"]
    numbers = [answer for answer in given if answer.name == "resident_number"]
    figures["absent_seal_taken_for_present"] = fault(stamps, {"absent"}, {"present"})
    figures["sure_absence_of_a_seal_wrong"] = fault(
        [one for one in stamps if one.found.confidence >= 0.8], {"present"}, {"absent"}
    )
    figures["exposed_taken_for_hidden"] = fault(numbers, {"exposed"}, {"masked", "absent"})
    figures["seconds_reading"] = round(seconds["reading"] / max(wanted.count, 1), 3)
    for answer in given if wanted.show else []:
        if answer.found.value != answer.truth:
            print(answer.seed, answer.name, answer.damage, answer.broken, answer.truth, "->", answer.found.to_json())
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
