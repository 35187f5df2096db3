"""How posts go out to whoever receives them: again and again until they are taken, ever more seldom, for a day.

Where an answer is lost, or this process ends between the answer and its note, the same post is made again. Nothing is logged
but an event's name, its id and codes.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.serving.event_tables import Posted
from pipeline.serving.ledger.posts import Posts

_log = logging.getLogger(__name__)

_FIRST_WAIT, _LONGEST_WAIT, PATIENCE = timedelta(seconds=10), timedelta(hours=2), timedelta(days=1)
MOST_BREAKS = 3
"""After so many posts in a row without any answer a receiver is left alone for this round."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A post's row, as what the log names it, and the act of posting: why it was not taken, by code, or `None`."""

    row: Posted
    name: str
    post: Callable[[], str | None]


@dataclass(frozen=True, slots=True)
class Round:
    """One receiver: the table of its posts, what may go out of it now, and codes of no answer at all."""

    posts: Posts
    due: Callable[[datetime], Iterable[Parcel]]
    unanswered: frozenset[str]

    def deliver(self, now: Callable[[], datetime], stopped: Callable[[], bool] = lambda: False) -> int:
        """Posts whatever may go out; how much was taken. Never raises for a fault of the receiver.

        May run in several processes at once: of those that would make one post, one does. Raises `LedgerError`.
        """
        taken = breaks = 0
        while due := list(self.due(now())):
            for one in due:
                if stopped() or breaks == MOST_BREAKS:
                    return taken
                if not self.posts.begin(one.row, now()):
                    continue
                error = one.post()
                breaks = breaks + 1 if error in self.unanswered else 0
                taken += error is None
                self._settle(one, error, now())
        return taken

    def _settle(self, parcel: Parcel, error: str | None, now: datetime) -> None:
        """Notes how it went."""
        row, name = parcel.row, parcel.name
        if error is None:
            self.posts.sent(row, now)
            _log.info("%s: taken", name)
        elif sum((_wait(one) for one in range(row.tries + 1)), timedelta()) > PATIENCE:
            self.posts.fail(row, error)
            _log.error("%s is given up: %s", name, error)
        else:
            self.posts.postpone(row, now + _wait(row.tries), error)
            _log.warning("%s is put off: %s", name, error)


def _wait(tries: int) -> timedelta:
    """How long until the next try: ten seconds, twice as long each time, two hours at most."""
    return min(_FIRST_WAIT * (1 << min(tries, 10)), _LONGEST_WAIT)
