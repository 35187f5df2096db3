"""Which uploads are due to leave the bucket, since their cases are decided and rest."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Engine, or_, select, update

from pipeline.document import Verdict
from pipeline.serving.database import reading, writing
from pipeline.serving.ledger.cases import ended_as
from pipeline.serving.ledger.rows import subject_of
from pipeline.serving.tables import Case, Content, Upload, UploadState, Whereabouts

_AT_ONCE = 500
"""Uploads a round: the next one goes on."""


class Departures:
    """Uploads by whether they are due to leave."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def due(self, store: str, now: datetime, largest: int) -> list[Upload]:
        """What lies in the bucket, is no larger than so many bytes, and belongs to cases that are approved or rejected for good.

        Five hundred at most, in the order of arrival; none that shows a number which nobody may keep, and none that was put off.
        """
        here = Upload.whereabouts.in_([Whereabouts.BUCKET, Whereabouts.COPIED]) & (Upload.store == store)
        may_leave = ~Upload.exposing & (Upload.state != UploadState.GONE) & (Upload.size <= largest)
        waited = or_(Upload.retry_at.is_(None), Upload.retry_at <= now)
        erased = select(Content.sha256).where(Content.erased_at.is_not(None))
        kept = or_(Upload.sha256.is_(None), Upload.sha256.not_in(erased))
        rests = (Case.wanted <= Case.done) & or_(ended_as(Verdict.APPROVED), ended_as(Verdict.REJECTED))
        rows = select(Upload).join(Case, Case.subject == subject_of()).where(here, may_leave, waited, kept, rests)
        with reading(self._engine) as session:
            return list(session.scalars(rows.order_by(Upload.id).limit(_AT_ONCE)))

    def put_off(self, uploads: Collection[int], until: datetime) -> None:
        """These could not leave: they are not due before that moment."""
        if uploads:
            with writing(self._engine) as session:
                session.execute(update(Upload).where(Upload.id.in_(uploads)).values(retry_at=until))
