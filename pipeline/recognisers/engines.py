"""Which engine reads: the one place where `DOJANG_RECOGNISER` is looked at."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.document import Picture, Word
from pipeline.recognisers import Look, Recogniser
from pipeline.recognisers.own import Numbers, model
from pipeline.recognisers.tesseract import Tesseract
from pipeline.settings import Settings


class Both:
    """Two engines, one reading: Korean text by the one, digits, masks and Latin by the other."""

    def __init__(self, text: Recogniser, numbers: Recogniser) -> None:
        self._text, self._numbers = text, numbers

    @property
    def name(self) -> str:
        """Both names."""
        return f"{self._text.name}, {self._numbers.name}"

    def read(self, crops: Sequence[Picture], look: Look = Look.TEXT) -> list[tuple[Word, ...]]:
        """See `Recogniser.read`; raises what the engines raise."""
        return (self._text if look is Look.TEXT else self._numbers).read(crops, look)


def recogniser(limits: Settings) -> Recogniser:
    """The engine that the settings ask for. Tesseract alone where the number model's file is missing."""
    known = model() if limits.recogniser == "both" else None
    return Both(Tesseract(), Numbers(known)) if known else Tesseract()
