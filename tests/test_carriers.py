"""Which carrier issued a telecom certificate: names under seals, misread, named twice; and who only looks like one."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.document import Field, Kind
from tests.hand import sheets
from tests.test_field_traps import read

SURE = 0.8
Row = str | Sequence[tuple[str, float]]


def institution(*foot: Row, head: Row = "", middle: Sequence[Row] = (), confidence: float = 0.95) -> Field:
    """The institution of a telecom certificate with such a first row, such rows in its table, and such a foot."""
    rows: list[Row] = [head, "# 서 비 스 이 용 증 명 서", "", [("가입자", 0.1), ("주식회사 한빛테크", 0.3)], *middle]
    rows += [""] * (15 - len(rows))
    return read("issuing_institution", sheets(Kind.TELECOM_SERVICE_CERTIFICATE, *rows, *foot, confidence=confidence))


@pytest.mark.parametrize(
    ("foot", "name"),
    [
        ("주식회사 케이티", "주식회사 케이티"),
        ("세종텔레콤 주식회사", "세종텔레콤 주식회사"),
        ("드림라인 주식회사", "드림라인 주식회사"),
        ("(주)LG유플러스", "(주)LG유플러스"),
        ("5(텔레콤 주식회사", "SK텔레콤 주식회사"),
        ("51브로드밴드 주식회사", "SK브로드밴드 주식회사"),
        ("5\\<브로드밴드 주 식 회 사 ( 5 1)", "SK브로드밴드 주식회사"),
        ("SK텔레콤 주식호 법인", "SK텔레콤 주식회사"),
        ("주식회사엘지헬로비존 비지", "주식회사 엘지헬로비전"),
        ("새종텔레콤 주식회사", "세종텔레콤 주식회사"),
        ("주식회사 케이티 대표이사", "주식회사 케이티"),
        ("(주)엘지유플러스 대표이사 사장 홍길동", "(주)엘지유플러스"),
    ],
)
def test_a_carrier_at_the_foot_is_read_through_slips_and_a_seal(foot: str, name: str) -> None:
    found = institution(foot)
    assert found.value == name
    assert found.confidence >= SURE


@pytest.mark.parametrize(
    "foot",
    [
        "한솔텔레콤 주식회사",
        "세정텔레콤 주식회사",
        "LS텔레콤 주식회사",
        "KT텔레콤 주식회사",
        "텔레콤 주식회사",
        "주식회사 케이디",
        "주식회사 케이엠",
        "드림라이프 주식회사",
        "SK텔레콤서비스 주식회사",
        "주식회사 유플러스텔레콤",
        "주식회사 케이티텔레캅",
        "SK텔레콤 공식 대리점",
        "SK텔레콤 주식회사 귀중",
        "주식회사 케이티 귀하",
        "주식회사 한빛네트웍스",
        "SK텔레콤 주식회사 고객센터 080-011-6000",
        "한솔텔레콤 주식회사 대표이사",
        "주식회사 케이디 대표이사",
        "SK텔레콤 공식 대리점 대표 홍길동",
    ],
)
def test_a_reseller_an_addressee_and_a_firm_with_such_a_name_are_not_surely_the_issuer(foot: str) -> None:
    assert institution(foot).confidence < SURE


def test_a_subscriber_that_is_a_carrier_is_no_issuer() -> None:
    found = institution("위와 같이 증명합니다.", middle=[[("고객명", 0.1), ("주식회사 케이티", 0.3)]])
    assert found.confidence < SURE
    below = institution("", middle=["", "", "", "", "", [("고객명", 0.1), ("세종텔레콤 주식회사", 0.3)]])
    assert below.confidence < SURE


def test_a_firm_that_no_list_has_is_told_for_a_person() -> None:
    found = institution("주식회사 한빛네트웍스")
    assert found.value == "주식회사 한빛네트웍스"
    assert 0.0 < found.confidence < SURE


@pytest.mark.parametrize(
    ("head", "foot", "name"),
    [
        ("SK브로드밴드 주식회사 | 서비스 이용증명서", "이브토드밴드 주식회시", "SK브로드밴드 주식회사"),
        ("SK브로드밴드 주식회사 서비스 이용증명서", "SK버로드밴드주식회사.7g율)", "SK브로드밴드 주식회사"),
        ("세종텔레콤 주식회사", "세정텔레콘 주식회사", "세종텔레콤 주식회사"),
        ("주식회사 케이티", "주식회사 케이더", "주식회사 케이티"),
    ],
)
def test_what_the_head_of_the_page_names_settles_a_slip_at_its_foot(head: str, foot: str, name: str) -> None:
    found = institution(foot, head=head, confidence=0.85)
    assert found.value == name
    assert found.confidence >= SURE
    assert institution(foot, confidence=0.85).confidence < found.confidence


def test_a_letterhead_alone_signs_nothing() -> None:
    assert institution("주식회사 한빛유통", head="SK브로드밴드 주식회사 | 서비스 이용증명서").confidence < SURE


def test_a_label_and_its_head_bear_each_other_out() -> None:
    rows = [[("발급기관", 0.1), ("텔레콤 주식회사", 0.3)]]
    alone, headed = institution("", middle=rows), institution("SK텔레콤 대표이사", middle=rows)
    assert alone.confidence < SURE <= headed.confidence
    assert headed.value == "SK텔레콤 주식회사"
