from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.document import Box, Outcome
from pipeline.drawing import pages, strokes, typeface
from pipeline.errors import DojangError
from pipeline.serving.sheets import brush
from pipeline.serving.sheets.brush import LOOKS
from pipeline.serving.sheets.pictures import Mark, annotated

BOX = Box(0.4, 0.4, 0.6, 0.45)


def blank(width: int = 800, height: int = 1000) -> Image.Image:
    return Image.new("RGB", (width, height), "white")


def encoded(picture: Image.Image) -> bytes:
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=95)
    return written.getvalue()


def opened(picture: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(picture)).convert("RGB"), dtype=np.int16)


def near(picture: np.ndarray, colour: tuple[int, int, int], by: int = 40) -> np.ndarray:
    found: np.ndarray = np.abs(picture - np.array(colour, dtype=np.int16)).max(axis=2) < by
    return found


@pytest.mark.parametrize("outcome", list(Outcome))
def test_evidence_is_framed_in_the_colour_of_its_outcome(outcome: Outcome) -> None:
    number = None if outcome is Outcome.PASS else 1
    told = opened(annotated(pages.shrunk(blank()), "x", [Mark(outcome, "직인", BOX, number, "말")]))
    without = opened(annotated(pages.shrunk(blank()), "x", []))
    colour = LOOKS[outcome].colour
    assert near(told, colour).sum() > near(without, colour).sum() + 1500


def test_frames_differ_also_without_colour() -> None:
    """A thin line, dashes, a thick line: told apart by how much of the frame's way is dark, and how thick."""
    seen = {}
    for outcome in Outcome:
        picture = blank()
        brush.frame(ImageDraw.Draw(picture), (100, 100, 500, 200), outcome)
        dark = np.asarray(picture.convert("L")) < 160
        seen[outcome] = (dark[101, 120:480].mean() > 0.95, int(dark[90:150, 300].sum()))
    assert seen[Outcome.PASS][0]
    assert seen[Outcome.FAIL][0]
    assert not seen[Outcome.UNSURE][0], "dashed"
    assert seen[Outcome.FAIL][1] >= 2 * seen[Outcome.PASS][1], "thick"


def test_colours_are_dark_enough_for_white_letters() -> None:
    def light(colour: tuple[int, int, int]) -> float:
        parts = [part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in colour]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    for look in LOOKS.values():
        assert 1.05 / (light(look.colour) + 0.05) >= 4.5, "WCAG AA"


def test_labels_cover_no_text() -> None:
    """Every dark pixel of a page full of lines is still there, but under the frames themselves."""
    page = blank(1240, 1754)
    pen = ImageDraw.Draw(page)
    boxes = []
    for row in range(24):
        top = 200 + 56 * row
        pen.text((150, top), "가나다라 마바사 아자차카 타파하 " * 2, fill="black", font=typeface.at(26))
        boxes.append(Box(150 / 1240, top / 1754, 420 / 1240, (top + 30) / 1754))
    marks = [
        Mark(Outcome.UNSURE, "통신서비스 가입자명", box, number, "확실하지 않습니다.")
        for number, box in enumerate(boxes, start=1)
    ]
    told = opened(annotated(pages.fitted(encoded(page)), "x", marks))
    body = told[told.shape[0] - 1754 :]
    before = np.asarray(page.convert("L")) < 80
    covered = before & near(body, LOOKS[Outcome.UNSURE].colour, 25)
    framed = np.zeros_like(before)
    for box in boxes:
        left, top, right, bottom = box.pixels(1240, 1754)
        framed[top - 10 : bottom + 11, left - 10 : right + 11] = True
    assert covered[~framed].sum() < 60


def test_what_is_open_is_said_above_the_page() -> None:
    bare, headed = (
        opened(annotated(pages.shrunk(blank()), "x", marks)).shape
        for marks in ([], [Mark(Outcome.FAIL, "직인", None, 1, "직인이 없습니다.")])
    )
    assert headed[0] > bare[0]
    assert bare[1] == headed[1] == pages.WIDTH


def test_boxes_at_the_edges_and_many_labels_do_no_harm() -> None:
    boxes = [
        Box(0, 0, 1, 1),
        Box(0, 0, 0.001, 0.001),
        Box(0.99, 0.99, 1, 1),
        Box(0.5, 0.5, 0.5, 0.5),
        Box(0.2, 1.2, 0.4, 1.3),
    ]
    boxes += [Box(0.1, 0.5, 0.2, 0.5 + step / 1000) for step in range(1, 40)]
    marks = [Mark(Outcome.FAIL, "아주 긴 이름의 항목", box, number, "말 " * 90) for number, box in enumerate(boxes)]
    assert opened(annotated(pages.shrunk(blank()), "x", marks)).shape[1] == pages.WIDTH


@pytest.mark.parametrize("size", [(1, 1), (3000, 40), (40, 3000)])
def test_odd_pages_are_drawn(size: tuple[int, int]) -> None:
    assert annotated(pages.fitted(encoded(blank(*size))), "x", [Mark(Outcome.UNSURE, "직인", BOX, 1, "말")])


def signs(text: str, other: str | None) -> str:
    return "".join(letter.sign for letter in brush.held_against(text, other) if letter.differs)


@pytest.mark.parametrize(
    ("text", "other", "differs"),
    [
        ("한빛테크", "한빛테크", ""),
        ("한빛테크", "한빚테크", "빛"),
        ("주식회사 한빛테크", "한빛테크", "주식회사"),
        ("한빛", "한빛테크", ""),
        ("913-87-95392", "9138795392", ""),
        ("913-87-95392", "123-45-67890", "91879532"),
        ("Hanbit", "HANBIT", ""),
        ("한빛", None, ""),
        ("", "한빛", ""),
    ],
)
def test_what_differs_is_marked_syllable_by_syllable(text: str, other: str | None, differs: str) -> None:
    assert signs(text, other) == differs


def test_wrapped_text_loses_nothing() -> None:
    text = "아주 긴 문장이라도 빠짐없이 " * 5 + "띄어쓰기없이아주길게이어지는낱말" * 6
    lines = strokes.wrapped(text, 22, 400)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert max(strokes.width(line, 22) for line in lines) <= 400


def test_a_machine_without_korean_fonts_is_told_and_still_draws(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(typeface, "FOLDERS", ("/nowhere",))
    typeface._found.cache_clear()
    typeface.at.cache_clear()
    try:
        with pytest.raises(DojangError, match="font-missing"):
            typeface.find()
        assert annotated(pages.shrunk(blank()), "직인", [Mark(Outcome.FAIL, "직인", BOX, 1, "직인이 없습니다.")])
        assert "font-missing" in caplog.text
    finally:
        typeface._found.cache_clear()
        typeface.at.cache_clear()


@pytest.mark.parametrize("size", [(2480, 3509), (1240, 1754), (1000, 1400), (3000, 4000), (900, 12_000)])
def test_a_page_that_is_open_is_shown_as_one_that_is_decoded_for_it(size: tuple[int, int]) -> None:
    page = blank(*size)
    ImageDraw.Draw(page).ellipse((size[0] // 4, size[1] // 4, size[0] // 2, size[1] // 2), fill="navy")
    decoded, shrunk = pages.fitted(encoded(page)), pages.shrunk(page)
    assert decoded.width == shrunk.width
    assert abs(decoded.height - shrunk.height) <= 1
    high = min(decoded.height, shrunk.height)
    apart = [np.asarray(one, dtype=np.int16)[:high] for one in (decoded, shrunk)]
    assert np.abs(apart[0] - apart[1]).mean() < 2
