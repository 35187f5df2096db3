"""`dojang look`: what it draws and lists, and that no resident number is in any of it. Numbers here are fictitious."""

from __future__ import annotations

import io
import json
import pickle
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from PIL import Image, ImageDraw

from fixtures import splits
from fixtures.generate import Wish, draw, generate
from pipeline import facts
from pipeline.document import Box, Facts, Field, Kind, Line, Page, Paper, Picture, Sign, Word
from pipeline.drawing.pages import WIDTH
from pipeline.errors import DojangError
from pipeline.looking.fields import items_of
from pipeline.looking.listing import as_json, listing
from pipeline.looking.overlay import Layers, overlay, shade
from pipeline.looking.showing import Wanted, look
from pipeline.looking.terminals import Protocol
from pipeline.redaction import COVER, covers, redacted_lines
from tests.drawn import font

DOJANG = Path(sys.executable).parent / "dojang"
SAMPLES = Path(__file__).parent.parent / "fixtures" / "samples"
WIDE, HIGH, SIZE = 1240, 600, 30
TAILS = ("1234567", "2908314")


def line(*words: tuple[str, int], top: int = 200, second: tuple[tuple[str, int], ...] = ()) -> Line:
    """Words, each with the pixel where it begins; as wide as they are printed."""

    def placed(text: str, left: int) -> Word:
        right = left + font(SIZE).getlength(text)
        return Word(text, 0.9, Box(left / WIDE, top / HIGH, right / WIDE, (top + SIZE) / HIGH))

    found = tuple(placed(*word) for word in words)
    return Line(found, Box.around(word.box for word in found), tuple(placed(*word) for word in second))


def printed(*lines: Line) -> Page:
    """A page that shows these lines."""
    image = Image.new("RGB", (WIDE, HIGH), "white")
    pen = ImageDraw.Draw(image)
    for one in lines:
        for word in one.words:
            pen.text((word.box.left * WIDE, word.box.top * HIGH), word.text, fill="black", font=font(SIZE))
    return Page(1, np.asarray(image), lines)


def ways(tail: str) -> dict[str, Page]:
    """A number as recognition may break it, on a page that shows all of it."""
    head = int(font(SIZE).getlength("900101-"))
    label = line(("주민등록번호", 100))
    return {
        "one word": printed(label, line((f"900101-{tail}", 400))),
        "three words": printed(label, line(("900101", 400), ("-", 530), (tail, 560))),
        "glued to its label": printed(line((f"주민등록번호:900101-{tail}", 100))),
        "the first look lost it": printed(label, line(("90OlO1-", 400), second=((f"900101-{tail}", 400),))),
        "the second look read on": printed(label, line((f"900101-{tail}", 400), second=((f"9001011{tail}", 400),))),
        "the second look broke it": printed(label, line((f"900101-{tail}", 400), second=((tail, 400 + head),))),
        "two boxes": printed(label, line(("900101-", 400)), line((tail, 400 + head + 4))),
        "without a label": printed(line(("김하늘", 100), (f"900101-{tail}", 400))),
        "a digit too many": printed(label, line((f"900101-{tail}1", 400))),
        "look-alikes": printed(label, line((f"9OO1O1-{tail}", 400))),
    }


def seen(page: Page) -> facts.SeenPage:
    return pickle.loads(pickle.dumps(facts._seen(page)))  # noqa: S301 - our own, as through the fence


def facts_of(*fields: tuple[str, Field], **more: object) -> Facts:
    paper = Paper(Kind.EMPLOYMENT_CERTIFICATE, 0.98, (1,), dict(fields), **more)  # type: ignore[arg-type]  # of Paper
    return Facts("0" * 64, (Kind.EMPLOYMENT_CERTIFICATE,), (paper,), "0", "none")


def told(page: facts.SeenPage, known: Facts) -> str:
    view = facts.View(known, (page,))
    return "\n".join(listing(view, view.pages, "x")) + json.dumps(as_json(view, view.pages, "x"))


def opened(png: bytes) -> Picture:
    with Image.open(io.BytesIO(png)) as picture:
        assert picture.format == "PNG"
        assert not picture.info
        return np.asarray(picture.convert("RGB"))


# --- nothing of a number comes out ------------------------------------------------------------------


