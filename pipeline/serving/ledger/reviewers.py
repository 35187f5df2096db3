"""Who pressed Resume, as the authenticating proxy named them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine, delete, select, update

from pipeline.serving.database import reading, writing
from pipeline.serving.people_tables import Reviewer


class Reviewers:
    """Names by Prefect's run.

    A name is noted before the answer is passed on to Prefect, and settled with what Prefect said: of two
    who press Resume at once only one is heard, and no other's name may stand under the decision. When the
    answer has been taken, the names are forgotten: the next answer to the same run may come past the proxy.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def note(self, run_id: str, name: str, now: datetime) -> int:
        """Notes who answers a run. Returns the number to `settle` it with."""
        row = Reviewer(run_id=run_id, name=name, at=now)
        with writing(self._engine) as session:
            session.add(row)
        return row.id

    def settle(self, number: int, *, accepted: bool) -> None:
        """Notes whether Prefect took that answer."""
        with writing(self._engine) as session:
            session.execute(update(Reviewer).where(Reviewer.id == number).values(accepted=accepted))

    def name(self, run_id: str) -> str | None:
        """Who gave the answer that Prefect took; `None` if nobody can be named for sure.

        Where nothing is settled (the machine stopped just then) a single name counts.
        """
        rows = select(Reviewer).where(Reviewer.run_id == run_id).order_by(Reviewer.id)
        with reading(self._engine) as session:
            noted = session.scalars(rows).all()
        if accepted := [row.name for row in noted if row.accepted]:
            return accepted[-1]
        open_ones = {row.name for row in noted if row.accepted is None}
        return open_ones.pop() if len(open_ones) == 1 else None

    def forget(self, run_id: str) -> None:
        """The run's answer was taken, or refused: no name given with it counts for another."""
        with writing(self._engine) as session:
            session.execute(delete(Reviewer).where(Reviewer.run_id == run_id))
