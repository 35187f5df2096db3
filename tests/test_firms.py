"""What names are made of: slips set right where one word alone is meant, all else only believed less."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.firms import DOUBTFUL, RUN_ON, SET_RIGHT, corporation, firm, person_believed, sign_read
from pipeline.lexicon import FIRM_WORDS


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("한빛솔류션", "한빛솔루션"),
        ("주식회사 가온시스댐", "주식회사 가온시스템"),
        ("(주)나래인터내서널", "(주)나래인터내셔널"),
        ("초록제악(주)", "초록제약(주)"),
        ("가온 시스 댐", "가온시스템"),
        ("나래통상혐회", "나래통상협회"),
    ],
)
def test_a_last_word_a_slip_away_is_set_right_and_not_sure(read: str, meant: str) -> None:
    assert firm(read) == (meant, SET_RIGHT)


@pytest.mark.parametrize("name", ["한빛데크", "한빛테크", "나래상회", "동서식품", "바다", "㈜가나", "HANBIT Lab", ""])
def test_words_that_are_words_stay(name: str) -> None:
    assert firm(name) == (name, 1.0)


@pytest.mark.parametrize(
    "name", ["한빛 협회", "한빛교회", "새빛마을 입주자대표회의", "행복나눔센터", "한빛초등학교 동창회"]
)
def test_names_of_bodies_without_a_form_are_as_believable_as_firms(name: str) -> None:
    assert firm(name) == (name, 1.0)


@pytest.mark.parametrize(
    ("name", "believed"), [("○ }솜통상", DOUBTFUL), ("HANBITSoft(주)", RUN_ON), ("NaraetechLab", RUN_ON)]
)
def test_marks_and_words_that_ran_together_leave_a_doubt(name: str, believed: float) -> None:
    assert firm(name) == (name, believed)


def test_where_two_words_may_be_meant_none_is_chosen() -> None:
    assert firm("한빛네트워스") == ("한빛네트워스", DOUBTFUL)


@pytest.mark.parametrize("name", ["왕건철", "양상자", "남궁민철", "제갈건철"])
def test_a_person_who_owns_a_line_is_not_made_a_firm(name: str) -> None:
    assert firm(name) == (name, 1.0)


@pytest.mark.parametrize("name", ["동녁사진관", "한빚솔루션"])
def test_a_syllable_that_hardly_any_firm_has_is_doubted_and_kept(name: str) -> None:
    assert firm(name) == (name, DOUBTFUL)


@given(first=st.sampled_from(("한빛", "가온", "세명", "동양")), word=st.sampled_from(sorted(FIRM_WORDS)))
def test_no_usual_word_is_ever_taken_for_another(first: str, word: str) -> None:
    assert firm(first + word)[0] == first + word


@given(st.text(max_size=20))
def test_any_text_has_a_name_of_about_its_length(text: str) -> None:
    name, believed = firm(text)
    assert len(name) == len(text)
    assert 0 < believed <= 1


@pytest.mark.parametrize("name", ["홍길동", "남궁민", "이한", "김빛나", "홍길동 외 2명", "John Smith", "김**"])
def test_usual_people(name: str) -> None:
    assert person_believed(name) == 1.0


@pytest.mark.parametrize("name", ["흥길동", "허헤슬", "반희흐", "멍미윤"])
def test_people_whom_a_reader_made_up(name: str) -> None:
    assert person_believed(name) == DOUBTFUL


def test_companies_by_their_number() -> None:
    assert [corporation(f"123-{middle}-12345") for middle in ("81", "86", "87", "88", "82", "85", "01", "45")] == [
        True, True, True, True, False, False, False, False,
    ]  # fmt: skip


def test_a_short_name_is_never_cut() -> None:
    assert sign_read("주원", incorporated=True) == "주원"
