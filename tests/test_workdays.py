"""Business days: weekends, holidays with substitute ones, days of the operator's own, and years that nobody knows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import DojangError
from pipeline.workdays import Calendar, open_calendar

KOREA = open_calendar("KR", frozenset())


@pytest.mark.parametrize(
    ("day", "count", "due"),
    [
        ("2026-11-20", 2, "2026-11-24"),  # Friday
        ("2026-11-21", 2, "2026-11-24"),  # Saturday
        ("2026-11-22", 2, "2026-11-24"),  # Sunday
        ("2026-11-23", 2, "2026-11-25"),
        ("2026-11-23", 0, "2026-11-23"),
        ("2026-11-22", 0, "2026-11-23"),
        ("2025-10-02", 1, "2025-10-10"),  # 개천절, 추석 연휴, 대체공휴일, 한글날 and a weekend
        ("2026-02-13", 1, "2026-02-19"),  # 설날
        ("2026-02-27", 1, "2026-03-03"),  # 삼일절 on a Sunday: the Monday in its place
        ("2026-05-22", 1, "2026-05-26"),  # 부처님오신날 on a Sunday
        ("2026-08-14", 1, "2026-08-18"),  # 광복절 on a Saturday
        ("2026-12-24", 1, "2026-12-28"),
        ("2026-12-31", 1, "2027-01-04"),  # over the year's end
    ],
)
def test_business_days_in_korea(day: str, count: int, due: str) -> None:
    assert KOREA.after(date.fromisoformat(day), count).isoformat() == due


def test_temporary_holidays_come_from_the_operator_s_list() -> None:
    own = open_calendar("KR", frozenset({date(2026, 11, 24)}))
    assert own.after(date(2026, 11, 20), 2) == date(2026, 11, 25)
    assert own.is_open(date(2026, 11, 25))


@pytest.mark.parametrize("year", [1, 1899, 2101, 2200, 9998])
def test_years_that_the_library_does_not_know_have_weekends(year: int) -> None:
    monday = next(one for one in (date(year, 6, day) for day in range(1, 8)) if one.weekday() == 0)
    assert KOREA.after(monday, 10) == monday + timedelta(days=14)
    assert KOREA.after(date.max, 5) == date.max


def test_other_countries_and_none() -> None:
    assert not open_calendar("DE", frozenset()).is_open(date(2026, 10, 3))
    assert open_calendar("", frozenset()).is_open(date(2026, 12, 25))
    with pytest.raises(DojangError) as met:
        open_calendar("Korea", frozenset())
    assert (met.value.code, met.value.detail) == ("settings-invalid", "DOJANG_COUNTRY")


@given(st.dates(), st.integers(0, 30), st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=5))
def test_as_many_business_days_lie_between(day: date, count: int, closed: frozenset[date]) -> None:
    calendar = Calendar("KR", closed)
    due = calendar.after(day, count)
    days = (day + timedelta(days=number) for number in range(1, (due - day).days + 1))
    if due < date.max:
        assert calendar.is_open(due)
        between = sum(calendar.is_open(one) for one in days)
        assert between == (count or int(not calendar.is_open(day)))
