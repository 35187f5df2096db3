"""Resident numbers on drawn pages: hidden in every way, shown, misread; exposed never comes out as hidden."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from extractors import Sheets
from extractors.resident_number import EXTRACTOR, extract
from pipeline.document import Box, Field, Kind, Line, Page, Paper, Picture, Word
from pipeline.glyphs import Shows, look
from pipeline.redaction import COVER, covers, redact_paper, redacted
from pipeline.residents import Label, label_of, occurrences, unread_labels

WIDTH, HEIGHT, SIZE = 1240, 400, 28
LEFT, TOP = 400, 180
Drawer = Callable[[ImageDraw.ImageDraw, float, float, float], None]


def _font() -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(SIZE)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font


def _page(
    tail: str, *, read: str | None = None, label: str = "주민등록번호", cover: Drawer | None = None, claimed: str = ""
) -> Page:
    """A page that shows `900101-` and a tail, perhaps covered, and what was read there."""
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen, font = ImageDraw.Draw(image), _font()
    pen.text((LEFT, TOP), "900101-" + tail, fill=(20, 20, 20), font=font)
    start = LEFT + font.getlength("900101-")
    if cover:
        cover(pen, start, start + font.getlength("1"), start + font.getlength("1234567"))
    text = "900101-" + (tail if read is None else read)
    bottom = TOP + SIZE * 1.1
    right = LEFT + font.getlength(text)
    value = _line(text, (LEFT, TOP + 6, right, bottom))
    lines = [_line(label, (150, TOP + 6, 330, bottom))] if label else []
    layer = (_line(claimed, (LEFT, TOP + 6, start + 130, bottom)),) if claimed else ()
    return Page(1, np.asarray(image), (*lines, value), layer)


def _line(text: str, pixels: tuple[float, float, float, float]) -> Line:
    left, top, right, bottom = pixels
    box = Box(left / WIDTH, top / HEIGHT, right / WIDTH, bottom / HEIGHT)
    step = box.width / max(len(text), 1)
    words, at = [], 0
    for part in text.split(" "):
        words.append(
            Word(part, 0.9, Box(box.left + at * step, box.top, box.left + (at + len(part)) * step, box.bottom))
        )
        at += len(part) + 1
    return Line(tuple(words), box, tuple(words))


def _extract(page: Page, kind: Kind = Kind.EMPLOYMENT_CERTIFICATE) -> Field:
    found = extract(Sheets(kind, (page,)))
    assert isinstance(found, Field)
    return found


def _bar(fill: tuple[int, int, int], *, first: bool = False, short: float = 0.0) -> Drawer:
    def draw(pen: ImageDraw.ImageDraw, start: float, second: float, end: float) -> None:
        pen.rectangle(((start if first else second) + 1, TOP + 1, end + 4 - short, TOP + SIZE + 6), fill=fill)

    return draw


def _discs(pen: ImageDraw.ImageDraw, start: float, _second: float, _end: float) -> None:
    for at in range(7):
        pen.ellipse((start + 4 + at * 26, TOP + 8, start + 24 + at * 26, TOP + 28), fill=(20, 20, 20))


def _rings(pen: ImageDraw.ImageDraw, start: float, _second: float, _end: float) -> None:
    for at in range(7):
        pen.ellipse((start + 4 + at * 26, TOP + 8, start + 24 + at * 26, TOP + 28), outline=(20, 20, 20), width=2)


def _squares(pen: ImageDraw.ImageDraw, start: float, _second: float, _end: float) -> None:
    """Empty squares whose upper line is too thin for the camera."""
    for at in range(7):
        left = start + 4 + at * 26
        pen.line((left, TOP + 8, left, TOP + 28, left + 21, TOP + 28, left + 21, TOP + 8), fill=(20, 20, 20), width=2)


def _boxes(pen: ImageDraw.ImageDraw, start: float, _second: float, _end: float) -> None:
    for at in range(7):
        pen.rectangle((start + 4 + at * 26, TOP + 8, start + 24 + at * 26, TOP + 28), fill=(20, 20, 20))


@pytest.mark.parametrize(
    ("tail", "read", "cover", "hidden"),
    [
        ("1******", "1******", None, 6),
        ("*******", "*******", None, 7),
        ("1******", "1444444", None, 6),
        ("1XXXXXX", "1XXXXXX", None, 6),
        ("", "", _discs, 7),
        ("", "0000000", _rings, 7),
        ("", "0000000", _squares, 7),
        ("", "0000000", _boxes, 7),
        ("8888888", "##8####", None, 6),
        ("1234567", "1", _bar((0, 0, 0)), 6),
        ("1234567", "", _bar((0, 0, 0), first=True), 7),
        ("1234567", "1", _bar((255, 255, 255)), 6),
        ("1234567", "1", _bar((214, 206, 180)), 6),
        ("", "", None, 7),
    ],
    ids=[
        "stars6",
        "stars7",
        "stars-read-as-digits",
        "x6",
        "discs",
        "rings-read-as-zeros",
        "squares",
        "boxes",
        "alike-and-mostly-read-as-masks",
        "bar6",
        "bar7",
        "white",
        "tape",
        "left-out",
    ],
)
def test_hidden_in_any_way_is_masked(tail: str, read: str, cover: Drawer | None, hidden: int) -> None:
    found = _extract(_page(tail, read=read, cover=cover))
    assert found.value == "masked"
    assert found.hidden_digits == hidden
    assert found.page == 1


@pytest.mark.parametrize("tail", ["1234567", "2908314", "1111111", "3000000", "4888888", "5777777"])
def test_digits_that_were_read_are_exposed(tail: str) -> None:
    assert _extract(_page(tail)).value == "exposed"


@pytest.mark.parametrize("tail", ["1234567", "2908314", "4808386", "6474747"])
@pytest.mark.parametrize("read", ["1******", "XXXXXXX", "", "1", "▇▇▇▇▇▇▇", "1****67"])
def test_digits_in_the_picture_are_never_hidden_whatever_was_read(tail: str, read: str) -> None:
    assert _extract(_page(tail, read=read)).value in {"exposed", "unclear"}


def test_a_bar_that_misses_a_digit_hides_nothing() -> None:
    found = _extract(_page("1234567", read="1", cover=_bar((0, 0, 0), short=22)))
    assert found.value in {"exposed", "unclear"}


def test_digits_in_the_text_layer_under_a_bar_are_exposed() -> None:
    page = _page("1234567", read="1", cover=_bar((0, 0, 0)), claimed="900101-1234567")
    assert _extract(page).value == "exposed"


def test_a_corporate_number_under_its_label_is_none() -> None:
    page = _page("1234567", label="법인등록번호")
    assert _extract(page, Kind.BUSINESS_REGISTRATION).value == "absent"
    assert not covers([page])[1]


def test_a_mixed_label_is_a_resident_number_s() -> None:
    assert _extract(_page("1234567", label="주민(법인)등록번호")).value == "exposed"


def test_without_a_label_the_shape_is_unclear_and_covered() -> None:
    page = _page("1234567", label="")
    assert _extract(page, Kind.UNKNOWN).value == "unclear"
    assert covers([page])[1]


def test_a_birth_date_alone_is_absent() -> None:
    image = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    lines = (_line("생년월일", (150, 186, 330, 210)), _line("1990. 01. 01.", (LEFT, 186, 600, 210)))
    assert _extract(Page(1, image, lines)).value == "absent"


def test_a_damaged_reading_under_its_label_is_no_absence() -> None:
    assert _extract(_page("1234567", read="l234S6")).value in {"exposed", "unclear"}


def test_the_worst_page_wins() -> None:
    masked, exposed = _page("1******"), _page("1234567")
    found = extract(Sheets(Kind.EMPLOYMENT_CERTIFICATE, (masked, exposed)))
    assert isinstance(found, Field)
    assert found.value == "exposed"


def test_no_digit_of_it_is_in_the_field() -> None:
    assert "1234567" not in str(_extract(_page("1234567")).to_json())


def test_every_kind_carries_it() -> None:
    assert EXTRACTOR.kinds == frozenset(Kind)


def test_redaction_paints_over_the_last_seven_and_nothing_else() -> None:
    page = _page("1234567")
    picture = redacted(page)
    start = round(LEFT + _font().getlength("900101-"))
    end = round(LEFT + _font().getlength("900101-1234567"))
    assert (picture[TOP + 8 : TOP + 28, start:end] == COVER).all()
    assert (picture[:, : LEFT + 60] == page.picture[:, : LEFT + 60]).all()
    assert (page.picture[TOP + 8 : TOP + 28, start:end] != COVER).any()


def test_redaction_cleans_every_text_of_a_paper() -> None:
    fields = {
        "person_name": Field("홍길동 900101-1234567", 0.9, text="홍길동 900101-1234567"),
        "corporate_number": Field("110111-1234567", 0.95, text="110111-1234567"),
        "issuance_number": Field(None, 0.5),
    }
    paper = redact_paper(Paper(Kind.UNKNOWN, 0.5, (1,), fields, phone_numbers=(Field("900101-1234567", 0.4),)))
    assert paper.fields["person_name"].text == "홍길동 900101-1******"
    assert paper.fields["corporate_number"].value == "110111-1234567"
    assert paper.phone_numbers[0].value == "900101-1******"


def test_a_corporate_number_that_was_not_read_surely_is_starred() -> None:
    paper = Paper(Kind.UNKNOWN, 0.5, (1,), {"corporate_number": Field("110111-1234567", 0.5)})
    assert redact_paper(paper).fields["corporate_number"].value == "110111-1******"


def _strip(tail: str, *, blur: float = 0.0) -> tuple[Picture, float]:
    page = _page(tail)
    end = LEFT + _font().getlength("900101")
    row = page.picture[TOP - 2 : TOP + SIZE + 10, LEFT : LEFT + 420]
    if blur:
        row = np.asarray(cv2.GaussianBlur(row, (0, 0), blur), dtype=np.uint8)
    return row, end - LEFT


@pytest.mark.parametrize("blur", [0.0, 0.8, 1.5])
@pytest.mark.parametrize("tail", ["1234567", "0000000", "8888888", "7777777", "1111111"])
def test_digits_look_like_digits(tail: str, blur: float) -> None:
    assert look(*_strip(tail, blur=blur)).shows in {Shows.DIGITS, Shows.UNSURE, Shows.PARTIAL}


def test_nothing_can_be_said_of_no_pixels() -> None:
    assert look(np.zeros((2, 2, 3), np.uint8), 1.0).shows is Shows.UNSURE


def test_stars_that_only_the_text_layer_tells_are_looked_at() -> None:
    page = _page("1******", read="", claimed="900101-1******")
    assert _extract(Page(1, page.picture, page.lines[:1], page.claimed)).value == "masked"
    open_page = _page("1234567", read="", claimed="900101-1******")
    assert _extract(Page(1, open_page.picture, open_page.lines[:1], open_page.claimed)).value in {"exposed", "unclear"}


@pytest.mark.parametrize("read", ["7103", "9OO1O1123", "71032기", "12345 67"])
def test_a_label_with_a_broken_number_behind_it_is_no_absence(read: str) -> None:
    page = _page("1234567")
    value = _line(read, (LEFT, TOP + 6, LEFT + 200, TOP + 30))
    assert _extract(Page(1, page.picture, (page.lines[0], value))).value in {"exposed", "unclear"}
    assert _extract(Page(1, page.picture, (page.lines[0],))).value in {"exposed", "unclear"}


def test_a_label_with_nothing_behind_it_is_absent() -> None:
    image = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    lines = (_line("주민등록번호", (150, 186, 330, 210)), _line("주소", (700, 186, 760, 210)))
    assert _extract(Page(1, image, lines)).value == "absent"


def test_an_employment_certificate_that_names_nobody_s_birth_may_be_unread() -> None:
    image = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    page = Page(1, image, (_line("재직증명서", (500, 20, 700, 60)),))
    assert _extract(page).value == "unclear"
    assert _extract(page, Kind.TELECOM_SERVICE_CERTIFICATE).value == "absent"


def test_what_stands_behind_a_label_and_was_not_read_is_covered_too() -> None:
    page = _page("1234567")
    picture = redacted(Page(1, page.picture, (page.lines[0],)))
    assert (picture[TOP + 10 : TOP + 28, LEFT : LEFT + 150] == COVER).all()


def _one_line(best: str, second: str) -> Page:
    """A page of one line, read twice."""
    pixels = (150.0, float(TOP), 900.0, TOP + SIZE * 1.1)
    line = _line(best, pixels)
    return Page(
        1, np.full((HEIGHT, WIDTH, 3), 255, np.uint8), (Line(line.words, line.box, _line(second, pixels).words),)
    )


@pytest.mark.parametrize(
    ("best", "second", "labels"),
    [
        ("법인등록번호 : 110111-9580873", "HOESZHS 2 : 110111-9580873", {"corporate"}),
        ("주민등록번호 : 110111-9580873", "HOESZHS 2 : 110111-9580873", {"resident"}),
        ("개업연월일 : 2007 년 02 월 05 일", "ASAS2SU : 2007 202 48 0524 A", set()),
        ("개업연월일 : 2007 넌 02 윌 05 밀", "ASAS2SU : 2007 202 48 0524 A", {"none"}),
    ],
)
def test_the_second_look_hears_what_the_best_reading_says_at_its_place(
    best: str, second: str, labels: set[str]
) -> None:
    found = occurrences(_one_line(best, second))
    assert {one.label.value for one in found} == labels


def _shaded(page: Page, right_of: float) -> Page:
    """The page with a shadow that falls to the right of so many pixels."""
    picture = page.picture.copy()
    picture[:, int(right_of) :] = picture[:, int(right_of) :] // 4
    return Page(1, picture, page.lines, page.claimed)


@pytest.mark.parametrize(("tail", "cover"), [("1******", None), ("", _rings), ("1234567", _bar((0, 0, 0)))])
def test_a_shadow_behind_a_hidden_number_is_no_bar_beside_digits(tail: str, cover: Drawer | None) -> None:
    page = _shaded(_page(tail, read=tail[:1], cover=cover), LEFT + 400)
    assert _extract(page).value == "masked"


def test_a_shadow_behind_an_open_number_hides_nothing() -> None:
    assert _extract(_shaded(_page("1234567"), LEFT + 400)).value == "exposed"


@pytest.mark.parametrize("read", ["1*****4", "##4##4#", "72#0#20"])
def test_digits_read_between_masks_are_not_surely_open(read: str) -> None:
    page = _page("1572964", read=read)
    assert _extract(page).value == "unclear"


@pytest.mark.parametrize(("beside", "value"), [("1 00", "unclear"), ("성 명 김하늘", "absent")])
def test_a_number_that_nobody_could_read_is_not_taken_for_none(beside: str, value: str) -> None:
    whole = _page("1234567")
    label, number = whole.lines
    shown = whole.picture.copy()
    if value == "absent":  # an empty cell, and then the next label
        shown[:, LEFT:] = 255
    page = Page(1, shown, (label, _line(beside, tuple(number.box[at] * (WIDTH, HEIGHT)[at % 2] for at in range(4)))))  # type: ignore[arg-type]  # four edges
    assert _extract(page).value in ({"unclear", "exposed"} if value == "unclear" else {value})


@pytest.mark.parametrize("ink", [20, 130])
def test_an_unread_number_under_a_bar_is_not_taken_for_none(ink: int) -> None:
    whole = _page("1234567", cover=_bar((0, 0, 0), short=20))
    pale = np.where(whole.picture < 100, np.uint8(ink), whole.picture)
    pale[:, LEFT + 140 : LEFT + 220] = whole.picture[:, LEFT + 140 : LEFT + 220]
    label, number = whole.lines
    page = Page(1, pale, (label, _line("1 00", tuple(number.box[at] * (WIDTH, HEIGHT)[at % 2] for at in range(4)))))  # type: ignore[arg-type]  # four edges
    assert _extract(page).value in {"exposed", "unclear"}


def _signs_behind(shown: int, *, filled: bool) -> Drawer:
    """Circles in the places behind so many digits."""

    def draw(pen: ImageDraw.ImageDraw, start: float, second: float, _end: float) -> None:
        pitch = second - start
        for at in range(shown, 7):
            left = start + at * pitch + (at - shown) * 8 + 3
            edges = (left, TOP + 9, left + 20, TOP + 29)
            pen.ellipse(edges, fill=(20, 20, 20) if filled else None, outline=(20, 20, 20), width=2)

    return draw


@pytest.mark.parametrize("filled", [True, False])
@pytest.mark.parametrize("digit", "0123456789")
@pytest.mark.parametrize("read", ["", "1{}*****", "1000000", "1******"])
def test_one_digit_before_five_signs_is_never_hidden(digit: str, read: str, *, filled: bool) -> None:
    page = _page(f"1{digit}", read=read.format(digit), cover=_signs_behind(2, filled=filled))
    assert _extract(page).value in {"exposed", "unclear"}


@pytest.mark.parametrize("filled", [True, False])
@pytest.mark.parametrize("digit", "1234")
def test_six_signs_behind_one_digit_are_hidden(digit: str, *, filled: bool) -> None:
    page = _page(digit, read=f"{digit}******", cover=_signs_behind(1, filled=filled))
    assert _extract(page).value == "masked"


def _over(begin: int, end: int, fill: tuple[int, int, int]) -> Drawer:
    """A rectangle over the places from `begin` to `end`."""

    def draw(pen: ImageDraw.ImageDraw, start: float, second: float, _end: float) -> None:
        pitch = second - start
        pen.rectangle((start + begin * pitch, TOP + 1, start + end * pitch - 1, TOP + SIZE + 6), fill=fill)

    return draw


@pytest.mark.parametrize("tail", ["1234567", "1111111", "2417171"])
@pytest.mark.parametrize(
    "fill", [(0, 0, 0), (170, 30, 30), (255, 255, 255), (214, 206, 180)], ids=["black", "red", "white", "tape"]
)
@pytest.mark.parametrize(("begin", "end"), [(2, 7), (3, 7), (1, 6), (1, 5), (0, 6)])
def test_a_cover_that_leaves_a_digit_open_hides_nothing(
    tail: str, fill: tuple[int, int, int], begin: int, end: int
) -> None:
    page = _page(tail, read="", cover=_over(begin, end, fill))
    assert _extract(page).value in {"exposed", "unclear"}


@pytest.mark.parametrize("ground", [(255, 240, 120), (255, 205, 215), (216, 216, 216)])
def test_a_marker_hides_nothing(ground: tuple[int, int, int]) -> None:
    page = _page("1234567")
    picture = np.minimum(page.picture, np.array([255, 255, 255], np.uint8))
    start = round(LEFT + _font().getlength("900101-"))
    picture[TOP : TOP + SIZE + 6, start : start + 130] = np.minimum(
        picture[TOP : TOP + SIZE + 6, start : start + 130], np.array(ground, np.uint8)
    )
    for read in ("1234567", "1******", ""):
        lines = _page("1234567", read=read).lines
        assert _extract(Page(1, picture, lines)).value in {"exposed", "unclear"}


def test_a_bar_that_was_read_as_digits_still_hides() -> None:
    page = _page("1234567", cover=_bar((0, 0, 0)))
    label = page.lines[0]
    value = _line("90010110000", (LEFT, TOP + 2, LEFT + 290, TOP + SIZE + 6))
    assert _extract(Page(1, page.picture, (label, value))).value == "masked"
    open_page = _page("1234567", cover=_over(3, 7, (0, 0, 0)))
    assert _extract(Page(1, open_page.picture, (label, value))).value in {"exposed", "unclear"}


@pytest.mark.parametrize("label", ["주만(법인)등록번호", "주 민 ( 별 인) 등록번호", "추민펀호", "주반들쪽 빈 호"])
def test_a_label_that_was_misread_is_one_still(label: str) -> None:
    assert label_of(label) is Label.RESIDENT


@pytest.mark.parametrize(
    "label", ["수신번호", "주문번호", "발신번호", "우편번호", "차량등록번호", "사업자등록번호", "전화번호"]
)
def test_labels_of_other_numbers_are_none(label: str) -> None:
    assert label_of(label) is Label.NONE


def test_a_number_in_the_next_row_is_not_that_of_a_label_above() -> None:
    first, second = (
        _line("주민등록번호 55102110900", (150, 100, 700, 130)),
        _line("주민등록번호 : 900101-1234567", (150, 190, 700, 220)),
    )
    page = Page(1, _page("1234567").picture, (first, second))
    assert unread_labels(page, occurrences(page)) == [first]
    assert any(cover.top < 115 / HEIGHT < cover.bottom for cover in covers([page])[1])


def test_boxes_of_single_digits_behind_a_label_are_covered_to_the_last() -> None:
    label = _line("주민등록번호", (150, 186, 330, 210))
    digits = tuple(
        _line(digit, (LEFT + at * 60, 186, LEFT + 16 + at * 60, 210)) for at, digit in enumerate("9001011234567")
    )
    page = Page(1, np.full((HEIGHT, WIDTH, 3), 255, np.uint8), (label, *digits))
    assert all(any(cover.intersection(one.box) > 0.9 * one.box.area for cover in covers([page])[1]) for one in digits)


def test_a_number_of_two_cells_is_one_number() -> None:
    whole = _page("1234567")
    head = _line("900101", (LEFT, TOP + 6, LEFT + _font().getlength("900101"), TOP + 30))
    start = LEFT + _font().getlength("900101-")
    tail = _line("1234567", (start, TOP + 6, start + _font().getlength("1234567"), TOP + 30))
    assert _extract(Page(1, whole.picture, (whole.lines[0], head, tail))).value == "exposed"


def test_without_a_label_digits_in_the_text_layer_are_unclear_too() -> None:
    page = _page("1234567", label="", claimed="900101-1234567")
    assert _extract(page, Kind.UNKNOWN).value == "unclear"


@pytest.mark.parametrize(("cover", "told"), [(True, {"masked"}), (False, {"exposed", "unclear"})])
def test_an_identity_card_prints_the_number_without_a_label(cover: bool, told: set[str]) -> None:  # noqa: FBT001 - a case
    tape = _bar((224, 216, 190)) if cover else None
    seen = _page("1234567", read="1" if cover else None, label="", cover=tape)
    card = Page(1, seen.picture, (_line("자동차운전면허증", (60, 40, 400, 80)), *seen.lines))
    assert _extract(card, Kind.IDENTITY_CARD).value in told


def test_a_card_on_which_no_number_was_read_is_never_surely_without_one() -> None:
    blank = Page(1, np.full((HEIGHT, WIDTH, 3), 255, np.uint8), (_line("주민등록증", (60, 40, 400, 80)),))
    assert _extract(blank, Kind.IDENTITY_CARD).value == "unclear"
