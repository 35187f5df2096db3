"""On a washed-out photo thin grey strokes are writing; a pattern of their darkness is not, nor the edges of bold letters."""

from __future__ import annotations

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from pipeline.document import Picture
from pipeline.layout.ink import find_ink
from pipeline.layout.lines import find_strips
from pipeline.layout.pale import with_pale
from tests.drawn import FONT

PAPER, BLACK = 226, 40
THIN = FONT.replace("NanumGothic.ttf", "NanumMyeongjo.ttf")
LEFT = 300


def _page(written: int, size: int = 22) -> Picture:
    """A bold title and a thick frame in black, and twelve thin values in the grey given, blurred as by a phone."""
    page = Image.new("L", (1240, 1754), PAPER)
    draw = ImageDraw.Draw(page)
    draw.text((420, 120), "이용계약 증명서", fill=BLACK, font=ImageFont.truetype(FONT, 60), stroke_width=2)
    draw.rectangle((200, 280, 1040, 1460), outline=BLACK, width=5)
    for place in range(12):
        text = "CERT90727221" if place % 2 else "2026. 10. 28."
        draw.text((LEFT, 320 + place * 90), text, fill=written, font=ImageFont.truetype(THIN, size))
    blurred = cv2.GaussianBlur(np.asarray(page), (0, 0), 1.0)
    return np.asarray(cv2.cvtColor(blurred, cv2.COLOR_GRAY2RGB), dtype=np.uint8)


def _found(page: Picture) -> list[tuple[int, int]]:
    """Left and right of each value's line, in pixels."""
    strips = [one for one in find_strips(find_ink(page)) if one.box.top > 0.17]
    return [(round(one.box.left * 1240), round(one.box.right * 1240)) for one in strips]


def test_pale_writing_is_found_from_its_first_letter_to_its_last() -> None:
    dark, pale = _found(_page(BLACK)), _found(_page(90))
    assert len(pale) == len(dark) == 12
    for (left, right), (first, last) in zip(dark, pale, strict=True):
        assert abs(left - first) <= 4
        assert abs(right - last) <= 6


def test_writing_as_dark_as_its_title_gains_no_pixel() -> None:
    strong = np.zeros((200, 400), dtype=np.uint8)
    for place in range(20, 380, 20):
        cv2.rectangle(strong, (place, 90), (place + 10, 110), 255, -1)
    weak = np.asarray(cv2.dilate(strong, np.ones((3, 3), dtype=np.uint8)), dtype=np.uint8)
    assert np.array_equal(with_pale(strong, weak), strong)


def test_what_hangs_together_with_no_ink_stays_away() -> None:
    strong = np.zeros((200, 400), dtype=np.uint8)
    weak = strong.copy()
    for place in range(20, 380, 20):
        cv2.rectangle(weak, (place, 90), (place + 8, 110), 255, -1)
        cv2.rectangle(weak, (place, 140), (place + 8, 160), 255, -1)
        strong[100:103, place : place + 3] = 255
    found = with_pale(strong, weak)
    assert found[90:111].any(axis=0).sum() == weak[90:111].any(axis=0).sum()
    assert not found[140:161].any()
