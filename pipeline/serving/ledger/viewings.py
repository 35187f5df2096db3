"""Who looked: at an uncovered page, which each link shows once, and at covered pictures, as often as they were shown."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from sqlalchemy import Engine, select

from pipeline.serving.database import reading, writing
from pipeline.serving.ledger.rows import insert
from pipeline.serving.people_tables import Viewing

_COVERED = "covered "
"""What the token of a look at a covered picture begins with; a link's own is hexadecimal."""


class Viewings:
    """Viewings by the token of the link."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def view(  # noqa: PLR0913, PLR0917 - each is a column of what is logged
        self, token: str, subject: str, sha256: str, page: int, by: str, now: datetime
    ) -> bool:
        """Logs the one view; to be called before the page is shown. False: it was seen already, show nothing.

        `page` counts from 1.
        """
        row = {"token": token, "subject": subject, "sha256": sha256, "page": page, "by": by, "at": now}
        with writing(self._engine) as session:
            adding = insert(session, Viewing, **row).on_conflict_do_nothing().returning(Viewing.token)
            return session.scalar(adding) is not None

    def saw(self, picture: str, subject: str, by: str, now: datetime) -> None:
        """Logs a look at a covered picture; to be called before it is shown. Its name says of which decision, paper and page it is."""
        row = {"token": f"{_COVERED}{picture} {uuid4().hex}", "subject": subject, "sha256": "", "page": 0}
        with writing(self._engine) as session:
            session.execute(insert(session, Viewing, **row, by=by, at=now))

    def of(self, subject: str) -> list[Viewing]:
        """Every view of a subject's uncovered pages, oldest first."""
        return self._of(subject, covered=False)

    def covered(self, subject: str) -> list[Viewing]:
        """Every view of a subject's covered pictures, oldest first."""
        return self._of(subject, covered=True)

    def _of(self, subject: str, *, covered: bool) -> list[Viewing]:
        sort = Viewing.token.startswith(_COVERED)
        mine = select(Viewing).where(Viewing.subject == subject, sort if covered else ~sort)
        rows = mine.order_by(Viewing.at, Viewing.token)
        with reading(self._engine) as session:
            return list(session.scalars(rows))
