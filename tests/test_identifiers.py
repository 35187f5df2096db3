"""Numbers that name a person are found and starred however they were written or misread; others stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.identifiers import place, resident_spans, scrub

NUMBER = "900101-1234567"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (NUMBER, "900101-1******"),
        ("900101 - 1234567", "900101 - 1******"),
        ("9001011234567", "9001011******"),
        ("9 0 0 1 0 1 - 1 2 3 4 5 6 7", "9 0 0 1 0 1 - 1 * * * * * *"),
        ("９００１０１－１２３４５６７", "９００１０１－１******"),
        ("900101~1234***", "900101~1******"),
        ("900101–5234567", "900101–5******"),
        ("9O0l01-l2345G7", "9O0l01-l******"),
        ("주민등록번호:900101-1234567.", "주민등록번호:900101-1******."),
        ("900101-123456", "900101-******"),
        ("19900101-1234567", "19900101-1******"),
        ("면허 11-12-123456-78", "면허 11-12-******-**"),
        ("여권 M12345678", "여권 M********"),
        ("여권 M123A4567", "여권 M********"),
    ],
)
def test_what_names_a_person_is_starred(text: str, clean: str) -> None:
    assert scrub(text) == clean


@pytest.mark.parametrize(
    "text",
    [
        "123-45-67890",
        "02-1234-5678, 010-1234-5678",
        "1234-5678-9012-3456",
        "2019.01.02 ~ 2024.03.05",
        "1990년 1월 1일",
        "제 2026-0123 호",
        "2026012345678",
        "20240305-123456",
        "110-123-456789",
        "서울특별시 강남구 테헤란로 136, 1325호",
        "주식회사 한빛테크",
        "",
    ],
)
def test_other_numbers_and_words_stay(text: str) -> None:
    assert scrub(text) == text


@given(st.text(max_size=60))
def test_scrubbing_twice_changes_nothing_more_and_keeps_the_length(text: str) -> None:
    once = scrub(text)
    assert len(once) == len(text)
    assert scrub(once) == once


@given(
    birth=st.dates().map(lambda day: day.strftime("%m%d")),
    year=st.integers(0, 99),
    rest=st.text("0123456789", min_size=7, max_size=7),
    gap=st.sampled_from(["-", " - ", "–", "~", "", " "]),
    before=st.sampled_from(["", "주민등록번호 ", "No.", "(", "홍길동 "]),
)
def test_no_six_digits_survive_behind_any_birth_date(birth: str, year: int, rest: str, gap: str, before: str) -> None:
    assert rest[1:] not in scrub(f"{before}{year:02}{birth}{gap}{rest})")


def test_a_span_counts_the_digits_that_were_read() -> None:
    (span,) = resident_spans("성명 홍길동 900101-1******")
    assert (span.tail, span.digits, span.exact) == ("1******", 0, True)


@pytest.mark.parametrize(
    ("letter", "meant"), [("O", "0"), ("l", "1"), ("●", "*"), ("Ｘ", "*"), ("—", "-"), ("가", "x")]
)
def test_a_letter_stands_for_what_it_resembles(letter: str, meant: str) -> None:
    assert place(letter) == meant
