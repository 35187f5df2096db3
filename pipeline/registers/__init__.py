"""Outside registers: what somebody else knows of a company. Asked by serving alone, never while reading or judging.

Where no key is set nobody is asked: everything works offline, and the check says that it was not made.
"""

from __future__ import annotations

from typing import Protocol

from pipeline.business_status import BusinessStatus, Genuine, Registration
from pipeline.registers.tax_service import TaxService
from pipeline.settings import Settings

__all__ = ["Offline", "Register", "TaxService", "open_register"]


class Register(Protocol):
    """A register of businesses, and of what their registrations say."""

    def status(self, number: str) -> BusinessStatus | None:
        """How the business with that number (ten digits) stands; `None`: nobody was asked. Never raises."""

    def genuine(self, registration: Registration) -> Genuine | None:
        """Whether a registration says what the register has; likewise."""


class Offline:
    """Nobody is asked: the default."""

    def status(self, number: str) -> None:
        """Nothing is known."""

    def genuine(self, registration: Registration) -> None:
        """Nothing is known."""


def open_register(settings: Settings) -> Register:
    """The tax service's where its key is set, else none."""
    key = settings.nts_key.get_secret_value().strip() if settings.nts_key else ""
    return TaxService(settings.nts_url, key, settings.nts_seconds) if key else Offline()
