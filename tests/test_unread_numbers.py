"""Resident numbers that were read badly or not at all: what their pixels tell, how surely, and when a place holds nothing."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw

from extractors import Sheets
from extractors.resident_number import extract
from pipeline.document import Box, Field, Kind, Line, Page, Picture, Word
from pipeline.glyphs import Shows, Strip, look
from pipeline.residents.weighing import unread, weighed
from tests.drawn import font

WIDTH, HEIGHT, SIZE = 1240, 700, 28
LABEL, LEFT, TOP = 150, 400, 180
SURE = 0.9
Drawer = Callable[[ImageDraw.ImageDraw, float], None]


def _line(text: str, left: float, top: float, wide: float, sure: float = 0.95) -> Line:
    box = Box(left / WIDTH, (top + 4) / HEIGHT, (left + wide) / WIDTH, (top + SIZE + 4) / HEIGHT)
    words = (Word(text, sure, box),)
    return Line(words, box, words)


def _drawn(text: str, more: Drawer | None = None, *, left: int = LEFT, top: int = TOP, ink: int = 20) -> Picture:
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen = ImageDraw.Draw(image)
    pen.text((LABEL, TOP), "주민등록번호", fill=(20, 20, 20), font=font(SIZE))
    pen.text((left, top), text, fill=(ink, ink, ink), font=font(SIZE))
    if more:
        more(pen, left + font(SIZE).getlength(text))
    return np.asarray(image)


def _bar(begin: int, wide: int) -> Drawer:
    def draw(pen: ImageDraw.ImageDraw, start: float) -> None:
        pen.rectangle((start + begin, TOP - 1, start + begin + wide, TOP + SIZE + 8), fill=(10, 10, 10))

    return draw


def _told(picture: Picture, *read: Line) -> Field:
    label = _line("주민등록번호", LABEL, TOP, font(SIZE).getlength("주민등록번호"))
    found = extract(Sheets(Kind.EMPLOYMENT_CERTIFICATE, (Page(1, picture, (label, *read)),)))
    assert isinstance(found, Field)
    return found


GARBAGE = _line("때00", LEFT, TOP, 150, 0.2)
BODY = _line("상기인은현재당사에재직하고있음을증명합니다", LABEL, 500, 700)
"""By which a page reads well."""


@pytest.mark.parametrize("text", ["900101-", "900101-1"])
def test_a_bar_behind_six_digits_that_nobody_read_surely_hides(text: str) -> None:
    found = _told(_drawn(text, _bar(2, 110)), GARBAGE, BODY)
    assert (found.value, found.confidence >= SURE) == ("masked", True)


def test_on_a_page_that_reads_badly_digits_that_nobody_read_are_not_counted() -> None:
    """A fax joins a hyphen with its neighbours: of `050119-40` before a bar six pieces and nothing more were seen."""
    found = _told(_drawn("900101-", _bar(2, 110)), GARBAGE)
    assert found.value == "unclear"


def test_another_number_before_the_covered_one_is_not_passed_over() -> None:
    found = _told(_drawn("900101-1234567 880203-", _bar(2, 110)), GARBAGE)
    assert found.value != "masked"


def test_print_before_the_six_leaves_a_doubt() -> None:
    """It may be the number that the label names."""
    found = _told(_drawn("No 12-A7K 900101-", _bar(2, 110)), GARBAGE)
    assert found.value != "masked" or found.confidence < SURE


@pytest.mark.parametrize("miss", ["12", "4"])
def test_a_bar_that_misses_digits_of_an_unread_number_hides_nothing(miss: str) -> None:
    def cover(pen: ImageDraw.ImageDraw, start: float) -> None:
        _bar(2, 90)(pen, start)
        pen.text((start + 95, TOP), miss, fill=(20, 20, 20), font=font(SIZE))

    assert _told(_drawn("900101-", cover), GARBAGE).value != "masked"


def test_a_bar_read_as_one_sign_makes_no_letters_misplaced() -> None:
    """The word is as wide as number and bar, and its letters are thought far wider than they are."""
    found = _told(_drawn("900101-", _bar(-3, 110)), _line("900101-■", LEFT + 60, TOP, 210, 0.4))
    assert (found.value, found.confidence >= SURE) == ("masked", True)


def test_six_digits_are_counted_where_a_bar_swallowed_the_hyphen_and_touches_the_last() -> None:
    picture = _drawn("900101", _bar(-1, 130))
    row = picture[TOP - 6 : TOP + SIZE + 12, LEFT - 100 : LEFT + 300]
    cut = 100 + font(SIZE).getlength("900101")
    assert look(row, cut, 100).shows is Shows.BAR
    five = _drawn("90010", _bar(-1, 130))[TOP - 6 : TOP + SIZE + 12, LEFT - 100 : LEFT + 300]
    assert look(five, cut, 100).shows is Shows.UNSURE


BLURRED = Strip(Shows.BAR, 1, 0.7)


@pytest.mark.parametrize(
    ("readings", "sure"), [(("2", "2"), 0.8), (("", ""), 0.8), (("2*", "2"), 0.7), (("2", "25"), 0.7)]
)
def test_a_number_that_ends_for_every_look_where_it_is_blurred_is_surely_hidden(
    readings: tuple[str, ...], sure: float
) -> None:
    value, confidence, _ = weighed(BLURRED, readings)
    assert (value, confidence) == ("masked", sure)


def test_a_blurred_number_that_nobody_read_is_not() -> None:
    assert unread(BLURRED) == ("masked", 0.7, 6)


def test_a_place_that_holds_nothing_is_surely_blank() -> None:
    found = _told(_drawn(""))
    assert (found.value, found.confidence >= SURE) == ("absent", True)


def test_rules_and_dust_leave_a_place_blank() -> None:
    picture = _drawn("").copy()
    picture[TOP - 20, LABEL - 20 : 1100] = 30
    picture[TOP - 20 : TOP + 60, 350:352] = 30
    picture[TOP + 12 : TOP + 14, 700:702] = 90
    found = _told(picture)
    assert (found.value, found.confidence >= SURE) == ("absent", True)


@pytest.mark.parametrize("ink", [20, 180, 215, 227])
@pytest.mark.parametrize(("left", "top"), [(LEFT, TOP), (LEFT + 350, TOP), (LABEL, TOP + 45)])
def test_a_place_with_the_palest_print_is_not_surely_blank(ink: int, left: int, top: int) -> None:
    """Beside its label, far beside it, or under it."""
    found = _told(_drawn("900101-1234567", left=left, top=top, ink=ink))
    assert found.value != "masked"
    assert found.value != "absent" or found.confidence < SURE


@pytest.mark.parametrize("second", ["+ 800707 ■■ 78", "+ 800707-1■ 78"])
def test_a_covered_number_whose_label_nobody_read_leaves_its_absence_open(second: str) -> None:
    """A bar that misses digits, under a label of which little is left."""
    title = _line("재직증명서", 500, 20, 200)
    born = _line("생년월일 : 1990.01.01", LABEL, TOP + 200, 400)
    line = _line("주전(업언농륵번호 8 007 07 78", LABEL, TOP, 500, 0.47)
    words = tuple(Word(part, 0.5, line.box) for part in second.split(" "))
    seen = Page(1, _drawn(""), (title, born, Line(line.words, line.box, words)))
    found = extract(Sheets(Kind.EMPLOYMENT_CERTIFICATE, (seen,)))
    assert isinstance(found, Field)
    assert found.value == "unclear"


@pytest.mark.parametrize(("second", "value"), [("89qe ww■", "unclear"), ("wwqe ww■", "absent")])
def test_digits_and_a_cover_are_all_that_is_left_of_a_line(second: str, value: str) -> None:
    born = _line("생년월일 : 1990.01.01", LABEL, TOP + 200, 400)
    lost = _line("■", LABEL, TOP, 450, 0.18)
    words = tuple(Word(part, 0.2, lost.box) for part in second.split(" "))
    page = Page(1, _drawn(""), (born, Line(lost.words, lost.box, words)))
    found = extract(Sheets(Kind.EMPLOYMENT_CERTIFICATE, (page,)))
    assert isinstance(found, Field)
    assert found.value == value
