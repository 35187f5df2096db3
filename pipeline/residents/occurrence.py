"""A number of six and seven places as it was found on a page."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.document import Box
from pipeline.residents.labels import Label


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A number of six and seven places on a page, or what is left of one.

    `head` is the box of the birth date, `tail` that of the last seven places (as far as it was read),
    `reading` the last seven as read: digits and `*`; empty where nothing was read there.
    """

    head: Box
    tail: Box
    reading: str
    label: Label
    exact: bool
    claimed: bool = False
    """Read in the file's text layer, not in the picture."""

    @property
    def digits(self) -> int:
        """How many of the last six places were read as digits."""
        return sum(letter.isdigit() for letter in self.reading[1:])

    @property
    def box(self) -> Box:
        """All of it."""
        return Box.around((self.head, self.tail))
