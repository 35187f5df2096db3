"""Sender numbers, with the worked examples of what providers accept."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.phone import NumberVerdict, number_form

VALID, INVALID, WARN = NumberVerdict.VALID, NumberVerdict.INVALID, NumberVerdict.WARN
DOUBTFUL, RESTRICTED = NumberVerdict.DOUBTFUL, NumberVerdict.RESTRICTED
DISPUTED, POLICY = NumberVerdict.DISPUTED, NumberVerdict.POLICY

EXAMPLES = [
    (1, "02-345-6789", VALID),
    (2, "02-2345-6789", VALID),
    (3, "02-123-4567", DOUBTFUL),
    (4, "02-0123-4567", INVALID),
    (5, "345-6789", INVALID),
    (6, "031-777-7777", VALID),
    (7, "777-7777", INVALID),
    (8, "031-0777-7777", INVALID),
    (9, "032-2345-6789", VALID),
    (10, "032-234-567", INVALID),
    (11, "041-234-5678", VALID),
    (12, "044-234-5678", VALID),
    (13, "045-234-5678", INVALID),
    (14, "051-2345-6789", VALID),
    (15, "056-234-5678", INVALID),
    (16, "064-712-3456", VALID),
    (17, "065-234-5678", INVALID),
    (18, "1588-7777", VALID),
    (19, "031-1588-7777", INVALID),
    (20, "02-1588-1234", INVALID),
    (21, "1588-7777-111", INVALID),
    (22, "1588-777", INVALID),
    (23, "1522-1234", VALID),
    (24, "1566-6188", VALID),
    (25, "1600-1234", VALID),
    (26, "1644-7143", VALID),
    (27, "1661-1234", VALID),
    (28, "1833-1234", VALID),
    (29, "1855-1144", VALID),
    (30, "1811-1234", WARN),
    (31, "1555-1234", WARN),
    (32, "7942", INVALID),
    (33, "1111", INVALID),
    (34, "112", RESTRICTED),
    (35, "1335", RESTRICTED),
    (36, "010-2345-6789", VALID),
    (37, "010-9999-9999", VALID),
    (38, "010-0234-5678", INVALID),
    (39, "010-1234-5678", INVALID),
    (40, "010-234-5678", INVALID),
    (41, "011-234-5678", WARN),
    (42, "070-2345-6789", VALID),
    (43, "070-8070-1234", VALID),
    (44, "070-0234-5678", INVALID),
    (45, "070-1234-5678", INVALID),
    (46, "070-234-5678", INVALID),
    (47, "080-123-4567", VALID),
    (48, "080-1234-5678", WARN),
    (49, "0502-123-4567", DISPUTED),
    (50, "0502-1234-5678", DISPUTED),
    (51, "0507-1234-56789", INVALID),
    (52, "030-1234-5678", DISPUTED),
    (53, "0303-3444-0707", DISPUTED),
    (54, "060-700-1234", POLICY),
    (55, "060-7001-1234", POLICY),
    (56, "015-1234-5678", INVALID),
    (57, "+82-2-2345-6789", VALID),
    (58, "+82-10-2345-6789", VALID),
    (59, "001-82-10-2345-6789", INVALID),
    (60, "０２－２３４５－６７８９", VALID),
    (61, "공일공-2345-6789", VALID),
    (61, "O1O-2345-6789", VALID),
    (62, "02)2345-6789", VALID),
    (62, "02.2345.6789", VALID),
    (62, "02 2345 6789", VALID),
    (63, "02-2345-6789~90", INVALID),
]


@pytest.mark.parametrize(("_row", "number", "verdict"), EXAMPLES)
def test_worked_examples(_row: int, number: str, verdict: NumberVerdict) -> None:
    assert number_form(number).verdict is verdict


def test_there_are_63_of_them() -> None:
    assert {row for row, _, _ in EXAMPLES} == set(range(1, 64))


@pytest.mark.parametrize(
    ("number", "digits"),
    [
        ("+82-2-2345-6789", "0223456789"),
        ("+82 (0)10 2345 6789", "01023456789"),
        ("+82-1588-7777", "15887777"),
        ("０２－２３４５－６７８９", "0223456789"),
        ("공일공-2345-6789", "01023456789"),
        ("O1O-2345-6789", "01023456789"),
        ("02‐2345–6789", "0223456789"),
    ],
)
def test_one_number_however_written(number: str, digits: str) -> None:
    assert number_form(number).digits == digits


def test_letters_for_digits_are_flagged() -> None:
    assert number_form("O1O-2345-6789").spelled
    assert not number_form("010-2345-6789").spelled


@pytest.mark.parametrize(
    "number", ["", "+1-202-555-0100", "02-2345-6789, 02-2345-6790", "02-2345-6789 내선 3", "a" * 500]
)
def test_no_number_is_invalid(number: str) -> None:
    assert number_form(number).verdict is INVALID


WRITTEN_OTHERWISE = st.sampled_from(
    [
        lambda text: text,
        lambda text: text.replace("-", " "),
        lambda text: text.replace("-", "."),
        lambda text: text.replace("-", ""),
        lambda text: text.translate(str.maketrans("0123456789-", "０１２３４５６７８９－")),
        lambda text: text.replace("0", "O"),
        lambda text: text.replace("0", "공").replace("1", "일"),
        lambda text: f" {text} ",
    ]
)


@given(st.sampled_from(EXAMPLES), WRITTEN_OTHERWISE)
def test_a_number_written_otherwise_has_the_same_verdict(
    example: tuple[int, str, NumberVerdict], otherwise: Callable[[str], str]
) -> None:
    _, number, verdict = example
    assert number_form(otherwise(number)).verdict is verdict


@given(st.text(max_size=60))
def test_whatever_is_written_there_is_a_verdict(text: str) -> None:
    form = number_form(text)
    assert form.verdict in NumberVerdict
    assert re.fullmatch("[0-9]*", form.digits)


@given(st.from_regex(r"0[0-9]{6,12}|1[0-9]{2,8}", fullmatch=True))
def test_what_is_valid_has_8_to_11_digits_and_is_nothing_the_rules_rule_out(digits: str) -> None:
    if number_form(digits).verdict is VALID:
        assert 8 <= len(digits) <= 11
        assert not digits.startswith(("0100", "0101", "0700", "0701", "015", "060", "050", "030"))
