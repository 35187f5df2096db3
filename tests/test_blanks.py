"""What is blank, what hides: places beside labels, circles among digits, masks side by side."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from checks.masks import surely_masked
from extractors import Sheets
from extractors.blanks import left_blank
from extractors.choosing import entries
from pipeline.document import Box, Kind, Line, Page, Picture, Word
from pipeline.glyphs.rings import rings
from pipeline.lexicon import Label

WIDTH, HEIGHT = 1000, 1400


def paper() -> Picture:
    return np.full((HEIGHT, WIDTH, 3), 255, dtype=np.uint8)


def sheets(picture: Picture, likeness_text: str = "상호") -> Sheets:
    box = Box(0.1, 0.3, 0.16, 0.32)
    line = Line((Word(likeness_text, 0.96, box),), box)
    return Sheets(Kind.BUSINESS_REGISTRATION, (Page(1, picture, (line,)),))


def blank(picture: Picture, text: str = "상호") -> bool:
    found = sheets(picture, text)
    return left_blank(entries(found, Label.COMPANY_NAME), found)


def test_an_empty_place_is_blank() -> None:
    assert blank(paper())


def test_the_rules_of_a_table_are_no_writing() -> None:
    picture = paper()
    cv2.line(picture, (200, 400), (200, 470), (0, 0, 0), 2)
    cv2.line(picture, (100, 421), (950, 421), (0, 0, 0), 2)
    assert blank(picture)


@pytest.mark.parametrize("grey", [0, 120, 200])
def test_writing_that_nobody_could_read_is_not_blank(grey: int) -> None:
    picture = paper()
    cv2.putText(picture, "HANBIT", (250, 445), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (grey, grey, grey), 2)
    assert not blank(picture)


def test_a_label_that_was_not_seen_leaves_nothing_blank() -> None:
    assert not blank(paper(), "비고란")


def number_with(sign: str) -> Picture:
    strip = np.full((40, 420), 255, dtype=np.uint8)
    cv2.putText(strip, "010-3619-68", (5, 30), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 0, 2)
    for place in (270, 305):
        if sign == "ring":
            cv2.circle(strip, (place, 20), 11, 0, 2)
        else:
            cv2.ellipse(strip, (place, 20), (7, 11), 0, 0, 360, 0, 2)
    return strip


def test_circles_are_told_from_zeros() -> None:
    assert rings(number_with("ring")) == 2
    assert rings(number_with("zero")) == 0


def test_an_empty_strip_has_no_circles() -> None:
    assert rings(np.full((40, 420), 255, dtype=np.uint8)) == 0


@pytest.mark.parametrize(
    ("name", "hidden"), [("한***", True), ("(주)동 **", True), ("한*테크", False), ("*한빛", False)]
)
def test_masks_side_by_side_are_masks(name: str, hidden: bool) -> None:  # noqa: FBT001 - what is expected, in a table
    assert surely_masked(name) is hidden
