"""Columns of probabilities → characters, each with its place along the line and how sure it is (CTC, greedy)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
"""Columns × classes, logits; class 0 is the blank."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One character: class number (from 1), first and last column, confidence (0 to 1, not calibrated).

    The confidence is the least of its own probability and of how surely nothing else stands in the blanks after it.
    """

    number: int
    first: int
    last: int
    confidence: float


def seen(scores: Scores, path: NDArray[np.intp] | None = None) -> list[Seen]:
    """The characters of a line, from left to right: along a path of classes, or the likeliest of each column."""
    shares = _softmax(scores)
    best = shares.argmax(axis=1) if path is None else path
    starts = np.flatnonzero(np.diff(best, prepend=-1))
    ends = np.append(starts[1:], len(best))
    found: list[Seen] = []
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        number = int(best[start])
        if number:
            found.append(Seen(number, start, end - 1, float(shares[start:end, number].max())))
    return [
        Seen(one.number, one.first, one.last, min(one.confidence, _nothing_else(shares, one, after)))
        for one, after in zip_longest(found, found[1:])
    ]


def _softmax(scores: Scores) -> Scores:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)


def _nothing_else(shares: Scores, one: Seen, after: Seen | None) -> float:
    """How surely the columns between two characters hold neither a third: the least share of blank and the two."""
    end = after.first if after else len(shares)
    between = shares[one.last + 1 : end]
    if not len(between):
        return 1.0
    told = between[:, 0] + between[:, one.number]
    if after and after.number != one.number:
        told = told + between[:, after.number]
    return float(told.min())
