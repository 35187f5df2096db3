"""Calendar months: whatever the day, and where a certificate's last day lies."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks import rulebook
from checks.days import months_before, parse_day
from pipeline import judging
from pipeline.document import Kind, Verdict
from tests.made_facts import facts, field, paper

days = st.dates(date(2001, 1, 1), date(2199, 12, 31))
months = st.integers(1, 120)


@pytest.mark.parametrize(
    ("day", "count", "first"),
    [
        (date(2026, 11, 21), 3, date(2026, 8, 21)),
        (date(2026, 5, 31), 3, date(2026, 2, 28)),
        (date(2028, 5, 31), 3, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2027, 2, 28)),
        (date(2028, 2, 29), 48, date(2024, 2, 29)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 31), 3, date(2025, 10, 31)),
        (date(2026, 1, 1), 1, date(2025, 12, 1)),
        (date(2026, 7, 31), 1, date(2026, 6, 30)),
    ],
)
def test_worked_examples(day: date, count: int, first: date) -> None:
    assert months_before(day, count) == first


@given(days, months)
def test_the_same_day_or_the_month_s_last(day: date, count: int) -> None:
    first = months_before(day, count)
    assert (first.year * 12 + first.month) == (day.year * 12 + day.month) - count
    last = calendar.monthrange(first.year, first.month)[1]
    assert first.day == min(day.day, last)


@given(days, months, st.integers(1, 400))
def test_a_later_day_never_reaches_further_back(day: date, count: int, later: int) -> None:
    assert months_before(day + timedelta(days=later), count) >= months_before(day, count)
    assert months_before(day, count + 1) < months_before(day, count) < day


@given(st.dates(date(2020, 1, 1), date(2090, 12, 31)), st.sampled_from(["sender-number", "rcs-biz"]))
def test_the_boundary_day_counts_and_the_day_before_does_not(day: date, name: str) -> None:
    book = rulebook.load(name)
    count = 3 if name == "sender-number" else 1

    def verdict(issued: date) -> Verdict:
        certificate = paper(Kind.TELECOM_SERVICE_CERTIFICATE, {"issuance_date": field(issued.isoformat())})
        return judging.judge(facts(certificate), book, day).verdict

    first = months_before(day, count)
    assert verdict(first) is verdict(day) is Verdict.APPROVED
    assert verdict(first - timedelta(days=1)) is verdict(day + timedelta(days=1)) is Verdict.REJECTED


@given(days)
def test_a_day_is_read_back(day: date) -> None:
    assert parse_day(day.isoformat()) == day


@pytest.mark.parametrize("text", [None, "", "2026-02-30", "20261002", "2026-1-2", "2026-10-02T00:00", "내일"])
def test_no_day(text: str | None) -> None:
    assert parse_day(text) is None
