"""Who looked at an uncovered page: each link shows it once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine, select

from pipeline.serving.database import reading, writing
from pipeline.serving.ledger.rows import insert
from pipeline.serving.tables import Viewing


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

    def of(self, subject: str) -> list[Viewing]:
        """Every view of a subject's pages, oldest first."""
        rows = select(Viewing).where(Viewing.subject == subject).order_by(Viewing.at, Viewing.token)
        with reading(self._engine) as session:
            return list(session.scalars(rows))
