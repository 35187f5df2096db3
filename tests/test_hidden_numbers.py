"""Numbers hidden so that the cover joins what is beside it, or in strokes too thin for the usual ink; and those hidden in part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from extractors import Sheets
from extractors.resident_number import extract
from pipeline.document import Box, Field, Kind, Line, Page, Picture, Word
from pipeline.glyphs import HIDDEN, Shows, Strip, look, six_digits
from pipeline.glyphs.ink import Glyph
from pipeline.glyphs.ruled import without_rules
from pipeline.jamo import likeness
from pipeline.residents import Label, label_of
from pipeline.residents.misread import may_name
from pipeline.residents.weighing import weighed

WIDTH, HEIGHT, SIZE, LEFT, TOP = 1240, 400, 28, 400, 180
INK = (20, 20, 20)
Drawer = Callable[[ImageDraw.ImageDraw, float], None]


def _font() -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(SIZE)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font


def _wide(text: str) -> float:
    return _font().getlength(text)


def _drawn(text: str, more: Drawer | None = None, under: str = "") -> Picture:
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen = ImageDraw.Draw(image)
    pen.text((LEFT, TOP), text, fill=INK, font=_font())
    pen.text((LEFT, TOP + 50), under, fill=INK, font=_font())
    if more:
        more(pen, LEFT + _wide(text))
    return np.asarray(image)


def _looked(text: str, more: Drawer | None = None) -> Strip:
    row = _drawn(text, more)[TOP - 6 : TOP + SIZE + 12, LEFT - 120 : LEFT + 420]
    return look(row, 120 + _wide("900101"), 120)


def _rings(pen: ImageDraw.ImageDraw, start: float) -> None:
    for at in range(7):
        pen.ellipse((start + 4 + at * 28, TOP + 5, start + 28 + at * 28, TOP + 29), outline=(40, 40, 40), width=1)


def _box(pen: ImageDraw.ImageDraw, start: float) -> None:
    pen.rectangle((start - 2, TOP + 3, start + 80, TOP + SIZE + 5), outline=INK, width=2)


def _bar(pen: ImageDraw.ImageDraw, start: float) -> None:
    pen.rectangle((start - 2, TOP + 3, start + 80, TOP + SIZE + 5), fill=INK)


def _box_and_digit(pen: ImageDraw.ImageDraw, start: float) -> None:
    _box(pen, start)
    pen.text((start + 81, TOP), "4", fill=INK, font=_font())


def test_signs_of_thin_strokes_hide() -> None:
    """Their strokes break in ink as dark as the digits."""
    assert _looked("900101-", _rings).shows is Shows.SIGNS


def _dots(pen: ImageDraw.ImageDraw, start: float) -> None:
    for at in range(7):
        pen.ellipse((start + 4 + at * 28, TOP + 7, start + 24 + at * 28, TOP + 27), fill=INK)


def _crossed(signs: Drawer, at: int) -> Drawer:
    """Signs of which a cell's edge, from the row above to the row below, crosses one."""

    def draw(pen: ImageDraw.ImageDraw, start: float) -> None:
        signs(pen, start)
        pen.line((start + at, TOP - 30, start + at, TOP + 80), fill=INK, width=4)

    return draw


def _tape(grey: int) -> Drawer:
    """Tape paler than print, with a coarse grain of its own."""

    def draw(pen: ImageDraw.ImageDraw, start: float) -> None:
        small = np.random.default_rng(7).normal(0, 8, (5, 17))
        grain = np.asarray(Image.fromarray(small).resize((130, 38), Image.Resampling.BICUBIC))
        for row, shades in enumerate(grain):
            for column, shade in enumerate(shades):
                level = round(grey + float(shade))
                pen.point((start + 2 + column, TOP - 2 + row), fill=(level, level, level))

    return draw


@pytest.mark.parametrize("signs", [_dots, _rings])
@pytest.mark.parametrize("at", [156, 150, 160, 128])
def test_signs_that_run_over_the_edge_of_their_cell_hide(signs: Drawer, at: int) -> None:
    seen = _looked("900101-", _crossed(signs, at))
    assert seen.shows is Shows.SIGNS
    assert weighed(seen, ["0000070", "000000"])[0] == "masked"
    assert weighed(seen, ["0000071", "000000"])[0] == "unclear", "two that are unlike"


@pytest.mark.parametrize("tail", ["1234567", "1888888", "1000000", "2222222"])
@pytest.mark.parametrize("at", [60, 75, 90])
def test_digits_that_run_over_the_edge_of_their_cell_do_not(tail: str, at: int) -> None:
    seen = _looked(f"900101-{tail}", _crossed(lambda *_: None, at - round(_wide(tail))))
    assert seen.shows not in HIDDEN


