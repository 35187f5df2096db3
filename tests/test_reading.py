"""Real Tesseract on drawn pages: what must be read whatever way a page arrives."""

import re

import numpy as np
import pytest
from PIL import Image, ImageChops

from pipeline.document import Line
from pipeline.layout.lines import MOST_LINES
from tests import drawn

WANTED = ["성명", "김하늘", "생년월일", "1990년1월1일", "주소", "직위", "입사일", "2019년3월4일", "2026년10월2일"]


def squeezed(lines: tuple[Line, ...]) -> list[str]:
    return [re.sub(r"\s", "", line.text) for line in lines]


def test_a_ruled_page_with_a_seal_reads_cell_by_cell() -> None:
    lines, turned = drawn.lines_of(drawn.employment_page())
    texts = squeezed(lines)
    assert turned == 0
    assert "재직증명서" in texts
    assert [text for text in WANTED if text in texts] == WANTED
    assert any("주식회사한빛테크" in text for text in texts)
    name = next(line for line, text in zip(lines, texts, strict=True) if text == "김하늘")
    assert 0.27 < name.box.left < 0.30
    assert 0.19 < name.box.top < 0.21


@pytest.mark.parametrize("degrees", [90, 180, 270, 4, -7])
def test_a_turned_page_is_read_upright(degrees: int) -> None:
    lines, turned = drawn.lines_of(drawn.turned(drawn.employment_page(), degrees))
    assert (turned + degrees) % 360 == pytest.approx(0, abs=0.4) or (turned + degrees) % 360 == pytest.approx(
        360, abs=0.4
    )
    assert "2026년10월2일" in squeezed(lines)


def test_a_page_photographed_on_a_desk_is_found_and_flattened() -> None:
    lines, _ = drawn.lines_of(drawn.on_a_desk(drawn.employment_page(), np.random.default_rng(3)))
    texts = squeezed(lines)
    assert len([text for text in WANTED if text in texts]) >= len(WANTED) - 1


def test_a_patterned_background_neither_hides_lines_nor_makes_them() -> None:
    plain, patterned = drawn.employment_page(), drawn.guilloche(drawn.employment_page())
    assert abs(len(drawn.strips_of(patterned)) - len(drawn.strips_of(plain))) <= 2
    texts = squeezed(drawn.lines_of(patterned)[0])
    assert len([text for text in WANTED if text in texts]) >= len(WANTED) - 1


def test_noise_makes_no_more_lines_than_a_page_can_have() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (1700, 1200, 3), dtype=np.uint8)
    assert len(drawn.strips_of(Image.fromarray(noise))) <= MOST_LINES


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (900, 3), (300, 300)])
def test_an_empty_picture_of_any_size_has_no_lines(size: tuple[int, int]) -> None:
    assert drawn.lines_of(Image.new("RGB", size, "white"))[0] == ()


def test_masks_are_read_as_masks() -> None:
    page = Image.new("RGB", (1240, 400), "white")
    drawn.ImageDraw.Draw(page).text((100, 150), "주민등록번호 : 900101-1******", font=drawn.font(32), fill="black")
    (text,) = squeezed(drawn.lines_of(page)[0])
    assert re.search(r"900101-1\*{5,8}$", text)


def framed(page: Image.Image) -> Image.Image:
    drawn.ImageDraw.Draw(page).rectangle((60, 90, 1180, 1690), outline=(40, 110, 80), width=10)
    return page


def test_a_printed_frame_is_not_taken_for_the_edge_of_the_sheet() -> None:
    page = framed(drawn.employment_page())
    drawn.ImageDraw.Draw(page).text((80, 40), "발급번호 : 123-45", font=drawn.font(24), fill="black")
    texts = squeezed(drawn.lines_of(page)[0])
    assert any("발급번호" in text for text in texts)
    assert "2026년10월2일" in texts


def test_white_letters_on_a_dark_header_are_read() -> None:
    page = drawn.employment_page()
    draw = drawn.ImageDraw.Draw(page)
    draw.rectangle((100, 120, 1140, 240), fill=(38, 70, 120))
    draw.text((430, 145), "재직증명서", font=drawn.font(64), fill="white")
    assert "재직증명서" in squeezed(drawn.lines_of(page)[0])


def test_bullets_are_told_by_their_shape() -> None:
    page = Image.new("RGB", (1240, 600), "white")
    draw = drawn.ImageDraw.Draw(page)
    for top, label in ((150, "대표자 김하늘"), (250, "개업연월일 2019년 3월 4일")):
        draw.ellipse((100, top + 4, 128, top + 32), outline="black", width=2)
        draw.text((145, top), label, font=drawn.font(32), fill="black")
    draw.rectangle((100, 354, 126, 380), fill="black")
    draw.text((145, 350), "고객정보", font=drawn.font(32), fill="black")
    assert squeezed(drawn.lines_of(page)[0]) == ["○대표자김하늘", "○개업연월일2019년3월4일", "■고객정보"]


@pytest.mark.parametrize("ink", [(214, 58, 44), (140, 40, 44)])
def test_seals_bright_and_dark_vanish_from_beneath_a_name(ink: tuple[int, int, int]) -> None:
    page = Image.new("RGB", (1240, 600), "white")
    drawn.ImageDraw.Draw(page).text((300, 250), "대표이사 김하늘", font=drawn.font(40), fill="black")
    seal = Image.new("RGB", page.size, "white")
    drawn.ImageDraw.Draw(seal).ellipse((520, 200, 660, 340), outline=ink, width=9)
    drawn.ImageDraw.Draw(seal).text((545, 235), "하늘", font=drawn.font(44), fill=ink)
    assert squeezed(drawn.lines_of(ImageChops.multiply(page, seal))[0]) == ["대표이사김하늘"]


def test_a_bold_title_is_neither_hollowed_nor_cut() -> None:
    page = Image.new("RGB", (1240, 1754), "white")
    draw = drawn.ImageDraw.Draw(page)
    draw.text((300, 150), "이용계약증명서", font=drawn.font(92), fill="black", stroke_width=2)
    for row in range(12):
        draw.text((150, 500 + 60 * row), "서비스 이용 사실을 확인합니다", font=drawn.font(26), fill="black")
    lines, _ = drawn.lines_of(page)
    assert squeezed(lines)[0] == "이용계약증명서"
    assert lines[0].box.height > 0.04
