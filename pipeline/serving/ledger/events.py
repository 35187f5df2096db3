"""What other systems are told: events, in order for each registration and each case."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, NamedTuple

from sqlalchemy import func, select, tuple_

from pipeline.document import Json
from pipeline.serving.database import reading
from pipeline.serving.event_tables import Event, EventState, Posted
from pipeline.serving.ledger.posts import MOST, Posts, may_go
from pipeline.serving.ledger.telling import told_all


class Due(NamedTuple):
    """An event that may go out, and what it tells."""

    event: Event
    told: Json


class Events(Posts):
    """Events that wait for the operator's own system."""

    table: ClassVar[type[Posted]] = Event

    def due(self, now: datetime) -> list[Due]:
        """Of each stream the first event that waits, where it may go out now; the oldest first, fifty at most.

        What comes later in the same stream is due once that one is settled.
        """
        waits = Event.state == EventState.WAITING
        firsts = select(Event.stream, func.min(Event.place)).where(waits).group_by(Event.stream)
        rows = select(Event).where(tuple_(Event.stream, Event.place).in_(firsts), may_go(Event, now))
        with reading(self._engine) as session:
            found = session.scalars(rows.order_by(Event.made_at, Event.stream).limit(MOST)).all()
            return [Due(one, told) for one, told in zip(found, told_all(session, found), strict=True)]

    def unsent(self) -> list[Event]:
        """What is still to be told, oldest first."""
        rows = select(Event).where(Event.sent_at.is_(None)).order_by(Event.made_at, Event.stream, Event.place)
        with reading(self._engine) as session:
            return list(session.scalars(rows))
