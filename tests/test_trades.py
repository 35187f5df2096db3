"""업태 and 종목 of a registration in every layout, and since when somebody works somewhere."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from extractors import Sheets
from extractors.business_items import extract as items
from extractors.business_type import extract as branches
from extractors.joining_date import extract as joined
from pipeline.document import Kind
from tests.hand import sheets

Rows = Sequence[str | Sequence[tuple[str, float]]]
HEAD: Rows = (
    "# 사 업 자 등 록 증",
    "( 일반과세자 )",
    "등록번호 : 123-45-67891",
    "상호 : 달빛상사",
    "사업장 소재지 : 서울특별시 종목로 1",
)
FOOT: Rows = (
    "발 급 사 유 : 정정",
    "공 동 사 업 자 :",
    "전자세금계산서 전용 전자우편주소 : a@b.example",
    "",
    "2024 년 03 월 05 일",
)
TWO = ("도매 및 소매업; 정보통신업", "전자상거래 소매업; 소프트웨어 개발")

LAYOUTS: dict[str, Rows] = {
    "each with its label": (
        [("사업의 종류 : 업태 도매 및 소매업", 0.12), ("종목 전자상거래 소매업", 0.62)],
        [("업태 정보통신업", 0.27), ("종목 소프트웨어 개발", 0.62)],
    ),
    "one cell": ("사업의 종류 : 업태 도매 및 소매업 종목 전자상거래 소매업", "업태: 정보통신업 / 종목: 소프트웨어 개발"),
    "brackets": (
        [("사업의 종류 :", 0.12), ("[업태] 도매 및 소매업", 0.3), ("[종목] 전자상거래 소매업", 0.62)],
        [("[업태] 정보통신업", 0.3), ("[종목] 소프트웨어 개발", 0.62)],
    ),
    "labels once": (
        [("사업의 종류 : 업태", 0.12), ("도매 및 소매업", 0.34), ("종목", 0.6), ("전자상거래 소매업", 0.66)],
        [("정보통신업", 0.34), ("소프트웨어 개발", 0.66)],
    ),
    "a table with codes": (
        [("구분", 0.1), ("업종코드", 0.18), ("업태", 0.36), ("종목", 0.68)],
        [("주", 0.1), ("525101", 0.18), ("도매 및 소매업", 0.3), ("전자상거래 소매업", 0.6)],
        [("부", 0.1), ("722000", 0.18), ("정보통신업", 0.32), ("소프트웨어 개발", 0.6)],
    ),
    "ranks and codes": (
        "주업태 : 도매 및 소매업 주종목 : 전자상거래 소매업 (525101)",
        "부업태 : 정보통신업 부종목 : 소프트웨어 개발 (722000)",
    ),
    "a bullet and a misread label": (
        [("○ 업테 도매 및 소매업", 0.12), ("○ 종목 전자상거래 소매업", 0.52)],
        [("○ 업태 정보통신업", 0.12), ("○ 종목 소프트웨어 개발", 0.52)],
    ),
    "specks beside": (
        [("떠", 0.02), ("업태 도매 및 소매업", 0.2), ("종목 전자상거래 소매업", 0.6), ("1", 0.95)],
        [("~", 0.02), ("업태 정보통신업", 0.2), ("종목 소프트웨어 개발", 0.6), ("를", 0.95)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("rows", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_every_line_of_both(rows: Rows) -> None:
    of = sheets(Kind.BUSINESS_REGISTRATION, *HEAD, *rows, *FOOT)
    assert (branches(of).value, items(of).value) == TWO
    assert items(of).confidence > 0.8
    assert items(of).box is not None


def test_words_left_of_both_end_the_list() -> None:
    of = sheets(Kind.BUSINESS_REGISTRATION, *HEAD, *LAYOUTS["labels once"], "발금사우 정정")
    assert (branches(of).value, items(of).value) == TWO


def test_further_items_of_one_branch() -> None:
    rows = [[("업태 소매업", 0.2), ("종목 화장품", 0.6)], [("통신판매업", 0.66)], [("의료기기", 0.66)]]
    of = sheets(Kind.BUSINESS_REGISTRATION, *HEAD, *rows, *FOOT)
    assert (branches(of).value, items(of).value) == ("소매업", "화장품; 통신판매업; 의료기기")


@pytest.mark.parametrize("rows", [(), ("사업의 종류 :",)])
def test_without_a_line_nothing_is_sure(rows: Rows) -> None:
    of = sheets(Kind.BUSINESS_REGISTRATION, *HEAD, *rows, *FOOT)
    assert items(of).value is None
    assert items(of).confidence < 0.9


def test_a_doubtful_reading_is_no_sure_value() -> None:
    of = sheets(Kind.BUSINESS_REGISTRATION, *HEAD, *LAYOUTS["brackets"], *FOOT, confidence=0.5)
    assert items(of).confidence <= 0.5


@pytest.mark.parametrize(
    ("row", "value"),
    [
        ("입사일 : 2019. 1. 2.", "2019-01-02"),
        ("입 사 일 : 2019년 1월 2일", "2019-01-02"),
        ([("재직기간", 0.1), ("2019.01.02 ~ 현재", 0.3)], "2019-01-02"),
        ("근무기간 : 2019년 1월 2일 부터 2024년 3월 5일 현재까지", "2019-01-02"),
        ("위 사람은 2019년 1월 2일 당사에 입사하여 현재까지 재직하고 있음을 증명합니다.", "2019-01-02"),
        ("위 사람은 2019년 1월 2일 태어나 입사하였습니다.", None),
    ],
)
def test_since_when(row: str | Sequence[tuple[str, float]], value: str | None) -> None:
    of: Sheets = sheets(Kind.EMPLOYMENT_CERTIFICATE, "# 재 직 증 명 서", "성명 : 김하늘", row, "2024년 3월 5일")
    assert joined(of).value == value
    assert joined(of).confidence > 0.8


def test_what_stands_below_a_blank_is_not_sure() -> None:
    of = sheets(Kind.EMPLOYMENT_CERTIFICATE, "# 재 직 증 명 서", "성명 : 김하늘", "입사일 :", "2024년 3월 5일")
    assert joined(of).confidence < 0.8
