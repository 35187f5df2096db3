"""Seals on drawn pages: of every form and ink, by the issuer's name; and what resembles one and is none."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from extractors import Sheets
from extractors.stamp import extract
from pipeline.document import Box, Field, Kind, Line, Page, Picture, Word
from pipeline.seals import find_imprints, find_inks, is_code

WIDTH, HEIGHT = 1240, 1754
SEAL = (820, 1400)
Colour = tuple[int, int, int]
Draw = Callable[[Picture, Colour], None]
VERMILION, DARK_RED, FADED, BLUE, BLACK = (214, 48, 38), (150, 28, 30), (236, 150, 140), (40, 62, 160), (34, 32, 34)


def _paper() -> Picture:
    noise = np.random.default_rng(1).integers(-3, 4, (HEIGHT, WIDTH, 3))
    return np.clip(250 + noise, 0, 255).astype(np.uint8)


def _line(text: str, left: int, top: int, right: int, bottom: int) -> Line:
    box = Box(left / WIDTH, top / HEIGHT, right / WIDTH, bottom / HEIGHT)
    return Line((Word(text, 0.9, box),), box)


ISSUER = _line("주식회사한빛테크대표이사김하늘", 420, 1385, 800, 1415)


def _letters(picture: Picture, centre: tuple[int, int], side: int, ink: Colour) -> None:
    """Strokes as of carved letters: uneven bars and stems in four cells."""
    x, y = centre
    for column in (-1, 1):
        for row in (-1, 1):
            middle_x, middle_y = x + column * side // 4, y + row * side // 4
            cell = side // 6
            for offset in (-cell, 0, cell):
                cv2.line(picture, (middle_x - cell, middle_y + offset), (middle_x + cell, middle_y + offset), ink, 3)
            cv2.line(
                picture, (middle_x + column * 4, middle_y - cell), (middle_x + column * 4, middle_y + cell), ink, 3
            )


def _square(picture: Picture, ink: Colour, centre: tuple[int, int] = SEAL) -> None:
    x, y = centre
    cv2.rectangle(picture, (x - 60, y - 60), (x + 60, y + 60), ink, 6)
    _letters(picture, centre, 110, ink)


def _round(picture: Picture, ink: Colour, centre: tuple[int, int] = SEAL) -> None:
    cv2.circle(picture, centre, 66, ink, 5)
    _letters(picture, centre, 90, ink)


def _oval(picture: Picture, ink: Colour, centre: tuple[int, int] = SEAL) -> None:
    cv2.ellipse(picture, centre, (40, 62), 0, 0, 360, ink, 5)
    _letters(picture, centre, 70, ink)


def _tilted(picture: Picture, ink: Colour, centre: tuple[int, int] = SEAL) -> None:
    layer = np.full_like(picture, 255)
    _square(layer, ink, centre)
    turn = cv2.getRotationMatrix2D(centre, 14, 1.0)
    turned = cv2.warpAffine(layer, turn, (WIDTH, HEIGHT), borderValue=(255, 255, 255))
    np.minimum(picture, turned.astype(np.uint8), out=picture)


def _found(picture: Picture, *lines: Line) -> Field:
    found = extract(Sheets(Kind.EMPLOYMENT_CERTIFICATE, (Page(1, picture, (*lines, ISSUER)),)))
    assert isinstance(found, Field)
    return found


def _grey(picture: Picture) -> Picture:
    return np.asarray(cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB), dtype=np.uint8)


@pytest.mark.parametrize(
    "ink", [VERMILION, DARK_RED, FADED, BLUE, BLACK], ids=["vermilion", "dark", "faded", "blue", "black"]
)
@pytest.mark.parametrize(
    ("draw", "shape"),
    [(_square, "square"), (_round, "round"), (_oval, "oval"), (_tilted, "square")],
    ids=["square", "round", "oval", "tilted"],
)
def test_a_seal_by_the_issuer_s_name_is_present(
    draw: Callable[[Picture, Colour], None], shape: str, ink: Colour
) -> None:
    picture = _paper()
    draw(picture, ink)
    found = _found(picture)
    assert (found.value, found.shape) == ("present", shape)
    assert found.box is not None
    assert abs(found.box.centre[0] * WIDTH - SEAL[0]) < 15
    assert abs(found.box.centre[1] * HEIGHT - SEAL[1]) < 15


def test_a_seal_over_the_end_of_the_name_is_present() -> None:
    picture = _paper()
    cv2.putText(picture, "REPRESENTATIVE KIM", (420, 1412), cv2.FONT_HERSHEY_SIMPLEX, 1.1, (20, 20, 20), 3)
    _square(picture, VERMILION, (780, 1400))
    assert _found(picture).value == "present"


def test_warm_light_and_shade_do_not_hide_a_seal() -> None:
    picture = _paper()
    _round(picture, VERMILION)
    shade = np.linspace(1.0, 0.55, WIDTH)[None, :, None] * np.array([1.0, 0.92, 0.75])
    assert _found((picture * shade).astype(np.uint8)).value == "present"


def _empty_square(picture: Picture) -> None:
    cv2.rectangle(picture, (760, 1340), (880, 1460), VERMILION, 6)


def _filled(picture: Picture) -> None:
    cv2.rectangle(picture, (760, 1340), (880, 1460), VERMILION, -1)


def _ring(picture: Picture) -> None:
    cv2.circle(picture, SEAL, 60, VERMILION, 20)


def _hazard(picture: Picture) -> None:
    corners = np.array([[820, 1330], [890, 1455], [750, 1455]], np.int32)
    cv2.polylines(picture, [corners], isClosed=True, color=VERMILION, thickness=10)
    cv2.line(picture, (820, 1375), (820, 1420), VERMILION, 8)


def _sign(picture: Picture, corners: int, ink: Colour = VERMILION) -> None:
    """A sign of so many corners with a mark of exclamation, filled or not, in any ink."""
    angles = 2 * np.pi * np.arange(corners) / corners
    points = np.stack([SEAL[0] + 66 * np.sin(angles), SEAL[1] - 66 * np.cos(angles)], axis=1).astype(np.int32)
    cv2.polylines(picture, [points], isClosed=True, color=ink, thickness=8)
    cv2.line(picture, (SEAL[0], SEAL[1] - 26), (SEAL[0], SEAL[1] + 8), ink, 9)
    cv2.circle(picture, (SEAL[0], SEAL[1] + 26), 6, ink, -1)


@pytest.mark.parametrize("ink", [VERMILION, BLUE, BLACK], ids=["vermilion", "blue", "black"])
@pytest.mark.parametrize("corners", [3, 4, 5, 6, 8, 60])
def test_a_sign_of_any_outline_is_none(corners: int, ink: Colour) -> None:
    picture = _paper()
    _sign(picture, corners, ink)
    assert _found(picture).value == "absent"


def _triangle_of_letters(picture: Picture) -> None:
    corners = np.array([[820, 1310], [910, 1462], [730, 1462]], np.int32)
    cv2.polylines(picture, [corners], isClosed=True, color=VERMILION, thickness=6)
    _letters(picture, (820, 1420), 74, VERMILION)


def _rule(picture: Picture) -> None:
    cv2.line(picture, (100, 1450), (1140, 1450), VERMILION, 6)


def _heading(picture: Picture) -> None:
    cv2.putText(picture, "IMPORTANT", (700, 1412), cv2.FONT_HERSHEY_SIMPLEX, 1.6, VERMILION, 5)


def _signature(picture: Picture) -> None:
    steps = np.linspace(0, 12, 200)
    points = np.stack([760 + steps * 14, 1400 + 35 * np.sin(steps * 1.7) * np.cos(steps)], axis=1)
    cv2.polylines(picture, [points.astype(np.int32)], isClosed=False, color=BLUE, thickness=4)


def _logo(picture: Picture) -> None:
    _square(picture, VERMILION, (160, 140))


def _qr(picture: Picture) -> None:
    code = cv2.resize(
        cv2.QRCodeEncoder.create().encode("https://example.com/verify/1234"),
        (132, 132),
        interpolation=cv2.INTER_NEAREST,
    )
    picture[1334:1466, 754:886] = code[..., None]


def _copy_stamp(picture: Picture) -> None:
    cv2.rectangle(picture, (120, 1560), (440, 1650), VERMILION, 6)
    cv2.putText(picture, "COPY OF ORIGINAL", (140, 1618), cv2.FONT_HERSHEY_SIMPLEX, 0.9, VERMILION, 3)


@pytest.mark.parametrize(
    "draw",
    [
        _empty_square,
        _filled,
        _ring,
        _hazard,
        _triangle_of_letters,
        _rule,
        _heading,
        _signature,
        _logo,
        _qr,
        _copy_stamp,
    ],
    ids=lambda draw: draw.__name__,
)
def test_what_is_no_seal_is_none(draw: Callable[[Picture], None]) -> None:
    picture = _paper()
    draw(picture)
    assert _found(picture).value == "absent"


def test_a_sign_that_the_seal_is_left_out_is_none() -> None:
    found = _found(_paper(), _line("(직인생략)", 810, 1385, 930, 1415))
    assert found.value == "absent"
    assert found.confidence >= 0.9


def test_an_empty_coloured_page_surely_has_none() -> None:
    picture = _paper()
    cv2.rectangle(picture, (100, 100), (1140, 110), BLUE, -1)
    assert _found(picture).confidence >= 0.9


def test_a_fax_never_surely_has_none() -> None:
    picture = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    cv2.putText(picture, "REPRESENTATIVE KIM", (420, 1412), cv2.FONT_HERSHEY_SIMPLEX, 1.1, (0, 0, 0), 3)
    found = _found(picture)
    assert found.value == "absent"
    assert found.confidence < 0.7


def test_a_seal_too_faint_to_tell_is_no_sure_absence() -> None:
    picture = _paper()
    _square(picture, (246, 228, 226))
    found = _found(picture)
    assert found.value == "present" or found.confidence < 0.7


@pytest.mark.parametrize("draw", [_square, _round, _oval])
@pytest.mark.parametrize("ink", [(250, 240, 239), (238, 240, 250)], ids=["red", "blue"])
def test_a_breath_of_colour_where_the_seal_belongs_leaves_absence_open(draw: Draw, ink: Colour) -> None:
    picture = _paper()
    cv2.rectangle(picture, (100, 100), (1140, 110), BLUE, -1)
    surely = _found(picture)
    draw(picture, ink)
    found = _found(picture)
    assert found.value == "present" or found.confidence < 0.7 <= surely.confidence


def test_a_grey_scan_of_a_red_seal_is_found_or_left_open() -> None:
    picture = _paper()
    _square(picture, VERMILION)
    found = _found(_grey(picture))
    assert found.value == "present" or found.confidence < 0.7


def test_a_large_black_letter_of_a_heading_is_none() -> None:
    picture = _paper()
    cv2.putText(picture, "BOARD", (420, 1440), cv2.FONT_HERSHEY_SIMPLEX, 4.0, BLACK, 10)
    heading = _line("주식회사가", 420, 1345, 800, 1450)
    assert _found(picture, heading).value == "absent"


def test_no_lines_and_no_picture_worth_the_name_do_not_break_it() -> None:
    tiny = np.full((9, 7, 3), 255, np.uint8)
    found = extract(Sheets(Kind.UNKNOWN, (Page(1, tiny, ()),)))
    assert isinstance(found, Field)
    assert found.value == "absent"
    assert extract(Sheets(Kind.UNKNOWN, ())) == Field("absent", 0.0)


def test_imprints_are_sorted_by_likeness() -> None:
    picture = _paper()
    _square(picture, VERMILION)
    _round(picture, FADED, (400, 700))
    likeness = [one.likeness for one in find_imprints(find_inks(picture))]
    assert likeness == sorted(likeness, reverse=True)
    assert len(likeness) >= 2


def test_a_black_seal_that_was_read_as_a_character_is_still_a_seal() -> None:
    picture = _paper()
    _round(picture, BLACK)
    read = _line("@", SEAL[0] - 66, SEAL[1] - 66, SEAL[0] + 66, SEAL[1] + 66)
    assert _found(_grey(picture), ISSUER, read).value == "present"


def test_ink_that_nothing_accounts_for_leaves_absence_open() -> None:
    picture = _paper()
    for step in range(6):
        cv2.line(picture, (815 + 14 * step, 1380), (823 + 14 * step, 1392 + 5 * step), BLACK, 7)
    found = _found(picture, ISSUER)
    assert found.value == "absent"
    assert found.confidence < 0.8


def test_letters_left_white_in_a_seal_s_ink_are_seen() -> None:
    picture = _paper()
    x, y = SEAL
    cv2.rectangle(picture, (x - 60, y - 60), (x + 60, y + 60), VERMILION, -1)
    _letters(picture, SEAL, 110, (246, 190, 184))
    blurred = np.asarray(cv2.GaussianBlur(picture, (0, 0), 1.6), dtype=np.uint8)
    assert _found(blurred, ISSUER).value == "present"


def test_a_seal_of_dense_letters_is_no_code() -> None:
    picture = _paper()
    _square(picture, BLACK)
    inks = find_inks(picture)
    assert not any(is_code(one, inks) for one in find_imprints(inks))


@pytest.mark.parametrize(("high", "wide"), [(high, wide) for high in (1, 2, 4, 5) for wide in (1, 3, 4)])
def test_specks_of_colour_of_any_size_are_no_seal(high: int, wide: int) -> None:
    picture = np.full((HEIGHT, WIDTH, 3), 250, np.uint8)
    picture[1400 : 1400 + high, 820 : 820 + wide] = VERMILION
    assert _found(picture, ISSUER).value == "absent"


SPOILT = _line("거 구 몰 몰", 420, 1385, 860, 1415)
DAY = _line("2026년 11월 3일", 520, 1290, 720, 1312)


@pytest.mark.parametrize("ink", [VERMILION, BLACK], ids=["vermilion", "black"])
def test_a_seal_that_spoils_its_issuer_s_name_stands_below_the_date(ink: Colour) -> None:
    picture = _paper()
    _square(picture, ink)
    page = Page(1, _grey(picture) if ink == BLACK else picture, (DAY, SPOILT))
    found = extract(Sheets(Kind.EMPLOYMENT_CERTIFICATE, (page,)))
    assert isinstance(found, Field)
    assert found.value == "present"
    assert found.confidence >= 0.9


@pytest.mark.parametrize("name", ["구로 세무서", "주식회", "에스케이브로드밴"])
def test_the_beginning_of_an_issuer_s_name_will_do(name: str) -> None:
    picture = _paper()
    _square(picture, BLACK)
    page = Page(1, _grey(picture), (_line(name, 420, 1385, 770, 1415),))
    found = extract(Sheets(Kind.BUSINESS_REGISTRATION, (page,)))
    assert isinstance(found, Field)
    assert found.confidence >= 0.9


def test_a_black_seal_whose_outline_a_fax_broke_is_put_together() -> None:
    picture = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    _round(picture, BLACK)
    holes = np.random.default_rng(3).random((HEIGHT // 4 + 1, WIDTH // 4 + 1)) < 0.45
    grown = np.kron(holes, np.ones((4, 4), bool))[:HEIGHT, :WIDTH]
    picture[grown] = 255
    cv2.putText(picture, "KIM", (690, 1412), cv2.FONT_HERSHEY_SIMPLEX, 1.4, BLACK, 4)
    assert _found(picture).value == "present"
