"""What is posted to others: from waiting to sent or failed, whatever the receiver does meanwhile."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import Any, ClassVar

from sqlalchemy import BindParameter, ColumnElement, Engine, bindparam, or_, update
from sqlalchemy.sql.dml import ReturningUpdate

from pipeline.serving.columns import Instant
from pipeline.serving.database import at_once
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
        its = _of(post) | {"moment": now, "until": now + CLAIMED}
        return bool(at_once(self._engine, _beginning(self.table), its))

    def sent(self, post: Posted, now: datetime) -> None:
        """Notes that the receiver has it, whatever was noted before."""
        at_once(self._engine, _sending(self.table), _of(post) | {"moment": now})

    def postpone(self, post: Posted, not_before: datetime, error: str) -> None:
        """Notes that it was not taken, and why (a code). `tries` counts these; what was settled stays so."""
        self._fell(post, EventState.WAITING, not_before, error)

    def fail(self, post: Posted, error: str) -> None:
        """Notes that it is not tried any more, and why (a code); what was settled stays so."""
        self._fell(post, EventState.FAILED, None, error)

    def _fell(self, post: Posted, state: EventState, not_before: datetime | None, error: str) -> None:
        values = {"state": state, "not_before": not_before, "error": error, "tries": self.table.tries + 1}
        at_once(self._engine, _changing(self.table, self.table.state == EventState.WAITING, **values), _of(post))


def _of(post: Posted) -> dict[str, Any]:
    """What makes a statement speak of that post."""
    return {f"its_{column.name}": getattr(post, column.name) for column in post.__table__.primary_key}


def _changing(table: type[Posted], condition: ColumnElement[bool], **values: Any) -> ReturningUpdate[Any]:  # noqa: ANN401 - any column's value
    """Changes a post under a condition: of one that was changed, it gives the key."""
    key = list(table.__table__.primary_key)
    this = [column == bindparam(f"its_{column.name}") for column in key]
    return update(table).where(*this, condition).values(**values).returning(key[0])


_MOMENT, _UNTIL = (bindparam(name, type_=Instant()) for name in ("moment", "until"))


@cache
def _beginning(table: type[Posted]) -> ReturningUpdate[Any]:
    """Made once: to make it takes longer than to have it done."""
    return _changing(table, may_go(table, _MOMENT), not_before=_UNTIL)


@cache
def _sending(table: type[Posted]) -> ReturningUpdate[Any]:
    """Likewise."""
    settled = {"state": EventState.SENT, "sent_at": _MOMENT, "not_before": None, "error": None}
    return _changing(table, table.state != EventState.SENT, **settled)


def may_go(table: type[Posted], now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Whether a post waits, and nobody is at it."""
    return (table.state == EventState.WAITING) & or_(table.not_before.is_(None), table.not_before <= now)
