"""What was decided: decisions, with their line in the log, their corrections and their notices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Select, bindparam, exists, func, select
from sqlalchemy.orm import Session

from checks.bookfile import Mode
from pipeline.document import Verdict
from pipeline.errors import DojangError
from pipeline.serving.database import lock, reading, reading_through, writing
from pipeline.serving.ledger.cases import raise_wanted
from pipeline.serving.ledger.expiry import erase_exposed
from pipeline.serving.ledger.log import End, first_broken, next_line
from pipeline.serving.ledger.records import AlreadyDecidedError, Letter, NewCorrection, NewDecision, columns
from pipeline.serving.ledger.rows import known, put
from pipeline.serving.ledger.telling import of_decision
from pipeline.serving.tables import Case, Correction, DecisionRow, LogEntry, Notice

MACHINE = "machine"
"""What `NewDecision.via` is when no person decided."""
BESIDE = "shell"
"""What it is when a person decided beside the case's run, which is to be taken up for it."""


class Decisions:
    """Decisions by subject. Written once, never changed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def last(self, subject: str) -> DecisionRow | None:
        """The decision that holds for a subject."""
        with reading(self._engine) as session:
            return session.scalar(_of(subject).order_by(DecisionRow.number.desc()).limit(1))

    def decide(
        self,
        new: NewDecision,
        letters: Sequence[Letter],
        now: datetime,
        corrections: Sequence[NewCorrection] = (),
        *,
        then: Callable[[Session], None] | None = None,
    ) -> DecisionRow:
        """Writes a decision, its line in the log, its corrections, its notices and its event, and `then` what follows: all or nothing.

        What a person decided beside the run makes the case due. Raises `AlreadyDecidedError` if the subject has a
        decision of that number.
        """
        with writing(self._engine) as session:
            lock(session, "decision_log")
            end = _end(session, new)
            put(session, [row := DecisionRow(**columns(new), decided_at=now), next_line(end, new, corrections, now)])
            put(session, _corrections(new, corrections, now))
            put(session, (Notice(**columns(one), decision_id=new.id, made_at=now) for one in letters))
            if new.mode != Mode.SHADOW:
                put(session, [of_decision(row, now)])
            erase_exposed(session, new.verdict, new.body, now)
            if new.via == BESIDE:
                raise_wanted(session, [new.subject])
            if then is not None:
                then(session)
        return row

    def all(self) -> list[DecisionRow]:
        """Every decision, oldest first."""
        order = (DecisionRow.decided_at, DecisionRow.subject, DecisionRow.number)
        with reading(self._engine) as session:
            return list(session.scalars(select(DecisionRow).order_by(*order)))

    def of(self, subject: str) -> list[DecisionRow]:
        """The decisions of a subject by number, the one that holds last."""
        with reading(self._engine) as session:
            return list(session.scalars(_of(subject).order_by(DecisionRow.number)))

    def held(self, store: str) -> list[DecisionRow]:
        """The decisions of a bucket's cases that wait for a person (`needs-review` holds), the earliest due day first."""
        newest = select(DecisionRow.subject, func.max(DecisionRow.number).label("number")).group_by(DecisionRow.subject)
        last = newest.subquery()
        rows = (
            select(DecisionRow)
            .join(last, (DecisionRow.subject == last.c.subject) & (DecisionRow.number == last.c.number))
            .join(Case, Case.subject == DecisionRow.subject)
            .where(Case.store == store, DecisionRow.verdict == Verdict.NEEDS_REVIEW.value)
            .order_by(Case.due_on, DecisionRow.decided_at, DecisionRow.subject)
        )
        with reading(self._engine) as session:
            return list(session.scalars(rows))

    def get(self, decision_id: str) -> DecisionRow:
        """One decision. Raises `LookupError`."""
        with reading(self._engine) as session:
            return known(session.get(DecisionRow, decision_id))

    def first_broken_line(self) -> int | None:
        """The number of the first line of the decision log that does not follow from those before it."""
        lines = select(LogEntry).order_by(LogEntry.number).execution_options(yield_per=500)
        with reading_through(self._engine) as session:
            try:
                return first_broken(session.scalars(lines))
            except DojangError:
                return _first_unopened(session)


def _end(session: Session, new: NewDecision) -> End:
    """Where the log ends. Raises `AlreadyDecidedError`."""
    number, told, decided = session.execute(_LOOK, {"its_subject": new.subject, "its_number": new.number}).one()
    if decided:
        raise AlreadyDecidedError(f"{new.subject} number {new.number}")
    return End(number, told) if number else End()


def _look() -> Select[*tuple[Any, ...]]:
    """The number and the hash of the log's last line, and whether a subject has a decision of a number."""
    last = select(LogEntry.number, LogEntry.hash).order_by(LogEntry.number.desc()).limit(1).cte("last")
    own = (DecisionRow.subject == bindparam("its_subject")) & (DecisionRow.number == bindparam("its_number"))
    number, told = (select(column).scalar_subquery() for column in (last.c.number, last.c.hash))
    return select(number, told, exists().where(own))


_LOOK = _look()
"""Made once: to make it takes longer than to have it answered."""


def _first_unopened(session: Session) -> int | None:
    """The first line that does not open, or that does not follow."""
    seen: list[LogEntry] = []
    for number in session.scalars(select(LogEntry.number).order_by(LogEntry.number)).all():
        try:
            seen.append(known(session.get(LogEntry, number)))
        except DojangError:
            return first_broken(seen) or number
    return first_broken(seen)


def _of(subject: str) -> Select[DecisionRow]:
    return select(DecisionRow).where(DecisionRow.subject == subject)


def _corrections(new: NewDecision, corrections: Sequence[NewCorrection], now: datetime) -> list[Correction]:
    known_by = {"subject": new.subject, "decision_id": new.id, "by": new.decided_by, "at": now}
    return [Correction(**columns(one), **known_by) for one in corrections]
