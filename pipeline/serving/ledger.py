"""The ledger: every upload, reading, decision and notice, in SQLite.

Each method is one short transaction. What must not happen twice is held by unique constraints,
not by care: a decision of a subject by its number, a notice by decision and recipient. A decision,
its line in the log and its notices are written together or not at all.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pipeline.document import Facts, Json
from pipeline.serving.buckets import Item
from pipeline.serving.database import open_database
from pipeline.serving.tables import (
    Application,
    Content,
    DecisionRow,
    FactsRow,
    LogEntry,
    Notice,
    NoticeState,
    Upload,
    UploadState,
)

GENESIS = "0" * 64
"""What the first line of the decision log follows."""
_Row = TypeVar("_Row")


class AlreadyDecidedError(Exception):
    """Somebody else decided this subject in the meantime; nothing was written."""


@dataclass(frozen=True, slots=True)
class NewDecision:
    """A decision to be written: codes and numbers only. See `tables.DecisionRow`."""

    id: str
    subject: str
    number: int
    material: str
    verdict: str
    score: int
    kind: str | None
    reason: str | None
    submitted: date
    body: Json
    decided_by: str = "dojang"


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to be sent, whole."""

    message_id: str
    recipient: str
    message: bytes


class Ledger:
    """The open ledger. Safe to share between threads. Made, or brought up to date, when it is opened."""

    def __init__(self, path: Path) -> None:
        self._engine = open_database(path)

    def close(self) -> None:
        """Lets go of the database."""
        self._engine.dispose()

    @contextmanager
    def _session(self) -> Iterator[Session]:
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            yield session

    # What arrived

    def note(self, store: str, found: Iterable[tuple[Item, str | None]], now: datetime) -> int:
        """Notes listed items, each with its application's name (`None`: a bare file). Returns how many are new."""
        with self._session() as session:
            return sum(_note(session, store, item, name, now) for item, name in found)

    def claim(self, upload_id: int, lease: timedelta, now: datetime) -> Upload | None:
        """Takes an upload to work on it until `now + lease`; `None` if it is done or another has it."""
        values = {
            "state": UploadState.LEASED,
            "owner": uuid4().hex,
            "fence": Upload.fence + 1,
            "tries": Upload.tries + 1,
            "lease_until": now + lease,
        }
        with self._session() as session:
            return session.scalar(
                update(Upload).where(Upload.id == upload_id, _free(now)).values(**values).returning(Upload)
            )

    def settle(self, upload: Upload, state: UploadState, sha256: str | None = None) -> bool:
        """Ends a claim. False, and nothing changed, if the claim has passed to another."""
        mine = (Upload.id == upload.id, Upload.owner == upload.owner, Upload.fence == upload.fence)
        values = {"state": state, "sha256": sha256, "lease_until": None}
        with self._session() as session:
            return session.scalar(update(Upload).where(*mine).values(**values).returning(Upload.id)) is not None

    def upload(self, upload_id: int) -> Upload:
        """One upload. Raises `LookupError`."""
        with self._session() as session:
            return _known(session.get(Upload, upload_id))

    def application(self, application_id: int) -> Application:
        """One application. Raises `LookupError`."""
        with self._session() as session:
            return _known(session.get(Application, application_id))

    def waiting_uploads(self, store: str, now: datetime) -> list[int]:
        """Bare files that nobody works on, in the order of their arrival."""
        bare = (Upload.store == store, Upload.application_id.is_(None))
        with self._session() as session:
            return list(session.scalars(select(Upload.id).where(*bare, _free(now)).order_by(Upload.id)))

    def applications(self, store: str) -> list[int]:
        """Every application of that bucket, in the order of arrival."""
        with self._session() as session:
            return list(
                session.scalars(select(Application.id).where(Application.store == store).order_by(Application.id))
            )

    def subjects(self, store: str) -> dict[str, str]:
        """What decisions call the bucket's files and applications: by key or ID, of each key the newest."""
        bare = select(Upload.key, Upload.id).where(Upload.store == store, Upload.application_id.is_(None))
        named = select(Application.name, Application.id).where(Application.store == store)
        with self._session() as session:
            files = {key: f"upload:{number}" for key, number in session.execute(bare.order_by(Upload.id))}
            return files | {name: f"application:{number}" for name, number in session.execute(named)}

    def note_judged(self, application_id: int, day: date) -> None:
        """Notes that an application was judged on that Seoul day."""
        with self._session() as session:
            session.execute(update(Application).where(Application.id == application_id).values(judged_on=day))

    def papers(self, application_id: int) -> list[Upload]:
        """All that was handed in for an application, in the order of arrival; old versions and repeats too."""
        with self._session() as session:
            rows = select(Upload).where(Upload.application_id == application_id).order_by(Upload.id)
            return list(session.scalars(rows))

    def first_seen(self, application_id: int, sha256: str | None) -> datetime | None:
        """When these bytes were first seen for this application, under whatever name."""
        same = (Upload.application_id == application_id, Upload.sha256 == sha256)
        with self._session() as session:
            return session.scalar(select(Upload.seen_at).where(*same).order_by(Upload.seen_at).limit(1))

    # What was read

    def keep_content(self, sha256: str, size: int, now: datetime) -> None:
        """Notes that these bytes exist."""
        row = {"sha256": sha256, "size": size, "seen_at": now}
        with self._session() as session:
            session.execute(insert(Content).values(**row).on_conflict_do_nothing())

    def facts(self, sha256: str, reader: str) -> Facts | None:
        """What that reader read in these bytes, if it has."""
        with self._session() as session:
            row = session.get(FactsRow, (sha256, reader))
            return Facts.from_json(row.body) if row else None

    def keep_facts(self, facts: Facts, now: datetime) -> None:
        """Keeps a reading; the first one stays."""
        row = {"sha256": facts.sha256, "reader": facts.reader, "body": facts.to_json(), "made_at": now}
        with self._session() as session:
            session.execute(insert(FactsRow).values(**row).on_conflict_do_nothing())

    # What was decided

    def last_decision(self, subject: str) -> DecisionRow | None:
        """The decision that holds for a subject."""
        rows = select(DecisionRow).where(DecisionRow.subject == subject).order_by(DecisionRow.number.desc()).limit(1)
        with self._session() as session:
            return session.scalar(rows)

    def decide(self, new: NewDecision, letters: Sequence[Letter], now: datetime) -> None:
        """Writes a decision, its line in the log and its notices. Raises `AlreadyDecidedError`."""
        row = DecisionRow(**asdict(new), decided_at=now)
        try:
            with self._session() as session:
                session.add(row)
                session.flush()
                session.add(_next_line(session, new, now))
                session.add_all(Notice(**asdict(one), decision_id=new.id, made_at=now) for one in letters)
        except IntegrityError as error:
            if self._decision_exists(new):
                raise AlreadyDecidedError(f"{new.subject} number {new.number}") from None
            raise error from None

    def _decision_exists(self, new: NewDecision) -> bool:
        with self._session() as session:
            same = select(DecisionRow.id).where(DecisionRow.subject == new.subject, DecisionRow.number == new.number)
            return session.scalar(same) is not None

    def decisions(self) -> list[DecisionRow]:
        """Every decision, oldest first."""
        with self._session() as session:
            return list(session.scalars(select(DecisionRow).order_by(DecisionRow.decided_at, DecisionRow.subject)))

    def first_broken_line(self) -> int | None:
        """The number of the first line of the decision log that does not follow from those before it."""
        previous = GENESIS
        with self._session() as session:
            for number, line in enumerate(session.scalars(select(LogEntry).order_by(LogEntry.number)), start=1):
                if (line.number, line.previous, line.hash) != (number, previous, _chained(previous, line.line)):
                    return number
                previous = line.hash
        return None

    # Who is told

    def unsent(self) -> list[Notice]:
        """Notices that still have to be sent, oldest first."""
        with self._session() as session:
            waiting = select(Notice).where(Notice.state == NoticeState.WAITING).order_by(Notice.made_at)
            return list(session.scalars(waiting))

    def notices(self, decision_id: str) -> list[Notice]:
        """The notices of a decision."""
        with self._session() as session:
            return list(session.scalars(select(Notice).where(Notice.decision_id == decision_id)))

    def mark_sent(self, message_id: str, now: datetime) -> None:
        """Notes that a notice went out, and forgets its text."""
        values = {"state": NoticeState.SENT, "message": None, "sent_at": now}
        with self._session() as session:
            session.execute(update(Notice).where(Notice.message_id == message_id).values(**values))


