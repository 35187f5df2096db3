"""Shards → batches of lines of about one width, endlessly, worn anew each time; shards that arrive meanwhile join in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.recognisers.own.inputs import HEIGHT, MARGIN, STEP
from recogniser import shards
from recogniser.alphabet import OTHER, Alphabet
from recogniser.shards import Example
from recogniser.wear import worn

POOL = 4096
"""Lines that are sorted by width at a time."""
PIXELS = 32 * 288
"""Columns of a batch: so many lines of usual width."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Lines (batch × 32 × width, grey), what they say as class numbers one after the other, and how long each is."""

    lines: NDArray[np.uint8]
    targets: NDArray[np.int64]
    lengths: NDArray[np.int64]


class Shards:
    """The lines of a folder; looks for new shards whenever it has gone through the known ones."""

    def __init__(self, folder: Path, alphabet: Alphabet, seed: int) -> None:
        self._folder, self._alphabet = folder, alphabet
        self._rng = np.random.default_rng(seed)
        self._known: dict[int, list[Example]] = {}

    def _pool(self) -> list[Example]:
        """Some lines of all shards; of lines with nothing but other letters only a few."""
        for number in shards.numbers(self._folder):
            if number not in self._known:
                self._known[number] = shards.load(self._folder, number)
        lines = [one for shard in self._known.values() for one in shard]
        chosen = self._rng.permutation(len(lines))
        picked: list[Example] = []
        for place in chosen:
            line = lines[place]
            if self._rng.random() < self._worth(line.text):
                picked.append(line)
            if len(picked) == POOL:
                break
        return picked

    def _worth(self, text: str) -> float:
        plain = self._alphabet.plain(text)
        known = sum(letter not in {OTHER, " "} for letter in plain)
        return 1.0 if known >= 2 else 0.25

    def __iter__(self) -> Iterator[Batch]:
        """Batches without end."""
        while True:
            pool = sorted(self._pool(), key=lambda one: one.pixels.shape[1])
            for group in self._grouped(pool):
                yield self.batch(group, wear=True)

    def _grouped(self, pool: Sequence[Example]) -> list[Sequence[Example]]:
        groups, start = [], 0
        while start < len(pool):
            width = pool[start].pixels.shape[1] + 2 * MARGIN
            count = int(np.clip(PIXELS // width, 4, 96))
            groups.append(pool[start : start + count])
            start += count
        return [groups[place] for place in self._rng.permutation(len(groups))]

    def batch(self, group: Sequence[Example], *, wear: bool) -> Batch:
        """Lines side by side, on white; those are left out that have fewer columns than characters."""
        lines = [worn(one.pixels, self._rng) if wear else one.pixels for one in group]
        codes = [self._alphabet.encoded(one.text) for one in group]
        kept = [place for place, line in enumerate(lines) if 2 * _least(codes[place]) < line.shape[1] + 2 * MARGIN]
        width = max(lines[place].shape[1] for place in kept) + 2 * MARGIN if kept else STEP
        white = np.full((len(kept), HEIGHT, -(-width // STEP) * STEP), 255, dtype=np.uint8)
        for row, place in enumerate(kept):
            left = MARGIN + int(self._rng.integers(-3, 4)) if wear else MARGIN
            white[row, :, left : left + lines[place].shape[1]] = lines[place][:, : white.shape[2] - left]
        targets = [code for place in kept for code in codes[place]]
        return Batch(
            white, np.array(targets, dtype=np.int64), np.array([len(codes[place]) for place in kept], dtype=np.int64)
        )


def _least(codes: Sequence[int]) -> int:
    """Columns that a text needs at least: doubles need a blank between them."""
    return len(codes) + sum(one == other for one, other in pairwise(codes))
