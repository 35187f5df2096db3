"""Columns of classes → text, and how far a text is from what stands there."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


def decoded(best: NDArray[np.int64], characters: str) -> str:
    """The text of the best class of each column: repeats are one, blanks are nothing, letters make syllables."""
    kept = np.flatnonzero((best != 0) & (np.diff(best, prepend=0) != 0))
    letters = "".join(characters[best[place] - 1] for place in kept)
    return unicodedata.normalize("NFC", " ".join(letters.split()))


def distance(one: Sequence[str], other: Sequence[str]) -> int:
    """Characters to add, drop or change to make one of the other (Levenshtein)."""
    row = list(range(len(other) + 1))
    for down, letter in enumerate(one, 1):
        before, row[0] = row[0], down
        for across, sign in enumerate(other, 1):
            before, row[across] = row[across], min(row[across] + 1, row[across - 1] + 1, before + (letter != sign))
    return row[-1]


@dataclass(slots=True)
class Errors:
    """Counts over lines; blanks between words count nothing."""

    letters: int = 0
    wrong: int = 0
    lines: int = 0
    whole: int = 0

    def add(self, truth: str, said: str) -> None:
        """One more line."""
        truth, said = truth.replace(" ", ""), said.replace(" ", "")
        wrong = distance(truth, said)
        self.letters += len(truth)
        self.wrong += wrong
        self.lines += 1
        self.whole += wrong == 0

    @property
    def rate(self) -> float:
        """Errors a character."""
        return self.wrong / max(self.letters, 1)

    @property
    def whole_rate(self) -> float:
        """Share of lines without an error."""
        return self.whole / max(self.lines, 1)

    def __str__(self) -> str:
        """For the log."""
        return f"{self.lines} lines, {100 * self.whole_rate:.1f} % whole, {100 * self.rate:.2f} % of characters wrong"
