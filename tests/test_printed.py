"""Pages printed to PDF: the file's words stand where the picture bears them out, and nothing is approved on their word alone."""

from __future__ import annotations

import io
import math
import re
from functools import cache

import numpy as np
import pypdfium2
import pytest
from fpdf import FPDF
from PIL import Image, ImageDraw

from pipeline.document import Box, Field, Page, Paper
from pipeline.facts import Reading, read_here
from pipeline.opening import open_leaves
from pipeline.printed import read_print
from pipeline.printed.proof import borne_out
from pipeline.printed.rest import Rest
from pipeline.printed.running import is_running
from pipeline.reading import read_pages
from pipeline.recognisers.tesseract import Tesseract
from pipeline.rows import rows
from pipeline.settings import Settings
from tests import lying
from tests.drawn import FONT
from tests.drawn import font as drawn_font
from tests.lying import DATE, DATE_AT, Certificate

TRUE_DATE = "2026-10-02"
SURE = 0.9
NUMBER = "900101-1234568"


def lines_of(data: bytes) -> list[str] | None:
    (leaf,) = open_leaves(data, Settings())
    lines = read_print(leaf.layer(), leaf.render(), Tesseract())
    return None if lines is None else [line.text for line in lines]


def page_of(data: bytes) -> Page:
    return read_pages(data, Settings(), Tesseract())[0]


def best(data: bytes) -> Paper:
    return read_here(data, Settings()).facts.best


def date(data: bytes) -> Field:
    return best(data).fields["issuance_date"]


def turned(data: bytes, turns: int) -> bytes:
    document = pypdfium2.PdfDocument(data)
    document[0].set_rotation(turns)
    document[0].set_cropbox(30, 40, 560, 800)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


@cache
def honest() -> Page:
    return page_of(Certificate().pdf())


def test_an_honest_page_stands_as_the_file_says_it() -> None:
    texts = [line.text for line in honest().lines]
    assert texts[0] == "재 직 증 명 서"
    assert {"김하늘", "1990년 1월 1일", "선임연구원", DATE, lying.COMPANY} <= set(texts)
    assert all(word.confidence > SURE for line in honest().lines if not line.told for word in line.words)


def test_label_and_value_share_a_row_and_columns_are_not_mixed() -> None:
    found = [row.text for row in rows(honest())]
    assert "성 명 김하늘" in found
    assert any(text.startswith("직 위 선임연구원") for text in found)


def test_words_stand_upon_their_ink() -> None:
    for line in honest().lines:
        for word in (one for one in line.words if one.text.isalnum()):
            ink = word.box.crop(honest().picture)[:, :, 0] < 128
            assert ink.any(axis=1).mean() > 0.5, f"{word.text} is no higher than its line's ink"


@pytest.mark.parametrize("turns", [0, 90, 180, 270])
def test_turned_and_cropped_pages_are_read_as_they_are_shown(turns: int) -> None:
    data = turned(Certificate().pdf(), turns)
    (leaf,) = open_leaves(data, Settings())
    assert (lines_of(data) is None) is (turns != 0), "text that is shown lying is read as a scan"
    texts = {re.sub(r"\s", "", line.text) for line in page_of(data).lines}
    assert re.sub(r"\s", "", DATE) in texts
    assert leaf.claimed()


@pytest.mark.parametrize("turns", [90, 270])
def test_a_landscape_page_that_is_shown_upright_is_printed(turns: int) -> None:
    """Drawn lying, and turned back by the page's own rotation."""

    def lying_text(page: FPDF) -> None:
        for number, text in enumerate(("재직증명서", "성명 김하늘", "생년월일 1990년 1월 1일", DATE)):
            place = 40 + 20 * number
            with page.rotation(turns, place, 100):
                lying.write(page, place, 100, text)

    page = FPDF(unit="mm")
    page.add_font("nanum", fname=FONT)
    page.add_page()
    lying_text(page)
    document = pypdfium2.PdfDocument(bytes(page.output()))
    document[0].set_rotation(turns)
    written = io.BytesIO()
    document.save(written)
    texts = lines_of(written.getvalue())
    assert texts is not None
    assert set(texts) == {"재직증명서", "성명 김하늘", "생년월일 1990년 1월 1일", DATE}


def test_cells_end_at_ruled_lines() -> None:
    def table(page: FPDF) -> None:
        for number, text in enumerate(("상호", "한빛테크", "번호", "123-45-67890")):
            page.rect(20 + 25 * number, 240, 25, 10)
            lying.write(page, 21 + 25 * number + 8 * (number % 2 == 0), 247, text, 11)

    texts = lines_of(Certificate(date=None, company=None, after=table).pdf())
    assert texts is not None
    assert texts[-4:] == ["상호", "한빛테크", "번호", "123-45-67890"]


def test_text_drawn_letter_by_letter_is_whole() -> None:
    def draw(page: FPDF) -> None:
        at = DATE_AT[0]
        for letter in DATE:
            lying.write(page, at, DATE_AT[1], letter, 16)
            at += page.get_string_width(letter)

    texts = lines_of(Certificate(date=None, after=draw).pdf())
    assert texts is not None
    assert DATE in texts


