"""Covers resident numbers, and other numbers that name a person, before anything leaves the reading part.

Pictures are painted over, texts are starred. What stands under a surely read 법인등록번호
(corporate registration number) label stays: the label outranks the pattern.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.document import Box, Field, Line, Page, Paper, Picture, Word
from pipeline.identifiers import place, scrub
from pipeline.redaction.covers import Covered, looked_over
from pipeline.redaction.unread import doubted

__all__ = ["Covered", "covers", "doubted", "looked_over", "redact_paper", "redacted", "redacted_lines", "scrub"]

COVER = (40, 40, 40)
"""The colour (RGB) of what is painted over."""
SURE_LABEL = 0.8
"""A corporate number read with this confidence stood under its label."""

STARRED = 0.0
"""Confidence of a value of which we starred a digit: nobody can tell from it what the paper shows."""


def covers(pages: Sequence[Page]) -> dict[int, tuple[Box, ...]]:
    """By page number: the boxes over the last seven places of every number of that shape, and over all that may be one."""
    return {page.number: looked_over(page).boxes for page in pages}


def redacted(page: Page, covered: Sequence[Box] | None = None) -> Picture:
    """The page's picture (a copy) with every such number painted over; `covered`: the page's covers, where they are known."""
    picture = page.picture.copy()
    for box in covers([page])[page.number] if covered is None else covered:
        left, top, right, bottom = box.pixels(page.width, page.height)
        picture[top:bottom, left:right] = COVER
    return picture


def redacted_lines(page: Page, covered: Sequence[Box] | None = None) -> tuple[Line, ...]:
    """The page's lines with no personal number in any word of any look: starred by shape, and where the picture is covered.

    Of a word that a cover touches no digit stays, however little of it is touched: letters' places are estimates.
    """
    hidden = covers([page])[page.number] if covered is None else covered
    return tuple(
        replace(line, words=_starred(line.words, hidden), second=_starred(line.second, hidden)) for line in page.lines
    )


def _starred(words: Sequence[Word], covered: Sequence[Box]) -> tuple[Word, ...]:
    """One reading of a line; every word keeps its length."""
    text, start, found = scrub(" ".join(word.text for word in words)), 0, []
    for word in words:
        letters = text[start : start + len(word.text)]
        start += len(word.text) + 1
        found.append(replace(word, text=_without_digits(letters, word.box, covered)))
    return tuple(found)


def _without_digits(text: str, box: Box, covered: Sequence[Box]) -> str:
    """The word as it is where nothing covers it; else stars for all that may be a digit, and for all that is covered."""
    touching = [cover for cover in covered if _touches(cover, box)]
    if not touching:
        return text
    step = box.width / max(len(text), 1)
    middles = [box.left + step * (at + 0.5) for at in range(len(text))]
    hidden = [any(cover.left <= middle <= cover.right for cover in touching) for middle in middles]
    return "".join(
        "*" if place(letter) not in "- x" or gone else letter for letter, gone in zip(text, hidden, strict=True)
    )


def _touches(cover: Box, word: Box) -> bool:
    """Whether a cover lies over a part of a word, and not only with its margin over the row above or below."""
    shared = min(cover.bottom, word.bottom) - max(cover.top, word.top)
    return cover.intersection(word) > 0 and shared > 0.3 * min(cover.height, word.height)


def redact_paper(paper: Paper, covered: Mapping[int, Sequence[Box]] | None = None) -> Paper:
    """The paper with no personal number in any text of its fields; what was read under a cover (by page number) has no digits."""
    hidden = covered or {}
    return replace(
        paper,
        fields={name: _redact_field(name, one, hidden) for name, one in paper.fields.items()},
        phone_numbers=tuple(_redact_field("phone_numbers", one, hidden) for one in paper.phone_numbers),
    )


def _redact_field(name: str, one: Field, covered: Mapping[int, Sequence[Box]]) -> Field:
    """A corporate number, and an issuance number of twelve digits, stay where they were read surely; all else is starred.

    What we star is no mask of the paper's: a value that lost digits loses its confidence with them.
    """
    if name == "corporate_number" and one.confidence >= SURE_LABEL:
        return one
    hidden = one.box is not None and any(_hides(cover, one.box) for cover in covered.get(one.page or 0, ()))
    if name == "issuance_number" and not hidden and one.confidence >= SURE_LABEL and _is_twelve(one.value):
        return one
    starred = _without_any if hidden else _scrubbed
    value = starred(one.value)
    confidence = one.confidence if value == one.value else STARRED
    return replace(one, value=value, text=starred(one.text), confidence=confidence)


def _is_twelve(value: str | None) -> bool:
    """Whether a value is twelve digits in one run, which a resident number is not."""
    return re.fullmatch("[0-9]{12}", value or "") is not None


def _hides(cover: Box, field: Box) -> bool:
    """Whether a cover lies over a third of a field, or more."""
    return cover.intersection(field) > 0.3 * field.area


def _without_any(text: str | None) -> str | None:
    """Stars for all digits."""
    return None if text is None else "".join("*" if letter.isdigit() else letter for letter in text)


def _scrubbed(text: str | None) -> str | None:
    return None if text is None else scrub(text)
