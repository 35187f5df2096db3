"""What the ledger forgets: contents that must not lie anywhere, and what is personal of cases that are long decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, delete, func, select, update
from sqlalchemy.orm import Session

from pipeline.document import Json, Verdict
from pipeline.serving.database import reading, writing
from pipeline.serving.fingerprint_tables import KeptPrints
from pipeline.serving.tables import (
    Case,
    Content,
    Correction,
    DecisionRow,
    FactsRow,
    Notice,
    NoticeState,
    Upload,
    UploadState,
)

EXPOSED = frozenset({"resident-number-exposed", "resident-number-partly-hidden", "licence-number-exposed"})
"""Reasons that say that a paper shows a number which nobody may keep."""
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Over:
    """What belongs to cases whose days are over: ids of decisions and uploads, hashes of contents that nothing else needs."""

    decisions: tuple[str, ...]
    contents: tuple[str, ...]
    uploads: tuple[Upload, ...]


class Expiry:
    """What is to go, and its going."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def erased(self, before: datetime | None = None) -> list[str]:
        """The hashes of contents of which nothing may lie anywhere, since that moment or earlier (else: all)."""
        since = Content.erased_at.is_not(None) if before is None else Content.erased_at <= before
        with reading(self._engine) as session:
            return list(session.scalars(select(Content.sha256).where(since)))

    def uploads_of(self, contents: Iterable[str]) -> list[Upload]:
        """The uploads with these bytes."""
        with reading(self._engine) as session:
            return [
                one
                for some in _some(contents)
                for one in session.scalars(select(Upload).where(Upload.sha256.in_(some)))
            ]

    def over(self, store: str, before: datetime) -> Over:
        """What belongs to cases of a bucket that were approved or rejected for good before that moment, and rest since."""
        with reading(self._engine) as session:
            subjects = _resting(session, store, before)
            uploads = [
                one for one in session.scalars(select(Upload).where(Upload.store == store)) if _subject(one) in subjects
            ]
            elsewhere = set(session.scalars(select(Upload.sha256).where(Upload.id.not_in([one.id for one in uploads]))))
            decisions = [one for some in _some(subjects) for one in session.scalars(_ids(some))]
        contents = {one.sha256 for one in uploads if one.sha256} - elsewhere
        return Over(tuple(decisions), tuple(sorted(contents)), tuple(uploads))

    def remove(self, over: Over) -> tuple[int, int]:
        """Removes readings, what people corrected, and to whom notices went; how many readings and notices."""
        readings = notices = 0
        with writing(self._engine) as session:
            for some in _some(over.contents):
                session.execute(delete(KeptPrints).where(KeptPrints.sha256.in_(some)))
                readings += len(
                    session.scalars(delete(FactsRow).where(FactsRow.sha256.in_(some)).returning(FactsRow.sha256)).all()
                )
            for some in _some(over.decisions):
                session.execute(update(Correction).where(Correction.decision_id.in_(some)).values(value=None))
                settled = Notice.state.in_([NoticeState.SENT, NoticeState.FAILED])
                old = update(Notice).where(
                    Notice.decision_id.in_(some), settled, Notice.error.is_distinct_from(_FORGOTTEN)
                )
                gone = old.values(recipient="", message=None, error=_FORGOTTEN).returning(Notice.message_id)
                notices += len(session.scalars(gone).all())
        return readings, notices

    def forget_keys(self, uploads: Iterable[Upload]) -> int:
        """Forgets the names of uploads; how many had one. Their marks stay: handed in again, they are known."""
        named = [one.id for one in uploads if one.key]
        with writing(self._engine) as session:
            for some in _some(named):
                session.execute(update(Upload).where(Upload.id.in_(some)).values(key="", state=UploadState.GONE))
        return len(named)


_FORGOTTEN = "forgotten"
"""The `error` of a notice of which nobody knows any more to whom it went."""


def erase_exposed(session: Session, verdict: str, body: Json, now: datetime) -> None:
    """Within a decision's transaction: of what is rejected for a number that it shows, nothing may lie anywhere from now on."""
    if verdict != Verdict.REJECTED.value:
        return
    shown = {
        paper["sha256"]
        for paper in body.get("papers", ())
        if paper.get("sha256")
        and any(one["outcome"] == "fail" and one["reason"] in EXPOSED for one in paper.get("checks", ()))
    }
    if shown:
        open_ones = (Content.sha256.in_(shown), Content.erased_at.is_(None))
        session.execute(update(Content).where(*open_ones).values(erased_at=now))
        session.execute(delete(KeptPrints).where(KeptPrints.sha256.in_(shown)))


def _resting(session: Session, store: str, before: datetime) -> set[str]:
    """Cases that nothing is wanted of, whose last decision is settled and older."""
    newest = (
        select(DecisionRow.subject, func.max(DecisionRow.number).label("number"))
        .group_by(DecisionRow.subject)
        .subquery()
    )
    rows = (
        select(DecisionRow.subject)
        .join(newest, (DecisionRow.subject == newest.c.subject) & (DecisionRow.number == newest.c.number))
        .join(Case, Case.subject == DecisionRow.subject)
        .where(
            Case.store == store,
            Case.wanted <= Case.done,
            DecisionRow.decided_at < before,
            DecisionRow.verdict.in_([Verdict.APPROVED.value, Verdict.REJECTED.value]),
        )
    )
    return set(session.scalars(rows))


def _subject(upload: Upload) -> str:
    return f"upload:{upload.id}" if upload.application_id is None else f"application:{upload.application_id}"


def _ids(subjects: list[str]):  # type: ignore[no-untyped-def]  # noqa: ANN202 - a select
    return select(DecisionRow.id).where(DecisionRow.subject.in_(subjects))


def _some(values: Iterable[str] | Iterable[int]):  # type: ignore[no-untyped-def]  # noqa: ANN202 - lists of what it is given
    every = sorted(values)
    return (every[at : at + _AT_ONCE] for at in range(0, len(every), _AT_ONCE))
