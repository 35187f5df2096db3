"""The number of a driver's licence on an identity card: read, covered, or not there; its digits never a value."""

from __future__ import annotations

import pytest

from extractors.licence_number import extract
from pipeline.document import Kind
from tests.hand import sheets

DRIVER = ("자동차운전면허증", "1종보통", "{}", "김하늘", "900101-*******", "서울특별시 강남구 가온로 1", "2015.03.20.")
RESIDENT = (
    "주민등록증",
    "김하늘(金하늘)",
    "900101-*******",
    "서울특별시 강남구 가온로 1",
    "2015. 3. 20.",
    "서울특별시 강남구청장",
)


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("11-12-123456-78", "exposed"),
        ("11-12-123456-**", "exposed"),
        ("11-12-12****-**", "exposed"),
        ("서울 05-123456-78", "exposed"),
        ("11 - 12 - 123456 - 78", "exposed"),
        ("11-12-******-**", "masked"),
        ("11-12-●●●●●●-●●", "masked"),
        ("**-**-******-**", "masked"),
        ("2종보통", "absent"),
    ],
)
def test_what_is_said_of_it(printed: str, value: str) -> None:
    found = extract(sheets(Kind.IDENTITY_CARD, *(one.format(printed) for one in DRIVER)))
    assert not isinstance(found, tuple)
    assert found.value == value
    assert found.text is None
    assert (found.box is None) == (value == "absent")
    if value == "absent":
        assert found.confidence < 0.9


def test_a_resident_s_card_has_none() -> None:
    found = extract(sheets(Kind.IDENTITY_CARD, *RESIDENT))
    assert not isinstance(found, tuple)
    assert (found.value, found.confidence >= 0.9) == ("absent", True)
