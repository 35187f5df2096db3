"""Cases: what is due, who is at it, and how it ended."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

from sqlalchemy import BindParameter, ColumnElement, Engine, bindparam, case, func, or_, select, update
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.dml import ReturningUpdate

from pipeline.document import Verdict
from pipeline.serving.columns import Instant
from pipeline.serving.database import at_once, reading, writing
from pipeline.serving.ledger.records import Claim, LeaseLostError, Letter
from pipeline.serving.ledger.rows import known
from pipeline.serving.tables import Case, DecisionRow, Notice


class Cases:
    """Cases by subject (`upload:ID`, `application:ID`). See `tables.Case` for what due means."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def want(self, subject: str) -> None:
        """Something new concerns the case: it is due again, at once, even while somebody works on it. Raises `LookupError`."""
        with writing(self._engine) as session:
            known(raise_wanted(session, [subject]) or None)

    def claim_next(self, store: str, lease: timedelta, now: datetime) -> Claim | None:
        """Takes the case of a bucket that is due first, until `now + lease`; `None` if none is due that nobody is taking just now."""
        owner = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex}"
        found = at_once(self._engine, _NEXT, {"wanted_store": store, "me": owner, "moment": now, "until": now + lease})
        return Claim(**found[0]._asdict()) if found else None

    def holds(self, claim: Claim) -> bool:
        """Whether the claim has not passed to another."""
        return bool(at_once(self._engine, _HELD, _of(claim)))

    def extend(self, claim: Claim, lease: timedelta, now: datetime) -> bool:
        """Holds the claim until `now + lease`. False if it has passed to another: stop the work."""
        return bool(at_once(self._engine, _EXTEND, _of(claim) | {"until": now + lease}))

    def release(self, claim: Claim) -> bool:
        """Ends a claim whose work is done. False, and nothing changed, if it has passed to another.

        If something new came in between, the case is due again.
        """
        return bool(at_once(self._engine, _RELEASE, _of(claim) | {"its_taken": claim.taken}))

    def fail(self, claim: Claim, code: str, retry_at: datetime) -> bool:
        """Ends a claim whose work failed: the case is due again at `retry_at`. False if it has passed to another."""
        return self._change(claim, **_FREE, not_before=retry_at, error=code)

    def postpone(self, claim: Claim, code: str, retry_at: datetime) -> bool:
        """As `fail`, where the case is not to blame: the try does not count."""
        return self._change(claim, **_FREE, not_before=retry_at, error=code, tries=_ONE_LESS)

    def put_back(self, claim: Claim) -> bool:
        """Ends a claim whose work was not done, for nobody's fault: the case is due at once. False as with `release`."""
        return self._change(claim, **_FREE, tries=_ONE_LESS)

    def give_up(self, claim: Claim, code: str, now: datetime, letters: Sequence[Letter] = ()) -> bool:
        """Ends a claim whose work cannot succeed: not due again until something new comes. False as with `release`.

        `letters` tell of it; they are in the outbox when that is so, and only then.
        """
        with writing(self._engine) as session:
            ended = _changing(**_FREE, done=claim.taken, not_before=None, error=code)
            if session.scalar(ended, _of(claim)) is None:
                return False
            told = {"subject": claim.subject, "occasion": f"given-up-{claim.taken}", "made_at": now}
            session.add_all(Notice(**asdict(one), **told) for one in letters)
        return True

    def given_up(self, store: str) -> list[Case]:
        """The cases of a bucket that failed for good; `error` says why. The earliest due day first."""
        idle = (Case.wanted <= Case.done) & Case.lease_until.is_(None) & Case.error.is_not(None)
        rows = select(Case).where(Case.store == store, idle).order_by(Case.due_on, Case.subject)
        with reading(self._engine) as session:
            return list(session.scalars(rows))

    def owing(self, store: str) -> list[str]:
        """The cases of a bucket that rest because papers are owed (`incomplete` holds). The earliest due day first."""
        rests = (Case.wanted <= Case.done) & ended_as(Verdict.INCOMPLETE)
        rows = select(Case.subject).where(Case.store == store, rests).order_by(Case.due_on, Case.subject)
        with reading(self._engine) as session:
            return list(session.scalars(rows))

    def set_run(self, claim: Claim, run_id: str | None) -> bool:
        """Notes which of Prefect's runs is the case's. False, and nothing changed, if the claim has passed to another."""
        return self._change(claim, run_id=run_id)

    def promise(self, subject: str, due_on: date) -> None:
        """Notes by which Seoul day an answer is promised. Raises `LookupError`."""
        noting = update(Case).where(Case.subject == subject).values(due_on=due_on).returning(Case.subject)
        with writing(self._engine) as session:
            known(session.scalar(noting))

    def case(self, subject: str) -> Case:
        """One case. Raises `LookupError`."""
        with reading(self._engine) as session:
            return known(session.get(Case, subject))

    def of_run(self, run_id: str) -> Case | None:
        """The case that a run of Prefect's is for."""
        with reading(self._engine) as session:
            return session.scalar(select(Case).where(Case.run_id == run_id).limit(1))

    def all(self, store: str) -> list[Case]:
        """Every case of a bucket, the earliest due day first."""
        rows = select(Case).where(Case.store == store).order_by(Case.due_on, Case.subject)
        with reading(self._engine) as session:
            return list(session.scalars(rows))

    def _change(self, claim: Claim, **values: Any) -> bool:  # noqa: ANN401 - any column's value
        return bool(at_once(self._engine, _changing(**values), _of(claim)))


