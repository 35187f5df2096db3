"""What registers said of companies: kept with the case, and good for others for a while."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine, delete, func, select, tuple_

from pipeline.business_status import BusinessStatus, Genuine
from pipeline.document import Verdict
from pipeline.serving.database import reading, writing
from pipeline.serving.ledger.rows import insert
from pipeline.serving.tables import DecisionRow, RegisterAnswer


class Registers:
    """Answers by subject and material, see `tables.RegisterAnswer`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def kept(self, subject: str, material: str) -> RegisterAnswer | None:
        """The answer that holds for what was handed in, if anybody was asked."""
        with reading(self._engine) as session:
            return session.get(RegisterAnswer, (subject, material))

    def recent(self, number: str, since: datetime) -> RegisterAnswer | None:
        """The newest true answer about how that business stands, whosever case it was got for, from `since` or later."""
        true = RegisterAnswer.status.in_([one.value for one in BusinessStatus if one is not BusinessStatus.UNREACHABLE])
        rows = select(RegisterAnswer).where(
            RegisterAnswer.number_mark == number, RegisterAnswer.asked_at >= since, true
        )
        with reading(self._engine) as session:
            return session.scalar(rows.order_by(RegisterAnswer.asked_at.desc(), RegisterAnswer.subject).limit(1))

    def keep(
        self, subject: str, material: str, number: str, status: BusinessStatus | Genuine, asked_at: datetime
    ) -> None:
        """Keeps an answer; the first one stays."""
        row = {"subject": subject, "material": material, "number": number, "asked_at": asked_at}
        with writing(self._engine) as session:
            session.execute(insert(session, RegisterAnswer, **row, status=status.value).on_conflict_do_nothing())

    def forget(self, before: datetime) -> int:
        """Removes what was asked before that moment, but for cases that wait for a person; how many answers."""
        newest = select(DecisionRow.subject, func.max(DecisionRow.number)).group_by(DecisionRow.subject)
        waiting = select(DecisionRow.subject).where(
            tuple_(DecisionRow.subject, DecisionRow.number).in_(newest),
            DecisionRow.verdict == Verdict.NEEDS_REVIEW.value,
        )
        old = delete(RegisterAnswer).where(RegisterAnswer.asked_at < before, RegisterAnswer.subject.not_in(waiting))
        with writing(self._engine) as session:
            return len(session.scalars(old.returning(RegisterAnswer.subject)).all())
