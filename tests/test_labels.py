"""Labels: spread, broken by readers, with the value behind, beside or below; and what only looks like one."""

from __future__ import annotations

import pytest

from pipeline.labels import Place, labelled
from pipeline.lexicon import Label
from tests.hand import page


def found(*rows: str | list[tuple[str, float]]) -> dict[Label, str | None]:
    return {one.label: one.value.text if one.value else None for one in labelled(page(rows))}


@pytest.mark.parametrize(
    ("row", "label", "value"),
    [
        ("상    호 : 주식회사 한빛테크", Label.COMPANY_NAME, "주식회사 한빛테크"),
        ("법 인 명 (단 체 명) : 주식회사 한빛테크", Label.COMPANY_NAME, "주식회사 한빛테크"),
        ("상호: 한빛상사", Label.COMPANY_NAME, "한빛상사"),
        ("상호 한빛상사", Label.COMPANY_NAME, "한빛상사"),
        ("○ 상호 : 한빛상사", Label.COMPANY_NAME, "한빛상사"),
        ("① 상호(법인명) 한빛상사", Label.COMPANY_NAME, "한빛상사"),
        ("1. 대표자 : 김하늘", Label.REPRESENTATIVE, "김하늘"),
        ("가. 상호 : 한빛상사", Label.COMPANY_NAME, "한빛상사"),
        ("1. 단체의 명칭 : 한빛 협회", Label.COMPANY_NAME, "한빛 협회"),
        ("고객명/법인명 : 한빛상사", Label.SUBSCRIBER, "한빛상사"),
        ("업소명 : 유한 회사 한빛", Label.COMPANY_NAME, "유한 회사 한빛"),
        ("회사명 Company Name : 한빛상사", Label.COMPANY_NAME, "한빛상사"),
        ("회사명 / Company 주식회사 한빛", Label.COMPANY_NAME, "주식회사 한빛"),
        ("상호 Business 온", Label.COMPANY_NAME, "Business 온"),
        ("성 명 (한글) : 김하늘", Label.PERSON_NAME, "김하늘"),
        ("대표자 명해운", Label.REPRESENTATIVE, "명해운"),
        ("대표자김하늘", Label.REPRESENTATIVE, "김하늘"),
        ("회사명 (주)한빛테크", Label.COMPANY_NAME, "(주)한빛테크"),
        ("발금번호 : 2026-1234", Label.ISSUANCE_NUMBER, "2026-1234"),
        ("능록번호 : 123-45-67891", Label.BUSINESS_NUMBER, "123-45-67891"),
        ("개업연윌일 : 2020년 1월 2일", Label.OPENING_DATE, "2020년 1월 2일"),
        ("벌인등록번호 : 110111-0062432", Label.CORPORATE_NUMBER, "110111-0062432"),
        ("Date of Issue : 2024-03-05", Label.ISSUANCE_DATE, "2024-03-05"),
    ],
)
def test_value_in_the_same_cell(row: str, label: Label, value: str) -> None:
    assert found(row) == {label: value}


@pytest.mark.parametrize("bullet", ["", "1. ", "1) ", "(1) ", "① ", "○ ", "- ", "가. ", "㉮ "])
@pytest.mark.parametrize("name", ["단체명(법인명)", "단체명 (법인명)", "명칭(상호)", "법인명 (상호)"])
def test_a_label_behind_a_bullet_is_read_as_well_as_without(bullet: str, name: str) -> None:
    told = [one for one in labelled(page([f"{bullet}{name} : 한빛 협회"])) if one.value]
    assert [(one.label, one.likeness) for one in told] == [(Label.COMPANY_NAME, 1.0)]
    assert [one.value.text for one in told if one.value] == ["한빛 협회"]


def test_the_english_of_a_label_in_the_next_cell_is_a_value() -> None:
    assert found([("회사명 Company", 0.1), ("Business Plus", 0.4)]) == {Label.COMPANY_NAME: "Business Plus"}


def test_value_in_the_next_cell_ends_at_the_next_label() -> None:
    row = [("성 명", 0.1), ("김하늘", 0.25), ("생년월일", 0.5), ("1990.01.01", 0.65)]
    assert found(row) == {Label.PERSON_NAME: "김하늘", Label.BIRTH_DATE: "1990.01.01"}


def test_two_labels_in_one_cell() -> None:
    assert found("성명 김하늘 생년월일 1990.01.01") == {Label.PERSON_NAME: "김하늘", Label.BIRTH_DATE: "1990.01.01"}


def test_value_below_its_label() -> None:
    rows = ([("회선번호", 0.3), ("개통일", 0.6)], [("02-2345-6789", 0.28), ("2020.01.02", 0.58)])
    assert found(*rows) == {Label.PHONE_NUMBER: "02-2345-6789", Label.OTHER_DATE: "2020.01.02"}
    assert {one.place for one in labelled(page(rows))} == {Place.BELOW}


def test_the_longest_label_wins_over_its_ending() -> None:
    rows = ("법인등록번호 : 110111-0062432", "주민등록번호 : 900101-1******", "사업자등록번호 : 123-45-67891")
    assert set(found(*rows)) == {Label.CORPORATE_NUMBER, Label.RESIDENT_NUMBER, Label.BUSINESS_NUMBER}


def test_an_empty_cell_does_not_take_the_next_label_for_its_value() -> None:
    row = [("제출처", 0.1), ("용도", 0.5), ("제출용", 0.6)]
    values = [(one.wording, one.value.text if one.value else None) for one in labelled(page([row]))]
    assert values == [("제출처", None), ("용도", "제출용")]


@pytest.mark.parametrize(
    "row",
    [
        "주식회사 한빛테크",
        "위 사람은 당사에 재직하고 있음을 증명합니다.",
        "본 증명서는 발급일로부터 3개월간 유효합니다.",
        "전화번호를 사용하는 것에 동의합니다.",
        "( 법인사업자 )",
    ],
)
def test_sentences_names_and_remarks_hold_no_label(row: str) -> None:
    assert found(row) == {}


def test_a_label_within_a_value_is_none() -> None:
    assert found("발급사유 : 대표자 변경") == {Label.OTHER: "대표자 변경"}


def test_a_name_that_looks_like_a_label_stays_a_value() -> None:
    assert found([("성명", 0.1), ("이용진", 0.3)]) == {Label.PERSON_NAME: "이용진"}


def test_the_better_the_label_is_read_the_liker_it_is() -> None:
    (clean,), (broken,) = labelled(page(["발급번호 : 12"])), labelled(page(["발금번호 : 12"]))
    assert clean.likeness == 1.0
    assert 0.7 < broken.likeness < 1.0
