"""Signatures by hand on consents, and what is none."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from extractors import Sheets
from extractors.signature import EXTRACTOR, extract
from pipeline.document import Box, Field, Kind, Line, Page, Picture, Word

WIDTH, HEIGHT = 1240, 1754


def _paper() -> Picture:
    return np.full((HEIGHT, WIDTH, 3), 252, np.uint8)


def _word(text: str, left: int, right: int) -> Word:
    return Word(text, 0.9, Box(left / WIDTH, 1300 / HEIGHT, right / WIDTH, 1326 / HEIGHT))


def _found(picture: Picture, *words: Word) -> Field:
    box = Box.around(word.box for word in words)
    found = extract(Sheets(Kind.NUMBER_USAGE_CONSENT, (Page(1, picture, (Line(words, box),)),)))
    assert isinstance(found, Field)
    return found


def _scribble(picture: Picture, left: int, colour: tuple[int, int, int]) -> None:
    steps = np.linspace(0, 10, 160)
    points = np.stack([left + steps * 13, 1312 + 30 * np.sin(steps * 1.9) * np.cos(steps * 0.7)], axis=1)
    cv2.polylines(picture, [points.astype(np.int32)], isClosed=False, color=colour, thickness=4)


OWNER = (_word("동의자", 500, 580), _word("김하늘", 600, 680), _word("(서명)", 860, 930))


@pytest.mark.parametrize("colour", [(30, 30, 80), (20, 20, 20), (40, 60, 170)], ids=["ink", "black", "blue"])
@pytest.mark.parametrize("left", [715, 800], ids=["before", "over"])
def test_strokes_by_the_place_to_sign_are_a_signature(colour: tuple[int, int, int], left: int) -> None:
    picture = _paper()
    _scribble(picture, left, colour)
    found = _found(picture, *OWNER)
    assert found.value == "present"
    assert found.page == 1
    assert found.box is not None


def test_an_empty_place_is_not_signed() -> None:
    found = _found(_paper(), *OWNER)
    assert found.value == "absent"
    assert found.confidence >= 0.8


def test_a_rule_to_sign_on_is_no_signature() -> None:
    picture = _paper()
    cv2.line(picture, (700, 1330), (860, 1330), (0, 0, 0), 2)
    assert _found(picture, *OWNER).value == "absent"


def test_a_printed_name_is_no_signature() -> None:
    picture = _paper()
    cv2.putText(picture, "KIM HANEUL", (600, 1324), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (20, 20, 20), 2)
    words = (OWNER[0], _word("KIM HANEUL", 598, 790), OWNER[2])
    assert _found(picture, *words).value == "absent"


def test_a_seal_is_no_signature() -> None:
    picture = _paper()
    cv2.circle(picture, (890, 1312), 55, (214, 48, 38), 5)
    for at in range(-30, 31, 12):
        cv2.line(picture, (862, 1312 + at), (918, 1312 + at), (214, 48, 38), 4)
    assert _found(picture, *OWNER).value == "absent"


def test_a_fax_is_never_surely_unsigned() -> None:
    picture = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    assert _found(picture, *OWNER).confidence < 0.8


def test_a_frame_to_sign_in_is_no_signature() -> None:
    picture = _paper()
    cv2.rectangle(picture, (850, 1270), (945, 1350), (20, 20, 20), 3)
    assert _found(picture, *OWNER).value == "absent"


def test_a_pattern_beneath_everything_is_no_signature() -> None:
    picture = _paper()
    for left in range(-400, WIDTH, 60):
        cv2.line(picture, (left, 1000), (left + 500, 1600), (90, 110, 190), 3)
        cv2.line(picture, (left + 500, 1000), (left, 1600), (90, 110, 190), 3)
    assert _found(picture, *OWNER).value == "absent"


def test_strokes_far_from_any_place_to_sign_are_none() -> None:
    picture = _paper()
    _scribble(picture, 100, (40, 60, 170))
    assert _found(picture, *OWNER).value == "absent"


def test_without_a_place_to_sign_it_is_not_sure() -> None:
    assert _found(_paper(), OWNER[0]).confidence < 0.9


def test_consents_carry_it() -> None:
    assert EXTRACTOR.kinds == frozenset({Kind.NUMBER_USAGE_CONSENT})


@pytest.mark.parametrize("words", [("(서", ")"), ("7X(서", "명)7"), ("(서영", ")")])
def test_the_place_to_sign_is_found_though_small_print_lost_a_letter(words: tuple[str, str]) -> None:
    picture = _paper()
    _scribble(picture, 715, (30, 30, 80))
    found = _found(picture, *OWNER[:2], _word(words[0], 860, 905), _word(words[1], 905, 930))
    assert found.value == "present"


def test_strokes_that_begin_in_the_printed_name_and_reach_beyond_its_row_are_surely_a_signature() -> None:
    """Nothing beside them, no frame, no rule: what runs into print is told from it where the print was read."""
    picture = _paper()
    points = np.array([(660, 1300), (690, 1345), (720, 1270), (745, 1340), (775, 1265), (800, 1330), (830, 1290)])
    cv2.polylines(picture, [points.astype(np.int32)], isClosed=False, color=(20, 20, 20), thickness=4)
    found = _found(picture, *OWNER)
    assert (found.value, found.confidence >= 0.9) == ("present", True)


def test_a_street_in_brackets_is_no_place_to_sign() -> None:
    picture = _paper()
    _scribble(picture, 715, (30, 30, 80))
    assert _found(picture, OWNER[0], OWNER[1], _word("(서울특별시)", 860, 1000)).value == "absent"
