"""The best path of classes through a line's columns that makes whole syllables (Viterbi).

Read greedily, a line now and then has a lead without a vowel or a tail without one: two classes are nearly as likely, and
only one of them makes a syllable.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipeline.recognisers.own.columns import Scores

LEADS, VOWELS, TAILS = range(0x1100, 0x1113), range(0x1161, 0x1176), range(0x11A8, 0x11C3)
"""Jamo, as Unicode's canonical decomposition writes them."""
LEAD, VOWEL, REST = 0, 1, 2
"""What the last character was: after a lead comes a vowel, after a vowel a tail or anything that begins, else what begins."""
NEVER = np.float32(-1e9)


@cache
def _sorts(characters: str) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Of each class but the blank: what it is when it was the last, and after which of the three it may come."""
    codes = np.array([ord(one) for one in characters])
    lead, vowel, tail = (np.isin(codes, list(some)) for some in (LEADS, VOWELS, TAILS))
    after = np.where(lead, LEAD, np.where(vowel, VOWEL, REST)).astype(np.intp)
    begins = ~vowel & ~tail
    return after, np.stack([vowel, begins | tail, begins])


def best_path(scores: Scores, characters: str) -> NDArray[np.intp]:
    """One class a column, 0 the blank: of all paths that make whole syllables the likeliest."""
    last, allowed = _sorts(characters)
    shares = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
    classes, count = len(characters), len(shares)
    held = np.full(classes, NEVER, dtype=np.float32)
    blank = np.array([NEVER, NEVER, 0.0], dtype=np.float32)
    came = np.zeros((count, classes + 3), dtype=np.intp)
    for column in range(count):
        tops = [_top(held, last == sort) for sort in range(3)]
        entries = np.stack([_entry(tops[sort], blank[sort], classes + sort, classes) for sort in range(3)])
        value = np.where(allowed, entries[:, :, 0], NEVER)
        sort = value.argmax(axis=0)
        into, source = value[sort, np.arange(classes)], entries[sort, np.arange(classes), 1].astype(np.intp)
        stays = held >= into
        came[column, :classes] = np.where(stays, np.arange(classes), source)
        for kind in range(3):
            value_top, place, _, _ = tops[kind]
            came[column, classes + kind] = classes + kind if blank[kind] >= value_top else place
        blank = np.array([max(blank[kind], tops[kind][0]) for kind in range(3)], dtype=np.float32) + shares[column, 0]
        held = np.where(stays, held, into) + shares[column, 1:]
    return _back(np.concatenate([np.where(last == LEAD, NEVER, held), [NEVER], blank[1:]]), came, classes)


def _top(held: NDArray[np.float32], among: NDArray[np.bool_]) -> tuple[float, int, float, int]:
    """The best and the second of some classes: value and place."""
    values = np.where(among, held, NEVER)
    best = int(values.argmax())
    first = float(values[best])
    values[best] = NEVER
    second = int(values.argmax())
    return first, best, float(values[second]), second


def _entry(
    top: tuple[float, int, float, int], blank: np.float32, blank_place: int, classes: int
) -> NDArray[np.float64]:
    """For every class the best way into it from one sort: from another class, or from a blank. Value and place."""
    first, best, second, other = top
    made = np.empty((classes, 2))
    made[:] = (first, best)
    made[best] = (second, other)
    from_blank = made[:, 0] <= blank
    made[from_blank] = (blank, blank_place)
    return made


def _back(end: NDArray[np.float32], came: NDArray[np.intp], classes: int) -> NDArray[np.intp]:
    """The path to the best end."""
    place = int(end.argmax())
    path = np.zeros(len(came), dtype=np.intp)
    for column in range(len(came) - 1, -1, -1):
        path[column] = place + 1 if place < classes else 0
        place = int(came[column, place])
    return path
