"""Rest: while the bucket, Prefect or the ledger does not answer, no case is begun that would only find that out once more.

It is noted once, asked after ever more seldom, and when it answers, everything that waits is taken up at once.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping

_log = logging.getLogger(__name__)
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0
"""Seconds until it is asked again; doubled each time."""


class Rest:
    """One desk's rest. Safe to share between threads.

    `answers` says of each thing (`bucket`, `prefect`, `ledger`: the first word of an error's code) whether it answers.
    """

    def __init__(self, answers: Mapping[str, Callable[[], bool]], clock: Callable[[], float] = time.monotonic) -> None:
        self._answers = answers
        self._clock = clock
        self._asking = threading.Lock()
        self._code: str | None = None
        self._pause = self._again_at = 0.0

    @property
    def code(self) -> str | None:
        """Why the desk rests; `None` while it works."""
        return self._code

    def begins(self, code: str) -> bool:
        """A case met that error: whether all others would, too. One that no other would meet is the case's own."""
        with self._asking:
            if self._code is not None:
                return True
            if self._asked(code):
                return False
            self._code, self._pause = code, _FIRST_PAUSE
            self._again_at = self._clock() + self._pause
        _log.warning("%s: no case is begun until it answers", code)
        return True

    def lasts(self) -> bool:
        """Whether nothing may be begun yet; asks where the pause is over."""
        with self._asking:
            if self._code is None or self._clock() < self._again_at:
                return self._code is not None
            if not self._asked(self._code):
                self._pause = min(2 * self._pause, _LONGEST_PAUSE)
                self._again_at = self._clock() + self._pause
                return True
            code, self._code = self._code, None
        _log.warning("%s: over; what waits is taken up", code)
        return False

    def _asked(self, code: str) -> bool:
        return self._answers[code.partition("-")[0]]()
