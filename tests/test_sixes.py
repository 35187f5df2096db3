"""Six digits found by their shape, and print that was spoilt: drawn rows, no recogniser."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.document import Picture
from pipeline.glyphs import Shows, Strip, look, six_digits

LEFT, BASE, SIZE = 60, 60, 36


def _font() -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(SIZE)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font


def _row(text: str, ink: int = 25) -> Picture:
    image = Image.new("RGB", (640, 90), (250, 250, 250))
    ImageDraw.Draw(image).text((LEFT, BASE), text, fill=(ink, ink, ink), font=_font(), anchor="ls")
    return np.asarray(image).copy()


def _looked(row: Picture) -> Strip:
    six = six_digits(row, SIZE)[0]
    return look(row, six.right, six.left)


def _behind(shown: str) -> int:
    return round(LEFT + _font().getlength(shown)) + 2


@pytest.mark.parametrize("text", ["900203-1234567", "900203-", "9002031", "900203-1XXXXXX"])
def test_the_first_six_are_found_whatever_follows(text: str) -> None:
    six = six_digits(_row(text), SIZE)[0]
    assert abs(six.left - LEFT) < 5
    assert abs(six.right - _behind("900203")) < 6


@pytest.mark.parametrize("text", ["12-345678", "02-345-6789", "90020"])
def test_digits_that_others_lead_to_are_none(text: str) -> None:
    assert six_digits(_row(text), SIZE) == []


def test_a_bar_that_touches_the_hyphen_hides() -> None:
    row = _row("900203-")
    row[20:70, _behind("900203") + 3 : 420] = 20
    assert _looked(row).shows is Shows.BAR


@pytest.mark.parametrize("spoil", ["blur", "squares"])
def test_spoilt_digits_are_hidden(spoil: str) -> None:
    row, begin = _row("900203-1234567"), _behind("900203-1")
    part = row[24:70, begin:340]
    if spoil == "blur":
        soft = cv2.GaussianBlur(part, (0, 0), 11)
    else:
        small = cv2.resize(part, (8, 3), interpolation=cv2.INTER_AREA)
        soft = cv2.resize(small, part.shape[1::-1], interpolation=cv2.INTER_NEAREST)
    row[24:70, begin:340] = soft
    assert _looked(row).shows is Shows.BAR


@pytest.mark.parametrize("ink", [25, 120, 160, 190])
def test_pale_digits_are_never_taken_for_spoilt_ones(ink: int) -> None:
    row, begin = _row("900203-1234567"), _behind("900203-1")
    row[:, begin:] = _row("900203-1234567", ink)[:, begin:]
    assert _looked(row).shows in {Shows.DIGITS, Shows.PARTIAL, Shows.UNSURE}
