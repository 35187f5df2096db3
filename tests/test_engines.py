"""Tesseract as a library and as a program read alike; what a crop reads as hangs on nothing but the crop."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.document import Picture, Word
from pipeline.errors import DojangError
from pipeline.recognisers import Look
from pipeline.recognisers.tesseract import Tesseract, library, probe, program
from pipeline.recognisers.tesseract.asked import LANGUAGES
from tests import drawn

BESIDE_AN_ENGINE = """
import numpy as np
from pipeline.recognisers.tesseract import Tesseract
Tesseract().read([np.full((34, 300), 255, np.uint8)])
"""


@pytest.fixture(scope="module")
def crops() -> list[Picture]:
    return drawn.strips_of(drawn.employment_page())


def engine(look: Look) -> library.Engine:
    found = library.engine(probe(), look)
    assert found is not None, "the library of the installed program is used"
    return found


def texts(lines: list[tuple[Word, ...]]) -> list[str]:
    return [" ".join(word.text for word in line) for line in lines]


@pytest.mark.parametrize("look", list(LANGUAGES))
def test_library_and_program_read_alike(look: Look, crops: list[Picture]) -> None:
    ours, theirs = engine(look).read(crops), program.read(crops, look)
    assert sum(one == other for one, other in zip(texts(ours), texts(theirs), strict=True)) >= len(crops) - 1
    boxes = [(one.box, other.box) for a, b in zip(ours, theirs, strict=True) for one, other in zip(a, b, strict=False)]
    assert np.mean([max(abs(np.subtract(*pair))) < 0.02 for pair in boxes]) > 0.9


def test_what_a_crop_reads_as_hangs_on_no_other(crops: list[Picture]) -> None:
    forth = engine(Look.TEXT).read(crops)
    back = engine(Look.TEXT).read(crops[::-1])[::-1]
    assert forth == back == Tesseract().read(crops)


def test_boxes_stand_where_the_letters_do() -> None:
    page = Image.new("L", (260, 40), 255)
    ImageDraw.Draw(page).text((4, 4), "등록번호 주소지", font=drawn.font(28), fill=0)
    ink = np.flatnonzero((np.asarray(page) < 128).any(axis=0))
    words = engine(Look.TEXT).read([np.asarray(page)[:, : ink[-1] + 5]])[0]
    assert "".join(word.text for word in words) == "등록번호주소지"
    edges = [word.box.right * (ink[-1] + 5) for word in words if word.text[-1] in "호지"]
    gap = int(ink[np.flatnonzero(np.diff(ink) > 6)[-1]])
    assert edges == pytest.approx([gap, ink[-1]], abs=20), "the model tells places roughly"
    assert all(0 <= word.box.left < word.box.right <= 1 for word in words)


def test_a_library_of_another_version_is_not_used() -> None:
    assert library.load("4.0.0") is None
    assert library.load(probe()) is not None


def test_without_the_library_the_program_reads(crops: list[Picture], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "engine", lambda _version, _look: None)
    assert Tesseract().read(crops[:3]) == program.read(crops[:3], Look.TEXT)


def test_reading_ends_when_its_time_is_up(crops: list[Picture], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "SECONDS", -1)
    with pytest.raises(DojangError, match="timed-out"):
        engine(Look.TEXT).read(crops[:1])


def test_a_process_that_read_ends_quietly() -> None:
    ended = subprocess.run([sys.executable, "-c", BESIDE_AN_ENGINE], capture_output=True, text=True, check=True)
    assert ended.stderr == ""
