"""The ledger's tables: what arrived, what was read in it, what was decided, who was told.

Field values stand in `facts` only (redacted: no resident number), and in notices until they are
sent; everything else is ids, hashes, codes and times. Times are UTC. `docs/architecture.md` says
what of this is encrypted.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import uuid4

from sqlalchemy import JSON, Date, DateTime, Dialect, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator


class UploadState(StrEnum):
    """Where an upload stands."""

    NEW = "new"
    LEASED = "leased"
    DONE = "done"
    DUPLICATE = "duplicate"
    """The same bytes were handed in before for this application."""
    GONE = "gone"
    """It was removed or written anew before it could be read; a later listing has the new one."""


class NoticeState(StrEnum):
    """Where a notice stands."""

    WAITING = "waiting"
    SENT = "sent"


class Instant(TypeDecorator[datetime]):
    """A time with its zone; kept as UTC, also by databases that know no zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's face
        """Refuses a time without a zone."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a time without a zone")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - likewise
        """Always with its zone."""
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


class Key(TypeDecorator[str]):
    """A bucket key: any bytes, as text with `surrogateescape`."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002 - SQLAlchemy's face
        """As bytes."""
        return None if value is None else value.encode("utf-8", "surrogateescape")

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - likewise
        """As text."""
        return None if value is None else bytes(value).decode("utf-8", "surrogateescape")


class Table(DeclarativeBase):
    """The base of all tables."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: Instant, date: Date, dict[str, Any]: JSON}


class Application(Table):
    """An application: everything under `ID/` in one bucket. `name` is the ID.

    `judged_on` is the last Seoul day on which it was judged: what is owed is looked at once a day.
    """

    __tablename__ = "applications"
    __table_args__ = (UniqueConstraint("store", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    store: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Key)
    seen_at: Mapped[datetime]
    judged_on: Mapped[date | None]


class Content(Table):
    """Bytes that were handed in, by their SHA-256."""

    __tablename__ = "contents"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int]
    seen_at: Mapped[datetime]


class Upload(Table):
    """One version of one object of a bucket. Rows are never removed.

    `application_id` is empty for a bare file. `seen_at` is when it was first listed: a paper's age
    counts from there. `owner`, `fence`, `lease_until`, `tries` belong to whoever works on it.
    """

    __tablename__ = "uploads"
    __table_args__ = (UniqueConstraint("store", "key", "etag", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    store: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Key)
    etag: Mapped[str] = mapped_column(Text)
    version: Mapped[str] = mapped_column(Text)
    size: Mapped[int]
    modified: Mapped[datetime]
    seen_at: Mapped[datetime]
    application_id: Mapped[int | None] = mapped_column(ForeignKey("applications.id"), index=True)
    sha256: Mapped[str | None] = mapped_column(ForeignKey("contents.sha256"))
    state: Mapped[str] = mapped_column(String(16), default=UploadState.NEW, index=True)
    tries: Mapped[int] = mapped_column(default=0)
    owner: Mapped[str | None] = mapped_column(Text)
    fence: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]


class FactsRow(Table):
    """What one reader read in some bytes (`Facts.to_json`): read once, judged as often as need be."""

    __tablename__ = "facts"

    sha256: Mapped[str] = mapped_column(ForeignKey("contents.sha256"), primary_key=True)
    reader: Mapped[str] = mapped_column(Text, primary_key=True)
    body: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]


class DecisionRow(Table):
    """A decision. `subject` is `upload:ID` or `application:ID`, `number` counts from 1 within it.

    The pair is unique: whoever decides must say which decision of the subject it is, and of two that
    decide at once one fails. `material` is the hash of all that was judged. `body` holds codes only.
    """

    __tablename__ = "decisions"
    __table_args__ = (UniqueConstraint("subject", "number"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=lambda: uuid4().hex)
    subject: Mapped[str] = mapped_column(Text)
    number: Mapped[int]
    material: Mapped[str] = mapped_column(String(64))
    verdict: Mapped[str] = mapped_column(String(16))
    score: Mapped[int]
    kind: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    submitted: Mapped[date]
    body: Mapped[dict[str, Any]]
    decided_by: Mapped[str] = mapped_column(Text)
    decided_at: Mapped[datetime]


class LogEntry(Table):
    """One line of the decision log: append-only, each hashed together with the one before it."""

    __tablename__ = "decision_log"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.id"))
    line: Mapped[str] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(String(64), unique=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class Notice(Table):
    """A notice of a decision, one for each recipient. `message` (the whole mail) is emptied when sent."""

    __tablename__ = "outbox"
    __table_args__ = (UniqueConstraint("decision_id", "recipient"),)

    message_id: Mapped[str] = mapped_column(Text, primary_key=True)
    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.id"))
    recipient: Mapped[str] = mapped_column(Text)
    message: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(16), default=NoticeState.WAITING, index=True)
    made_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
