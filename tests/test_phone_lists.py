"""Phone numbers of papers with several lines, in thin print, and in letters: what a reader loses of one takes no other with it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractors import Sheets, extractors
from pipeline.document import Field, Kind, Line
from tests.hand import line, page

TELECOM, CONSENT = Kind.TELECOM_SERVICE_CERTIFICATE, Kind.NUMBER_USAGE_CONSENT
STEP = 0.04
"""From row to row of a list, as a fraction of the page: nearly three times its letters' height."""


def phones(kind: Kind, *lines: Line) -> list[str | None]:
    """The numbers of a page with these lines."""
    extractor = next(one for one in extractors() if one.field == "phone_numbers")
    found = extractor.extract(Sheets(kind, (replace(page([]), lines=lines),)))
    assert isinstance(found, tuple)
    return [one.value for one in found if isinstance(one, Field)]


def listed(*numbers: str, height: float = 0.014) -> list[Line]:
    """A list of lines under its headings; digits may have been read lower than they are."""
    heads = [
        line(text, left, 0.4) for text, left in (("순번", 0.1), ("서비스", 0.25), ("회선번호", 0.5), ("개통일", 0.75))
    ]
    rows = [
        one
        for place, number in enumerate(numbers, 1)
        for one in (
            line(str(place), 0.11, 0.4 + STEP * place),
            line("일반전화(유선)", 0.22, 0.4 + STEP * place),
            line(number, 0.45, 0.4 + STEP * place, height=height),
            line("2020.01.02", 0.72, 0.4 + STEP * place),
        )
        if one.words
    ]
    return [*heads, *rows]


@pytest.mark.parametrize("height", [0.014, 0.0105])
def test_every_number_of_a_list_is_given_however_low_its_digits_were_read(height: float) -> None:
    lines = listed("02-2345-6789", "031-234-5678", "1588-7777", height=height)
    assert phones(TELECOM, *lines) == ["0223456789", "0312345678", "15887777"]


@pytest.mark.parametrize("first", ["", "이니이 -히기", "02-23"])
def test_a_first_number_that_cannot_be_read_takes_no_second_one_with_it(first: str) -> None:
    lines = [one for one in listed(first or "02-2345-6789", "031-234-5678") if first or one.text != "02-2345-6789"]
    assert phones(TELECOM, *lines) == ["0312345678"]


def test_what_stands_further_below_is_no_line_of_the_list() -> None:
    far = line("031-234-5678", 0.45, 0.4 + 4 * STEP)
    assert phones(TELECOM, *listed("02-2345-6789"), far) == ["0223456789"]
    service = [line("고객센터", 0.1, 0.4 + 2 * STEP), line("031-234-5678", 0.45, 0.4 + 2 * STEP)]
    assert "0312345678" not in phones(TELECOM, *listed("02-2345-6789"), *service)


@pytest.mark.parametrize("text", ["○ 32-4541-0881", "○32-4541-0881", "O32-4541-0881"])
def test_a_first_zero_that_was_read_as_a_ring_is_one(text: str) -> None:
    assert phones(TELECOM, line("서비스번호", 0.1, 0.4), line(text, 0.35, 0.4)) == ["03245410881"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("당사는 당사 명의의 전 화번 010-7921-0396", "01079210396"),
        ("당사는 당시 명 의 의 전 화빈호 070-7670-7133", "07076707133"),
        ("당사는 당사 명의의 전화번호0107855.8601", "01078558601"),
    ],
)
def test_a_letter_s_number_is_found_behind_what_a_reader_made_of_its_words(text: str, number: str) -> None:
    assert phones(CONSENT, line(text, 0.1, 0.3)) == [number]


@pytest.mark.parametrize(
    "text", ["문의 전화 02-2345-6789", "전화 02-2345-6789 팩스 02-2345-6780", "대표전화 1588-7777"]
)
def test_a_contact_s_number_is_not_the_paper_s(text: str) -> None:
    assert phones(CONSENT, line(text, 0.1, 0.3)) == []
