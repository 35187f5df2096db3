"""Which way up a page lies: told by real Tesseract, and by no more reading than the page is worth."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.document import Picture, Word
from pipeline.opening.leaves import Leaf
from pipeline.reading import read_page
from pipeline.recognisers import Look
from pipeline.recognisers.tesseract import Tesseract
from pipeline.upright import MOST_AT_ONCE, SAMPLE_LINES, upright
from tests import drawn


class Counting(Tesseract):
    """Tesseract that counts its calls and the lines it is given."""

    def __init__(self) -> None:
        self.calls, self.lines = 0, 0

    @property
    def whole(self) -> bool:
        return False

    def read(self, crops: Sequence[Picture], look: Look = Look.TEXT) -> list[tuple[Word, ...]]:
        self.calls += bool(crops)
        self.lines += len(crops)
        return super().read(crops, look)


def test_an_empty_page_is_not_read_at_all() -> None:
    reader = Counting()
    assert upright(np.full((1754, 1240, 3), 255, dtype=np.uint8), reader).strips == []
    assert reader.calls == 0


def test_an_upright_page_is_read_once() -> None:
    reader = Counting()
    held = upright(np.asarray(drawn.employment_page()), reader)
    assert (reader.calls, reader.lines) == (1, len(held.strips))


def test_clear_writing_without_a_familiar_word_is_read_once() -> None:
    page = Image.new("RGB", (1240, 1754), "white")
    ImageDraw.Draw(page).text((200, 300), "오늘은 하늘이 맑고 바람이 부드럽다", font=drawn.font(36), fill="black")
    reader = Counting()
    assert upright(np.asarray(page), reader).turned == 0
    assert reader.calls == 1


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_one_unfamiliar_line_shows_the_way_up(degrees: int) -> None:
    page = Image.new("RGB", (1240, 1754), "white")
    ImageDraw.Draw(page).text((200, 300), "오늘은 하늘이 맑고 바람이 부드럽다", font=drawn.font(36), fill="black")
    held = upright(np.asarray(drawn.turned(page, degrees)), Tesseract())
    assert (held.turned + degrees) % 360 == pytest.approx(0, abs=0.4)


def test_a_picture_without_writing_is_not_read_line_by_line() -> None:
    reader = Counting()
    noise = np.random.default_rng(1).integers(0, 256, (1700, 1200, 3), dtype=np.uint8)
    held = upright(noise, reader)
    assert len(held.strips) <= max(MOST_AT_ONCE, SAMPLE_LINES)
    assert reader.calls <= 2
    assert reader.lines <= MOST_AT_ONCE + 3 * SAMPLE_LINES


PROSE = "The quick survey of measured results shows that neither method reads every line, whatever its length may be."


class Separate(Counting):
    """Counts the lines of each look."""

    def __init__(self) -> None:
        super().__init__()
        self.looks = dict.fromkeys(Look, 0)

    @property
    def whole(self) -> bool:
        return False

    def read(self, crops: Sequence[Picture], look: Look = Look.TEXT) -> list[tuple[Word, ...]]:
        self.looks[look] += len(crops)
        return super().read(crops, look)


def test_a_dense_page_in_a_foreign_language_is_read_in_it_and_once() -> None:
    page = Image.new("RGB", (2480, 3508), "white")
    for number in range(46):
        for column in range(2):
            text = PROSE[number % 20 : number % 20 + 52]
            ImageDraw.Draw(page).text((150 + 1200 * column, 150 + 70 * number), text, font=drawn.font(34), fill="black")
    reader = Separate()
    lines = read_page(Leaf(render=lambda: np.asarray(page)), 1, reader).lines
    assert len(lines) == 92 > MOST_AT_ONCE
    assert sum(PROSE.find(line.text.strip()[8:40]) >= 0 for line in lines) > 80
    assert reader.looks[Look.TEXT] <= 2 * SAMPLE_LINES
    assert reader.looks[Look.LATIN] <= 92 + 2 * SAMPLE_LINES
