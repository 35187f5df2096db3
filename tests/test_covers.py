"""What is painted over: every number that may be a resident number, however it was read; other numbers stay visible."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from extractors import Sheets
from extractors.resident_number import EXTRACTOR
from pipeline.document import Box, Field, Kind, Line, Page, Paper, Word
from pipeline.glyphs.rows import Run, digit_rows
from pipeline.redaction import COVER, covers, redact_paper, redacted
from pipeline.redaction.other import explains
from pipeline.residents import may_name

WIDTH, HEIGHT, SIZE, TOP = 1240, 1754, 34, 300
NUMBER = "900101-1234567"


def _boxed(number: str, left: float = 500.0) -> tuple[Image.Image, tuple[float, float]]:
    """A page with one digit per box; the left and right edge of the last six."""
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen, font = ImageDraw.Draw(image), ImageFont.load_default(SIZE)
    edges, at = [], left
    for letter in number:
        if letter == "-":
            pen.line((at + 4, TOP + 22, at + 14, TOP + 22), fill="black", width=3)
        else:
            pen.rectangle((at, TOP - 8, at + 38, TOP + 48), outline=(90, 90, 90))
            pen.text((at + 10, TOP), letter, fill=(20, 20, 20), font=font)
        edges.append(at)
        at += 18 if letter == "-" else 38
    return image, (edges[-6], at)


def _line(text: str, left: float, right: float, confidence: float = 0.9) -> Line:
    box = Box(left / WIDTH, TOP / HEIGHT, right / WIDTH, (TOP + SIZE + 4) / HEIGHT)
    words, step, at = [], box.width / max(len(text), 1), 0
    for part in text.split(" "):
        words.append(
            Word(part, confidence, box._replace(left=box.left + at * step, right=box.left + (at + len(part)) * step))
        )
        at += len(part) + 1
    return Line(tuple(words), box, tuple(words))


def _plain(number: str, label: str, read: str | None = None, confidence: float = 0.9) -> Page:
    """A printed number behind a label, as it was read."""
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    font = ImageFont.load_default(SIZE)
    ImageDraw.Draw(image).text((500, TOP), number, fill=(20, 20, 20), font=font)
    right = 500 + font.getlength(number)
    lines = [_line(label, 150, 330)] if label else []
    return Page(1, np.asarray(image), (*lines, _line(number if read is None else read, 500, right, confidence)))


def _is_covered(page: Page, left: float, right: float) -> bool:
    part = redacted(page)[TOP + 6 : TOP + SIZE - 2, round(left) : round(right) - 6]
    return bool((part == COVER).all())


@pytest.mark.parametrize("read", ["151110151012니니이기기3161이", "의이이 이피 개 피 히히 기", "", "9 0 0 1"])
@pytest.mark.parametrize("label", ["주민등록번호", "주반들쪽 빈호", ""])
def test_digits_in_boxes_are_covered_whatever_was_read(label: str, read: str) -> None:
    image, (left, right) = _boxed(NUMBER)
    lines = [_line(label, 150, 330)] if label else []
    page = Page(1, np.asarray(image), (*lines, *([_line(read, 500, right, 0.5)] if read else [])))
    assert _is_covered(page, left, right)


def test_a_number_under_its_label_that_ran_into_words_is_covered() -> None:
    """`600129-272` before a bar, and 직위 과장 in the same line: words, and a number."""
    page = _plain("600129-272", "")
    label = _line("주민등록번호", 500, 640)
    above = replace(label, box=label.box._replace(top=label.box.top - 0.05, bottom=label.box.bottom - 0.05))
    read = _line("600129272■직위과장 담당업무", 500, 1000)
    words = [replace(word, box=word.box._replace(top=above.box.top, bottom=above.box.bottom)) for word in above.words]
    page = replace(page, lines=(replace(above, words=tuple(words), second=()), read))
    assert _is_covered(page, 510, 610)


@pytest.mark.parametrize("number", ["870323-161****", "870323-1615***", "870323-16*****"])
def test_a_number_with_digits_open_before_its_signs_is_covered_whole(number: str) -> None:
    page = _plain(number, "주민등록번호")
    assert _is_covered(page, 505, 640)


def test_a_number_beside_its_label_that_ran_into_words_is_covered() -> None:
    page = _plain("730511-119", "주민등록번호")
    page = replace(page, lines=(page.lines[0], _line("730511119■성벌:여", 500, 760)))
    assert _is_covered(page, 510, 620)


def test_a_word_that_seems_to_begin_at_its_dark_signs_is_covered_from_its_line_s_beginning() -> None:
    page = _plain("870323-161****", "주민등록번호")
    *labels, line = page.lines
    late = line.box._replace(left=line.box.left + 0.6 * line.box.width)
    words = tuple(replace(word, box=late) for word in line.words)
    page = replace(page, lines=(*labels, replace(line, words=words, second=words)))
    assert _is_covered(page, 505, 640)


def test_a_row_that_no_reading_saw_is_covered() -> None:
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    font = ImageFont.load_default(SIZE)
    ImageDraw.Draw(image).text((500, TOP), NUMBER, fill=(20, 20, 20), font=font)
    page = Page(1, np.asarray(image), ())
    assert _is_covered(page, 500 + font.getlength("900101-1"), 500 + font.getlength(NUMBER))


@pytest.mark.parametrize("read", ["990400-7090080:이", "90010112345", "900I01-12", "9001 1-1234567", "히히이-기기"])
def test_a_number_that_was_read_badly_is_covered_whole(read: str) -> None:
    page = _plain(NUMBER, "주민등록번호", read, 0.5)
    right = 500 + ImageFont.load_default(SIZE).getlength(NUMBER)
    assert _is_covered(page, 500 + ImageFont.load_default(SIZE).getlength("900101-1"), right)


@pytest.mark.parametrize(
    ("label", "number"),
    [
        ("법인등록번호", "110111-1234567"),
        ("사업자등록번호", "123-45-67890"),
        ("전화번호", "010-2345-6789"),
        ("계좌번호", "110-123-456789"),
        ("발급번호", "20261110-13911"),
        ("문서확인번호", "636517458986"),
        ("발급번호", "220924723705"),
        ("", "제 815363127546 호"),
        ("", "CERT94299126"),
        ("", "2026.10.21-2027.10.21"),
    ],
)
def test_other_numbers_that_were_surely_read_stay_visible(label: str, number: str) -> None:
    page = _plain(number, label)
    assert (redacted(page) == page.picture).all()


@pytest.mark.parametrize(
    ("label", "number"),
    [("발급번호", "2209241723705"), ("주민등록번호", "220924723705"), ("", "220924723705"), ("성명", "220924723705")],
)
def test_only_a_papers_own_label_explains_twelve_digits_that_begin_with_a_date(label: str, number: str) -> None:
    page = _plain(number, label)
    assert (redacted(page) != page.picture).any()


@pytest.mark.parametrize(
    "label", ["주민등록번호", "주반들쪽빈호", "이푸민등록번호", "회국인등록번호", "주민(법인)등록번호"]
)
def test_what_resembles_a_resident_number_s_label_may_be_one(label: str) -> None:
    assert may_name(label)


@pytest.mark.parametrize(
    "label", ["사업자등록번호", "등록번호", "고유번호", "발급번호", "전화번호", "법인등록번호", "대표자", "개업연월일"]
)
def test_labels_of_other_numbers_are_told_from_it(label: str) -> None:
    assert not may_name(label)


def test_no_field_keeps_digits_that_were_read_under_a_cover() -> None:
    image, (left, right) = _boxed(NUMBER)
    page = Page(1, np.asarray(image), (_line("주민등록번호", 150, 330),))
    box = Box(left / WIDTH, TOP / HEIGHT, right / WIDTH, (TOP + SIZE) / HEIGHT)
    read = Field("234-567", 0.4, 1, box, text="23-4567")
    paper = Paper(Kind.UNKNOWN, 1.0, (1,), fields={"issuance_number": read}, phone_numbers=(read,))
    clean = redact_paper(paper, covers([page]))
    for one in (clean.fields["issuance_number"], *clean.phone_numbers):
        assert not any(letter.isdigit() for letter in f"{one.value}{one.text}")


def test_digits_that_we_starred_leave_nothing_sure_and_a_mask_of_the_papers_own_stays_one() -> None:
    box = Box(0.4, 0.2, 0.6, 0.22)
    fields = {
        "business_number": Field("123-45-67891", 0.97, 1, box, text="123-45-67891"),
        "subscriber": Field("주식회사 한*테크", 0.96, 1, box, text="주식회사 한*테크"),
        "resident_number": Field("masked", 0.95, 1, box, text="900101-1******"),
    }
    numbers = (Field("0212345678", 0.97, 1, box), Field("010****5678", 0.97, 1, box._replace(top=0.5, bottom=0.52)))
    clean = redact_paper(Paper(Kind.TELECOM_SERVICE_CERTIFICATE, 1.0, (1,), fields, numbers), {1: (box,)})
    assert clean.fields["business_number"] == Field("***-**-*****", 0.0, 1, box, text="***-**-*****")
    assert {name: one.confidence for name, one in clean.fields.items()} == {
        "business_number": 0.0, "subscriber": 0.96, "resident_number": 0.95,
    }  # fmt: skip
    assert [(one.value, one.confidence) for one in clean.phone_numbers] == [("**********", 0.0), ("010****5678", 0.97)]


@pytest.mark.parametrize(("confidence", "value"), [(0.95, "absent"), (0.5, "unclear")])
def test_nothing_is_absent_from_a_page_that_reads_badly(confidence: float, value: str) -> None:
    blank = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    page = Page(1, blank, (_line("통신서비스 이용증명원", 150, 600, confidence),))
    found = EXTRACTOR.extract(Sheets(Kind.TELECOM_SERVICE_CERTIFICATE, (page,)))
    assert isinstance(found, Field)
    assert found.value == value


def test_words_are_no_row_of_digits() -> None:
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    ImageDraw.Draw(image).text(
        (150, TOP), "Mail: WWW.Example.org/Paths", fill="black", font=ImageFont.load_default(SIZE)
    )
    assert digit_rows(np.asarray(image)) == []


@pytest.mark.parametrize(
    ("read", "confidence", "pieces", "is_other"),
    [
        ("010-9903-3077", 0.99, 15, True),
        ("010-9903-3077", 0.6, 15, False),
        ("010-2341-1247", 0.99, 16, False),
        ("010-9903-3077", 0.99, 20, False),
        ("900801-1086980", 0.99, 15, False),
    ],
)
def test_round_digits_of_a_thin_print_are_two_pieces_each(
    read: str, confidence: float, pieces: int, *, is_other: bool
) -> None:
    """A telephone number that was surely read stays visible, though its glyphs look like more digits than it has."""
    page = _plain(read, "", read, confidence)
    assert explains(page, Run(page.lines[0].box, pieces)) is is_other
