"""A registration whose colons a photograph lost: labels that ran into their values, and words that only begin like them."""

from __future__ import annotations

import pytest

from pipeline.document import Field, Kind
from tests.hand import sheets
from tests.test_field_traps import read

SURE = 0.9


def told(field: str, *rows: str, kind: Kind = Kind.BUSINESS_REGISTRATION) -> Field:
    """A field of a paper with such rows under its title."""
    return read(field, sheets(kind, "# 사업자등록증", "등록번호:997-28-60706", *rows, "개업연월일 2016년 02월 12일"))


def test_name_and_head_are_read_behind_labels_that_ran_into_them() -> None:
    rows = ("상호한울솔루션", "성명윤덕신", "생년월일1993년12월21일")
    assert (told("company_name", *rows).value, told("representative", *rows).value) == ("한울솔루션", "윤덕신")
    assert min(told(one, *rows).confidence for one in ("company_name", "representative")) >= SURE


@pytest.mark.parametrize(
    "rows",
    [
        ("상호저축은행", "사업장 소재지 : 대전", "생년월일1993년12월21일"),
        ("상호는 다음과 같다", "소재지 : 대전"),
    ],
)
def test_elsewhere_a_word_that_begins_like_a_label_is_none(rows: tuple[str, ...]) -> None:
    assert told("company_name", *rows).value is None


def test_a_label_that_was_found_is_believed_alone() -> None:
    found = told("company_name", "상호 : 가람식당", "상호저축은행", "성명 : 윤덕신", "생년월일 : 1993년12월21일")
    assert found.value == "가람식당"


def test_on_other_papers_there_is_no_such_form() -> None:
    rows = ("상호한울솔루션", "성명윤덕신", "생년월일1993년12월21일")
    assert told("company_name", *rows, kind=Kind.MAIL_ORDER_REPORT).value is None
