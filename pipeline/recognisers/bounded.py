"""A bound on how much of one file is read, by what is read and not by the clock: the same file always gives the same answer."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.document import Picture, Word
from pipeline.errors import DojangError
from pipeline.recognisers import Look, Recogniser

MOST_TEXT = 12_000.0
"""Most of one file that is read, in squares as high as its line, each look counted: some 1.7 ms each.

A certificate takes 90 to 800, thirty of them 9,000; a page filled with print takes 1,600 to 4,000, of which four are too much.
"""


class Bounded:
    """A recogniser for one file, which reads no more than so much of it."""

    def __init__(self, recogniser: Recogniser, most: float = MOST_TEXT) -> None:
        self._recogniser = recogniser
        self._left = most

    @property
    def name(self) -> str:
        """As of the recogniser that reads."""
        return self._recogniser.name

    @property
    def whole(self) -> bool:
        """As of the recogniser that reads."""
        return self._recogniser.whole

    def read(self, crops: Sequence[Picture], look: Look = Look.TEXT) -> list[tuple[Word, ...]]:
        """See `Recogniser.read`. Raises `too-much-text` before what would be too much is read."""
        self._left -= sum(1.0 + crop.shape[1] / max(crop.shape[0], 1) for crop in crops)
        if self._left < 0:
            raise DojangError("too-much-text")
        return self._recogniser.read(crops, look)
