"""Fingerprints held against all that are kept: every one is compared, which takes milliseconds for a hundred thousand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import numpy as np

from pipeline.document import Fingerprint

_WORD = 64


class Part(NamedTuple):
    """Bits of a fingerprint that are compared together: how many, the largest share that may differ, the fewest that must be told."""

    bits: int
    bar: float
    least: int


PARTS: Mapping[str, tuple[Part, ...]] = {
    "seal": (Part(256, 0.03, 256), Part(1024, 0.15, 150)),
    "portrait": (Part(576, 0.06, 500),),
}
"""By what it is of. A fingerprint is alike where each of its parts is. Measured, see `docs/commands.md`."""


def packed(some: Iterable[Fingerprint]) -> bytes:
    """Fingerprints as few bytes; what is not of the length that these have is left out (an older reader's)."""
    sorts = list(PARTS)
    fitting = ((one.of, _bytes(one)) for one in some)
    return b"".join(bytes([sorts.index(of)]) + body for of, body in fitting if len(body) == _length(of))


def unpacked(body: bytes) -> Iterator[tuple[str, bytes]]:
    """What each of the packed is of, and its bytes as a shelf takes them."""
    at, sorts = 0, list(PARTS)
    while at < len(body):
        of = sorts[body[at]]
        yield of, body[at + 1 : (at := at + 1 + _length(of))]


class Shelf:
    """Fingerprints of one sort with a key each, in the order in which they were put there."""

    def __init__(self, of: str) -> None:
        self._parts, self._length = PARTS[of], _length(of)
        self._rows = np.zeros((0, self._length // 8), np.uint64)
        self._keys: list[int] = []

    def put(self, some: Iterable[tuple[int, bytes]]) -> None:
        """Adds some, each with its key and as `unpacked` gives it."""
        told = list(some)
        self._keys += [key for key, _ in told]
        new = np.frombuffer(b"".join(body for _, body in told), np.uint64).reshape(
            len(told), -1 if told else self._rows.shape[1]
        )
        self._rows = np.concatenate([self._rows, new])

    def alike(self, one: Fingerprint) -> list[int]:
        """The keys of those that are like it."""
        if len(body := _bytes(one)) != self._length:
            return []
        (bits, told), half = np.frombuffer(body, np.uint64).reshape(2, -1), self._length // 16
        rows, at = np.arange(len(self._keys)), 0
        for part in self._parts:
            start, at = at, at + part.bits // _WORD
            both = self._rows[rows, half + start : half + at] & told[start:at]
            unlike = (self._rows[rows, start:at] ^ bits[start:at]) & both
            differing, compared = (np.bitwise_count(each).sum(axis=1, dtype=np.int64) for each in (unlike, both))
            rows = rows[(compared >= part.least) & (differing <= part.bar * compared)]
        return [self._keys[row] for row in rows]


def _length(of: str) -> int:
    """Bytes: the bits, then which of them are told."""
    return sum(part.bits for part in PARTS[of]) // 4


def _bytes(one: Fingerprint) -> bytes:
    """None where it is no hexadecimal."""
    try:
        return bytes.fromhex(one.bits) + bytes.fromhex(one.told)
    except ValueError:
        return b""
