"""Every spelling of a date that papers and readers make comes back; nothing else does."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.dates import find

DAY = date(2024, 3, 5)
SPELLINGS = [
    "2024년 3월 5일", "2024년 03월 05일", "2024 년 03 월 05 일", "2024년 03 월 05 일", "2024 년 3월 05 일", "2024년 03 월 05일",
    "2024. 3. 5.", "2024.3.5", "2024.03.05", "2024.03.05.", "2024-03-05", "2024-3-5", "2024/03/05", "2024/3/5", "20240305",
    "24.03.05", "24. 3. 5.", "'24. 3. 5.", "24-03-05", "24/03/05", "2024년3월5일", "2 0 2 4 년 3 월 5 일", "２０２４년 ３월 ５일",
    "２０２４．３．５．", "2024年 3月 5日", "2024年03月05日", "서기 2024년 3월 5일", "西紀 2024年 3月 5日", "단기 4357년 3월 5일",
    "이천이십사년 삼월 오일", "이공이사년 삼월 오일", "2024년 3월 5일(화)", "2024. 3. 5.(화)",
    "2024년 3월 5일 화요일", "2024년 3월 5일 14:30",
    "2024-03-05 14:30:12", "2024-03-05 17:23", "2024년 3월 5일 오후 2시 30분", "March 5, 2024", "05 MAR 2024", "05 3월/MAR 2024",
    "5th of March, 2024", "2024 March 5", "2O24년 3월 5일", "2024년 O3월 O5일", "2024녠 3월 5일", "2024넌 3월 5일", "2024년 3윌 5일",
    "2024년 3월 5일일", "2024년 3월 S일", "2024. 3. 5,", "2024, 3, 5", "2024.3 .5", "2024년 3월\n5일", "2024년 3월 5일.", "(2024.03.05)",
    "2024ㆍ3ㆍ5", "2024·03·05", "발급일자: 2024-03-05", "발급일 : 2024.03.05", "발행일 2024.03.05",
    "발급일2024.03.05", "Date of Issue 2024-03-05", "二〇二四年 三月 五日", "二○二四년 三월 五일", "西紀 二〇二四年 三月 五日",
    "檀紀 四三五七年 三月 五日", "4357년 3월 5일", "05/Mar/2024", "2024-03-05T14:30:12+09:00", "2024 03 05", "2024.0305.", "2024년 3. 5.",
    "2024∙03∙05", "2024 03.05",
]  # fmt: skip


@pytest.mark.parametrize("text", SPELLINGS)
def test_every_spelling_comes_back(text: str) -> None:
    assert [one.value for one in find(text)] == [DAY]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("이천이십사년 유월 십일", date(2024, 6, 10)),
        ("이 천이 십육년 유월 십 오 일", date(2026, 6, 15)),
        ("12 0CT 2026", date(2026, 10, 12)),
        ("이천이십사년 시월 이십구일", date(2024, 10, 29)),
        ("이천이십육년 칠월 십일일", date(2026, 7, 11)),
        ("이 천 이 십 육년 칠월 십 일 일", date(2026, 7, 11)),
        ("이천이십육년 칠월 이십일일", date(2026, 7, 21)),
        ("이천이십육년 칠월 삼십일일", date(2026, 7, 31)),
        ("이천이십육년 팔월 십일", date(2026, 8, 10)),
        ("이천이십육년 팔월 십일 일요일", date(2026, 8, 10)),
        ("이천이십육년 팔월 일일", date(2026, 8, 1)),
        ("이천이십육년 팔월 오일 일십만원", date(2026, 8, 5)),
        ("2024년 l월 5일", date(2024, 1, 5)),
        ("2026-04-09 17:23", date(2026, 4, 9)),
        ("17 1월/JAN 2024", date(2024, 1, 17)),
        ("2022 년 03 월 02 일", date(2022, 3, 2)),
    ],
)
def test_other_days(text: str, day: date) -> None:
    assert [one.value for one in find(text)] == [day]


@pytest.mark.parametrize(
    "text",
    [
        "1O1-2I-3456O", "128-05-12345", "010-2345-6789", "02-2024-0305", "110111-0062432", "2024-03-05-0012", "제2024-0305호",
        "제 2024-03-05 호", "2024-03-05 호", "HR-2024-03-05", "우편번호 04524", "2024.", "24.3.5.1", "3층 2호", "1588-2024", "999-24-03-05",
    ],
)  # fmt: skip
def test_numbers_are_no_dates(text: str) -> None:
    assert find(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "2024년   월   일",
        "20  년  월  일",
        "2024년 3월",
        "2024 년 3 뭘",
        "2024.13.45",
        "2024년 2월 30일",
        "2024년 ?월 05일",
    ],
)
def test_blank_cut_and_impossible_dates_are_seen_without_a_value(text: str) -> None:
    assert [one.value for one in find(text)] == [None]


@pytest.mark.parametrize("text", ["2O24년 3월 5일", "2024년 O3월 O5일", "2024년 3월 S일", "24. 3. 5.", "2024. 3 5."])
def test_what_had_to_be_repaired_is_less_certain(text: str) -> None:
    assert find(text)[0].certainty < find("2024년 3월 5일")[0].certainty


def test_a_text_with_two_dates_gives_both_in_order() -> None:
    found = find("재직기간 2019.01.02 ~ 2024. 3. 5. 발급")
    assert [one.value for one in found] == [date(2019, 1, 2), DAY]
    assert found[0].end <= found[1].start


WAYS = (
    "{y}년 {m}월 {d}일", "{y} 년 {m:02} 월 {d:02} 일", "{y}.{m:02}.{d:02}", "{y}. {m}. {d}.", "{y}-{m:02}-{d:02}", "{y}/{m}/{d}",
    "{y}年 {m}月 {d}日", "{y}·{m:02}·{d:02}", "{y}, {m}, {d}", "{y}년{m}월{d}일", "서기 {y}년 {m}월 {d}일", "{y}{m:02}{d:02}",
    "{y}년 {m}. {d}.", "{d:02} {name} {y}", "{name} {d}, {y}", "{hanja}", "단기 {dangi}년 {m}월 {d}일", "{y} {m:02}.{d:02}",
)  # fmt: skip


def hanja(day: date) -> str:
    """`二〇二六年 十月 二日`."""
    ones = "〇一二三四五六七八九"

    def counted(number: int) -> str:
        tens, rest = divmod(number, 10)
        return ("" if tens < 2 else ones[tens]) + ("十" if tens else "") + (ones[rest] if rest else "")

    return f"{''.join(ones[int(digit)] for digit in str(day.year))}年 {counted(day.month)}月 {counted(day.day)}日"


@given(
    day=st.dates(date(1930, 1, 1), date(2059, 12, 31)),
    way=st.sampled_from(WAYS),
    lead=st.sampled_from(("", "발급일 ", "작성일: ", "(")),
    tail=st.sampled_from(("", " (금)", " 09:30", " 발급")),
)
def test_any_day_written_any_way_comes_back(day: date, way: str, lead: str, tail: str) -> None:
    text = (
        lead
        + way.format(y=day.year, m=day.month, d=day.day, name=f"{day:%b}", hanja=hanja(day), dangi=day.year + 2333)
        + tail
    )
    assert [one.value for one in find(text)] == [day]


@given(st.text(alphabet="0123456789년월일.-/ OlSI\n,'가나", max_size=40))
def test_no_text_breaks_it_and_spans_lie_within(text: str) -> None:
    found = find(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
