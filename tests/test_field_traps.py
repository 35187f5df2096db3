"""Where fields hide on a page, and what readers do to them: each trap on lines as they were read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractors import Sheets, extractors
from extractors.choosing import second_look
from pipeline.document import Box, Field, Kind, Line, Page, Word
from pipeline.rows import Span, rows
from tests.hand import line, page, sheets

EMPLOYMENT = Kind.EMPLOYMENT_CERTIFICATE
TELECOM = Kind.TELECOM_SERVICE_CERTIFICATE
BUSINESS = Kind.BUSINESS_REGISTRATION


def read(name: str, of: Sheets) -> Field:
    found = next(one for one in extractors() if one.field == name).extract(of)
    assert isinstance(found, Field)
    return found


def phones(of: Sheets) -> list[str | None]:
    found = next(one for one in extractors() if one.field == "phone_numbers").extract(of)
    assert isinstance(found, tuple)
    return [one.value for one in found if isinstance(one, Field)]


def seen_twice(text: str, second: str, *, top: float = 0.2, left: float = 0.4) -> Line:
    """A line whose second look read something else."""
    first = line(text, left, top)
    other = line(second, left, top).words
    return replace(first, second=other)


def of_lines(*lines: Line) -> Page:
    return replace(page([]), lines=lines)


@pytest.mark.parametrize(
    ("row", "firm", "person"),
    [
        ("해솔인터내셔널대표자유라송(인)", "해솔인터내셔널", "유라송"),
        ("은하세탁소대표모완춘", "은하세탁소", "모완춘"),
        ("주식회사 윤슬시스템 대표 손순병 \\2(인47", "주식회사 윤슬시스템", "손순병"),
        ("주식회사 한빛테크 대표이사 황보서효", "주식회사 한빛테크", "황보서효"),
        ("승낙인 주식회사 한빛테크 대표이사 김하늘 (인)", "주식회사 한빛테크", "김하늘"),
        ("동의 회사 ㈜한빛테크 대표이사 김하늘 (인)", "㈜한빛테크", "김하늘"),
        ("발급업체 : 한빛상사 대표 김하늘", "한빛상사", "김하늘"),
    ],
)
def test_signers_are_parted_by_office_and_surname(row: str, firm: str, person: str) -> None:
    paper = sheets(EMPLOYMENT, "# 재 직 증 명 서", *[""] * 18, "2026년 10월 2일", "", row)
    assert read("company_name", paper).value == firm
    assert read("representative", paper).value == person


def test_a_seals_letters_in_a_cell_of_their_own_are_no_part_of_the_signer() -> None:
    row = [("주식회사 한빛시스템 대표 정시규", 0.2), ("때범", 0.8)]
    paper = sheets(EMPLOYMENT, "# 재 직 증 명 서", *[""] * 20, row)
    assert read("representative", paper).value == "정시규"


@pytest.mark.parametrize("row", ["대표하여 서명합니다", "당사 대표번호 02-1234-5678", "한빛테크 대표전화 1588-0000"])
def test_sentences_and_lines_are_no_signers(row: str) -> None:
    assert read("representative", sheets(EMPLOYMENT, "# 재 직 증 명 서", *[""] * 20, row)).value is None


def test_a_letters_writer_needs_no_form() -> None:
    paper = sheets(
        Kind.NUMBER_USAGE_CONSENT, "수신 : 문자메시지 서비스 담당자 귀하", "발신 : 은하세탁소", "# 번호 사용 승낙서"
    )
    assert read("company_name", paper).value == "은하세탁소"


@pytest.mark.parametrize(
    ("cells", "head"),
    [
        ([("분 당 세 무 서", 0.4), ("장싱모", 0.62)], "분당세무서장"),
        ([("서초 세무서", 0.4), ("장서조", 0.62)], "서초세무서장"),
        ([("안 양 세 무 서 종", 0.4), ("본", 0.7)], "안양세무서장"),
        ([("성동구보건소장ㅅ<호/", 0.4)], "성동구 보건소장"),
        ([("수 성 구 청", 0.4), ("때", 0.62)], "수성구청장"),
        ([("수 원 시", 0.4), ("》", 0.62)], "수원시장"),
        ([("수 원 세 무 시 장", 0.4)], "수원세무서장"),
    ],
)
def test_an_offices_head_is_read_though_a_seal_hides_its_end(cells: list[tuple[str, float]], head: str) -> None:
    paper = sheets(BUSINESS, "# 사 업 자 등 록 증", *[""] * 18, cells)
    assert read("issuer", paper).value == head


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("를 초록분식이(가) 발신번호로 사용하는 것에 동의합니다.", "초록분식"),
        ("를 Naraetech0l( 가) 발신번호로 사용하는 것에 동의합니다.", "Naraetech"),
        ("를 다솜어린이집이(가) 발신번호로 사용하는 것에 동의합니다.", "다솜어린이집"),
        ("를 (주)한빛테크 이 (가) 발신번호로 사용하는 것에 동의합니다.", "(주)한빛테크"),
    ],
)
def test_a_name_filled_in_before_its_particle_is_surely_the_grantees(sentence: str, name: str) -> None:
    field = read("grantee", sheets(Kind.NUMBER_USAGE_CONSENT, "# 번호 사용 동의서", "", sentence))
    assert field.value == name
    assert field.confidence > 0.85


def test_a_lone_letter_of_a_firms_form_and_a_digit_behind_latin_are_doubted() -> None:
    for name in ("주윤슬메디칼", "YUNSEUL Korea0"):
        paper = sheets(
            Kind.NUMBER_USAGE_CONSENT, "# 번호 사용 동의서", "", f"를 {name}이(가) 발신번호로 사용하는 것에 동의합니다."
        )
        assert read("grantee", paper).confidence < 0.8


def test_the_holder_of_a_number_named_with_the_kind_of_name_is_its_owner() -> None:
    paper = sheets(
        Kind.NUMBER_USAGE_CONSENT,
        "# 번호 사용 동의서",
        "명의자(상호) : 여울꽃집",
        "대표자 성명 : 석시만",
        "사용 회사 : 주식회사 한빛테크",
        *[""] * 12,
        "동의자 석시만 (서명)",
    )
    assert read("company_name", paper).value == "여울꽃집"
    assert read("grantee", paper).value == "주식회사 한빛테크"


@pytest.mark.parametrize("label", ["단 체 명 ( 법 인 명 ) :", "단체명(법인명) :", "법인명 (상호) :"])
def test_a_label_said_twice_is_one(label: str) -> None:
    paper = sheets(
        Kind.UNIQUE_NUMBER_CERTIFICATE, "# 고유번호증", "고유번호 : 939-80-52571", f"{label} 물결소프트 협회"
    )
    assert read("company_name", paper).value == "물결소프트 협회"


def test_a_date_written_out_is_no_firm() -> None:
    paper = sheets(
        Kind.EMPLOYMENT_CERTIFICATE,
        "# 재직증명서",
        *[""] * 16,
        "이천이십육년유월십오일",
        "하람카센터",
        "대표자 전지미 (인)",
    )
    assert read("company_name", paper).value == "하람카센터"
    assert read("issuance_date", paper).value == "2026-06-15"


def test_the_issuance_date_stands_above_who_issued_it() -> None:
    paper = sheets(
        BUSINESS,
        "# 사 업 자 등 록 증",
        *[""] * 16,
        [("2019년07월31일", 0.4)],
        [("북 광 주 세 무 서 장", 0.4)],
        [("2019. 08. 06", 0.7)],
    )
    assert read("issuance_date", paper).value == "2019-07-31"


def test_the_last_date_is_meant_however_well_another_reads() -> None:
    poor = line("2020.05.16.", 0.33, 0.85, confidence=0.75)
    card = of_lines(line("자동차운전면허증", 0.1, 0.08), line("1984-10-09", 0.33, 0.53, confidence=0.99), poor)
    assert read("issuance_date", Sheets(Kind.IDENTITY_CARD, (card,))).value == "2020-05-16"


def test_a_day_that_the_second_look_reads_otherwise_is_little_sure() -> None:
    head = line("# 사업자등록증", 0.3, 0.1)
    same = read(
        "issuance_date", Sheets(BUSINESS, (of_lines(head, seen_twice("2018년06월11일", "2018년06월11일", top=0.6)),))
    )
    other = read(
        "issuance_date", Sheets(BUSINESS, (of_lines(head, seen_twice("2018년06월1일", "2018년06월11일", top=0.6)),))
    )
    assert same.confidence >= 0.9
    assert other.confidence < 0.85


def test_a_number_is_borne_out_only_by_all_of_the_second_looks_digits() -> None:
    sheet = of_lines(seen_twice("12345", "123456"), seen_twice("12345", "12345", top=0.4))
    spans = [Span(row.characters, 1) for row in rows(sheet)]
    assert [second_look(sheet, span) for span in spans] == [False, True]


def test_hyphens_that_one_look_lost_come_from_the_other() -> None:
    label = line("발급번호", 0.1, 0.2)
    lost = Sheets(TELECOM, (of_lines(label, seen_twice("제 202643240호", "제 2026-43240 호")),))
    assert read("issuance_number", lost).value == "제 2026-43240호"
    both = Sheets(TELECOM, (of_lines(label, seen_twice("제 202643240호", "제 202643240 호")),))
    assert read("issuance_number", both).confidence < 0.9


@pytest.mark.parametrize("row", ["2020-강남-3947", "제 2020강남-3947 호", "제2020-강남-3947호"])
def test_a_mail_order_reports_number_has_its_hyphens(row: str) -> None:
    paper = sheets(Kind.MAIL_ORDER_REPORT, [(row, 0.1)], "# 통신판매업 신고증")
    assert "2020-강남-3947" in (read("issuance_number", paper).value or "")


def test_whole_numbers_of_eight_digits_are_phone_numbers_under_their_label() -> None:
    rows_ = [
        [("서비스번호", 0.1), (number, 0.4)] for number in ("010-3823-1571", "18991371", "1588-7777", "02 3142 2750")
    ]
    assert phones(sheets(TELECOM, *rows_)) == ["01038231571", "18991371", "15887777", "0231422750"]


def test_issuance_numbers_and_help_desks_are_no_phone_numbers() -> None:
    paper = sheets(
        TELECOM,
        [("발급번호", 0.1), ("010-2026-10021234", 0.4)],
        [("전화번호", 0.1), ("02-345-6789", 0.4)],
        [("고객센터 : 114 / 080-000-1618 / 1588-0010", 0.1)],
        [("문서확인번호 : 0212-3456-7890-1234", 0.1)],
    )
    assert phones(paper) == ["023456789"]


def lines_of(*days: str) -> Sheets:
    head = [("순번", 0.1), ("서비스", 0.25), ("회선번호", 0.45), ("개통일", 0.75)]
    listed = [
        [(str(at), 0.1), ("일반전화", 0.25), (f"02-345-678{at}", 0.45), (day, 0.72)] for at, day in enumerate(days, 1)
    ]
    return sheets(TELECOM, head, *listed)


def test_of_several_lines_the_first_ones_opening_is_meant_and_doubted_where_they_differ() -> None:
    same, apart = (
        read("opening_date", lines_of("2020.01.02", "2020.01.02")),
        read("opening_date", lines_of("2020.01.02", "2021.03.04", "2019.05.06")),
    )
    assert same.value == apart.value == "2020-01-02"
    assert apart.confidence < 0.6 < same.confidence


def test_a_label_that_fills_its_cell_does_not_run_into_the_next() -> None:
    paper = sheets(BUSINESS, [("대표자", 0.1), ("명 혁 범", 0.3)])
    assert read("representative", paper).value == "명혁범"


def test_a_double_surname_stays_with_its_name() -> None:
    paper = sheets(TELECOM, "발 급 자 : 제 갈 록은")
    assert read("issuer", paper).value == "제갈록은"


@pytest.mark.parametrize(
    ("name", "number", "value"),
    [
        ("쥐해솔산업", "123-81-12341", "(주)해솔산업"),
        ("뚜라온기획", "123-45-67891", "(주)라온기획"),
        ("주가온통상", "123-81-12341", "(주)가온통상"),
        ("주가온통상", "123-45-67891", "주가온통상"),
    ],
)
def test_a_firms_sign_that_was_read_as_a_letter(name: str, number: str, value: str) -> None:
    paper = sheets(BUSINESS, [("상호", 0.1), (name, 0.3)], [("등록번호", 0.1), (number, 0.3)])
    found = read("company_name", paper)
    assert found.value == value
    assert found.value == name or found.confidence < 0.9


def test_a_company_without_its_form_is_less_sure_than_a_shop() -> None:
    company, shop = (
        read("company_name", sheets(BUSINESS, [("상호", 0.1), ("해솔산업", 0.3)], [("등록번호", 0.1), (number, 0.3)]))
        for number in ("123-81-12341", "123-45-67891")
    )
    assert company.value == shop.value
    assert company.confidence < shop.confidence


def signed(table: str, foot: str, *more: str) -> Sheets:
    return sheets(
        EMPLOYMENT,
        [("회 사 명", 0.1), (table, 0.3)],
        *more,
        *[""] * 18,
        f"{foot} 대표이사 김하늘",
    )


def test_a_name_that_stands_twice_is_surer_and_one_that_differs_is_not_sure() -> None:
    once = read("company_name", sheets(EMPLOYMENT, [("회 사 명", 0.1), ("주식회사 미르통상", 0.3)]))
    twice = read("company_name", signed("주식회사 미르통상", "주식회사 미르통상"))
    torn = read("company_name", signed("주식회사 미르통상", "주식회사 마르통상"))
    assert twice.confidence > once.confidence > torn.confidence
    assert torn.confidence < 0.9


def test_of_three_readings_the_voted_one_wins() -> None:
    paper = signed(
        "주식회사 마르통상", "주식회사 미르통상", "위 사람은 주식회사 미르통상에 재직하고 있음을 증명합니다."
    )
    assert read("company_name", paper).value == "주식회사 미르통상"


def test_a_ruin_of_latin_letters_is_no_name() -> None:
    assert read("company_name", sheets(BUSINESS, [("법인명(단체명)", 0.1), ("0009060(주식회사", 0.5)])).value is None


def test_hangul_behind_latin_is_kept_where_the_second_look_is_believed() -> None:
    box = Box(0.3, 0.2, 0.6, 0.214)
    words = (Word("Naraetech", 0.98, Box(0.3, 0.2, 0.42, 0.214)), Word("Lab", 0.94, Box(0.43, 0.2, 0.5, 0.214)))
    ruined = Line((Word("40「861601Ｌ86교회", 0.3, box),), box, second=words)
    (row,) = rows(of_lines(ruined))
    assert row.text == "Naraetech Lab 교회"
    assert min(row.span.confidences) < 0.5


@pytest.mark.parametrize(
    ("above", "below"),
    [("(주)다솜물류", "주식회사 다솜물류"), ("다솜물류㈜", "다솜물류 주식회사"), ("다솜물류", "주식회사 다솜물류")],
)
def test_a_firm_s_form_spelled_in_two_ways_is_one_firm(above: str, below: str) -> None:
    signed = ["위와 같이 재직하고 있음을 증명함.", "2026년 11월 10일", "", below, "대표이사 윤태겸 (인)"]
    found = read(
        "company_name", sheets(EMPLOYMENT, "# 재직증명서", [("회사명", 0.1), (above, 0.3)], *[""] * 12, *signed)
    )
    assert found.confidence >= 0.9


@pytest.mark.parametrize(
    "note", ["(사업자등록번호 128-86-44719)", "(대표이사 여름)", "(이하 '갑'이라 한다)", "（전화 031-728-5590）"]
)
def test_what_is_said_of_a_firm_in_brackets_is_no_part_of_its_name(note: str) -> None:
    of = sheets(
        Kind.NUMBER_USAGE_CONSENT,
        "# 전화번호 사용 동의서",
        "",
        f"■ 명의자 : 주식회사 새롬커뮤니케이션즈 {note}",
        "■ 이용자 : 한울마케팅 주식회사",
    )
    assert read("company_name", of).value == "주식회사 새롬커뮤니케이션즈"


def test_a_name_written_in_two_scripts_a_head_of_a_hospital_and_a_signer_behind_an_office_are_found() -> None:
    of = sheets(
        EMPLOYMENT,
        "# 재직증명서",
        [("성 명", 0.1), ("한글 : 목진솔", 0.3)],
        *[""] * 12,
        "의료법인 푸른재단 새빛병원",
        "병원장 천 누 리",
    )
    assert read("person_name", of).value == "목진솔"
    assert read("representative", of).value == "천누리"
    of = sheets(
        TELECOM,
        "# 서비스 이용 증명원",
        *[""] * 12,
        "발급자 : 기업고객센터 서이안 ( No. 20261106-118 )",
        "SK브로드밴드 주식회사",
    )
    assert read("issuer", of).value == "서이안"


def test_a_firm_s_own_brackets_stay() -> None:
    of = sheets(EMPLOYMENT, "# 재직증명서", [("회사명", 0.1), ("한빛(강원) 주식회사", 0.3)])
    assert read("company_name", of).value == "한빛(강원) 주식회사"


def test_a_label_that_ran_into_the_number_before_it_is_one() -> None:
    of = sheets(
        TELECOM, "# 통신서비스 가입증명원", *[""] * 12, "증명번호 제2026-10-4471호담당:심보라", "세종텔레콤 주식회사"
    )
    assert read("issuer", of).value == "심보라"
    assert read("issuance_number", of).value == "제2026-10-4471호"


def test_two_firms_on_one_certificate_leave_doubt() -> None:
    signed = ["위와 같이 재직하고 있음을 증명함.", "2026년 11월 10일", "", "주식회사 가람유통", "대표이사 윤태겸 (인)"]
    found = read(
        "company_name",
        sheets(EMPLOYMENT, "# 재직증명서", [("회사명", 0.1), ("(주)다솜물류", 0.3)], *[""] * 12, *signed),
    )
    assert found.confidence < 0.9


@pytest.mark.parametrize("mark", ["·", "|"])
def test_a_footer_s_parts_are_read_one_by_one_though_the_last_is_a_sentence(mark: str) -> None:
    foot = f"발급번호 2026102800417732 {mark} 고객센터 100번 {mark} 본 증명원은 발급일 현재 기준입니다."
    found = read("issuance_number", sheets(TELECOM, "# 통신서비스 이용증명원", *[""] * 14, foot))
    assert found.value == "2026102800417732"
    assert found.confidence >= 0.8


def test_a_number_that_a_sentence_speaks_of_is_not_the_paper_s() -> None:
    foot = "본 증명원의 발급번호 20261028 은 발급일 현재 기준으로 확인할 수 있습니다."
    assert read("issuance_number", sheets(TELECOM, "# 통신서비스 이용증명원", *[""] * 14, foot)).value is None


@pytest.mark.parametrize("carrier", ["주식회사 한국케이블텔레콤", "(주)케이티", "드림라인 주식회사", "SK브로드밴드"])
def test_the_carriers_name_under_an_empty_place_for_the_signer_is_no_signer(carrier: str) -> None:
    paper = sheets(
        TELECOM, "# 통신서비스 가입증명원", *[""] * 12, "2026년 10월 27일", [("담당자 :", 0.45)], [(carrier, 0.4)]
    )
    assert read("issuer", paper).value is None


@pytest.mark.parametrize("line", ["담당자 : (주)케이티 홍길동", "담당자 : 홍길동 (인)"])
def test_the_signer_beside_a_firms_name_is_the_person(line: str) -> None:
    assert read("issuer", sheets(TELECOM, line)).value == "홍길동"
