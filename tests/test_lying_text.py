"""Fields come from what a page is painted with, whatever its own text says; where the two disagree there is a sign."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pypdfium2
import pytest
from PIL import Image

from pipeline.document import Paper
from pipeline.facts import read_here
from pipeline.opening import open_leaves
from pipeline.settings import Settings
from tests import drawn, lying
from tests.lying import COMPANY, COMPANY_AT, DATE, DATE_AT, OTHER_COMPANY, OTHER_DATE, Certificate

TRUE_DATE, OTHER = "2026-10-02", "2026-11-07"


def best(data: bytes) -> Paper:
    return read_here(data, Settings()).facts.best


def value(paper: Paper, name: str) -> str:
    return (paper.fields[name].value or "").replace(" ", "")


def signs(paper: Paper) -> set[str]:
    return {one.sign for one in paper.tampering}


def claimed(data: bytes) -> dict[str, float]:
    (leaf,) = open_leaves(data, Settings())
    return {line.text: min(word.confidence for word in line.words) for line in leaf.claimed()}


def test_an_honest_text_layer_is_painted_and_no_sign() -> None:
    data = Certificate().pdf()
    assert set(claimed(data).values()) == {1.0}
    paper = best(data)
    assert (value(paper, "issuance_date"), signs(paper)) == (TRUE_DATE, set())
    assert value(paper, "company_name") == COMPANY.replace(" ", "")


def test_invisible_text_over_print_does_not_count_and_is_a_sign() -> None:
    data = Certificate(after=lying.invisible(*DATE_AT, OTHER_DATE)).pdf()
    assert claimed(data)[OTHER_DATE] < 1.0 == claimed(data)[DATE]
    paper = best(data)
    assert value(paper, "issuance_date") == TRUE_DATE
    assert signs(paper) == {"text-layer-differs"}


@pytest.mark.parametrize(
    "trick",
    [
        lying.invisible(*DATE_AT, DATE),
        lying.white(*DATE_AT, DATE),
        lambda page: lying.write(page, *DATE_AT, DATE, 0.2),
    ],
    ids=["render-mode-3", "white-on-white", "too-small"],
)
def test_a_date_that_nobody_sees_is_none_and_a_sign(trick: lying.Trick) -> None:
    paper = best(Certificate(date=None, after=trick).pdf())
    assert value(paper, "issuance_date") == ""
    assert signs(paper) == {"invisible-text"}


def test_text_outside_the_page_is_none() -> None:
    data = Certificate(date=None, after=lambda page: lying.write(page, -90, 190, DATE, 16)).pdf()
    assert not any("10월" in text for text in claimed(data))


def test_a_picture_over_the_date_is_what_counts() -> None:
    paper = best(Certificate(date=None, after=lying.patched(*DATE_AT, OTHER_DATE, DATE)).pdf())
    assert value(paper, "issuance_date") == TRUE_DATE
    assert signs(paper) == {"text-layer-differs"}


def test_a_picture_over_the_name_is_what_counts() -> None:
    paper = best(Certificate(company=None, after=lying.patched(*COMPANY_AT, OTHER_COMPANY, COMPANY, 19)).pdf())
    assert value(paper, "company_name") == COMPANY.replace(" ", "")
    assert signs(paper) == {"text-layer-differs"}


def test_digits_under_a_drawn_box_are_a_sign() -> None:
    data = Certificate(after=lying.boxed(70, 250, "900101-1234567")).pdf()
    assert claimed(data)["900101-1234567"] < 1.0
    assert signs(best(data)) == {"covered-text"}


def test_a_font_that_shows_another_date_than_it_says_is_not_believed() -> None:
    """Written and said is a day of 2026; shown is one of 3136, which is no date of a certificate."""
    font = lying.mistaught({"0": "1", "2": "3"})
    paper = best(Certificate(fonts={"date": font}).pdf())
    assert value(paper, "issuance_date") != TRUE_DATE
    assert signs(paper) == {"text-layer-differs"}


def test_a_font_that_shows_a_good_date_and_says_another_gives_what_it_shows() -> None:
    font = lying.mistaught({"5": "0", "7": "2"})
    paper = best(Certificate(date="2026년 15월 7일", fonts={"date": font}).pdf())
    assert value(paper, "issuance_date") in {TRUE_DATE, ""}
    assert signs(paper) == {"text-layer-differs"}


def test_a_font_that_shows_another_company_than_it_says_gives_what_it_shows() -> None:
    font = lying.mistaught(dict(zip("바른무역", "한빛테크", strict=True)))
    paper = best(Certificate(company=OTHER_COMPANY, fonts={"company": font}).pdf())
    assert value(paper, "company_name") == COMPANY.replace(" ", "")
    assert signs(paper) == {"text-layer-differs"}


def test_a_scan_gives_the_same_fields_whatever_is_laid_under_it() -> None:
    page = drawn.employment_page()
    honest = lying.scanned(page, [(60, 36, "재 직 증 명 서", 26), (76, 188, "2026년 10월 2일", 15)])
    wrong = lying.scanned(page, [(60, 36, "재 직 증 명 서", 26), (76, 188, "2025년 12월 31일", 15)])
    assert set(claimed(honest).values()) == {0.8}
    first, second = best(honest), best(wrong)
    assert value(first, "issuance_date") == value(second, "issuance_date") == TRUE_DATE
    assert (signs(first), signs(second)) == (set(), {"text-layer-differs"})


@pytest.mark.parametrize(("said", "told"), [("2026년 10월 2일", set()), ("2025년 12월 31일", {"text-layer-differs"})])
def test_what_is_laid_under_a_photograph_goes_with_the_sheet(said: str, told: set[str]) -> None:
    """The sheet is found on the desk and made flat, and the text layer with it."""
    page = np.asarray(drawn.employment_page())
    height, width = page.shape[:2]
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    corners = np.array([[150, 130], [1330, 190], [1390, 1890], [100, 1960]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(source, corners)
    size = 1500, 2120
    photo = cv2.warpPerspective(page, matrix, size, borderValue=(70, 52, 40))
    words = [("재 직 증 명 서", 360, 210, 26), ("서울특별시 강남구 테헤란로 123", 350, 489, 11), (said, 450, 1115, 14)]
    placed = []
    for text, x, y, points in words:
        ((across, down),) = cv2.perspectiveTransform(np.array([[[x, y]]], dtype=np.float32), matrix)[0]
        placed.append((float(across) / size[0] * 210, float(down) / size[1] * 297, text, points))
    assert signs(best(lying.scanned(Image.fromarray(photo), placed))) == told


def test_a_page_of_scan_and_text_gives_both() -> None:
    """The head is text, the date and the company are a pasted scan."""
    scan = Image.fromarray(np.full((900, 1400, 3), 255, np.uint8))
    scan.paste(lying.strip(DATE, 16), (150, 100))
    scan.paste(lying.strip(COMPANY, 19), (100, 400))
    paper = best(Certificate(date=None, company=None, after=lambda page: page.image(scan, 50, 175, 118, 76)).pdf())
    assert value(paper, "person_name") == "김하늘"
    assert (value(paper, "issuance_date"), value(paper, "company_name")) == (TRUE_DATE, COMPANY.replace(" ", ""))
    assert signs(paper) == set()


@pytest.mark.parametrize("turns", [90, 180, 270])
def test_the_text_layer_stands_where_the_page_shows_it(turns: int) -> None:
    """Whatever rotation and crop box the page has."""
    document = pypdfium2.PdfDocument(Certificate().pdf())
    page = document[0]
    page.set_rotation(turns)
    page.set_cropbox(30, 40, 560, 800)
    written = io.BytesIO()
    document.save(written)
    (leaf,) = open_leaves(written.getvalue(), Settings())
    picture = leaf.render()
    for line in leaf.claimed():
        for word in line.words:
            assert word.confidence == 1.0
            assert word.box.crop(picture).min() < 100
