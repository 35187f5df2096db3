"""What is a letter and what is a picture, by its size and its ink."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.layout.blobs import find_blobs
from pipeline.layout.rules import Mask

LETTER = 19
"""Usual height of a letter in these masks, in pixels."""


def page(large: Mask) -> Mask:
    """Rows of letters beneath something large, which stands at 100, 40."""
    mask: Mask = np.zeros((400, 600), dtype=np.uint8)
    for top in (200, 260, 320):
        for left in range(60, 540, 24):
            cv2.putText(mask, "E", (left, top), cv2.FONT_HERSHEY_DUPLEX, 0.9, 255, 2)
    mask[40 : 40 + large.shape[0], 100 : 100 + large.shape[1]] = large
    return mask


def bold_letter() -> Mask:
    """A title's letter, 55 pixels high, with gaps so narrow that closing fills them."""
    letter: Mask = np.zeros((55, 50), dtype=np.uint8)
    letter[:, ::1] = np.where((np.arange(50) // 6) % 2 == 0, 255, 0)
    letter[24:31] = 255
    return letter


def at_the_top(mask: Mask) -> list[tuple[int, ...]]:
    return [tuple(box) for box in find_blobs(mask, LETTER).tolist() if box[1] < 100]


def test_a_bold_letter_of_a_title_is_kept() -> None:
    assert at_the_top(page(bold_letter())) == [(100, 40, 150, 95)]


@pytest.mark.parametrize("sides", [(55, 50), (120, 90)])
def test_a_black_area_is_no_letter(sides: tuple[int, int]) -> None:
    assert at_the_top(page(np.full(sides, 255, dtype=np.uint8))) == []


def test_a_photograph_is_no_letter_though_light_parts_are_in_it() -> None:
    dots = np.where(np.add.outer(np.arange(120) // 4, np.arange(100) // 4) % 2 == 0, 255, 0).astype(np.uint8)
    assert at_the_top(page(dots)) == []


def test_rows_that_a_black_seal_holds_together_are_parted() -> None:
    mask: Mask = np.zeros((400, 600), dtype=np.uint8)
    for top in (120, 170):
        for left in range(60, 400, 20):
            cv2.putText(mask, "E", (left, top), cv2.FONT_HERSHEY_DUPLEX, 0.9, 255, 2)
    cv2.circle(mask, (390, 160), 60, 255, 5)
    rows = [(box[1], box[3]) for box in find_blobs(mask, LETTER).tolist() if box[0] < 100]
    assert [bottom - top < 1.5 * LETTER for top, bottom in rows] == [True, True]


def test_strokes_of_one_large_letter_are_no_rows() -> None:
    letter: Mask = np.zeros((60, 70), dtype=np.uint8)
    for top in (0, 25, 50):
        letter[top : top + 10] = 255
    letter[:, 60:] = 255
    assert at_the_top(page(letter)) == [(100, 40, 170, 100)]
