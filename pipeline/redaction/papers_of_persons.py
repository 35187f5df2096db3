"""Where driver's licences' and passports' numbers stand on a page: by their shape as read, and behind their labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.document import Box, Line, Page, Word
from pipeline.identifiers import other_spans

_LABEL = re.compile(r"운전면허(?:증)?(?:번호)?|면허증번호|여권(?:번호)|passport(?:no|number)?", re.IGNORECASE)


def shown_numbers(page: Page) -> Iterator[Box]:
    """The place of every such number that some look read, whole."""
    for line in page.lines:
        for words in (line.words, line.second):
            yield from _in_words(words)


def labelled_lines(page: Page) -> Iterator[Line]:
    """The lines with a label behind which such a number stands, however it was read: those that show a digit beside it."""
    for line in page.lines:
        if _LABEL.search(line.text.replace(" ", "")):
            yield line


def _in_words(words: Sequence[Word]) -> Iterator[Box]:
    text = " ".join(word.text for word in words)
    for start, end in other_spans(text):
        yield Box.around(_letters(words, start, end))


def _letters(words: Sequence[Word], start: int, end: int) -> Iterator[Box]:
    """The boxes of the words, or of the parts of them, that these letters stand in; letters are taken for equally wide."""
    at = 0
    for word in words:
        first, last = max(start - at, 0), min(end - at, len(word.text))
        if first < last:
            step = word.box.width / max(len(word.text), 1)
            yield word.box._replace(left=word.box.left + first * step, right=word.box.left + last * step)
        at += len(word.text) + 1
