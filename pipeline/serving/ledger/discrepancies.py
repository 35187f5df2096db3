"""What does not agree: as far as the ledger alone can count it, and as whoever has the lead last counted all of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Engine, Select, delete, exists, func, or_, select

from checks.bookfile import Mode
from pipeline.document import Verdict
from pipeline.serving.database import reading, writing
from pipeline.serving.duty_tables import Discrepancy
from pipeline.serving.ledger.cases import ended_as
from pipeline.serving.ledger.rows import subject_of
from pipeline.serving.tables import Case, DecisionRow, Notice, Upload, UploadState, Whereabouts

LONG = timedelta(minutes=30)
"""Nobody works so long on one case; a lease is renewed for as long as its process lives."""


class Discrepancies:
    """Counts by name."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self, counts: Mapping[str, int], now: datetime) -> None:
        """Notes all counts anew."""
        with writing(self._engine) as session:
            session.execute(delete(Discrepancy))
            session.add_all(Discrepancy(name=str(name), count=count, at=now) for name, count in counts.items())

    def held_too_long(self, store: str, now: datetime) -> int:
        """Cases that one worker has held for longer than anybody works on one, or that nobody takes up from one that was lost."""
        long = Case.owner.is_not(None) & (Case.claimed_at < now - LONG)
        return self._count(select(func.count()).select_from(Case).where(Case.store == store, long))

    def untold(self) -> int:
        """Decisions of which nobody was to be told, though their rulebook is not on trial."""
        told = exists().where(Notice.decision_id == DecisionRow.id)
        trial = func.coalesce(DecisionRow.mode, "") == Mode.SHADOW.value
        return self._count(select(func.count()).select_from(DecisionRow).where(~trial, ~told))

    def undecided(self, store: str) -> int:
        """Files of no application that were dealt with and not decided."""
        decided = exists().where(DecisionRow.subject == subject_of())
        rests = (Case.wanted <= Case.done) & Case.error.is_(None)
        rows = select(func.count()).select_from(Upload).join(Case, Case.subject == subject_of())
        bare = Upload.application_id.is_(None) & (Upload.state != UploadState.GONE)
        return self._count(rows.where(Upload.store == store, bare, rests, ~decided))

    def expected(self, store: str, before: datetime) -> list[Upload]:
        """Of each key the newest version, if it was seen before that moment, nobody has read it, and its case is open."""
        newest = select(func.max(Upload.id)).where(Upload.store == store).group_by(Upload.key_mark)
        here = (Upload.state == UploadState.NEW) & (Upload.whereabouts == Whereabouts.BUCKET)
        is_open = ~or_(ended_as(Verdict.APPROVED), ended_as(Verdict.REJECTED))
        rows = select(Upload).join(Case, Case.subject == subject_of())
        with reading(self._engine) as session:
            return list(session.scalars(rows.where(Upload.id.in_(newest), here, Upload.seen_at < before, is_open)))

    def _count(self, counting: Select[int]) -> int:
        with reading(self._engine) as session:
            return session.scalar(counting) or 0
