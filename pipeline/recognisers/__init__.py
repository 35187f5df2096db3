"""Recognisers: line crops in, characters with confidence out.

The seam behind which engines stand; nothing above it may know which one read.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Protocol

from pipeline.document import Picture, Word


class Look(Enum):
    """What a recogniser is asked to expect in a crop."""

    TEXT = "text"
    """Korean text, the first look."""
    NUMBERS = "numbers"
    """Digits, masks (`*`), Latin letters between Korean text: the second look."""
    LATIN = "latin"
    """Latin text throughout, as on a foreign page."""


class Recogniser(Protocol):
    """An engine that reads cropped lines."""

    @property
    def name(self) -> str:
        """Engine, version and language, as `made_with.recogniser` gives it."""
        ...

    @property
    def whole(self) -> bool:
        """Whether its look at text reads numbers, masks and Latin too: then its look at numbers only bears witness."""
        ...

    def read(self, crops: Sequence[Picture], look: Look = Look.TEXT) -> list[tuple[Word, ...]]:
        """The words of each crop, in order; their boxes are fractions of the crop.

        An empty tuple where nothing was read. Crops are upright single lines, RGB or grey.
        """
        ...