@pytest.mark.parametrize("way", ways("1234567"))
def test_whatever_the_number_is_the_output_is_the_same(way: str) -> None:
    """Of two pages that differ in nothing but the number's last digits, picture and texts are equal byte by byte."""
    pages = [seen(ways(tail)[way]) for tail in ("1234567", "1908314")]
    assert pages[0].covered
    drawn = [overlay(page, facts_of(), "x", Layers()) for page in pages]
    assert told(pages[0], facts_of()) == told(pages[1], facts_of())
    assert drawn[0] == drawn[1]


@pytest.mark.parametrize("tail", TAILS)
@pytest.mark.parametrize("way", ways("1234567"))
def test_no_word_of_any_look_keeps_its_digits(way: str, tail: str) -> None:
    for one in redacted_lines(ways(tail)[way]):
        for words in (one.words, one.second):
            assert tail[1:4] not in "".join(word.text for word in words)


def test_other_words_of_the_row_and_the_rows_beside_it_stay() -> None:
    lines = [line(("성명 김하늘", 100), top=160), line(("주민등록번호", 100), ("900101-1234567", 400), ("총무부", 900))]
    page = printed(*lines, line(("2026. 10. 02.", 400), top=240))
    texts = [one.text for one in redacted_lines(page)]
    assert texts == ["성명 김하늘", "주민등록번호 ************** 총무부", "2026. 10. 02."]


def test_words_keep_their_length_and_place() -> None:
    page = ways("1234567")["three words"]
    before, after = page.lines[1], redacted_lines(page)[1]
    assert [(len(word.text), word.box) for word in before.words] == [(len(word.text), word.box) for word in after.words]


def test_what_only_a_label_tells_is_starred() -> None:
    """Where the number itself was not read, all that may be it is covered, and so are the words there."""
    page = printed(line(("주민등록번호", 100)), line(("9oool", 310)))
    assert covers([page])[1]
    assert redacted_lines(page)[1].text == "*****"


def test_what_is_covered_at_the_left_is_covered_at_the_right() -> None:
    page = ways("1234567")["one word"]
    picture = opened(overlay(seen(page), facts_of(), "x", Layers(lines=False)))
    hidden = under(covers([page])[1], HIGH, inset=4)
    assert hidden.sum() > 100 * SIZE
    for start in (0, picture.shape[1] - WIDTH):
        half = picture[64 : 64 + HIGH, start : start + WIDTH].astype(int)
        assert abs(half[hidden] - COVER).max() < 12


def under(boxes: Sequence[Box], high: int, inset: int) -> Picture:
    """Which pixels of a page of that height lie under any of the boxes, and so far from its edge."""
    found = np.zeros((high, WIDTH), dtype=bool)
    for box in boxes:
        left, top, right, bottom = box.pixels(WIDTH, high)
        found[top + inset : bottom - inset, left + inset : right - inset] = True
    return found


class Exposing(NamedTuple):
    """A paper with its number in clear, and what `dojang look` makes of it."""

    number: str
    box: Box
    told: subprocess.CompletedProcess[bytes]
    picture: Picture
    written: list[str]


