"""Issuance dates that only the second look read: signs taken for digits, digits for letters; and dates that are none."""

from __future__ import annotations

import pytest

from extractors import Sheets
from extractors.second_dates import agreed
from pipeline.document import Field, Kind
from tests.hand import line
from tests.test_field_traps import of_lines, read, seen_twice

SURE = 0.9
EMPLOYMENT = Kind.EMPLOYMENT_CERTIFICATE


def issued(text: str, second: str, label: str = "", top: float = 0.6) -> Field:
    """The issuance date of a page where both looks read such a place, behind such a label."""
    before = (line(label, 0.1, top),) if label else ()
    return read("issuance_date", Sheets(EMPLOYMENT, (of_lines(*before, seen_twice(text, second, top=top)),)))


@pytest.mark.parametrize(
    ("text", "second", "day"),
    [
        ("2026~10/10", "2026/10/10", "2026-10-10"),
        ("2019年1816日", "2019年 1月 16日", "2019-01-16"),
        ("202641027", "2026·10·27", "2026-10-27"),
        ("2026년어월25일", "2026년 01월 25 일", "2026-01-25"),
        ("2026708~28", "2026/08/28", "2026-08-28"),
        ("20261105", "2026·11·05", "2026-11-05"),
        ("2018년06월1일", "2018년06월11일", "2018-06-11"),
    ],
)
@pytest.mark.parametrize("label", ["", "발급일자"])
def test_a_date_that_the_first_look_lost_is_the_second_look_s(text: str, second: str, day: str, label: str) -> None:
    assert issued(text, second, label).value == day


def test_it_is_sure_only_where_both_looks_saw_the_same_digits() -> None:
    same, slipped, other = (issued(text, "2026/11/11", "발급일자") for text in ("20261111", "2026~1171", "2023.~09"))
    assert same.confidence >= SURE
    assert same.confidence > slipped.confidence > other.confidence
    assert other.confidence < SURE


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("2026 10 10", "2026.10.10", True),
        ("2026~1010", "2026/10/1", None),
        ("2023~09", "2026/11/11", False),
        ("2026~10723", "2026/10/23", True),
        ("발급일2026年98108", "2026年9月10日", True),
        ("2026709/27", "2026/0927", True),
        ("2026709/21", "2026/0927", None),
        ("2026/1123", "2026/1/23", None),
        ("2026年9811日", "2026年9月10日", None),
    ],
)
def test_looks_agree_by_their_digits(first: str, second: str, *, same: bool | None) -> None:
    assert agreed(first, second) is same


@pytest.mark.parametrize(
    ("text", "second", "label"),
    [
        ("2026~10/10", "2026/10/10", "가입일자"),
        ("2026~10/10", "2026/10/10", "생년월일"),
        ("이용 기간 202610270~2027", "2026.10.27 ~ 2027.10.27", ""),
        ("서식 개정 2023~1/5", "2023. 1. 5", ""),
        ("202610270~", "2026.10.27 ~", ""),
        ("20261027", "20261027", ""),
        ("2026~10", "10", "발급일자"),
    ],
)
def test_another_date_s_place_stays_its_own(text: str, second: str, label: str) -> None:
    assert issued(text, second, label).value is None
