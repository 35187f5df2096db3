"""Who issues a paper, at its foot: found by the date above and the head's office below, with a seal's letters run on."""

from __future__ import annotations

import pytest

from extractors import Sheets
from pipeline.document import Field, Kind
from tests.hand import sheets
from tests.test_field_traps import of_lines, read, seen_twice

EMPLOYMENT, TELECOM = Kind.EMPLOYMENT_CERTIFICATE, Kind.TELECOM_SERVICE_CERTIFICATE
SURE = 0.8


def issuer(*foot: str) -> Field:
    """The employer that an employment certificate with such a foot names."""
    return read("company_name", sheets(EMPLOYMENT, "# 재 직 증 명 서", *[""] * 18, *foot))


@pytest.mark.parametrize(
    ("foot", "firm"),
    [
        (("2026년 8월 1일", "주식회사참빛물산", "욍 이대"), "주식회사참빛물산"),
        (("2026년 8월 1일", "여울물산동호회", "대표자유나덕(직인)"), "여울물산동호회"),
        (("주식회사한울테크", "사업자등록번호 : 988-88-51420", "대표이사 : 마의은"), "주식회사한울테크"),
        (("2026-10-27", "초록분식", "사업자등록번호 : 123-45-67891", "주소 : 대전", "대표이사 : 마의은"), "초록분식"),
        (("2026년 7월 3일", "주식회사하람건설대표이사 해"), "주식회사하람건설"),
        (
            ("발급일 : 2026년 8월 8일", "다솜어린이집", "사업자번호 : 966-14-39333", "주소 : 서울", "대표:원훈미(인"),
            "다솜어린이집",
        ),
        (
            ("작성일자 : 2026709/27", "미르시스템 주식회사", "주소 : 광주", "대표이사 : 차홍나 (인)"),
            "미르시스템 주식회사",
        ),
        (("2026년 8월 1일", "한빛솔루션", "대표 유나덕 (직인)"), "한빛솔루션"),
        (("작성일자 : 2026709/27", "다솜어린이집", "주소 : 광주", "", "대표이사 : 차홍나 (인)"), "다솜어린이집"),
        (("2026年98108", "다솜어린이집", "등록번호 : 966-14-39333", "주소 : 광주", "대표 차홍나"), "다솜어린이집"),
    ],
)
def test_a_firm_that_stands_where_papers_are_signed_is_surely_the_issuer(foot: tuple[str, ...], firm: str) -> None:
    found = issuer(*foot)
    assert found.value == firm
    assert found.confidence >= SURE


def test_elsewhere_it_is_not_sure() -> None:
    assert issuer("주식회사참빛물산", "제출처 확인").confidence < SURE
    assert issuer("2026년 8월 1일부터 근무함", "여울물산동호회").confidence < SURE


@pytest.mark.parametrize("row", ["더존 인사관리시스템", "주식회사 한빛솔루션 출력", "그룹웨어 시스템"])
def test_what_software_prints_below_is_none(row: str) -> None:
    assert issuer("2026년 8월 1일", "(주)가람 대표이사 김하늘 (인)", "", "", row).value == "(주)가람"
    assert issuer("2026년 8월 1일", "", "", "", "", row).value is None


@pytest.mark.parametrize(
    "row", ["주식회사 참빛물산 귀중", "주식회사 참빛물산 대표이사 귀하", "주식회사 참빛물산 제출용"]
)
def test_an_addressee_under_the_date_is_no_issuer(row: str) -> None:
    found = issuer("2026년 8월 1일", row)
    assert found.value is None or found.confidence < SURE
    assert issuer("2026년 8월 1일", row, "", "(주)가람 대표이사 김하늘 (인)").value == "(주)가람"


@pytest.mark.parametrize("row", ["주식회사엘지헬로비진인표비지", "주식회사 엘지헬로비전", "주식회사케이티표인"])
def test_a_seals_letters_behind_a_carriers_name_are_no_part_of_it(row: str) -> None:
    found = read("issuing_institution", sheets(TELECOM, "# 이 용 계 약 증 명 서", *[""] * 15, row))
    assert found.value in {"주식회사 엘지헬로비전", "주식회사 케이티"}
    assert found.confidence >= SURE


def test_a_lost_point_leaves_no_doubt_where_two_looks_read_all_eight_digits() -> None:
    def day(text: str, second: str) -> Field:
        line = seen_twice(text, second, top=0.6)
        return read("issuance_date", Sheets(EMPLOYMENT, (of_lines(line),)))

    assert day("2026 10.26", "2026 1026").value == "2026-10-26"
    assert day("2026 10.26", "2026 1026").confidence >= SURE
    assert day("2026 10.26", "2026 1028").confidence < SURE
    assert day("2026. 1 26", "2026. 1 26").confidence < day("2026 10.26", "2026 1026").confidence


@pytest.mark.parametrize(
    ("text", "day"), [("2026-07-0914:30", "2026-07-09"), ("2026.07.0914:30", "2026-07-09"), ("2026-07-114:30", None)]
)
def test_a_time_of_day_that_ran_into_a_whole_date_is_none_of_its_digits(text: str, day: str | None) -> None:
    """`2026-07-114:30` may be the first or the eleventh."""
    assert issued(f"발급일 : {text}").value == day


def issued(row: str) -> Field:
    """The issuance date of an employment certificate with such a row."""
    return read("issuance_date", sheets(EMPLOYMENT, "# 재 직 증 명 서", *[""] * 12, row))


@pytest.mark.parametrize("text", ["2026.92.", "2026. 9Z. ."])
def test_a_date_that_lost_a_point_is_not_surely_missing(text: str) -> None:
    found = issued(f"발급일자 : {text}")
    assert found.value is None
    assert found.confidence < SURE


@pytest.mark.parametrize("text", ["2026.  .  .", "20   년   월   일", "년  월  일"])
def test_a_form_s_blank_place_is(text: str) -> None:
    assert issued(f"발급일자 : {text}").value is None
    assert issued(f"발급일자 : {text}").confidence >= SURE


def head(*foot: str | list[tuple[str, float]]) -> Field:
    """The representative whom an employment certificate with such a foot names."""
    return read("representative", sheets(EMPLOYMENT, "# 재 직 증 명 서", *[""] * 18, *foot))


def test_a_name_set_so_wide_that_its_last_letter_is_a_cell_is_whole() -> None:
    assert head("2026년 8월 1일", [("은하세탁소 대표 오", 0.12), ("종", 0.34)]).value == "오종"
    assert head("2026년 8월 1일", [("다솜어린이집 대 표 자 명 안", 0.12), ("상", 0.47)]).value == "명안상"


@pytest.mark.parametrize("cell", [("종", 0.6), ("엌", 0.34), ("■", 0.34)])
def test_a_seals_letter_beside_it_is_none_of_it(cell: tuple[str, float]) -> None:
    assert head("2026년 8월 1일", [("은하세탁소 대표 오", 0.12), cell]).value != f"오{cell[0]}"


def test_a_bracket_that_ran_into_the_seals_word_is_no_part_of_a_name() -> None:
    assert head("2026년 8월 1일", "회사명 : (주)가람", "대표자:주나만진인)").value == "주나만"
    assert head("2026년 8월 1일", "회사명 : (주)가람", "대표자:남궁진(인)").value == "남궁진"


def test_a_label_that_may_have_taken_the_family_name_leaves_a_doubt() -> None:
    assert head("2026년 8월 1일", "도담상사", "대표자 명 명 봉").confidence < SURE
    assert head("2026년 8월 1일", "도담상사", "대표자명 : 명봉").confidence >= SURE
