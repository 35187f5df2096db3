"""Where everything stands: what `dojang status` says and health watches."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from pipeline.document import Json
from pipeline.manifest import SEOUL
from pipeline.serving.database import reading
from pipeline.serving.duty_tables import Discrepancy, Duty
from pipeline.serving.event_tables import ChatMessage, Event, EventState, Posted
from pipeline.serving.ledger import Ledger
from pipeline.serving.ledger.cases import is_held
from pipeline.serving.tables import Case, Notice, NoticeState


@dataclass(frozen=True, slots=True)
class Standing:
    """How many cases and notices are where. Every case counts once: it waits, is worked on, is held, failed or done.

    `waiting`: something is to be done and nobody is at it (also one that is tried again later); `working`:
    somebody holds it; `held`: it waits for a person; `failed`: given up until something new comes (`errors`
    says why, by code, also of cases tried again); `done`: everything else. `overdue` counts those that wait,
    are worked on, held or failed after their due day, `oldest_due` is the earliest such day of all of them.
    `unsent` notices are still to go out, `undeliverable` ones never will; `events_unsent` and
    `events_failed` likewise of what other systems are told by webhook, `chats_unsent` and `chats_failed` of chats.
    `led`: some process has the lead. `discrepancies`
    are what did not agree (`reconciling.Count`) when it was last counted, at `reconciled_at`.
    """

    waiting: int
    working: int
    held: int
    failed: int
    done: int
    overdue: int
    oldest_due: date | None
    unsent: int
    undeliverable: int
    events_unsent: int
    events_failed: int
    chats_unsent: int
    chats_failed: int
    errors: dict[str, int]
    led: bool = False
    discrepancies: dict[str, int] = field(default_factory=dict)
    reconciled_at: datetime | None = None

    def to_json(self) -> Json:
        """Restorable by nobody: for people and programs that watch."""
        oldest, counted = (one.isoformat() if one else None for one in (self.oldest_due, self.reconciled_at))
        return asdict(self) | {"oldest_due": oldest, "reconciled_at": counted}


def standing(ledger: Ledger, store: str, now: datetime) -> Standing:
    """Counts the cases of a bucket, and all notices. Raises `LedgerError`."""
    at_work = func.coalesce(Case.lease_until >= now, False)
    wanted = (Case.wanted > Case.done) & ~at_work
    idle = ~at_work & ~wanted
    failed = idle & Case.error.is_not(None)
    held = idle & Case.error.is_(None) & is_held()
    is_open = at_work | wanted | failed | held
    late = is_open & (Case.due_on < now.astimezone(SEOUL).date())
    with reading(ledger.engine) as session:
        counts = [_cases(session, store, one) for one in (wanted, at_work, held, failed, idle, late)]
        oldest = session.scalar(select(func.min(Case.due_on)).where(Case.store == store, is_open))
        errors = (
            select(Case.error, func.count()).where(Case.store == store, Case.error.is_not(None)).group_by(Case.error)
        )
        codes = {str(code): count for code, count in session.execute(errors)}
        unsent = _notices(session, NoticeState.WAITING, NoticeState.SENDING)
        undeliverable = _notices(session, NoticeState.FAILED)
        events, chats = (_posts(session, table) for table in (Event, ChatMessage))
        led = session.scalar(select(Duty.name).where(Duty.until >= now).limit(1)) is not None
        counted = list(session.scalars(select(Discrepancy).order_by(Discrepancy.name)))
    waiting, working, with_people, given_up, all_idle, overdue = counts
    done = all_idle - with_people - given_up
    notices = (unsent, undeliverable)
    found = Standing(waiting, working, with_people, given_up, done, overdue, oldest, *notices, *events, *chats, codes)
    at = min((one.at for one in counted), default=None)
    return replace(found, led=led, discrepancies={one.name: one.count for one in counted}, reconciled_at=at)


def _cases(session: Session, store: str, condition: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(Case).where(Case.store == store, condition)) or 0


def _notices(session: Session, *states: NoticeState) -> int:
    return session.scalar(select(func.count()).select_from(Notice).where(Notice.state.in_(states))) or 0


def _posts(session: Session, table: type[Posted]) -> tuple[int, int]:
    """How many wait, and how many were given up."""
    rows = select(func.count()).select_from(table)
    waiting, failed = (
        session.scalar(rows.where(table.state == one)) or 0 for one in (EventState.WAITING, EventState.FAILED)
    )
    return waiting, failed
