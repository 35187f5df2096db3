"""The ledger: every upload, case, reading, decision and notice, in SQLite or PostgreSQL.

Each method of its parts is one short transaction. What must not happen twice is held by unique
constraints, not by care: a decision of a subject by its number, a notice by decision, recipient and
occasion. A decision, its line in the log, its corrections and its notices are written together or not
at all. Every method may raise `LedgerError` when the database does not answer; its text holds no value.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from pipeline.serving.database import LedgerAwayError, LedgerError, at_once, open_database
from pipeline.serving.ledger.arrivals import Arrivals
from pipeline.serving.ledger.cases import Cases
from pipeline.serving.ledger.chats import Chats
from pipeline.serving.ledger.decisions import MACHINE, Decisions
from pipeline.serving.ledger.departures import Departures
from pipeline.serving.ledger.discrepancies import Discrepancies
from pipeline.serving.ledger.duties import Duties
from pipeline.serving.ledger.events import Events
from pipeline.serving.ledger.expiry import Expiry
from pipeline.serving.ledger.fingerprints import Fingerprints
from pipeline.serving.ledger.log import GENESIS
from pipeline.serving.ledger.outbox import UNSURE, Outbox
from pipeline.serving.ledger.readings import Readings
from pipeline.serving.ledger.records import (
    AlreadyDecidedError,
    Claim,
    LeaseLostError,
    Letter,
    NewCorrection,
    NewDecision,
)
from pipeline.serving.ledger.registers import Registers
from pipeline.serving.ledger.registrations import Registrations
from pipeline.serving.ledger.reviewers import Reviewers
from pipeline.serving.ledger.viewings import Viewings
from pipeline.serving.sealing import Keyring

__all__ = [
    "GENESIS",
    "MACHINE",
    "UNSURE",
    "AlreadyDecidedError",
    "Claim",
    "LeaseLostError",
    "Ledger",
    "LedgerAwayError",
    "LedgerError",
    "Letter",
    "NewCorrection",
    "NewDecision",
]


class Ledger:
    """The open ledger, in parts. Safe to share between threads.

    Made, or brought up to date, when it is opened: from a URL (`settings.ledger`) or an SQLite file; `keyring` seals
    and opens what may name somebody. Raises `settings-invalid`, `ledger-unreachable`, `ledger-newer`, `data-key-wrong`.
    """

    def __init__(self, url: str | Path, keyring: Keyring) -> None:
        self.engine = open_database(url, keyring)
        """The database below; for backup and counting."""
        self.arrivals = Arrivals(self.engine)
        self.cases = Cases(self.engine)
        self.readings = Readings(self.engine)
        self.decisions = Decisions(self.engine)
        self.outbox = Outbox(self.engine)
        self.expiry = Expiry(self.engine)
        self.viewings = Viewings(self.engine)
        self.reviewers = Reviewers(self.engine)
        self.registers = Registers(self.engine)
        self.registrations = Registrations(self.engine)
        self.events = Events(self.engine)
        self.chats = Chats(self.engine)
        self.fingerprints = Fingerprints(self.engine)
        self.duties = Duties(self.engine)
        self.departures = Departures(self.engine)
        self.discrepancies = Discrepancies(self.engine)

    def answers(self) -> bool:
        """Whether the database does."""
        try:
            at_once(self.engine, text("SELECT 1 FROM decisions WHERE 1 = 0"))
        except LedgerError:
            return False
        return True

    def close(self) -> None:
        """Lets go of the database."""
        self.engine.dispose()
