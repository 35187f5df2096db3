"""Work that is done again and again on threads of its own until the service stops."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

import httpx
from prefect.exceptions import PrefectHTTPStatusError

from pipeline.errors import DojangError
from pipeline.serving.ledger import LedgerError

_log = logging.getLogger(__name__)
OUTAGES = (OSError, LedgerError, httpx.HTTPError, PrefectHTTPStatusError, DojangError)
"""What passes by itself: the bucket, the ledger or Prefect does not answer."""


def spoken(error: Exception) -> str:
    """What is the matter, and what to do about it; of others than our own errors only what they are."""
    if not isinstance(error, DojangError):
        return type(error).__name__
    return f"{error}: {error.entry.message.en} {error.entry.remedy.en}"


class Loops:
    """Threads that repeat a piece of work; each does `settle_in` first, once.

    One that meets an unforeseen error stops the whole service.
    """

    def __init__(self, stop: threading.Event, settle_in: Callable[[], None]) -> None:
        self._stop = stop
        self._settle_in = settle_in
        self._threads: list[threading.Thread] = []
        self.broken = False

    def every(self, seconds: float, name: str, work: Callable[[], object]) -> None:
        """Does the work now and then again, `seconds` after it last ended. An outage is logged once, and outlived."""
        thread = threading.Thread(target=self._repeat, args=(seconds, name, work), name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def join(self, seconds: float) -> None:
        """Waits for all, each at most so long; the stop must have been set."""
        for thread in self._threads:
            thread.join(seconds)

    def _repeat(self, seconds: float, name: str, work: Callable[[], object]) -> None:
        try:
            self._settle_in()
            out = False
            while not self._stop.is_set():
                out = self._once(name, work, was_out=out)
                self._stop.wait(seconds)
        except BaseException:
            self.broken = True
            self._stop.set()
            raise

    @staticmethod
    def _once(name: str, work: Callable[[], object], *, was_out: bool) -> bool:
        """Does the work once; whether it met an outage."""
        try:
            work()
        except OUTAGES as error:
            if not was_out:
                _log.warning("%s: %s; tried again until it works", name, spoken(error))
            return True
        if was_out:
            _log.warning("%s: works again", name)
        return False
