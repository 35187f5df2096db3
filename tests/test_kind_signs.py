"""Kinds that more than a title tells: the words of a statutory form, and a card's title with litter behind it."""

from __future__ import annotations

import pytest

from pipeline.classify import classify
from pipeline.document import Kind
from tests.hand import page

SURE = 0.9
FOOD = (
    "1. 영업소의 명칭 : 은하식품", "2. 대표자 : 남모혜", "3. 소재지 : 대전광역시 유성구 별내음길 10",
    "4. 영업의 종류 : 건강기능식품일반판매업", "",
    "「건강기능식품에 관한 법률」 제6조제2항에 따라 위와 같이 영업신고를 하였음을 증명합니다.",
    "2026년 3월 5일", "유성구청장",
)  # fmt: skip
CARD = (
    "1종 보통",
    "21-22-956226-62",
    "김하늘",
    "910907-*******",
    "적성검사 기간 2027.01.01~2027.12.31",
    "서울특별시경찰청장",
)


@pytest.mark.parametrize(
    "title",
    [
        "# 건강기능식품 영업신고증",
        "# 선강기능식품 영업 산고증",
        "# 건 강 기 능 식 품 판매업 신고증",
        "# 영업신고증(건강기능식퍰)",
        "# 간경기눙석폼 염엽 선고즘",
    ],
)
@pytest.mark.parametrize("slip", ["건강기능식품", "건깅기능식품"])
def test_a_health_food_report_is_told_by_its_form_too(title: str, slip: str) -> None:
    kind, sure = classify(page([title, "제 2019-0005780 호", *(row.replace("건강기능식품", slip) for row in FOOD)]))
    assert kind is Kind.HEALTH_FOOD_REPORT
    assert sure >= SURE


@pytest.mark.parametrize(
    "rows",
    [
        (
            "# 건강기능식품 영업신고 안내",
            "구비서류 : 영업신고서",
            "「건강기능식품에 관한 법률」 제6조에 따라 신고합니다.",
            *FOOD[:4],
        ),
        (
            "# 식품영업신고증",
            "영업소 : 은하식당",
            "「식품위생법」 제37조에 따라 영업신고를 하였음을 증명합니다.",
            "유성구청장",
        ),
        ("# 건강기능식품 영업신고서", "구비서류", "위와 같이 신고합니다.", *FOOD[:4]),
    ],
)
def test_what_only_speaks_of_health_food_is_no_report(rows: tuple[str, ...]) -> None:
    kind, sure = classify(page(rows))
    assert kind is not Kind.HEALTH_FOOD_REPORT or sure < 0.8


@pytest.mark.parametrize("litter", ["", " ( 매…ㄴㅁ *0", " (…%<40*이", " (oneesueenee㈜", " (Driver's License)"])
def test_a_card_s_title_is_told_with_litter_in_brackets_behind_it(litter: str) -> None:
    kind, sure = classify(page([f"# 자동차운전 면허증{litter}", *CARD]))
    assert kind is Kind.IDENTITY_CARD
    assert sure >= SURE


@pytest.mark.parametrize("rest", ["갱신신청서", " (재발급신청", " 재발급 신청서", "(분실신고"])
def test_what_is_applied_for_is_no_card(rest: str) -> None:
    kind, sure = classify(page([f"# 자동차운전면허증{rest}", *CARD[2:4], "위와 같이 신청합니다."]))
    assert kind is not Kind.IDENTITY_CARD or sure < 0.8
