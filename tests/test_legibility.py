"""Pictures too poor for anybody are `unreadable`, with the cause; whatever can be read, or shows nothing, is not."""

from __future__ import annotations

import io
from collections.abc import Callable

import cv2
import numpy as np
import pytest
from PIL import Image

from pipeline.document import Box, Kind, Line, Page, Picture, Word
from pipeline.errors import ERRORS, UNREADABLE, DojangError
from pipeline.facts import read_here
from pipeline.legibility import CUT, Cause, illegible, measure
from pipeline.reporting import errors_page
from pipeline.settings import settings
from tests import drawn


def _sheet() -> Picture:
    return np.asarray(drawn.employment_page())


def _jpeg(*pages: Picture) -> bytes:
    stream = io.BytesIO()
    first, *more = [Image.fromarray(page) for page in pages]
    if more:
        first.save(stream, "TIFF", save_all=True, append_images=more)
    else:
        first.save(stream, "JPEG", quality=85)
    return stream.getvalue()


def _small() -> Picture:
    return np.asarray(Image.fromarray(_sheet()).resize((180, 255), Image.Resampling.BOX))


def _blurred() -> Picture:
    return np.asarray(cv2.GaussianBlur(_sheet(), (0, 0), 6), dtype=np.uint8)


def _faint() -> Picture:
    noise = np.random.default_rng(1).normal(0, 4, _sheet().shape)
    return np.clip(252 - (255.0 - _sheet()) * 0.07 + noise, 0, 255).astype(np.uint8)


def _dark() -> Picture:
    noise = np.random.default_rng(1).normal(0, 3, _sheet().shape)
    return np.clip(_sheet() * 0.02 + noise, 0, 255).astype(np.uint8)


def _lamp(radius: float) -> Picture:
    """With a spot of light on it, of so much of the page's sides."""
    high, wide = _sheet().shape[:2]
    y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
    far = ((x / wide - 0.5) / radius) ** 2 + ((y / high - 0.45) / radius) ** 2
    return np.clip(_sheet() * 0.85 + 400 * np.exp(-(far**2))[..., None], 0, 255).astype(np.uint8)


def _glare() -> Picture:
    return _lamp(0.47)


@pytest.mark.parametrize(
    ("draw", "cause"),
    [
        (_small, "small"),
        (_blurred, "blurred"),
        (_faint, "faint"),
        (_dark, "dark"),
        (_glare, "glare"),
    ],
    ids=lambda one: getattr(one, "__name__", one),
)
def test_a_picture_that_nobody_can_read_is_handed_back_with_the_cause(draw: Callable[[], Picture], cause: str) -> None:
    with pytest.raises(DojangError) as raised:
        read_here(_jpeg(draw()), settings())
    error = raised.value
    assert (error.code, error.detail, error.mendable) == ("unreadable", cause, True)
    assert error.to_json()["remedy"] == UNREADABLE[cause].remedy.to_json()
    assert error.to_json()["remedy"]["ko"] != ERRORS["unreadable"].remedy.ko


@pytest.mark.parametrize(
    "draw",
    [
        _sheet,
        lambda: np.asarray(cv2.GaussianBlur(_sheet(), (0, 0), 1.2), dtype=np.uint8),
        lambda: np.asarray(Image.fromarray(_sheet()).resize((620, 877), Image.Resampling.BOX)),
        lambda: (_sheet() * 0.3).astype(np.uint8),
        lambda: _lamp(0.15),
    ],
    ids=["clean", "soft", "small", "dim", "spot"],
)
def test_what_can_be_read_is_never_handed_back(draw: Callable[[], Picture]) -> None:
    assert read_here(_jpeg(draw()), settings()).facts.best.kind is Kind.EMPLOYMENT_CERTIFICATE


def test_one_bad_page_is_not_held_against_a_file() -> None:
    facts = read_here(_jpeg(_sheet(), _blurred()), settings()).facts
    assert facts.page_kinds == (Kind.EMPLOYMENT_CERTIFICATE, Kind.UNKNOWN)


def test_every_page_bad_is() -> None:
    with pytest.raises(DojangError, match="unreadable: small"):
        read_here(_jpeg(_small(), _blurred()), settings())


def test_pictures_of_nothing_are_unknown() -> None:
    blank = np.full((1754, 1240, 3), 250, np.uint8)
    noise = np.random.default_rng(2).normal(0, 4, blank.shape)
    for page in (blank, np.clip(blank + noise, 0, 255).astype(np.uint8)):
        assert read_here(_jpeg(page), settings()).facts.best.kind is Kind.UNKNOWN


def _written(left: int, confidence: float) -> Page:
    """A page of running text, of which the first `left` pixels are missing."""
    picture = np.full((1754, 1240, 3), 252, np.uint8)
    lines = []
    for row in range(12):
        y = 200 + 90 * row
        cv2.putText(picture, "CONTRACT OF SALE BETWEEN", (150, y), cv2.FONT_HERSHEY_SIMPLEX, 1.4, (20, 20, 20), 3)
        box = Box(0.0, (y - 34) / 1754, 0.6, (y + 6) / 1754)
        lines.append(Line((Word("계약서의내용을기재함", confidence, box),), box))
    return Page(1, np.ascontiguousarray(picture[:, left:]), tuple(lines))


def test_lines_that_run_into_the_edge_are_cut_off() -> None:
    assert illegible(_written(260, 0.9), Kind.UNKNOWN) is Cause.CUT
    assert illegible(_written(0, 0.9), Kind.UNKNOWN) is None
    assert illegible(_written(260, 0.9), Kind.EMPLOYMENT_CERTIFICATE) is None


def test_sharp_letters_that_nobody_knows_are_not_to_blame() -> None:
    assert illegible(_written(0, 0.2), Kind.UNKNOWN) is None


def test_a_frame_at_the_edge_is_no_letter() -> None:
    page = _written(0, 0.9)
    page.picture[:, :6] = 20
    assert measure(page).cut == 0


def test_every_cause_has_its_words() -> None:
    assert {cause.value for cause in Cause} == set(UNREADABLE)
    assert all(f"`unreadable` ({cause})" in errors_page() for cause in UNREADABLE)


def test_a_picture_of_a_few_pixels_is_measured() -> None:
    assert illegible(Page(1, np.full((2, 3, 3), 255, np.uint8), ()), Kind.UNKNOWN) is None


def test_the_grain_of_a_desk_beside_the_text_is_no_cut_letter() -> None:
    page = _written(0, 0.9)
    for top in range(100, 1600, 60):
        page.picture[top : top + 14, :4] = 20
    apart = tuple(Line(line.words, Box(0.1, line.box.top, line.box.right, line.box.bottom)) for line in page.lines)
    assert measure(Page(1, page.picture, apart)).cut == 0
    assert measure(page).cut >= CUT
