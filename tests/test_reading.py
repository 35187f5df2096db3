"""Real Tesseract on drawn pages: what must be read whatever way a page arrives."""

import re

import numpy as np
import pytest
from PIL import Image

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
