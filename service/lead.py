"""The lead: of all processes that share a ledger one at a time lists the bucket, sends, tidies up and oversees; all of them review."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress

from pipeline.serving.ledger import LedgerError
from pipeline.serving.office import Office

_DUTY = "lead"


class Lead:
    """One process's claim to the lead. `owner` names it; what starts under the same name again has it at once."""

    def __init__(self, office: Office, owner: str) -> None:
        self._office = office
        self._owner = owner
        self._duty = f"{_DUTY} {office.store.address}"
        self._until = 0.0
        self._lock = threading.Lock()

    def beat(self) -> bool:
        """Takes the lead, or keeps it; to be called three times as often as a lease runs out. Returns whether it is held."""
        lease = self._office.lease
        asked = time.monotonic()
        held = self._office.ledger.duties.take(self._duty, self._owner, lease, self._office.now())
        with self._lock:
            self._until = asked + lease.total_seconds() if held else 0.0
        return held

    @property
    def held(self) -> bool:
        """Whether it is surely held at this moment: a process that was stopped for longer than a lease has lost it."""
        with self._lock:
            return time.monotonic() < self._until

    def only(self, work: Callable[[], object]) -> Callable[[], None]:
        """The work, done by whoever has the lead; done twice, where a process hung in it, it does no harm."""

        def done() -> None:
            if self.held:
                work()

        return done

    def leave(self) -> None:
        """Lets another take it at once."""
        with self._lock:
            self._until = 0.0
        with suppress(LedgerError):
            self._office.ledger.duties.leave(self._duty, self._owner)
