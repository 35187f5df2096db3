"""A second reader of a PDF's text: what both decode alike is believed, what they tell differently is not."""

from __future__ import annotations

import gc
import io
import time

import pdfplumber
import pypdfium2
import pytest
from fpdf import FPDF

from fixtures.generate import Wish, generate
from pipeline.document import Kind
from pipeline.opening import open_leaves
from pipeline.opening import witness as module
from pipeline.settings import Settings
from tests import lying
from tests.lying import DATE, DATE_AT, OTHER_DATE, Certificate


def claimed(data: bytes) -> dict[str, float]:
    (leaf,) = open_leaves(data, Settings())
    return {line.text: min(word.confidence for word in line.words) for line in leaf.claimed()}


def spoken(x: float, y: float, shown: str, said: str) -> lying.Trick:
    """Text that stands in for what is drawn (ActualText): one of the readers follows it, the other does not."""

    def draw(page: FPDF) -> None:
        page._out(f"/Span <</ActualText <FEFF{said.encode('utf-16-be').hex()}>>> BDC")
        lying.write(page, x, y, shown, 16)
        page._out("EMC")

    return draw


def turned(data: bytes, turns: int, left: float = 30, bottom: float = 40) -> bytes:
    document = pypdfium2.PdfDocument(data)
    document[0].set_rotation(turns)
    document[0].set_mediabox(-20, -10, 640, 900)
    document[0].set_cropbox(left, bottom, 560, 800)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


@pytest.mark.parametrize(
    ("seed", "split", "kind"),
    [
        (1, "tune", Kind.EMPLOYMENT_CERTIFICATE),
        (7, "tune", Kind.TELECOM_SERVICE_CERTIFICATE),
        (5507, "train", Kind.BUSINESS_REGISTRATION),
        (5512, "train", Kind.NUMBER_USAGE_CONSENT),
    ],
)
def test_honest_papers_are_believed(seed: int, split: str, kind: Kind) -> None:
    wish = Wish(kind, "tune" if split == "tune" else "train", container="pdf-text")
    for leaf in open_leaves(generate(seed, wish).data, Settings()):
        words = [word for line in leaf.claimed() for word in line.words]
        assert len(words) > 10
        assert {word.confidence for word in words} == {1.0}


@pytest.mark.parametrize("turns", [0, 90, 180, 270])
def test_turned_and_cropped_pages_are_believed(turns: int) -> None:
    said = claimed(turned(Certificate().pdf(), turns))
    assert set(DATE) <= set("".join(said)) | {" "}
    assert set(said.values()) == {1.0}


def test_what_two_readers_read_differently_is_not_believed() -> None:
    said = claimed(Certificate(date=None, after=spoken(*DATE_AT, DATE, OTHER_DATE)).pdf())
    assert said.pop(OTHER_DATE) < 1.0
    assert set(said.values()) == {1.0}


@pytest.mark.parametrize("turns", [90, 180, 270])
def test_nor_is_it_on_turned_pages(turns: int) -> None:
    (leaf,) = open_leaves(
        turned(Certificate(date=None, after=spoken(*DATE_AT, DATE, "나다라")).pdf(), turns), Settings()
    )
    words = [word for line in leaf.claimed() for word in line.words]
    assert set("".join(word.text for word in words if word.confidence < 1.0)) == set("나다라")


def test_a_single_digit_is_enough() -> None:
    said = claimed(Certificate(date=None, after=spoken(*DATE_AT, DATE, DATE.replace("2일", "3일"))).pdf())
    assert said[DATE.replace("2일", "3일")] < 1.0


def test_a_letter_that_only_the_second_reader_has_takes_belief_from_its_place() -> None:
    data = Certificate(after=spoken(DATE_AT[0] + 1, DATE_AT[1], "7", " ")).pdf()
    assert claimed(data)[DATE] < 1.0


def test_a_file_that_only_the_first_reader_can_open_is_mended_for_the_second() -> None:
    data = Certificate().pdf().replace(b"/Type /Pages", b"/Type /Pagez")
    with pytest.raises(TypeError):
        assert pdfplumber.open(io.BytesIO(data)).pages
    said = claimed(data)
    assert DATE in said
    assert set(said.values()) == {1.0}


def test_a_page_that_the_second_reader_cannot_read_is_not_believed() -> None:
    said = claimed(Certificate().pdf().replace(b"/MediaBox [", b"/Rotate (x) /MediaBox ["))
    assert DATE in said
    assert max(said.values()) < 1.0


def test_more_than_the_second_reader_is_asked_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_LETTERS", 20)
    said = claimed(Certificate().pdf())
    assert DATE in said
    assert max(said.values()) < 1.0


def test_it_works_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAGE_SECONDS", 0.3)
    data = Certificate(after=lambda page: page._out("0 0 m 1 1 l 2 2 l S " * 200_000)).pdf()
    document = pypdfium2.PdfDocument(data)
    said = [module.Said("가", 10, 10, 10, 8, 20, 20)]
    began = time.process_time()
    gc.disable()  # a hook of hypothesis runs in it, where the alarm would ring unheard
    try:
        assert module.Witness(data, document).testimony(0, said, 842) is None
    finally:
        gc.enable()
    assert time.process_time() - began < 1.5
