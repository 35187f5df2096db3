"""Who is told: notices, from waiting to sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Engine, bindparam, or_, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from pipeline.serving.columns import Instant
from pipeline.serving.database import at_once, reading, writing
from pipeline.serving.ledger.records import Letter
from pipeline.serving.ledger.rows import insert
from pipeline.serving.tables import Notice, NoticeState

UNSURE = timedelta(minutes=10)
"""After this a notice whose sending broke off is sent again, with the same Message-ID."""


class Outbox:
    """Notices by Message-ID."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def unsent(self, now: datetime) -> list[Notice]:
        """Notices that should go out now, oldest first: waiting ones, and those whose sending broke off `UNSURE` ago."""
        rows = select(Notice).where(_may_go(now)).order_by(Notice.made_at, Notice.message_id)
        with reading(self._engine) as session:
            return list(session.scalars(rows))

    def add(self, decision_id: str, letters: Sequence[Letter], occasion: str, now: datetime) -> int:
        """Adds notices of a decision for a later occasion, such as a reminder. Returns how many are new.

        A recipient who has one for this decision and occasion already gets no second.
        """
        shared = {"decision_id": decision_id, "occasion": occasion, "made_at": now}
        shared |= {"state": NoticeState.WAITING, "tries": 0}
        with writing(self._engine) as session:
            adding = [insert(session, Notice, **asdict(one), **shared).on_conflict_do_nothing() for one in letters]
            return sum(session.scalar(one.returning(Notice.message_id)) is not None for one in adding)

    def notices(self, decision_id: str) -> list[Notice]:
        """The notices of a decision, oldest first."""
        rows = select(Notice).where(Notice.decision_id == decision_id).order_by(Notice.made_at, Notice.message_id)
        with reading(self._engine) as session:
            return list(session.scalars(rows))

    def begin(self, message_id: str, now: datetime) -> bool:
        """Notes that a notice is being handed over at this moment. False: another does so, or it is settled; leave it."""
        its = {"its_id": message_id, "moment": now, "until": now + UNSURE}
        return bool(at_once(self._engine, _BEGIN, its))

    def sent(self, message_id: str, now: datetime) -> None:
        """Notes that a notice went out, and forgets its text."""
        at_once(self._engine, _SENT, {"its_id": message_id, "moment": now})

    def postpone(self, message_id: str, not_before: datetime, error: str) -> None:
        """Notes that a notice could not go out now, and why (a code). `tries` counts these; what was sent stays sent."""
        self._fell(message_id, NoticeState.WAITING, not_before, error)

    def fail(self, message_id: str, error: str) -> None:
        """Notes that a notice can never go out, and why (a code). Its text stays; what was sent stays sent."""
        self._fell(message_id, NoticeState.FAILED, None, error)

    def _fell(self, message_id: str, state: NoticeState, not_before: datetime | None, error: str) -> None:
        values = {"state": state, "not_before": not_before, "error": error, "tries": Notice.tries + 1}
        at_once(self._engine, _changing(Notice.state != NoticeState.SENT, **values), {"its_id": message_id})


def _may_go(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    passed = or_(Notice.not_before.is_(None), Notice.not_before <= now)
    return or_(Notice.state == NoticeState.WAITING, Notice.state == NoticeState.SENDING) & passed


def _changing(condition: ColumnElement[bool], **values: Any) -> ReturningUpdate[str]:  # noqa: ANN401 - any column's value
    """Changes a notice under a condition: of one that was changed, it gives the Message-ID."""
    mine = update(Notice).where(Notice.message_id == bindparam("its_id"), condition).values(**values)
    return mine.returning(Notice.message_id)


_MOMENT, _UNTIL = (bindparam(name, type_=Instant()) for name in ("moment", "until"))
_BEGIN = _changing(_may_go(_MOMENT), state=NoticeState.SENDING, not_before=_UNTIL)
_OVER = {"state": NoticeState.SENT, "message": None, "sent_at": _MOMENT, "not_before": None, "error": None}
_SENT = _changing(Notice.state != NoticeState.SENT, **_OVER)
"""Both made once: to make them takes longer than to have them done."""
