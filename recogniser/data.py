"""Lines to learn from, written as shards: `python -m recogniser.data FOLDER --first N --count M`.

The same number gives the same shard.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

import cv2

from fixtures.splits import SplitName
from pipeline.recognisers.own.inputs import prepared
from recogniser import shards, sheets
from recogniser.lines import cuts
from recogniser.shards import Example

SHEETS = 6
"""Packed sheets of a shard."""
PAPERS = 3
"""Generated papers of a shard."""
WIDEST = 1400
"""Pixels of the widest line that is learnt from."""


def examples(number: int, world: SplitName = "train", *, letters: bool = False) -> Iterator[Example]:
    """The lines of one shard."""
    rng = random.Random(f"shard:{world}:{number}")
    for place in range(SHEETS):
        yield from _of(sheets.packed(number * SHEETS + place, world, letters=letters), rng, "packed")
    for place in range(PAPERS):
        yield from _of(sheets.paper(number * PAPERS + place, world), rng, "paper")


def _of(sheet: sheets.Sheet, rng: random.Random, source: str) -> Iterator[Example]:
    for cut in cuts(sheet, rng):
        pixels = prepared(cut.crop)
        if pixels.shape[1] <= WIDEST:
            yield Example(pixels, cut.text, source)


def main() -> None:
    """Writes shards that are not there yet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=1)
    parser.add_argument("--step", type=int, default=1, help="of several processes each takes every so manieth")
    parser.add_argument("--split", choices=("train", "tune"), default="train")
    parser.add_argument("--letters", action="store_true", help="mostly names and words, for a model of all letters")
    asked = parser.parse_args()
    cv2.setNumThreads(1)
    asked.folder.mkdir(parents=True, exist_ok=True)
    for number in range(asked.first, asked.first + asked.count * asked.step, asked.step):
        if not (asked.folder / f"{number:05}.json").exists():
            found = list(examples(number, asked.split, letters=asked.letters))
            print(number, shards.write(asked.folder, number, found), flush=True)  # noqa: T201 - the tool's progress


if __name__ == "__main__":
    main()