def test_text_printed_twice_to_be_bold_stands_once() -> None:
    data = Certificate(after=lambda page: lying.write(page, DATE_AT[0] + 0.1, DATE_AT[1], DATE, 16)).pdf()
    assert [line.text for line in page_of(data).lines].count(DATE) == 1


def test_red_and_white_letters_are_read() -> None:
    def draw(page: FPDF) -> None:
        page.set_fill_color(30, 60, 110)
        page.rect(20, 240, 120, 12, style="F")
        page.set_text_color(255)
        lying.write(page, 25, 248, "고객센터 1588-1234")
        page.set_text_color(214, 58, 44)
        lying.write(page, 25, 265, "원본대조필 2026. 10. 19.")
        page.set_text_color(0)

    page = page_of(Certificate(after=draw).pdf())
    read = {line.text: line.confidence for line in page.lines}
    assert read["고객센터 1588-1234"] > SURE
    assert read["원본대조필 2026. 10. 19."] > SURE


# --- lies -------------------------------------------------------------------------------------


def test_one_digit_that_is_shown_otherwise_gives_what_is_shown() -> None:
    """The file says the 7th, the page shows the 2nd."""
    data = Certificate(date="2026년 10월 7일", fonts={"date": lying.mistaught({"7": "2"})}).pdf()
    (leaf,) = open_leaves(data, Settings())
    assert {word.confidence for line in leaf.claimed() for word in line.words} == {1.0}
    found = date(data)
    assert found.value == TRUE_DATE or found.confidence < SURE


def stroke(page: FPDF) -> None:
    """A one drawn as a shape right before the day."""
    page.set_font("nanum", size=16)
    left = DATE_AT[0] + page.get_string_width("2026년 10월 ") - 1.2
    page.set_fill_color(0)
    page.rect(left, DATE_AT[1] - 4.3, 0.6, 4.4, style="F")
    page.rect(left - 0.6, DATE_AT[1] - 4.0, 0.7, 0.5, style="F")


def test_a_digit_drawn_beside_the_text_is_no_approved_date() -> None:
    found = date(Certificate(after=stroke).pdf())
    assert found.value != TRUE_DATE or found.confidence < SURE


def test_a_digit_changed_by_a_drawn_stroke_is_no_approved_date() -> None:
    """An opening date of the 3rd of 2013 with a stroke that closes each three to an eight."""
    shown, told = "2028년 10월 2일", "2023년 10월 2일"

    def over(page: FPDF) -> None:
        page.set_font("nanum", size=16)
        left = DATE_AT[0] + page.get_string_width("202")
        width = page.get_string_width("3")
        page.set_fill_color(255)
        page.rect(left, DATE_AT[1] - 5, width, 6, style="F")
        page.image(_glyph(shown[3]), left, DATE_AT[1] - 4.6, width, 5)

    found = date(Certificate(date=told, after=over).pdf())
    assert found.value != "2023-10-02" or found.confidence < SURE


def _glyph(char: str) -> Image.Image:
    strip = lying.strip(char, 16)
    ink = np.argwhere(np.asarray(strip.convert("L")) < 128)
    (top, left), (bottom, right) = ink.min(axis=0), ink.max(axis=0)
    return strip.crop((left - 4, top - 4, right + 5, bottom + 5))


def test_text_over_a_picture_of_other_text_is_no_approved_date() -> None:
    def before(page: FPDF) -> None:
        page.image(lying.strip("2026년 11월 27일", 16), DATE_AT[0] - 1, DATE_AT[1] - 16 * 0.42, 80, 16 * 0.55)

    found = date(Certificate(before=before).pdf())
    assert found.value not in {TRUE_DATE, "2026-11-27"} or found.confidence < SURE


def test_letters_that_the_file_does_not_tell_are_found() -> None:
    """A soft hyphen is no letter, and this font draws a digit for it."""
    font = lying.mistaught({"\u00ad": "1"})
    data = Certificate(date="2026년 10월 \u00ad2일", fonts={"date": font}).pdf()
    assert lines_of(data) is None
    found = date(data)
    assert found.value != TRUE_DATE or found.confidence < SURE


def resident(text: str, **pairs: str) -> Reading:
    font = lying.mistaught(pairs) if pairs else lying.mistaught({"~": "~"})

    def draw(page: FPDF) -> None:
        lying.write(page, 25, 150, "주민등록번호")
        lying.write(page, 70, 150, text, font="number")

    data = Certificate(fonts={"number": font}, after=draw).pdf()
    return read_here(data, Settings(), pictures=True)


def darkness(reading: Reading) -> float:
    """Of the place of the last six digits, as the picture that leaves reading shows it."""
    with Image.open(io.BytesIO(reading.pictures[0])) as picture:
        shown = np.asarray(picture.convert("L"))
    height, width = shown.shape
    return float(
        shown[
            int(146.5 / 297 * height) : int(150 / 297 * height), int(91 / 210 * width) : int(101 / 210 * width)
        ].mean()
    )


def test_an_open_number_is_told_and_covered() -> None:
    reading = resident(NUMBER)
    assert reading.facts.best.fields["resident_number"].value == "exposed"
    assert "1234568" not in str(reading.facts.to_json())
    assert darkness(reading) < 60


