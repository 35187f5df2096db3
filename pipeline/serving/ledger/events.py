"""What other systems are told: events, from waiting to sent, in order for each registration."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Engine, func, or_, select, update

from pipeline.serving.database import reading, writing
from pipeline.serving.registration_tables import Event, EventState, Registration, RegistrationStep

CLAIMED = timedelta(minutes=1)
"""After this an event whose sending broke off is sent again, under the same key."""
_MOST = 50


class Due(NamedTuple):
    """An event that may go out, with what it tells of."""

    event: Event
    step: RegistrationStep
    registration: Registration


class Events:
    """Events by id."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def due(self, now: datetime) -> list[Due]:
        """Of each registration the first event that waits, where it may go out now; the oldest first, fifty at most.

        What comes later in the same registration is due once that one is settled.
        """
        own = RegistrationStep.id == Event.step_id
        waits = Event.state == EventState.WAITING
        firsts = select(func.min(Event.step_id)).join(RegistrationStep, own).where(waits)
        rows = (
            select(Event, RegistrationStep, Registration)
            .join(RegistrationStep, own)
            .join(Registration, Registration.id == RegistrationStep.registration_id)
            .where(Event.step_id.in_(firsts.group_by(RegistrationStep.registration_id)), _may_go(now))
            .order_by(Event.step_id)
            .limit(_MOST)
        )
        with reading(self._engine) as session:
            return [Due(*row) for row in session.execute(rows)]

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
