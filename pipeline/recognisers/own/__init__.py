"""Dojang's own recogniser: small networks run by onnxruntime on one core; `docs/recogniser.md` says what they can read.

The number model reads digits, masks, signs, Latin and the letters of dates; of other letters it knows only that they
stand there. The Korean model reads all of these and every syllable.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from pipeline.document import Picture, Word
from pipeline.recognisers import Look
from pipeline.recognisers.own.inputs import padded, prepared, width_of
from pipeline.recognisers.own.letters import Letter, letters_of
from pipeline.recognisers.own.model import Model
from pipeline.recognisers.own.numbers import as_number, number_words
from pipeline.recognisers.own.placing import edges_of, inked

MOST_PIXELS = 32 * 256
"""Columns of pixels that are read at once, over the lines of one width."""


class Own:
    """Reads lines by one model; see `Recogniser`."""

    def __init__(self, known: Model) -> None:
        self._model = known

    @property
    def name(self) -> str:
        """Model and version."""
        return f"dojang-{self._model.name} {self._model.version}"

    @property
    def whole(self) -> bool:
        """Whether the model reads Korean text."""
        return self._model.name == "korean"

    def read(self, crops: Sequence[Picture], look: Look = Look.TEXT) -> list[tuple[Word, ...]]:
        """See `Recogniser.read`. The look at numbers gives only words that hold no letter of Korean text."""
        return [self._words(line, letters, look) for line, letters in self.letters(crops)]

    def letters(self, crops: Sequence[Picture]) -> list[tuple[Picture, list[Letter]]]:
        """Each crop prepared, and the letters on it, blanks among them; their confidences are not calibrated."""
        lines = [prepared(crop) for crop in crops]
        found: list[list[Letter]] = [[] for _ in lines]
        for places in _alike(lines):
            width = width_of(lines[places[0]])
            scores = self._model.scores(np.stack([padded(lines[place], width) for place in places]))
            for place, columns in zip(places, scores, strict=True):
                found[place] = letters_of(lines[place], columns, self._model.characters)
        return list(zip(lines, found, strict=True))

    def _words(self, line: Picture, letters: list[Letter], look: Look) -> tuple[Word, ...]:
        """The words of a line with their boxes in fractions of it."""
        edges = edges_of(line, letters)
        numbers = look is Look.NUMBERS
        words: list[Word] = []
        for start, end in number_words(letters) if numbers else _between_blanks(letters):
            sure = self._model.calibrated(min(one.confidence for one in letters[start:end]))
            text = "".join(one.text for one in letters[start:end])
            box = inked(line, edges[start][0], edges[end - 1][1])
            words.append(Word(as_number(text) if numbers else text, sure, box))
        return tuple(words)


def _between_blanks(letters: Sequence[Letter]) -> list[tuple[int, int]]:
    """Where the words of a text begin and end."""
    blanks = [-1, *(place for place, one in enumerate(letters) if one.text == " "), len(letters)]
    return [(before + 1, after) for before, after in pairwise(blanks) if after > before + 1]


def _alike(lines: Sequence[Picture]) -> list[list[int]]:
    """Places of lines of one width, as many as are read at once: what a line reads as depends on no other."""
    widths: dict[int, list[int]] = defaultdict(list)
    for place, line in enumerate(lines):
        widths[width_of(line)].append(place)
    return [
        places[start : start + count]
        for width, places in sorted(widths.items())
        for count in [max(MOST_PIXELS // width, 1)]
        for start in range(0, len(places), count)
    ]