@pytest.mark.parametrize("width", [1, 2, 3, 5, 30])
def test_a_rule_alone_among_signs_is_nothing_however_thin(width: int) -> None:
    sign = Glyph(0, 10, 20, 40, np.full((30, 20), 255, np.uint8))
    signs = [replace(sign, left=at * 30, right=at * 30 + 20) for at in range(5)]
    rule = Glyph(150, 0, 150 + width, 60, np.full((60, width), 255, np.uint8))
    assert without_rules([*signs, rule]) == signs


@pytest.mark.parametrize("grey", [130, 135, 140, 150, 180])
def test_tape_paler_than_print_hides(grey: int) -> None:
    assert _looked("900101-2", _tape(grey)).shows in HIDDEN


@pytest.mark.parametrize("tail", ["2XXXXXX)", "XXXXXXX)", "1******)", "1●●●●●●)", "1XXXXXX]"])
def test_a_bracket_behind_signs_is_none_of_them(tail: str) -> None:
    assert _looked(f"900101-{tail.replace('●', 'O')}").shows is Shows.SIGNS


@pytest.mark.parametrize("tail", ["1234567)", "1888888)", "1XXXXX7)", "12XXXXX)"])
def test_nor_does_it_hide_digits(tail: str) -> None:
    assert _looked(f"900101-{tail}").shows not in HIDDEN


@pytest.mark.parametrize("tail", ["1000000", "0000000", "1111111", "1888888"])
def test_one_digit_repeated_hides_nothing(tail: str) -> None:
    assert _looked(f"900101-{tail}").shows not in HIDDEN


@pytest.mark.parametrize("text", ["900101-", "900101-1", "900101", "9001011"])
@pytest.mark.parametrize("cover", [_box, _bar])
def test_a_cover_that_joins_what_is_before_it_hides(text: str, cover: Drawer) -> None:
    assert _looked(text, cover).shows in HIDDEN


@pytest.mark.parametrize("text", ["900101-", "900101-1", "900101-12", "9001011"])
def test_a_digit_behind_an_empty_box_is_never_hidden(text: str) -> None:
    assert _looked(text, _box_and_digit).shows not in HIDDEN


@pytest.mark.parametrize(("tail", "shown"), [("1**3***", 1), ("1*2*3*4", 3), ("2*****4", 1)])
def test_digits_between_signs_are_open(tail: str, shown: int) -> None:
    seen = _looked(f"900101-{tail}")
    assert (seen.shows, seen.shown) == (Shows.PARTIAL, shown)


def test_six_digits_are_found_where_a_hyphen_joins_the_last() -> None:
    picture = _drawn("900101", lambda pen, end: pen.rectangle((end - 4, TOP + 17, end + 10, TOP + 19), fill=INK))
    found = six_digits(picture[TOP - 6 : TOP + SIZE + 12, LEFT - 40 : LEFT + 420], SIZE * 1.2)
    assert [abs(one.right - 40 - _wide("900101")) < 8 for one in found] == [True]


def test_an_edge_of_an_empty_box_may_be_read_as_a_one_but_no_other_digit_may() -> None:
    framed, bare = Strip(Shows.EMPTY, 1, 0.8, framed=True), Strip(Shows.EMPTY, 1, 0.8)
    assert weighed(framed, ["21"])[0] == "masked"
    assert {weighed(framed, ["24"])[0], weighed(framed, ["211"])[0], weighed(bare, ["21"])[0]} == {"unclear"}


def test_a_digit_read_behind_what_seems_a_smear_is_no_hidden_one() -> None:
    """White paint in a thin frame, which leaves the last digit: `541231-1▭2`."""
    smear, strokes = Strip(Shows.BAR, 1, 0.7), Strip(Shows.BAR, 1, 0.75)
    assert weighed(smear, ["12", "1"])[0] == "unclear"
    assert {weighed(smear, ["1", "1"])[0], weighed(strokes, ["12", "1"])[0]} == {"masked"}


def test_digits_that_pixels_alone_seem_to_show_among_signs_are_for_a_person() -> None:
    partial = Strip(Shows.PARTIAL, 2, 0.75)
    assert weighed(partial, ["6******", "6******"])[0] == "unclear"
    assert {weighed(partial, said)[0] for said in (["6******", "61*****"], ["6", "6"], [""])} == {"exposed"}


def test_a_bar_that_is_read_behind_two_digits_hides_five_alone() -> None:
    bar = Strip(Shows.BAR, 1, 0.9)
    assert weighed(bar, ["17*"])[0] == "unclear"
    assert {weighed(bar, said)[0] for said in (["1*"], ["1"], ["114"], ["*"])} == {"masked"}


