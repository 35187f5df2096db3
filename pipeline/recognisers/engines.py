"""Which engine reads: the one place where `DOJANG_RECOGNISER` is looked at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from pipeline.document import Box, Picture, Word
from pipeline.errors import DojangError
from pipeline.recognisers import Look, Recogniser
from pipeline.recognisers.agreeing import agreed
from pipeline.recognisers.own import Own
from pipeline.recognisers.own.gaps import with_gaps
from pipeline.recognisers.own.model import KOREAN, NUMBERS, model
from pipeline.recognisers.tesseract import Tesseract
from pipeline.settings import Settings

LATIN = re.compile(r"[A-WYZa-wyz][A-Za-z]|[A-Za-z][A-WYZa-wyz]")
"""Latin letters beside each other that are no mask."""
SURE_LATIN = 0.97
"""Confidence from which on a Latin word of the number model is not read again."""

WIDER = 1.3
"""By how much what takes a word's place may be wider: Tesseract makes Latin of Hangul beside it too."""


class Both:
    """Two engines, one reading: Korean text by Tesseract and our Korean model, digits and masks by the number model, Latin by `eng`."""

    def __init__(self, tesseract: Recogniser, numbers: Own, korean: Own | None = None) -> None:
        self._tesseract, self._numbers, self._korean = tesseract, numbers, korean

    @property
    def name(self) -> str:
        """All names."""
        return ", ".join(one.name for one in (self._tesseract, self._numbers, self._korean) if one)

    @property
    def whole(self) -> bool:
        """Where there is a Korean model."""
        return self._korean is not None

    def read(self, crops: Sequence[Picture], look: Look = Look.TEXT) -> list[tuple[Word, ...]]:
        """See `Recogniser.read`; raises what the engines raise."""
        if look is Look.TEXT:
            return self._text(crops)
        if look is Look.LATIN:
            return self._tesseract.read(crops, look)
        return self._numbered(crops, look)

    def _text(self, crops: Sequence[Picture]) -> list[tuple[Word, ...]]:
        """What both make of Korean text."""
        found = self._tesseract.read(crops, Look.TEXT)
        if self._korean is None:
            return found
        seen = self._korean.letters(crops)
        return [agreed(words, with_gaps(*line)) for words, line in zip(found, seen, strict=True)]

    def _numbered(self, crops: Sequence[Picture], look: Look) -> list[tuple[Word, ...]]:
        """Numbers, masks and Latin."""
        found = self._numbers.read(crops, look)
        doubted = [place for place, words in enumerate(found) if any(map(_doubted, words))]
        again = self._tesseract.read([crops[place] for place in doubted], look)
        for place, words in zip(doubted, again, strict=True):
            found[place] = tuple(one for word in found[place] for one in _better(word, words))
        return found


def _doubted(word: Word) -> bool:
    """Whether Tesseract may read it better: Latin words, without `㈜`, of which the number model is not sure."""
    return word.confidence < SURE_LATIN and LATIN.search(word.text) is not None and "㈜" not in word.text


def _better(word: Word, others: Sequence[Word]) -> Sequence[Word]:
    """The word, or what the other engine reads at its place if that is a Latin word too and surer."""
    there = [other for other in others if _overlap(word, other)]
    if not _doubted(word) or not there or not LATIN.search("".join(other.text for other in there)):
        return [word]
    if Box.around(other.box for other in there).width > WIDER * word.box.width:
        return [word]
    letters = sum(len(other.text) for other in there)
    sure = sum(other.confidence * len(other.text) for other in there) / letters
    return there if sure > word.confidence else [word]


def _overlap(one: Word, other: Word) -> bool:
    """Whether they share over half of the narrower one's width."""
    shared = min(one.box.right, other.box.right) - max(one.box.left, other.box.left)
    return shared > 0.5 * min(one.box.width, other.box.width)


def recogniser(limits: Settings, numbers: Path = NUMBERS, korean: Path = KOREAN) -> Recogniser:
    """The engine that the settings ask for. Tesseract alone where the number model's file is missing.

    Raises `DojangError` (`settings-invalid`) where our own is asked for alone and has no model that reads Korean text.
    """
    if limits.recogniser == "tesseract":
        return Tesseract()
    counted, written = model(numbers), model(korean)
    if limits.recogniser == "own":
        if counted is None or written is None:
            raise DojangError("settings-invalid", "DOJANG_RECOGNISER")
        return Alone(Own(counted), Own(written))
    return Both(Tesseract(), Own(counted), Own(written) if written else None) if counted else Tesseract()


class Alone:
    """Our own models without Tesseract: text by the Korean one, numbers and masks by the number model."""

    def __init__(self, numbers: Own, korean: Own) -> None:
        self._numbers, self._korean = numbers, korean

    @property
    def name(self) -> str:
        """Both names."""
        return f"{self._korean.name}, {self._numbers.name}"

    @property
    def whole(self) -> bool:
        """It is."""
        return True

    def read(self, crops: Sequence[Picture], look: Look = Look.TEXT) -> list[tuple[Word, ...]]:
        """See `Recogniser.read`."""
        return (self._numbers if look is Look.NUMBERS else self._korean).read(crops, look)
