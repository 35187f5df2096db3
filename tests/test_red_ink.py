"""A resident number in red ink, which the first look lets vanish with the seals, is found and covered all the same."""

import io

import numpy as np
import pytest
from PIL import Image

from pipeline.facts import read_here
from pipeline.settings import settings
from tests import drawn


@pytest.mark.parametrize("ink", [(214, 58, 44), (230, 0, 0), (160, 30, 30)])
def test_a_red_resident_number_is_neither_absent_nor_shown(ink: tuple[int, int, int]) -> None:
    page = drawn.employment_page()
    drawn.ImageDraw.Draw(page).text((150, 700), "주민등록번호 : 900101-1234568", font=drawn.font(30), fill=ink)
    reading = read_here(drawn.png(page), settings(), pictures=True)
    assert reading.facts.best.fields["resident_number"].value in {"exposed", "unclear"}
    assert "1234568" not in str(reading.facts.to_json())
    with Image.open(io.BytesIO(reading.pictures[0])) as shown:
        number = np.asarray(shown.convert("RGB"))[700:735, 490:590]
    assert number[:, :, 0].astype(int).mean() < 90


def test_a_red_seal_and_a_red_copy_stamp_are_no_numbers() -> None:
    page = drawn.employment_page()
    drawn.ImageDraw.Draw(page).text((150, 1500), "원본대조필 2026. 10. 19.", font=drawn.font(30), fill=(214, 58, 44))
    found = read_here(drawn.png(page), settings()).facts.best.fields
    assert found["resident_number"].value == "absent"
    assert found["issuance_date"].value == "2026-10-02"


def test_red_writing_is_read_too() -> None:
    page = drawn.employment_page()
    draw = drawn.ImageDraw.Draw(page)
    for top, text in ((620, "상호 : 주식회사 새솔상사"), (700, "등록번호 : 123-45-67891")):
        draw.text((150, top), text, font=drawn.font(32), fill=(210, 30, 35))
    lines, _ = drawn.lines_of(page)
    texts = {"".join(line.text.split()) for line in lines}
    assert {"상호:주식회사새솔상사", "등록번호:123-45-67891"} <= texts