@pytest.fixture(scope="module", params=["resident-exposed", "resident-few-hidden"])
def exposing(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Exposing:
    folder = tmp_path_factory.mktemp("look")
    wish = Wish(Kind.EMPLOYMENT_CERTIFICATE, layout="two-columns", broken=request.param, container="jpeg", small=True)
    world = splits.split("tune").of_package("fonts-nanum")
    made, drawn = generate(11, wish, world), draw(11, wish, world)
    (folder / "paper").write_bytes(made.data)
    command = [DOJANG, "look", "paper", "--json", "--output", "seen.png"]
    run = subprocess.run(command, cwd=folder, capture_output=True, timeout=120, check=False)
    box = Box(*made.truth["fields"]["resident_number"]["box"])
    written = sorted(path.name for path in folder.iterdir())
    picture = opened((folder / "seen.png").read_bytes())
    return Exposing(drawn.desk.story.employee.resident_number, box, run, picture, written)


def test_an_exposed_number_is_in_no_output(exposing: Exposing) -> None:
    assert exposing.told.returncode == 0, exposing.told.stderr
    (paper,) = json.loads(exposing.told.stdout)["papers"]
    assert paper["fields"]["resident_number"]["value"] == "exposed"
    tail = exposing.number[-7:]
    for stream in (exposing.told.stdout, exposing.told.stderr):
        digits = "".join(filter(str.isdigit, stream.decode()))
        assert tail not in digits
        assert tail[:4] not in stream.decode().replace(" ", ""), "nor the first half of it"


def test_an_exposed_number_is_covered_in_both_halves(exposing: Exposing) -> None:
    (page,) = json.loads(exposing.told.stdout)["pages"]
    high, wide = round(WIDTH * 297 / 210), exposing.picture.shape[1]
    assert wide > 2 * WIDTH
    boxes = [Box(*one) for one in page["covered"]]
    last = under([exposing.box._replace(left=exposing.box.left + 0.55 * exposing.box.width)], high, inset=0)
    assert under(boxes, high, inset=0)[last].mean() > 0.9
    for start in (0, wide - WIDTH):
        half = exposing.picture[64 : 64 + high, start : start + WIDTH].astype(int)
        dark = np.abs(half[under(boxes, high, inset=6)] - COVER).max(axis=1) < 24
        assert dark.mean() > 0.8, "a cover, and the thin frames of line and field on it"


def test_nothing_but_the_picture_is_written(exposing: Exposing) -> None:
    assert exposing.written == ["paper", "seen.png"]


# --- what is drawn and listed -------------------------------------------------------------------------


PAGE = printed(line(("회사명", 100), ("한빛테크", 400)), line(("직인", 100), top=400))
FACTS = facts_of(
    ("company_name", Field("한빛테크", 0.93, 1, PAGE.lines[0].words[1].box, "한 빛테크")),
    ("issuance_date", Field(None, 0.8)),
    tampering=(Sign("hidden-text", 1, PAGE.lines[1].box),),
)


def test_fields_have_keys_from_top_to_bottom_and_what_is_missing_comes_last() -> None:
    assert [(one.key, one.name, one.value) for one in items_of(FACTS, 1)] == [
        ("F1", "company_name", "한빛테크"),
        ("F2", "issuance_date", None),
        ("T1", "tampering", "hidden-text"),
    ]
    assert items_of(FACTS, 2) == ()


def test_the_listing_names_lines_and_fields() -> None:
    shown = "\n".join(listing(facts.View(FACTS, (seen(PAGE),)), (seen(PAGE),), "x.png"))
    assert "x.png: page 1 of 1, employment-certificate (0.98)" in shown
    assert "  1  0.90  회사명 한빛테크" in shown
    assert "F1  0.93  company_name         한빛테크 (한 빛테크)" in shown
    assert "F2  0.80  issuance_date        -" in shown
    assert "hidden-text" in shown


def test_what_would_steer_a_terminal_is_not_listed() -> None:
    page = printed(line(("\x1b[31m가", 100)))
    shown = "".join(listing(facts.View(FACTS, (seen(page),)), (seen(page),), "\x1b]0;x\x07"))
    assert "\x1b" not in shown


@pytest.mark.parametrize("layers", [Layers(fields=False), Layers(words=False), Layers(lines=False), Layers()])
def test_every_layer_can_be_left_out(layers: Layers) -> None:
    picture = opened(overlay(seen(PAGE), FACTS, "x", layers))
    assert (picture.shape[1] > 2 * WIDTH) == layers.words
    assert (picture.shape[0] > 64 + HIGH) == layers.fields
    head = picture[64 : 64 + HIGH]
    assert (head == (20, 90, 200)).all(axis=2).any() == layers.lines
    assert (head == (150, 0, 120)).all(axis=2).any() == layers.fields


def test_a_word_is_the_darker_the_less_sure_it_is() -> None:
    light = [np.dot(shade(sure), (0.3, 0.6, 0.1)) for sure in (-1.0, 0.0, 0.3, 0.5, 0.7, 0.9, 0.95)]
    assert light == sorted(light)
    assert shade(1.0) == shade(2.0)


@pytest.mark.parametrize("size", [(1, 1), (4000, 30), (30, 4000)])
def test_odd_pages_are_drawn(size: tuple[int, int]) -> None:
    page = Page(1, np.full((*size, 3), 255, np.uint8), PAGE.lines)
    assert overlay(seen(page), FACTS, "x" * 500, Layers())


# --- the command --------------------------------------------------------------------------------------


NAME = "김하늘 900101-1234567.tif"
"""A file's name may hold a number, too."""


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a file of two pages."""
    folder = tmp_path_factory.mktemp("papers")
    texts = (
        ("재직증명서", "회사명 한빛테크", "성명 김하늘", "발급번호 12"),
        ("주소 서울", "용도 제출용", "전화번호 12", "소속 총무부"),
    )
    pictures = [Image.new("RGB", (900, 500), "white") for _ in texts]
    for picture, rows in zip(pictures, texts, strict=True):
        for number, text in enumerate(rows):
            ImageDraw.Draw(picture).text((100, 40 + 100 * number), text, fill="black", font=font(40))
    pictures[0].save(folder / NAME, save_all=True, append_images=pictures[1:])
    return folder


@pytest.fixture
def folder(papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh folder with that file, and we stand in it."""
    shutil.copy(papers / NAME, tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_without_a_terminal_every_page_is_written_and_named(
    folder: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-kitty")
    look(Path(NAME), Wanted())
    names = [f"김하늘 900101-1******.look-{number}.png" for number in (1, 2)]
    said = capfdbinary.readouterr()
    assert said.out.decode().splitlines() == names
    assert b"1234567" not in said.out + said.err
    assert sorted(path.name for path in folder.iterdir()) == sorted([NAME, *names])
    for name in names:
        assert opened((folder / name).read_bytes()).any()
        assert (folder / name).stat().st_mode & 0o077 == 0


def test_one_page_is_written_where_it_is_wanted(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    look(Path(NAME), Wanted(page=2, output=folder / "two.png", text=True))
    said = capfdbinary.readouterr()
    assert "page 2 of 2" in said.out.decode()
    assert "page 1 of 2" not in said.out.decode()
    assert said.err.decode().splitlines() == [str(folder / "two.png")]
    assert b"1234567" not in said.out + said.err
    assert sorted(path.name for path in folder.iterdir()) == sorted([NAME, "two.png"])


@pytest.mark.parametrize("how", [Protocol.KITTY, Protocol.ITERM2, Protocol.SIXEL])
def test_a_picture_goes_to_a_terminal_that_shows_it_and_nowhere_else(
    folder: Path, capfdbinary: pytest.CaptureFixture[bytes], how: Protocol
) -> None:
    look(Path(NAME), Wanted(page=1, show=how, layers=Layers(words=False)))
    opening = {Protocol.KITTY: b"\x1b_Ga=T", Protocol.ITERM2: b"\x1b]1337;File=", Protocol.SIXEL: b"\x1bP0;1q"}
    assert capfdbinary.readouterr().out.startswith(opening[how])
    assert [path.name for path in folder.iterdir()] == [NAME]


@pytest.mark.parametrize(
    ("path", "wanted", "code"),
    [
        ("no-such.png", Wanted(), "file-not-found"),
        (NAME, Wanted(page=3), "page-unknown"),
        (NAME, Wanted(output=Path("nowhere/x.png")), "file-unwritable"),
        (NAME, Wanted(output=Path()), "file-unwritable"),
        (NAME, Wanted(page=1, output=Path(NAME)), "file-unwritable"),
        (NAME, Wanted(page=1, output=Path("again.tif")), "file-unwritable"),
    ],
)
def test_what_cannot_be_done_is_told_and_leaves_the_file_alone(
    folder: Path, path: str, wanted: Wanted, code: str
) -> None:
    before = (folder / NAME).read_bytes()
    (folder / "again.tif").symlink_to(NAME)
    with pytest.raises(DojangError, match=code):
        look(Path(path), wanted)
    assert (folder / NAME).read_bytes() == before


def test_wrong_usage_is_status_2_and_prints_nothing() -> None:
    for words in (["x.png", "--text", "--json"], ["x.png", "--show", "paper"]):
        run = subprocess.run([DOJANG, "look", *words], capture_output=True, timeout=60, check=False)
        assert (run.returncode, run.stdout) == (2, b"")
        assert run.stderr


def test_the_committed_sample_with_a_number_under_a_bar_shows_none(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    look(SAMPLES / "employment-number-under-bar.pdf", Wanted(text=True))
    wish = Wish(Kind.EMPLOYMENT_CERTIFICATE, layout="two-columns", broken="resident-in-text-layer", small=True)
    number = draw(4, wish).desk.story.employee.resident_number
    shown = capfdbinary.readouterr().out.decode()
    assert "resident_number" in shown
    assert number[-7:] not in "".join(filter(str.isdigit, shown))
