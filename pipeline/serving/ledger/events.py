"""What other systems are told: events, from waiting to sent, in order for each registration and each case."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Engine, func, or_, select, tuple_, update

from pipeline.document import Json
from pipeline.serving.database import reading, writing
from pipeline.serving.event_tables import Event, EventState
from pipeline.serving.ledger.telling import told

CLAIMED = timedelta(minutes=1)
"""After this an event whose sending broke off is sent again, under the same key."""
_MOST = 50


class Due(NamedTuple):
    """An event that may go out, and what it tells."""

    event: Event
    told: Json


class Events:
    """Events by id."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def due(self, now: datetime) -> list[Due]:
        """Of each stream the first event that waits, where it may go out now; the oldest first, fifty at most.

        What comes later in the same stream is due once that one is settled.
        """
        waits = Event.state == EventState.WAITING
        firsts = select(Event.stream, func.min(Event.place)).where(waits).group_by(Event.stream)
        rows = select(Event).where(tuple_(Event.stream, Event.place).in_(firsts), _may_go(now))
        with reading(self._engine) as session:
            found = session.scalars(rows.order_by(Event.made_at, Event.stream).limit(_MOST)).all()
            return [Due(one, told(session, one)) for one in found]

    def unsent(self) -> list[Event]:
        """What is still to be told, oldest first."""
        rows = select(Event).where(Event.sent_at.is_(None)).order_by(Event.made_at, Event.stream, Event.place)
        with reading(self._engine) as session:
            return list(session.scalars(rows))

    def begin(self, event_id: str, now: datetime) -> bool:
        """Notes that an event is being sent at this moment. False: another does so, or it is settled; leave it."""
        return self._change(event_id, _may_go(now), not_before=now + CLAIMED)

    def sent(self, event_id: str, now: datetime) -> None:
        """Notes that the receiver has it, whatever was noted before."""
        settled = {"state": EventState.SENT, "sent_at": now, "not_before": None, "error": None}
        self._change(event_id, Event.state != EventState.SENT, **settled)

    def postpone(self, event_id: str, not_before: datetime, error: str) -> None:
        """Notes that an event was not taken, and why (a code). `tries` counts these; what was settled stays so."""
        self._fell(event_id, EventState.WAITING, not_before, error)

    def fail(self, event_id: str, error: str) -> None:
        """Notes that an event is not tried any more, and why (a code); what was settled stays so."""
        self._fell(event_id, EventState.FAILED, None, error)

    def _fell(self, event_id: str, state: EventState, not_before: datetime | None, error: str) -> None:
        values = {"state": state, "not_before": not_before, "error": error, "tries": Event.tries + 1}
        self._change(event_id, Event.state == EventState.WAITING, **values)

    def _change(self, event_id: str, condition: ColumnElement[bool], **values: Any) -> bool:  # noqa: ANN401 - any column's value
        mine = update(Event).where(Event.id == event_id, condition).values(**values)
        with writing(self._engine) as session:
            return session.scalar(mine.returning(Event.id)) is not None


def _may_go(now: datetime) -> ColumnElement[bool]:
    return (Event.state == EventState.WAITING) & or_(Event.not_before.is_(None), Event.not_before <= now)
