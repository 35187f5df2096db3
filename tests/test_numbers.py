"""Registration and phone numbers: forms and check digits, with the worked examples of their sources."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.jamo import alike, distance, likeness
from pipeline.numbers import business_check, business_form, corporate_check, digits, phone_form, repaired


@pytest.mark.parametrize(
    "number", ["123-45-67891", "220-88-12340", "617-12-34562", "111-11-11119", "222-22-22227", "333-33-33336"]
)
def test_worked_business_numbers_hold(number: str) -> None:
    assert business_check(number)


@given(st.from_regex(r"[0-9]{9}", fullmatch=True))
def test_one_check_digit_in_ten_holds(head: str) -> None:
    assert sum(business_check(f"{head}{last}") for last in range(10)) == 1


@given(st.from_regex(r"[0-9]{12}", fullmatch=True))
def test_one_corporate_check_digit_in_ten_holds(head: str) -> None:
    assert sum(corporate_check(f"{head}{last}") for last in range(10)) == 1


def test_the_usual_dummy_is_no_corporate_number() -> None:
    assert corporate_check("110111-0062432")
    assert not corporate_check("110111-1234567")


def test_letters_for_digits_are_mended_and_counted() -> None:
    assert repaired("1O1-2I-3456O") == ("101-21-34560", 3)
    assert business_form(digits("１２３４５６７８９１")) == "123-45-67891"


@pytest.mark.parametrize(
    "number",
    ["023456789", "0223456789", "0317777777", "03223456789", "0442345678", "0647123456", "15887777", "18551144", "01023456789",
     "07023456789", "0801234567", "010****5678", "02****5678", "0212345678"],
)  # fmt: skip
def test_phone_numbers(number: str) -> None:
    assert phone_form(number)


@pytest.mark.parametrize(
    "number", ["3456789", "0452345678", "7942", "112", "158877771", "2024030512", "0201234567", "1234567891"]
)
def test_other_numbers(number: str) -> None:
    assert not phone_form(number)


def test_a_misread_syllable_is_nearer_than_another_word() -> None:
    assert likeness("발금번호", "발급번호") > 0.9
    assert likeness("3윌", "3월") > likeness("3윌", "3일")
    assert alike("주민등록번호", "법인등록번호", 0.9) == 0.0
    assert distance("상호", "상호") == 0.0


@given(
    st.text(alphabet="가각나다라마바사아자차카타파하힣abc123", max_size=8), st.text(alphabet="가나다힣a1", max_size=8)
)
def test_likeness_is_symmetric_and_bounded(one: str, other: str) -> None:
    assert 0.0 <= likeness(one, other) <= 1.0
    assert likeness(one, other) == pytest.approx(likeness(other, one))
    assert not one or likeness(one, one) == 1.0
