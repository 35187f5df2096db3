"""Registration numbers and phone numbers: their forms, their check digits, letters read for digits.

Sources: 사업자등록번호 and 법인등록번호 algorithms as in python-stdnum's field notes and the sources
of the domain facts, section 3; phone number forms from 전기통신번호관리세칙 and providers' lists.
"""

from __future__ import annotations

import re

LETTERS_FOR_DIGITS = str.maketrans("OoQDlI|i!ZzSsBGbqg○〇", "00001111122558669900")
"""What a reader takes digits for (`1O1-2I-3456O`); each use lowers confidence."""

_UNFOLDED = str.maketrans("０１２３４５６７８９－．，／：＊（）", "0123456789-.,/:*()")
_DASHES = str.maketrans(dict.fromkeys("–—‐‑‒−─ㅡ~∼・·ㆍ_", "-"))
_MASKS = str.maketrans(dict.fromkeys("＊●○◯■□×✕Xx※•⁎∗", "*"))

_BUSINESS_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)
_SERVICE_CODES = re.compile(r"1[568]\d\d")
_AREAS = ("02", *(f"0{code}" for code in (31, 32, 33, 41, 42, 43, 44, 51, 52, 53, 54, 55, 61, 62, 63, 64)))
_MOBILE = re.compile(r"01[016789]")
_SHARED = re.compile(r"0(?:30|50|60|70|80)\d?")


def narrow(text: str) -> str:
    """Full-width digits and signs as ASCII, one character for one."""
    return text.translate(_UNFOLDED)


def one_dash(text: str) -> str:
    """Every dash, tilde and middle dot as `-`, one character for one."""
    return text.translate(_DASHES)


def one_mask(text: str) -> str:
    """Every sign that hides a digit as `*`, one character for one."""
    return text.translate(_MASKS)


def digits(text: str) -> str:
    """Only the digits."""
    return "".join(char for char in narrow(text) if char in "0123456789")


def repaired(text: str) -> tuple[str, int]:
    """Letters that stand for digits replaced; and how many were."""
    narrowed = narrow(text)
    mended = narrowed.translate(LETTERS_FOR_DIGITS)
    return mended, sum(old != new for old, new in zip(narrowed, mended, strict=True))


def business_check(number: str) -> bool:
    """Whether the check digit of a 사업자등록번호 (ten digits, hyphens allowed) is right.

    >>> business_check("123-45-67891"), business_check("123-45-67890")
    (True, False)
    """
    found = digits(number)
    if len(found) != 10:
        return False
    values = [int(digit) for digit in found]
    total = sum(value * weight for value, weight in zip(values, _BUSINESS_WEIGHTS, strict=False))
    total += values[8] * 5 // 10
    return (10 - total % 10) % 10 == values[9]


def corporate_check(number: str) -> bool:
    """Whether the check digit of a 법인등록번호 (thirteen digits, hyphens allowed) is right.

    >>> corporate_check("110111-0062432"), corporate_check("110111-1234567")
    (True, False)
    """
    found = digits(number)
    if len(found) != 13:
        return False
    total = sum(int(digit) * (1 + place % 2) for place, digit in enumerate(found[:12]))
    return (10 - total % 10) % 10 == int(found[12])


def business_form(number: str) -> str:
    """Ten digits as 3-2-5."""
    found = digits(number)
    return f"{found[:3]}-{found[3:5]}-{found[5:]}"


def corporate_form(number: str) -> str:
    """Thirteen digits as 6-7."""
    found = digits(number)
    return f"{found[:6]}-{found[6:]}"


def phone_form(number: str) -> bool:
    """Whether digits and `*` (no signs) have the length and the first digits of a Korean phone number.

    >>> phone_form("010****5678"), phone_form("0212345678"), phone_form("15887777"), phone_form("2024030512")
    (True, True, True, False)
    """
    if _SERVICE_CODES.match(number):
        return len(number) == 8
    if _MOBILE.match(number):
        return len(number) in {10, 11}
    if _SHARED.match(number):
        return 10 <= len(number) <= 12
    area = next((code for code in _AREAS if number.startswith(code)), None)
    return area is not None and len(number) - len(area) in {7, 8} and number[len(area)] != "0"
