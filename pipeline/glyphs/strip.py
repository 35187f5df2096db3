"""What a strip of a number can show, and the strip itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from pipeline.document import Picture
from pipeline.glyphs.anchor import Anchor
from pipeline.glyphs.ink import UNIT, Glyph


class Shows(Enum):
    """What a strip shows."""

    DIGITS = "digits"
    SIGNS = "signs"
    """One sign, repeated: `*`, `●`, `○`, `X`."""
    BAR = "bar"
    """A uniform bar, or a strip of blur or mosaic."""
    EMPTY = "empty"
    """Nothing at all, or an empty frame."""
    PARTIAL = "partial"
    """Digits beside a bar or signs that should have hidden them."""
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Strip:
    """`shown`: how many of the seven places look like digits; `alike`: whether all are one and the same."""

    shows: Shows
    shown: int
    certainty: float
    """0 to 1."""
    alike: bool = False
    framed: bool = False
    """Nothing stands there but a ruled box, of which an edge may be read as a 1."""


HIDDEN = frozenset({Shows.SIGNS, Shows.BAR, Shows.EMPTY})
"""What is said of a number of which nothing but the first of the last seven is seen."""


@dataclass(frozen=True, slots=True)
class Tail:
    """The strip behind the hyphen, the six digits before it, and how they stand."""

    grey: Picture
    plain: Picture
    """As light as it looks; in `grey`, any colour is dark."""
    head: Picture
    place: Anchor

    @property
    def pitch(self) -> float:
        """Pixels from one digit to the next."""
        return self.place.pitch

    @property
    def gap(self) -> float:
        """Pixels between two pieces of ink from which on they may be two words."""
        return max(UNIT * 1.6, 1.3 * self.pitch)

    def is_beyond(self, left: float, first: float) -> bool:
        """Whether what begins there is behind the seventh place, of which the first begins at `first`."""
        return left - first > 7.4 * self.pitch


def partly(glyph: Glyph) -> int:
    """Places of a digit of which a bar may hide a side."""
    if glyph.height < UNIT * 0.55 or glyph.width < UNIT * 0.1:
        return 0
    return max(1, round(glyph.tall / (UNIT * 0.72)))


def is_digit(glyph: Glyph) -> bool:
    """Whether it has a whole digit's size."""
    return 0.85 * UNIT < glyph.height < 1.15 * UNIT and 0.2 * UNIT < glyph.width < 0.95 * UNIT
