"""What a model's confidences mean: `python -m recogniser.calibrate MODEL LINES` → pairs of raw confidence and share right.

Words are held against what stands on lines of the tuning split; the curve is the rising one that fits best (isotonic).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from pipeline.recognisers import Look
from pipeline.recognisers.own import Own
from pipeline.recognisers.own.model import model
from recogniser import shards
from recogniser.alphabet import JAMO, Alphabet
from recogniser.shards import Example

KNOTS = 24
"""Most points of the curve."""


def judged(reader: Own, lines: Sequence[Example], alphabet: Alphabet, look: Look) -> Iterator[tuple[float, bool]]:
    """Each word's raw confidence, and whether it stands on the line: in order, each place once."""
    for line, words in zip(lines, reader.read([one.pixels for one in lines], look), strict=True):
        rest = alphabet.written(line.text).replace(" ", "")
        for word in words:
            place = rest.find(word.text)
            yield word.confidence, place >= 0
            rest = rest[place + len(word.text) :] if place >= 0 else rest


def rising(pairs: Sequence[tuple[float, bool]]) -> list[tuple[float, float]]:
    """The isotonic curve: neighbours that fall are pooled until none do."""
    blocks: list[list[float]] = []
    for raw, right in sorted(pairs):
        blocks.append([raw, raw, float(right), 1.0])
        while len(blocks) > 1 and blocks[-2][2] / blocks[-2][3] >= blocks[-1][2] / blocks[-1][3]:
            first, _, good, count = blocks.pop(-2)
            blocks[-1] = [first, blocks[-1][1], blocks[-1][2] + good, blocks[-1][3] + count]
    middles = [((first + last) / 2, (good + 0.5) / (count + 1)) for first, last, good, count in blocks]
    return _thinned([(0.0, middles[0][1] / 2), *middles, (1.0, middles[-1][1])])


def _thinned(curve: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """A curve of few points that is nearly the same."""
    chosen = curve if len(curve) <= KNOTS else [curve[int(place)] for place in np.linspace(0, len(curve) - 1, KNOTS)]
    level = [chosen[0], *(after for before, after in pairwise(chosen) if after[0] > before[0])]
    shares = np.maximum.accumulate([share for _, share in level])
    return [(round(raw, 5), round(float(share), 5)) for (raw, _), share in zip(level, shares, strict=True)]


def main() -> None:
    """Prints the curve as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, help="a model file with the straight curve")
    parser.add_argument("lines", type=Path)
    asked = parser.parse_args()
    known = model(asked.model)
    if known is None:
        parser.error("there is no such model")
    lines = [one for number in shards.numbers(asked.lines) for one in shards.load(asked.lines, number)]
    alphabet = Alphabet(known.characters)
    pairs = list(judged(Own(known), lines, alphabet, Look.TEXT if JAMO[0] in known.characters else Look.NUMBERS))
    print(json.dumps(rising(pairs)))  # noqa: T201 - the tool's answer


if __name__ == "__main__":
    main()
