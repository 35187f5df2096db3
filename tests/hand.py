"""Pages set by hand, as a reader would have read them: rows of cells, with misreadings where a test wants them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from extractors import Sheets
from pipeline.document import Box, Kind, Line, Page, Word

HEIGHT = 0.014
PITCH = 0.018


def line(text: str, left: float, top: float, *, confidence: float = 0.95, height: float = HEIGHT) -> Line:
    """A line whose letters all have one width and whose spaces are half as wide."""
    pitch = PITCH * height / HEIGHT
    words, at = [], left
    for word in text.split():
        right = at + pitch * len(word)
        words.append(Word(word, confidence, Box(at, top, right, top + height)))
        at = right + pitch
    return Line(tuple(words), Box.around(word.box for word in words))


def page(
    rows: Sequence[str | Sequence[tuple[str, float]]],
    *,
    confidence: float = 0.95,
    first: float = 0.08,
    step: float = 0.03,
    claimed: Sequence[Line] = (),
) -> Page:
    """Rows from the top: a text at the left, or cells with where they begin. An empty row is a gap.

    A row that begins with `#` is centred and large, as a title is.
    """
    lines: list[Line] = []
    for number, row in enumerate(rows):
        top = first + step * number
        if isinstance(row, str) and row.startswith("#"):
            text = row.removeprefix("#").strip()
            lines.append(line(text, 0.3, top, confidence=confidence, height=2 * HEIGHT))
        else:
            cells = [(row, 0.12)] if isinstance(row, str) else row
            lines += [line(text, left, top, confidence=confidence) for text, left in cells if text.strip()]
    picture = np.full((1400, 1000, 3), 255, np.uint8)
    return Page(1, picture, tuple(lines), tuple(claimed))


def sheets(kind: Kind, *rows: str | Sequence[tuple[str, float]], confidence: float = 0.95) -> Sheets:
    """One page of a kind."""
    return Sheets(kind, (page(rows, confidence=confidence),))
