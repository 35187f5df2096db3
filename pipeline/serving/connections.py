"""Connections to a server that wait in a pool: one that broke meanwhile is noticed before it is used, and made anew.

To ask the server each time costs as much as most questions to it. A connection that ended shows on its socket; only one that
has rested for a while, whose server may have vanished without a word, is asked.
"""

from __future__ import annotations

import select
import time
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

RESTED = 5.0
"""Seconds unused, after which the server is asked whether it is there."""
_LEFT = "dojang_left_at"


def keep_fresh(engine: Engine) -> None:
    """From now on no connection of this engine (psycopg) is used that is known to be broken."""

    def left(_connection: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
        entry.info[_LEFT] = time.monotonic()

    def taken(connection: Any, entry: ConnectionPoolEntry, _proxy: object) -> None:  # noqa: ANN401 - psycopg's
        since = entry.info.get(_LEFT)
        if since is None or (time.monotonic() - since < RESTED and is_quiet(connection)):
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error:
            raise InvalidatePoolError from None

    event.listen(engine, "checkin", left)
    event.listen(engine, "checkout", taken)


def is_quiet(connection: Any) -> bool:  # noqa: ANN401 - psycopg's
    """Whether its socket says nothing: an idle one does so only when the server has ended it, or has something to tell."""
    if connection.closed:
        return False
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN | select.POLLPRI)
    return not poll.poll(0)
