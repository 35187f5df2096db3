"""What is posted to others: from waiting to sent or failed, whatever the receiver does meanwhile."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, Engine, or_, update

from pipeline.serving.database import writing
from pipeline.serving.event_tables import EventState, Posted

CLAIMED = timedelta(minutes=1)
"""After this a post that broke off is made again."""
MOST = 50
"""Posts that are fetched at once."""


class Posts:
    """One table of posts; each is named by its primary key."""

    table: ClassVar[type[Posted]]

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def begin(self, post: Posted, now: datetime) -> bool:
        """Notes that it is being posted at this moment. False: another does so, or it is settled; leave it."""
        return self._change(post, may_go(self.table, now), not_before=now + CLAIMED)

    def sent(self, post: Posted, now: datetime) -> None:
        """Notes that the receiver has it, whatever was noted before."""
        settled = {"state": EventState.SENT, "sent_at": now, "not_before": None, "error": None}
        self._change(post, self.table.state != EventState.SENT, **settled)

    def postpone(self, post: Posted, not_before: datetime, error: str) -> None:
        """Notes that it was not taken, and why (a code). `tries` counts these; what was settled stays so."""
        self._fell(post, EventState.WAITING, not_before, error)

    def fail(self, post: Posted, error: str) -> None:
        """Notes that it is not tried any more, and why (a code); what was settled stays so."""
        self._fell(post, EventState.FAILED, None, error)

    def _fell(self, post: Posted, state: EventState, not_before: datetime | None, error: str) -> None:
        values = {"state": state, "not_before": not_before, "error": error, "tries": self.table.tries + 1}
        self._change(post, self.table.state == EventState.WAITING, **values)

    def _change(self, post: Posted, condition: ColumnElement[bool], **values: Any) -> bool:  # noqa: ANN401 - any column's value
        key = list(self.table.__table__.primary_key)
        this = [column == getattr(post, column.name) for column in key]
        mine = update(self.table).where(*this, condition).values(**values)
        with writing(self._engine) as session:
            return session.scalar(mine.returning(key[0])) is not None


def may_go(table: type[Posted], now: datetime) -> ColumnElement[bool]:
    """Whether a post waits, and nobody is at it."""
    return (table.state == EventState.WAITING) & or_(table.not_before.is_(None), table.not_before <= now)
