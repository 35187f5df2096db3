"""Covers resident numbers, and other numbers that name a person, before anything leaves the reading part.

Pictures are painted over, texts are starred. What stands under a surely read 법인등록번호
(corporate registration number) label stays: the label outranks the pattern.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.document import Box, Field, Line, Page, Paper, Picture, Word
from pipeline.identifiers import place, scrub
from pipeline.residents import Label, Occurrence, lines_under, may_be_number, occurrences, unread_labels, value_place

__all__ = ["covers", "redact_paper", "redacted", "redacted_lines", "scrub"]

COVER = (40, 40, 40)
"""The colour (RGB) of what is painted over."""
SURE_LABEL = 0.8
"""A corporate number read with this confidence stood under its label."""
_MARGIN = 0.35
"""Of the digits' height: what a cover stands over on each side."""


def covers(pages: Sequence[Page]) -> dict[int, tuple[Box, ...]]:
    """By page number: the boxes over the last seven places of every number of that shape.

    Where only its label could be read, all that may be the number is covered.
    """
    return {page.number: tuple(_on(page)) for page in pages}


def _on(page: Page) -> Iterator[Box]:
    found = occurrences(page)
    yield from (_cover(one, page) for one in found if _is_covered(one))
    for label in unread_labels(page, found):
        yield value_place(label, page).grown(0.0, 0.2 * label.box.height)
        yield from (
            line.box.grown(0.0, 0.2 * line.box.height) for line in lines_under(label, page) if may_be_number(line)
        )


def _is_covered(one: Occurrence) -> bool:
    return one.label is not Label.CORPORATE


def _cover(one: Occurrence, page: Page) -> Box:
    """From the sixth digit's end to where the seventh of the others ends by any measure."""
    height = one.head.height
    left = min(one.head.right, one.tail.left)
    right = max(one.tail.right, one.head.right + one.head.width * 1.5)
    sideways = _MARGIN * height * page.height / page.width
    top, bottom = min(one.head.top, one.tail.top), max(one.head.bottom, one.tail.bottom)
    return Box(left, top, min(right, 1.0), bottom).grown(sideways, _MARGIN * height)


def redacted(page: Page) -> Picture:
    """The page's picture (a copy) with every such number painted over."""
    picture = page.picture.copy()
    for box in covers([page])[page.number]:
        left, top, right, bottom = box.pixels(page.width, page.height)
        picture[top:bottom, left:right] = COVER
    return picture


def redacted_lines(page: Page) -> tuple[Line, ...]:
    """The page's lines with no personal number in any word of any look: starred by shape, and where the picture is covered.

    Of a word that a cover touches no digit stays, however little of it is touched: letters' places are estimates.
    """
    covered = covers([page])[page.number]
    return tuple(
        replace(line, words=_starred(line.words, covered), second=_starred(line.second, covered)) for line in page.lines
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


def redact_paper(paper: Paper) -> Paper:
    """The paper with no personal number in any text of its fields."""
    return replace(
        paper,
        fields={name: _redact_field(name, one) for name, one in paper.fields.items()},
        phone_numbers=tuple(_redact_field("phone_numbers", one) for one in paper.phone_numbers),
    )


def _redact_field(name: str, one: Field) -> Field:
    """A corporate number stays where it was read surely; all else is starred."""
    if name == "corporate_number" and one.confidence >= SURE_LABEL:
        return one
    return replace(one, value=_scrubbed(one.value), text=_scrubbed(one.text))


def _scrubbed(text: str | None) -> str | None:
    return None if text is None else scrub(text)