def _free(now: datetime) -> ColumnElement[bool]:
    """Nobody works on it: it is new, or a claim has run out."""
    return or_(Upload.state == UploadState.NEW, (Upload.state == UploadState.LEASED) & (Upload.lease_until < now))


def _known(row: _Row | None) -> _Row:
    if row is None:
        raise LookupError("no such row in the ledger")
    return row


def _note(session: Session, store: str, item: Item, name: str | None, now: datetime) -> bool:
    application = None if name is None else _application(session, store, name, now)
    row = {**item._asdict(), "store": store, "application_id": application, "seen_at": now}
    row |= {"state": UploadState.NEW, "tries": 0, "fence": 0}
    added = session.scalar(insert(Upload).values(**row).on_conflict_do_nothing().returning(Upload.id))
    return added is not None


def _application(session: Session, store: str, name: str, now: datetime) -> int:
    row = {"store": store, "name": name, "seen_at": now}
    session.execute(insert(Application).values(**row).on_conflict_do_nothing())
    known = select(Application.id).where(Application.store == store, Application.name == name)
    return session.scalars(known).one()


def _next_line(session: Session, new: NewDecision, now: datetime) -> LogEntry:
    last = session.scalar(select(LogEntry).order_by(LogEntry.number.desc()).limit(1))
    number, previous = (last.number + 1, last.hash) if last else (1, GENESIS)
    told = {**asdict(new), "submitted": new.submitted.isoformat(), "at": now.isoformat()}
    line = json.dumps(told, ensure_ascii=False, sort_keys=True)
    chained = _chained(previous, line)
    return LogEntry(number=number, at=now, decision_id=new.id, line=line, previous=previous, hash=chained)


def _chained(previous: str, line: str) -> str:
    return hashlib.sha256(f"{previous}\n{line}".encode()).hexdigest()