_FREE: dict[str, None] = {"owner": None, "claimed_at": None, "lease_until": None}
_ONE_LESS = case((Case.tries > 0, Case.tries - 1), else_=0)


def require(session: Session, claim: Claim) -> None:
    """Within a transaction: nobody takes the case before it ends. Raises `LeaseLostError` where another has it by now."""
    if session.scalar(_LOCKED, _of(claim)) is None:
        raise LeaseLostError(claim.subject)


def _of(claim: Claim) -> dict[str, Any]:
    """What makes statements about `_MINE` speak of that claim."""
    return {"its_subject": claim.subject, "its_owner": claim.owner, "its_fence": claim.fence}


_MINE = (
    (Case.subject == bindparam("its_subject"))
    & (Case.owner == bindparam("its_owner"))
    & (Case.fence == bindparam("its_fence"))
)
_HELD = select(Case.subject).where(_MINE)
_LOCKED = _HELD.with_for_update()


def _changing(**values: Any) -> ReturningUpdate[str]:  # noqa: ANN401 - any column's value
    """Changes the case, if the claim holds: of one that does, it gives the subject."""
    changed = update(Case).where(_MINE).values(**values).returning(Case.subject)
    return changed.execution_options(synchronize_session=False)


_EXTEND = _changing(lease_until=bindparam("until", type_=Instant()))
_RELEASE = _changing(**_FREE, done=bindparam("its_taken"), tries=0, lapses=0, not_before=None, error=None)


def is_due(now: datetime | BindParameter[datetime], of: type[Case] = Case) -> ColumnElement[bool]:
    """Something is wanted, nobody is at it, and it need not wait."""
    free = or_(of.lease_until.is_(None), of.lease_until < now)
    return (of.wanted > of.done) & free & or_(of.not_before.is_(None), of.not_before <= now)


def is_held() -> ColumnElement[bool]:
    """A person is asked: the case's last decision is `needs-review`."""
    return ended_as(Verdict.NEEDS_REVIEW)


def ended_as(verdict: Verdict) -> ColumnElement[bool]:
    """That is the verdict of the case's last decision."""
    own = select(DecisionRow.verdict).where(DecisionRow.subject == Case.subject).correlate(Case)
    newest = own.order_by(DecisionRow.number.desc()).limit(1).scalar_subquery()
    return func.coalesce(newest, "") == verdict.value


def raise_wanted(session: Session, subjects: Iterable[str]) -> list[str]:
    """Makes cases due at once, within a transaction. Returns those that there are."""
    values = {"wanted": Case.wanted + 1, "not_before": None, "tries": 0, "lapses": 0}
    changing = update(Case).where(Case.subject.in_(sorted(subjects))).values(**values).returning(Case.subject)
    return list(session.scalars(changing))


class Dates(NamedTuple):
    """The Seoul days on which something came in, and on which it should be answered."""

    opened_on: date
    due_on: date


def open_cases(session: Session, store: str, subjects: set[str], dates: Dates) -> None:
    """Makes the cases, or makes them due again, within a transaction that alone may make cases.

    Their days are `dates`, unless they are still waiting for an answer: then the earlier days stay.
    """
    answered = (Case.wanted == Case.done) & ~is_held()
    again = update(Case).where(Case.subject.in_(subjects), answered).values(**dates._asdict())
    session.execute(again.execution_options(synchronize_session=False))
    new = sorted(subjects.difference(raise_wanted(session, subjects)))
    fresh = {"store": store, "wanted": 1, "done": 0, "tries": 0, "lapses": 0, "fence": 0, **dates._asdict()}
    session.add_all(Case(subject=one, **fresh) for one in new)


_MOMENT = bindparam("moment", type_=Instant())


def _taking(which: ColumnElement[bool]) -> ReturningUpdate[*tuple[Any, ...]]:
    """Takes a case for `me`. Where somebody still has it, that one's lease has run out."""
    left = case((Case.owner.is_(None), 0), else_=1)
    values = {
        "owner": bindparam("me"),
        "fence": Case.fence + 1,
        "tries": Case.tries + 1 - left,
        "lapses": Case.lapses + left,
        "claimed_at": _MOMENT,
        "lease_until": bindparam("until", type_=Instant()),
    }
    told = (Case.subject, Case.owner, Case.fence, Case.wanted.label("taken"), Case.run_id, Case.due_on)
    taken = update(Case).where(which).values(**values).returning(*told, Case.tries, Case.lapses)
    return taken.execution_options(synchronize_session=False)


def _first() -> ColumnElement[bool]:
    """It is the case of `wanted_store` that is due first, of those that nobody is taking just now."""
    other = aliased(Case)
    due = select(other.subject).where(other.store == bindparam("wanted_store"), is_due(_MOMENT, other))
    first = due.order_by(other.due_on, other.subject).limit(1).with_for_update(skip_locked=True)
    return Case.subject == first.scalar_subquery()


_NEXT = _taking(_first())
"""Made once: to make them takes longer than to have them done."""