def _line(text: str, left: float, top: float, wide: float) -> Line:
    box = Box(left / WIDTH, (top + 4) / HEIGHT, (left + wide) / WIDTH, (top + SIZE + 6) / HEIGHT)
    words = (Word(text, 0.9, box),)
    return Line(words, box, words)


def _told(value: str, more: Drawer | None = None, read: str | None = None, under: str = "") -> Field:
    lines = [_line("주민등록번호", 150, TOP, 180)]
    lines += [_line(read or value, LEFT, TOP, _wide(value))] if value or read else []
    lines += [_line(under, 150, TOP + 50, _wide(under))] if under else []
    return _field(Page(1, _drawn(value, more, under), tuple(lines)))


def _field(page: Page) -> Field:
    found = extract(Sheets(Kind.EMPLOYMENT_CERTIFICATE, (page,)))
    assert isinstance(found, Field)
    return found


def test_a_first_digit_that_stands_right_behind_the_birth_date_is_no_other_number() -> None:
    assert _told("9001011").value == "masked"
    assert _told("9001011", _bar).value == "masked"


def test_the_whole_number_without_a_hyphen_is_open() -> None:
    assert _told("9001011234567").value == "exposed"
    assert _told("9001011234567", read="9001011").value != "masked"


@pytest.mark.parametrize("born", ["1990년 1월 1일", "1990년01월01일", "1990.01.01", "1990-01-01"])
def test_a_birth_date_is_no_number_whatever_date_stands_under_it(born: str) -> None:
    assert _told("", read=born).value == "absent"
    page = Page(
        1, _drawn(""), (_line(f"주민등록번호: {born}", 150, TOP, 300), _line("2026년 2월 21일", 150, TOP + 50, 200))
    )
    assert _field(page).value == "absent"


@pytest.mark.parametrize("read", ["9OO1 1**34 1990.01.01", "900l●● 2019년 1월 1일"])
def test_a_date_behind_something_else_says_nothing_of_it(read: str) -> None:
    assert _told("", read=read).value != "absent"


@pytest.mark.parametrize(
    "label", ["주민등륵번호", "주인동록번호", "사업자등록번호", "외국인등록번효", "대표번호", "성명"]
)
def test_cheap_likeness_tells_the_same_labels(label: str) -> None:
    """A bound on the way is faster, and nothing else."""
    meant = max(likeness(label, one) for one in ("주민등록번호", "외국인등록번호"))
    other = max(likeness(label, one) for one in ("사업자등록번호", "대표번호", "등록번호", "전화번호"))
    assert may_name(label) == (meant >= 0.62 and meant > other)


@pytest.mark.parametrize("under", ["주소: 서울시 마포구 성암로 1234", "2026년 2월 21일"])
def test_a_label_without_a_value_has_none_whatever_line_follows(under: str) -> None:
    page = Page(1, _drawn(""), (_line("주민등록번호:", 150, TOP, 180), _line(under, 150, TOP + 50, 400)))
    assert _field(page).value == "absent"


@pytest.mark.parametrize("under", ["9OO1 1**34", "900l●● 이히 1234", "직위 900101 1234567"])
def test_what_may_be_a_number_under_a_label_is_no_absence(under: str) -> None:
    assert _told("", under=under).value != "absent"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("벌인등록번호", Label.CORPORATE),
        ("○ 번 인 등록번호", Label.CORPORATE),
        ("주민(벌인)등록번호", Label.RESIDENT),
        ("수빈(벌인)등록번호", Label.NONE),
        ("벌민등록번호", Label.RESIDENT),
    ],
)
def test_a_corporate_label_may_lose_one_letter_and_no_more(text: str, label: Label) -> None:
    assert label_of(text) is label


@pytest.mark.parametrize(
    ("readings", "sure"),
    [
        (("*******", "*******"), 0.87),
        (("*******",), 0.75),
        (("*******", "1*****"), 0.75),
        (("2******", "*******"), 0.87),
    ],
)
def test_signs_that_every_look_read_make_signs_that_were_seen_sure(readings: tuple[str, ...], sure: float) -> None:
    value, confidence, _ = weighed(Strip(Shows.SIGNS, 0, 0.75), readings)
    assert (value, confidence) == ("masked", sure)


@pytest.mark.parametrize("readings", [("*******", "*****12"), ("*******", "1234567")])
def test_a_digit_in_one_look_keeps_signs_from_being_sure(readings: tuple[str, ...]) -> None:
    value, confidence, _ = weighed(Strip(Shows.SIGNS, 0, 0.75), readings)
    assert value != "masked" or confidence <= 0.8
