"""Cases: what is due, who is at it, and how it ended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

from sqlalchemy import ColumnElement, Engine, func, or_, select, update
from sqlalchemy.orm import Session

from pipeline.document import Verdict
from pipeline.serving.database import reading, writing
from pipeline.serving.ledger.records import Claim
from pipeline.serving.ledger.rows import known
from pipeline.serving.tables import Case, DecisionRow


class Cases:
    """Cases by subject (`upload:ID`, `application:ID`). See `tables.Case` for what due means."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def due(self, store: str, now: datetime) -> list[str]:
        """The subjects that somebody should take up now, the earliest due day first."""
        rows = select(Case.subject).where(Case.store == store, is_due(now)).order_by(Case.due_on, Case.subject)
        with reading(self._engine) as session:
            return list(session.scalars(rows))

    def want(self, subject: str) -> None:
        """Something new concerns the case: it is due again, at once, even while somebody works on it. Raises `LookupError`."""
        with writing(self._engine) as session:
            known(raise_wanted(session, [subject]) or None)

    def claim(self, subject: str, lease: timedelta, now: datetime) -> Claim | None:
        """Takes a case that is due, until `now + lease`; `None` if it is not due or another has it."""
        values = {
            "owner": uuid4().hex,
            "fence": Case.fence + 1,
            "tries": Case.tries + 1,
            "lease_until": now + lease,
        }
        taking = update(Case).where(Case.subject == subject, is_due(now)).values(**values).returning(Case)
        with writing(self._engine) as session:
            row = session.scalar(taking)
        return None if row is None else _claim(row)

    def extend(self, claim: Claim, lease: timedelta, now: datetime) -> bool:
        """Holds the claim until `now + lease`. False if it has passed to another: stop the work."""
        return self._change(claim, lease_until=now + lease)

    def release(self, claim: Claim) -> bool:
        """Ends a claim whose work is done. False, and nothing changed, if it has passed to another.

        If something new came in between, the case is due again.
        """
        return self._change(claim, **_FREE, done=claim.taken, tries=0, not_before=None, error=None)

    def fail(self, claim: Claim, code: str, retry_at: datetime) -> bool:
        """Ends a claim whose work failed: the case is due again at `retry_at`. False if it has passed to another."""
        return self._change(claim, **_FREE, not_before=retry_at, error=code)

    def postpone(self, claim: Claim, code: str, retry_at: datetime) -> bool:
        """As `fail`, where the case is not to blame: the try does not count."""
        return self._change(claim, **_FREE, not_before=retry_at, error=code, tries=Case.tries - 1)

    def give_up(self, claim: Claim, code: str) -> bool:
        """Ends a claim whose work cannot succeed: not due again until something new comes. False as with `release`."""
        return self._change(claim, **_FREE, done=claim.taken, not_before=None, error=code)

    def given_up(self, store: str) -> list[Case]:
        """The cases of a bucket that failed for good; `error` says why. The earliest due day first."""
        idle = (Case.wanted <= Case.done) & Case.lease_until.is_(None) & Case.error.is_not(None)
        rows = select(Case).where(Case.store == store, idle).order_by(Case.due_on, Case.subject)
        with reading(self._engine) as session:
            return list(session.scalars(rows))

    def set_run(self, subject: str, run_id: str | None) -> None:
        """Notes which of Prefect's runs is the case's. Raises `LookupError`."""
        noting = update(Case).where(Case.subject == subject).values(run_id=run_id).returning(Case.subject)
        with writing(self._engine) as session:
            known(session.scalar(noting))

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
        mine = (Case.subject == claim.subject, Case.owner == claim.owner, Case.fence == claim.fence)
        with writing(self._engine) as session:
            return session.scalar(update(Case).where(*mine).values(**values).returning(Case.subject)) is not None


_FREE: dict[str, None] = {"owner": None, "lease_until": None}


def is_due(now: datetime) -> ColumnElement[bool]:
    """Something is wanted, nobody is at it, and it need not wait."""
    free = or_(Case.lease_until.is_(None), Case.lease_until < now)
    return (Case.wanted > Case.done) & free & or_(Case.not_before.is_(None), Case.not_before <= now)


def is_held() -> ColumnElement[bool]:
    """A person is asked: the case's last decision is `needs-review`."""
    own = select(DecisionRow.verdict).where(DecisionRow.subject == Case.subject).correlate(Case)
    newest = own.order_by(DecisionRow.number.desc()).limit(1).scalar_subquery()
    return func.coalesce(newest, "") == Verdict.NEEDS_REVIEW.value


def raise_wanted(session: Session, subjects: Iterable[str]) -> list[str]:
    """Makes cases due at once, within a transaction. Returns those that there are."""
    values = {"wanted": Case.wanted + 1, "not_before": None, "tries": 0}
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
    fresh = {"store": store, "wanted": 1, "done": 0, "tries": 0, "fence": 0, **dates._asdict()}
    session.add_all(Case(subject=one, **fresh) for one in new)


def _claim(row: Case) -> Claim:
    return Claim(row.subject, str(row.owner), row.fence, row.wanted, row.run_id, row.due_on, row.tries)
