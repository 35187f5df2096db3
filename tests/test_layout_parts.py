"""The quick ways of layout give what the slow ones would: skew, parts by their outlines, the clean page cut out."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.layout import find_ink, find_strips, sheet_of, straight
from pipeline.layout.parts import find_parts
from tests import drawn


@pytest.mark.parametrize("degrees", [-8.3, -2.1, -0.4, 0.3, 1.7, 9.2])
def test_a_skewed_page_is_made_level(degrees: float) -> None:
    page = np.asarray(drawn.turned(drawn.employment_page(), degrees))
    assert straight(sheet_of(page), 0).skew == pytest.approx(-degrees, abs=0.15)


def test_a_level_page_stays_the_very_picture() -> None:
    page = np.asarray(drawn.employment_page())
    assert straight(sheet_of(page), 0).picture is page


@pytest.mark.parametrize("side", [1, 5, 31, 40])
def test_a_picture_too_small_for_lines_is_level(side: int) -> None:
    noise = np.random.default_rng(side).integers(0, 256, (side, side, 3), dtype=np.uint8)
    assert straight(sheet_of(noise), 0).skew == 0.0


def test_outlines_tell_boxes_and_areas_of_solid_parts_as_labels_do() -> None:
    random = np.random.default_rng(4)
    mask = np.zeros((400, 500), dtype=np.uint8)
    for left, top in random.integers(0, 380, (60, 2)).tolist():
        cv2.ellipse(mask, (left, top), (int(random.integers(1, 18)), int(random.integers(1, 12))), 0, 0, 360, 255, -1)
    parts = find_parts(mask)
    told = sorted((*box, area) for box, area in zip(parts.boxes.tolist(), parts.areas().tolist(), strict=True))
    stats = cv2.connectedComponentsWithStats(cv2.bitwise_not(_outside(mask)))[2][1:]
    assert told == sorted(tuple(map(float, row)) for row in stats.tolist())


def _outside(mask: np.ndarray) -> np.ndarray:
    """What no part encloses: areas count holes, labels do not."""
    ground = cv2.copyMakeBorder(cv2.bitwise_not(mask), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=(255,))
    labels = cv2.connectedComponents(ground, connectivity=4)[1]
    return np.asarray((labels == labels[0, 0]) * 255, dtype=np.uint8)[1:-1, 1:-1]


def test_a_part_within_anothers_hole_is_a_part() -> None:
    mask = np.zeros((60, 60), dtype=np.uint8)
    cv2.rectangle(mask, (5, 5), (50, 50), 255, 2)
    mask[20:30, 20:35] = 255
    assert [20, 20, 15, 10] in find_parts(mask).boxes.tolist()
    assert len(find_parts(mask).outlines) == 2


def test_parts_of_the_clean_page_are_parts_of_the_whole() -> None:
    clean = find_ink(np.asarray(drawn.employment_page())).clean
    width, height = clean.size
    whole = clean.cut(0, 0, width, height)
    apart = cv2.absdiff(whole[300:420, 150:900], clean.cut(150, 300, 900, 420))
    assert int(apart.max()) <= 1


def test_bold_letters_of_a_title_that_touch_are_read() -> None:
    page = Image.new("RGB", (1240, 1754), "white")
    draw = ImageDraw.Draw(page)
    draw.text((240, 150), "의료기기판매업", font=drawn.font(64), fill="black", stroke_width=5)
    for row in range(10):
        draw.text((200, 400 + row * 70), "영업소의 명칭 초록물류", font=drawn.font(24), fill="black")
    title = next(one.box for one in find_strips(find_ink(np.asarray(page))) if one.box.top < 0.15)
    assert title.left < 242 / 1240
    assert title.right > 650 / 1240
