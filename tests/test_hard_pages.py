"""Shadow and patterns: they neither hide lines nor make them, and cost no more than the page is worth."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.document import Picture
from pipeline.layout import find_ink, find_strips, sheet_of
from tests import drawn

MOST_MORE = 12
"""Boxes that a pattern may add to a page."""
MOST_TIME = 5.0
"""How often the time of the clean page laying out a patterned one may take."""


def _places(page: Picture) -> tuple[np.ndarray, np.ndarray]:
    down, across = np.mgrid[0 : page.shape[0], 0 : page.shape[1]].astype(np.float32)
    return down, across


def moire(page: Picture) -> Picture:
    """A screen's grid beating with the camera's: spots as large as letters all over."""
    down, across = _places(page)
    spots = np.sin((0.9 * across + 0.3 * down) / 4) * np.sin((0.95 * down - 0.2 * across) / 4)
    return (page * 0.86 + 18 + 24 * spots[..., None]).clip(0, 255).astype(np.uint8)


def hatching(page: Picture) -> Picture:
    """Fine lines across each other, as on a security."""
    down, across = _places(page)
    lines = (np.sin((across + down) / 3) > 0.3) | (np.sin((across - down) / 3) > 0.3)
    return np.minimum(page, np.where(lines, 196, 255)[..., None]).astype(np.uint8)


def shadow(page: Picture) -> Picture:
    """A sharp shadow over one side, aslant."""
    down, across = _places(page)
    dark = 1 - 0.25 * (1 + np.tanh((0.9 * across + 0.5 * down - 0.8 * page.shape[1]) / 16))
    return (page * dark[..., None]).astype(np.uint8)


def deep_shadow(page: Picture) -> Picture:
    """The shadow of a telephone over the table, as dark as a coloured header; its edge is soft."""
    down, across = _places(page)
    inside = [
        (1 + np.tanh((reach - abs(place - middle)) / 16)) / 2
        for place, middle, reach in ((across, 700, 300), (down, 500, 260))
    ]
    return (page * (1 - 0.52 * inside[0] * inside[1])[..., None]).astype(np.uint8)


def dim(page: Picture) -> Picture:
    """Taken in poor light: white paper is grey."""
    return (page * 0.6).astype(np.uint8)


def _seconds(page: Picture) -> float:
    begun = time.process_time()
    find_strips(find_ink(page))
    return time.process_time() - begun


@pytest.mark.parametrize("background", [moire, hatching, shadow])
def test_a_background_makes_few_boxes_and_little_work(background: Callable[[Picture], Picture]) -> None:
    page = np.asarray(drawn.employment_page())
    clean, patterned = find_strips(find_ink(page)), find_strips(find_ink(background(page)))
    assert abs(len(patterned) - len(clean)) <= MOST_MORE
    clean_time = min(_seconds(page) for _ in range(3))
    assert min(_seconds(background(page)) for _ in range(3)) < MOST_TIME * clean_time


@pytest.mark.parametrize("background", [moire, hatching, shadow])
def test_what_stands_on_a_background_is_read(background: Callable[[Picture], Picture]) -> None:
    lines, _ = drawn.lines_of(Image.fromarray(background(np.asarray(drawn.employment_page()))))
    texts = {"".join(line.text.split()) for line in lines}
    assert len({"성명", "김하늘", "1990년1월1일", "2019년3월4일", "2026년10월2일"} - texts) <= 1


def test_a_shadow_over_writing_is_no_panel_with_light_writing() -> None:
    page = np.asarray(drawn.employment_page())
    clean, shaded = find_ink(page).mask > 0, find_ink(deep_shadow(page)).mask > 0
    assert np.mean(clean != shaded) < 0.01


def test_a_seal_in_poor_light_gets_no_brighter_than_the_paper() -> None:
    page = dim(np.asarray(drawn.employment_page()))
    name = find_ink(page).mask[1230:1330, 340:740] > 0
    assert 0.03 < name.mean() < 0.2


def test_light_writing_on_dark_panels_is_read() -> None:
    page = drawn.employment_page()
    draw = ImageDraw.Draw(page)
    for top, ground in ((1400, (30, 60, 130)), (1500, (20, 20, 20))):
        draw.rectangle((120, top, 1120, top + 60), fill=ground, outline="black", width=3)
        draw.text((150, top + 12), "고객 정보 및 이용 내역", font=drawn.font(28), fill="white")
    lines, _ = drawn.lines_of(page)
    texts = ["".join(line.text.split()) for line in lines]
    assert texts.count("고객정보및이용내역") == 2


def test_the_edge_of_a_shadow_is_not_the_edge_of_the_sheet() -> None:
    page = shadow(np.asarray(drawn.employment_page()))
    assert sheet_of(page).corners is None