def test_masks_in_the_text_over_digits_that_are_shown_hide_nothing() -> None:
    reading = resident("900101-1******", **{"*": "5"})
    assert reading.facts.best.fields["resident_number"].value in {"exposed", "unclear"}
    assert darkness(reading) < 60


def test_digits_in_the_text_beneath_masks_that_are_shown_are_not_masked() -> None:
    reading = resident("900101-1555555", **{"5": "*"})
    assert reading.facts.best.fields["resident_number"].value in {"exposed", "unclear"}
    assert "1555555" not in str(reading.facts.to_json())


def test_a_masked_number_is_masked() -> None:
    found = resident("900101-1******").facts.best.fields["resident_number"]
    assert found.value == "masked"


def test_a_label_that_is_shown_otherwise_leaves_no_number_open() -> None:
    """The file says 법인등록번호, the page shows 주민등록번호."""
    font = lying.mistaught({"법": "주", "인": "민"})

    def draw(page: FPDF) -> None:
        lying.write(page, 25, 150, "법인등록번호", font="label")
        lying.write(page, 70, 150, NUMBER)

    reading = read_here(Certificate(fonts={"label": font}, after=draw).pdf(), Settings(), pictures=True)
    assert "1234568" not in str(reading.facts.to_json())
    assert darkness(reading) < 60


def test_a_page_whose_font_lies_throughout_is_read_as_a_scan() -> None:
    syllables = "성명생년월일주소직위재기간"
    font = lying.mistaught(dict(zip(syllables, syllables[3:] + syllables[:3], strict=True)))

    def draw(page: FPDF) -> None:
        for row in range(16):
            lying.write(page, 25, 150 + 8 * row, syllables, font="lie")

    data = Certificate(date=None, company=None, fonts={"lie": font}, after=draw).pdf()
    assert lines_of(data) is None


# --- its parts --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "seen", "expected"),
    [
        ("2026년10월2일", "2026년10월2일", True),
        ("2026년10월2일", "2026년10월12일", False),
        ("2026년10월2일", "2026년10월일", False),
        ("동녘사진관", "동녁사진관", True),
        ("동녘사진관", "동해사진관", False),
        ("김하늘", "김하늘*", False),
        ("900101-1******", "900101-1555555", False),
        ("상호:한빛", "상호한빛", True),
    ],
)
def test_what_bears_out_a_line(said: str, seen: str, expected: bool) -> None:  # noqa: FBT001 - a table
    assert borne_out(said, seen) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("위의사람은당사에재직중임을증명합니다.", True),
        ("경기도성남시분당구가온길230,9층222호(푸른타워)", True),
        ("사업장소재지:경기도고양시일산동구늘봄대로124,1679호(한마음타워)", True),
        ("주소:서울특별시강남구테헤란로123전화번호:02-123-4567", False),
        ("위사람은2019년3월4일부터당사에재직하고있음을증명합니다.", False),
        ("주식회사한빛테크에재직하고있음을증명합니다.", False),
        ("당사명의의전화번호1877-8434를사용하는것에동의합니다.", False),
        ("재직증명서", False),
    ],
)
def test_what_is_running_text(text: str, expected: bool) -> None:  # noqa: FBT001 - a table
    assert is_running(text) is expected


def test_rules_panels_and_seals_are_no_strokes() -> None:
    picture = np.full((1400, 1000, 3), 255, np.uint8)
    picture[100:102, 100:900] = 0
    picture[100:400, 100:102] = 0
    picture[200:260, 300:700] = (30, 60, 110)
    picture[600:640, 600:610] = (214, 58, 44)
    assert not Rest(picture, picture).elsewhere([])
    picture[900:912, 500:504] = 0
    rest = Rest(picture, picture)
    assert rest.elsewhere([])
    assert not rest.elsewhere([Box(0.4, 0.64, 0.6, 0.655)])
    (stroke,) = rest.around(Box(0.51, 0.64, 0.6, 0.655))
    assert stroke.left == pytest.approx(0.5)


def test_a_blue_seal_over_the_issuer_is_no_line_and_stays_a_seal() -> None:
    seal = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
    pen = ImageDraw.Draw(seal)
    pen.ellipse((10, 10, 390, 390), outline=(40, 70, 170, 255), width=14)
    pen.ellipse((110, 110, 290, 290), outline=(40, 70, 170, 255), width=8)
    for place, letter in enumerate("주식회사한빛테크"):
        turn = place * math.tau / 8
        middle = (200 + 142 * math.sin(turn), 200 - 142 * math.cos(turn))
        pen.text(middle, letter, font=drawn_font(52), fill=(40, 70, 170, 255), anchor="mm")
    for place, word in enumerate(("대표", "이사")):
        pen.text((200, 172 + 56 * place), word, font=drawn_font(54), fill=(40, 70, 170, 255), anchor="mm")

    def draw(page: FPDF) -> None:
        page.image(seal, 118, 200, 24, 24)

    assert best(Certificate(after=draw).pdf()).fields["stamp"].value == "present"
