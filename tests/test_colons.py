"""Colons alone in the gap between label and value are kept in the line, specks of noise are not."""

import numpy as np
import pytest
from PIL import Image

from pipeline.layout.colons import MOST_DOTS, find_colons, with_colons
from tests import drawn


@pytest.mark.parametrize("size", [26, 32, 40])
def test_a_colon_in_a_wide_gap_is_read(size: int) -> None:
    page = Image.new("RGB", (1240, 900), "white")
    draw = drawn.ImageDraw.Draw(page)
    for row, (label, value) in enumerate((("상 호", "한빛상사"), ("대 표 자", "김하늘"), ("주 소", "서울특별시 중구"))):
        top = 150 + 3 * size * row
        for left, text in ((100, label), (100 + 4 * size, ":"), (100 + 5 * size, value)):
            draw.text((left, top), text, font=drawn.font(size), fill="black")
    texts = ["".join(line.text.split()) for line in drawn.lines_of(page)[0]]
    assert texts == ["상호:한빛상사", "대표자:김하늘", "주소:서울특별시중구"]


def test_one_dot_or_unlike_dots_are_no_colon() -> None:
    mask = np.zeros((100, 200), dtype=np.uint8)
    mask[40:44, 20:24] = 255  # a full stop
    mask[20:24, 60:64] = mask[40:50, 58:68] = 255  # a speck above a blot
    assert len(find_colons(mask, 32.0)) == 0
    mask[28:32, 100:104] = mask[42:46, 100:104] = 255
    assert find_colons(mask, 32.0).tolist() == [[100, 28, 104, 46]]


def test_colons_of_other_rows_and_within_letters_are_not_taken() -> None:
    line = np.array([[10, 10, 60, 42], [120, 10, 200, 42]], dtype=np.int32)
    colons = np.array([[85, 18, 89, 36], [130, 18, 134, 36], [85, 70, 89, 88]], dtype=np.int32)
    assert with_colons(line, colons).tolist() == [[10, 10, 60, 42], [85, 18, 89, 36], [120, 10, 200, 42]]


def test_noise_is_bounded() -> None:
    mask = np.asarray((np.random.default_rng(1).random((900, 900)) < 0.03) * 255, dtype=np.uint8)
    assert len(find_colons(mask, 30.0)) <= MOST_DOTS
