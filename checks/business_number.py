"""Business registration numbers (사업자등록번호): ten digits, the last of which checks the others.

Issued by the National Tax Service, printed 3-2-5. The check digit says nothing of whether the
business is open.
"""

from __future__ import annotations

import re

_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)


def compact(number: str) -> str:
    """Its digits alone.

    >>> compact("123-45-67891")
    '1234567891'
    """
    return re.sub(r"[^0-9]", "", number)


def check_digit(number: str) -> int:
    """The tenth digit that the first nine ask for.

    >>> check_digit("123456789"), check_digit("220881234"), check_digit("617123456")
    (1, 0, 2)
    """
    digits = [int(digit) for digit in number[:9]]
    total = sum(weight * digit for weight, digit in zip(_WEIGHTS, digits, strict=True)) + digits[8] * 5 // 10
    return -total % 10


def is_valid(number: str) -> bool:
    """Whether it has ten digits and the last is right.

    >>> is_valid("123-45-67891"), is_valid("123-45-67890"), is_valid("123-45")
    (True, False, False)
    """
    digits = compact(number)
    return len(digits) == 10 and check_digit(digits) == int(digits[9])
