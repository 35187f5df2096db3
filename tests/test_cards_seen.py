"""Identity cards of which letters were not read, or badly: what the picture shows of their numbers, and whose they are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw

from extractors import Sheets
from extractors.licence_number import extract as licence
from extractors.person_name import extract as name
from extractors.resident_number import extract as resident
from pipeline.document import Box, Field, Kind, Line, Page, Word
from tests.drawn import font

WIDTH, HEIGHT = 1012, 638
LEFT, SIZE = 330, 40
TITLE, LICENCE, NAME, RESIDENT = 60, 190, 270, 325


def _line(text: str, pixels: tuple[float, float, float, float], sure: float) -> Line:
    left, top, right, bottom = pixels
    step = (right - left) / len(text) / WIDTH
    words, at = [], left / WIDTH
    for part in text.split(" "):
        box = Box(at, top / HEIGHT, at + len(part) * step, bottom / HEIGHT)
        words.append(Word(part, sure, box))
        at = box.right + step
    return Line(tuple(words), Box(left / WIDTH, top / HEIGHT, right / WIDTH, bottom / HEIGHT), tuple(words))


def _card(printed: dict[int, str], read: dict[int, tuple[str, float]], *, bar: bool = False) -> Sheets:
    """A drawn card, and the lines that were read on it. `bar`: one covers the resident number's last seven digits."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), (232, 240, 238))
    pen = ImageDraw.Draw(picture)
    places = {}
    for top, text in printed.items():
        pen.text((LEFT, top), text, font=font(SIZE), fill="black")
        left, _, right, _ = pen.textbbox((LEFT, top), text, font=font(SIZE))
        places[top] = (left, top + 3, right, top + SIZE + 3)
    if bar:
        start = LEFT + int(pen.textlength(printed[RESIDENT][:7], font=font(SIZE)))
        pen.rectangle((start, RESIDENT, start + 200, RESIDENT + SIZE + 8), fill="black")
    lines = tuple(_line(text, places[top], sure) for top, (text, sure) in read.items())
    return Sheets(Kind.IDENTITY_CARD, (Page(1, np.asarray(picture), lines),))


def _of(found: Field | tuple[Field, ...]) -> Field:
    assert isinstance(found, Field)
    return found


@pytest.mark.parametrize("sure", [0.85, 0.7])
def test_low_signs_in_the_picture_settle_a_covered_licence(sure: float) -> None:
    covered = "26-03-******-33"
    found = _of(licence(_card({LICENCE: covered}, {LICENCE: (covered, sure)})))
    assert (found.value, found.confidence >= 0.9) == ("masked", True)


def test_digits_that_were_read_as_signs_are_never_surely_covered() -> None:
    found = _of(licence(_card({LICENCE: "26-03-481590-33"}, {LICENCE: ("26-03-******-33", 0.7)})))
    assert found.confidence < 0.9


def _behind(head: str, rest: str, read: str) -> Sheets:
    """A card of whose licence number only what stands behind its head was read."""
    card = _card({LICENCE: head + rest}, {LICENCE: (head + rest, 0.85)})
    whole = card.pages[0].lines[0].box
    start = ImageDraw.Draw(Image.new("L", (1, 1))).textlength(head, font=font(SIZE)) / WIDTH
    pixels = (whole.left + start) * WIDTH, whole.top * HEIGHT, whole.right * WIDTH, whole.bottom * HEIGHT
    return Sheets(card.kind, (replace(card.pages[0], lines=(_line(read, pixels, 0.85),)),))


@pytest.mark.parametrize("read", ["******-33", "******33"])
def test_a_covered_serial_is_told_by_the_picture_where_its_head_was_lost(read: str) -> None:
    found = _of(licence(_behind("26-03-", "******-33", read)))
    assert (found.value, found.confidence >= 0.9, found.text) == ("masked", True, None)


@pytest.mark.parametrize("read", ["26-03******-33", "26-03-* *****-33", "26-03-***** *-33"])
def test_stars_that_were_parted_or_ran_on_are_told_too(read: str) -> None:
    found = _of(licence(_card({LICENCE: "26-03-******-33"}, {LICENCE: (read, 0.85)})))
    assert (found.value, found.confidence >= 0.9) == ("masked", True)


@pytest.mark.parametrize("read", ["******-33", "******33", "1*****-33"])
def test_open_digits_behind_a_lost_head_are_never_told_covered(read: str) -> None:
    assert _of(licence(_behind("26-03-", "481590-33", read))).value == "absent"


@pytest.mark.parametrize(
    ("printed", "cover", "value"),
    [("900101-1234567", "bar", "masked"), ("900101-*******", "", "masked"), ("900101-1234567", "", "exposed")],
)
def test_a_card_s_number_of_which_nothing_was_read_is_seen_under_the_name(printed: str, cover: str, value: str) -> None:
    card = _card({NAME: "김하늘", RESIDENT: printed}, {NAME: ("김하늘", 0.99)}, bar=bool(cover))
    found = _of(resident(card))
    assert found.value == value
    assert found.text is None


@pytest.mark.parametrize("read", ["7508190_2", "900101■", "900101~ㅋㄱㅋ", "5421"])
def test_a_card_s_number_that_was_read_badly_is_seen_too(read: str) -> None:
    printed, number = {NAME: "김하늘", RESIDENT: "900101-1234567"}, {NAME: ("김하늘", 0.99), RESIDENT: (read, 0.3)}
    covered = _of(resident(_card(printed, number, bar=True)))
    assert (covered.value, covered.confidence >= 0.9) == ("masked", True)
    assert _of(resident(_card(printed, number))).value in {"exposed", "unclear"}


def test_a_card_with_nothing_under_its_name_is_unclear() -> None:
    assert _of(resident(_card({NAME: "김하늘"}, {NAME: ("김하늘", 0.99)}))).value == "unclear"


def test_a_sign_read_before_the_name_is_none_of_it() -> None:
    number = ("900101-*******", 0.99)
    found = _of(name(_card({NAME: "김하늘", RESIDENT: number[0]}, {NAME: ("● 김하늘", 0.99), RESIDENT: number})))
    assert found.value == "김하늘"
