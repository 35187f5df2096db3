"""What the tax service's register (국세청 사업자등록정보 진위확인 및 상태조회) says of a business and of its registration."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple


class BusinessStatus(StrEnum):
    """How a business registration number stands in the register, or that nobody could be asked."""

    ACTIVE = "active"
    """계속사업자."""
    SUSPENDED = "suspended"
    """휴업자."""
    CLOSED = "closed"
    """폐업자."""
    UNREGISTERED = "unregistered"
    """The register does not know the number; a new firm stands there after a day or two."""
    UNREACHABLE = "unreachable"
    """The register was asked and gave no answer that counts."""


class Genuine(StrEnum):
    """Whether a registration says what the register has (진위확인)."""

    MATCHES = "matches"
    """`valid` 01."""
    DIFFERS = "differs"
    """`valid` 02, 확인할 수 없습니다: number, opening date and representative do not stand there together."""
    UNREACHABLE = "unreachable"


class Registration(NamedTuple):
    """What a registration says that can be held against the register: ten digits, the opening date, one representative."""

    number: str
    opened: date
    representative: str


class Registered(NamedTuple):
    """All that the register said of an application; `None`: it was not asked."""

    business: BusinessStatus | None = None
    genuine: Genuine | None = None
