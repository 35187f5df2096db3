"""What the tax service's register (국세청 사업자등록 상태조회) says of a business."""

from __future__ import annotations

from enum import StrEnum


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
