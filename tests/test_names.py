"""Company names, people's names, and what reading confuses."""

from __future__ import annotations

import pytest

from checks.names import Agreement, same_company, same_person, same_representative

SAME, NEAR, DIFFERENT = Agreement.SAME, Agreement.NEAR, Agreement.DIFFERENT


@pytest.mark.parametrize(
    ("one", "other", "agreement"),
    [
        ("주식회사 한빛테크", "㈜한빛테크", SAME),
        ("주식회사 한빛테크", "(주) 한빛 테크", SAME),
        ("주식회사 한빛테크", "한빛테크 주식회사", SAME),
        ("주식회사 한빛테크", "한빛테크㈜", SAME),
        ("주식회사 한빛테크", "（주）한빛테크", SAME),
        ("주식회사 한빛테크", "주식회사 한빛테크(HANBIT TECH CO., LTD.)", SAME),
        ("주식회사 한빛테크", "주식회사 한빛테크 [Hanbit Tech]", SAME),
        ("ＨＡＮＢＩＴ", "Hanbit", SAME),
        ("Hanbit Co., Ltd.", "HANBIT CO.,LTD", SAME),
        ("의료법인 푸른숲", "(의)푸른숲", SAME),
        ("한빛테크", "주식회사 한빛테크", NEAR),
        ("유한회사 한빛테크", "주식회사 한빛테크", NEAR),
        ("주식회사 한빛테크", "주식회사 한빚테크", NEAR),
        ("주식회사 한빛테크", "주식회사 한별테크", DIFFERENT),
        ("주식회사 한빛네트웍스", "주식회사 한빛네트워스", NEAR),
        ("주식회사 한빛테크", "주식회사 한빈테크", NEAR),
        ("주식회사 한빛테크", "주식회사 한빛데코", NEAR),
        ("㈜새벽녘", "㈜새벽녁", NEAR),
        ("㈜한빛테크", "@한빛테크", NEAR),
        ("㈜한빛테크", "쥐한빛테크", NEAR),
        ("주식회사 한빛테크", "주식회사 한빛테크 서울지점", NEAR),
        ("한빛테크", "HANBIT TECH", NEAR),
        ("한빛테크", "韓光科技", NEAR),
        ("주식회사", "주식회사 한빛테크", NEAR),
        ("", "", NEAR),
        ("주식회사 한빛테크", "주식회사 푸른바다", DIFFERENT),
        ("주식회사 한빛테크", "주식회사 한빛소프트", DIFFERENT),
        ("Hanbit", "Skyblue", DIFFERENT),
    ],
)
def test_companies(one: str, other: str, agreement: Agreement) -> None:
    assert same_company(one, other) is agreement
    assert same_company(other, one) is agreement


@pytest.mark.parametrize(
    ("one", "other", "agreement"),
    [
        ("김하늘", "김 하늘", SAME),
        ("KIM HANEUL", "Kim Haneul", SAME),
        ("김하늘", "김하눌", NEAR),
        ("김하늘", "김하은", DIFFERENT),
        ("길천애", "길전애", NEAR),
        ("김하늘", "Kim Haneul", NEAR),
        ("김하늘", "", NEAR),
        ("김하늘", "박서준", DIFFERENT),
    ],
)
def test_people(one: str, other: str, agreement: Agreement) -> None:
    assert same_person(one, other) is agreement


@pytest.mark.parametrize(
    ("printed", "name", "agreement"),
    [
        ("홍길동 외 1명", "홍길동", SAME),
        ("홍길동 외1인", "홍 길 동", SAME),
        ("홍길동, 박서준", "박서준", SAME),
        ("홍길동 및 박서준", "박서준", SAME),
        ("홍길동 외 1명", "박서준", NEAR),
        ("홍길동, 박서준", "이도현", DIFFERENT),
        ("홍길동", "흥길동", NEAR),
        ("", "홍길동", NEAR),
    ],
)
def test_representatives(printed: str, name: str, agreement: Agreement) -> None:
    assert same_representative(printed, name) is agreement
    assert same_representative(name, printed) is agreement


def test_a_very_long_name_takes_no_time() -> None:
    assert same_company("한빛" * 100_000, "푸른숲" * 100_000) is DIFFERENT
