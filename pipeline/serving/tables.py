"""The ledger's tables: what arrived, what was read in it, what was decided, who was told.

Whatever may name somebody is sealed (`columns`): keys and names of the bucket, what was read and corrected, notices and
whom they go to, numbers of companies, the names of reviewers, what was noted with a decision. Everything else is
ids, hashes, codes and times. Where equality is asked of a sealed column, a column `…_mark` stands beside it. Times are UTC.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.serving.columns import Key, Mark, SealedBytes, SealedJson, Table, Typed, same_as


class UploadState(StrEnum):
    """Where an upload stands."""

    NEW = "new"
    DONE = "done"
    DUPLICATE = "duplicate"
    """The same bytes were handed in before for this application."""
    GONE = "gone"
    """It was removed or written anew before it could be read; a later listing has the new one."""


class Whereabouts(StrEnum):
    """Where the bytes of an upload lie."""

    BUCKET = "bucket"
    COPIED = "copied"
    """There, and among what was decided."""
    MOVED = "moved"
    """Among what was decided alone, under their hash."""
    NOWHERE = "nowhere"
    """Whoever put them there has removed them, or written others under their key."""


class NoticeState(StrEnum):
    """Where a notice stands."""

    WAITING = "waiting"
    SENDING = "sending"
    """Being handed to the mail server at this moment; if that breaks off, nobody knows whether it took it."""
    SENT = "sent"
    FAILED = "failed"
    """The mail server refuses it for good; its text is kept for the operator."""


class IndexKey(Table):
    """The secret of the ledger's marks, sealed like everything else. One row, made with the ledger."""

    __tablename__ = "index_key"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    secret: Mapped[bytes] = mapped_column(SealedBytes)


class Application(Table):
    """An application: everything under `ID/` in one bucket. `name` is the ID.

    `judged_on` is the last Seoul day on which it was judged: what is owed is looked at once a day.
    """

    __tablename__ = "applications"
    __table_args__ = (UniqueConstraint("store", "name_mark", name="application_once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    store: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Key)
    name_mark: Mapped[str] = mapped_column(Mark("applications.name"), default=same_as("name"))
    seen_at: Mapped[datetime]
    judged_on: Mapped[date | None]


class Content(Table):
    """Bytes that were handed in, by their SHA-256. `erased_at`: from when on nothing of theirs but what was decided may lie anywhere."""

    __tablename__ = "contents"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int]
    seen_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]


_HERE = text("whereabouts IN ('bucket', 'copied')")


class Upload(Table):
    """One version of one object of a bucket. Rows are never removed. Before `retry_at` nobody tries to move it away.

    `application_id` is empty for a bare file. `seen_at` is when it was first listed: a paper's age
    counts from there. Who works on it, its case says. `exposing`: its name held a personal number, which is starred in `key`.
    """

    __tablename__ = "uploads"
    __table_args__ = (
        UniqueConstraint("store", "key_mark", "etag", "version", name="upload_once"),
        Index("uploads_here", "store", "id", sqlite_where=_HERE, postgresql_where=_HERE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    store: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Key)
    key_mark: Mapped[str] = mapped_column(Mark("uploads.key"), default=same_as("key"))
    etag: Mapped[str] = mapped_column(Text)
    version: Mapped[str] = mapped_column(Text)
    size: Mapped[int]
    modified: Mapped[datetime]
    seen_at: Mapped[datetime]
    application_id: Mapped[int | None] = mapped_column(ForeignKey("applications.id"), index=True)
    sha256: Mapped[str | None] = mapped_column(ForeignKey("contents.sha256"))
    state: Mapped[str] = mapped_column(String(16), default=UploadState.NEW, index=True)
    exposing: Mapped[bool] = mapped_column(default=False, server_default=false())
    whereabouts: Mapped[str] = mapped_column(String(16), default=Whereabouts.BUCKET, server_default="bucket")
    retry_at: Mapped[datetime | None]


_WANTED = text("wanted > done")


class Case(Table):
    """One thing to be decided: a bare file (`upload:ID`) or an application (`application:ID`), and who is at it.

    It is due while `wanted > done`, nobody holds a lease on it and `not_before` has passed. Whatever
    concerns it anew raises `wanted`; work remembers the `wanted` it took and sets `done` to that, so
    nothing that comes in between is lost. `tries` counts the attempts since it last ended well, `lapses`
    how often a lease ran out since then (its worker was killed, or hung), `error` is the code of why it
    last did not end well. `run_id` is Prefect's. `opened_on` is the Seoul day on which what is to be
    answered came in (empty in a row from before that was noted), `due_on` the one on which the
    applicant should have an answer.
    """

    __tablename__ = "cases"
    __table_args__ = (
        Index("cases_wanted", "store", "due_on", "subject", sqlite_where=_WANTED, postgresql_where=_WANTED),
    )

    subject: Mapped[str] = mapped_column(Text, primary_key=True)
    store: Mapped[str] = mapped_column(Text, index=True)
    wanted: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    lapses: Mapped[int] = mapped_column(default=0, server_default="0")
    owner: Mapped[str | None] = mapped_column(Text)
    fence: Mapped[int] = mapped_column(default=0)
    claimed_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    not_before: Mapped[datetime | None]
    run_id: Mapped[str | None] = mapped_column(Text, index=True)
    opened_on: Mapped[date | None]
    due_on: Mapped[date]
    error: Mapped[str | None] = mapped_column(Text)


class FactsRow(Table):
    """What one reader read in some bytes (`Facts.to_json`): read once, judged as often as need be."""

    __tablename__ = "facts"

    sha256: Mapped[str] = mapped_column(ForeignKey("contents.sha256"), primary_key=True)
    reader: Mapped[str] = mapped_column(Text, primary_key=True)
    body: Mapped[dict[str, Any]] = mapped_column(SealedJson)
    made_at: Mapped[datetime]


class RegisterAnswer(Table):
    """What the tax service's register said of the company of an application, once for all that was handed in so far.

    `material` is the hash of that: judged again, it gives the same. `number` is the business registration
    number that the application names.
    """

    __tablename__ = "register_answers"

    subject: Mapped[str] = mapped_column(Text, primary_key=True)
    material: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[str] = mapped_column(Typed)
    number_mark: Mapped[str] = mapped_column(Mark("register_answers.number"), default=same_as("number"), index=True)
    status: Mapped[str] = mapped_column(String(16))
    asked_at: Mapped[datetime]


class DecisionRow(Table):
    """A decision. `subject` is `upload:ID` or `application:ID`, `number` counts from 1 within it.

    The pair is unique: whoever decides must say which decision of the subject it is, and of two that
    decide at once one fails. `material` is the hash of all that was judged. `body` holds codes only.

    `machine` is the verdict that the rules alone gave (`None` for what a person decided), `mode` how the
    service was run (`auto`, `assist`, `shadow`), `asked` why a person is asked (`doubt`, `assist`,
    `shadow`, `audit`). `via` says where it was decided (`machine`, `ui`, `shell`), `verified` whether
    somebody vouches for the name in `decided_by`.
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
    body: Mapped[dict[str, Any]] = mapped_column(SealedJson)
    decided_by: Mapped[str] = mapped_column(Typed)
    decided_at: Mapped[datetime]
    machine: Mapped[str | None] = mapped_column(String(16))
    mode: Mapped[str | None] = mapped_column(String(16))
    asked: Mapped[str | None] = mapped_column(String(16))
    verified: Mapped[bool] = mapped_column(default=True, server_default=true())
    via: Mapped[str] = mapped_column(String(16), default="machine", server_default="machine")


class Correction(Table):
    """A field as a person read it. `paper` counts from 0 in `Facts.papers`; `value` is empty for what is not there.

    Of one field the newest correction holds.
    """

    __tablename__ = "corrections"

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(Text, index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    paper: Mapped[int]
    field: Mapped[str] = mapped_column(Text)
    value: Mapped[str | None] = mapped_column(Typed)
    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.id"))
    by: Mapped[str] = mapped_column(Typed)
    at: Mapped[datetime]


class LogEntry(Table):
    """One line of the decision log, each hashed together with the one before it (the hash is the open line's).

    The database itself refuses to change or remove one (triggers); sealing them anew alone lifts that (`append_only`).
    """

    __tablename__ = "decision_log"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.id"))
    line: Mapped[str] = mapped_column(Typed)
    previous: Mapped[str] = mapped_column(String(64), unique=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class Notice(Table):
    """A notice of a decision, of a registration's step or of a case that was given up (`subject`), one for each recipient and occasion.

    `message` is emptied when sent.

    `occasion` is `decision` for what was decided, `reminder-1` and so on later. `tries` counts how often
    sending it failed, `error` is the code of why it last did. Before `not_before` it is not tried; while it
    is being sent, that is when it may be tried again if nobody says how it ended.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("decision_id", "recipient_mark", "occasion", name="notice_once"),
        UniqueConstraint("step_id", "recipient_mark", "occasion", name="notice_once_a_step"),
        UniqueConstraint("subject", "recipient_mark", "occasion", name="notice_once_a_case"),
    )

    message_id: Mapped[str] = mapped_column(Text, primary_key=True)
    decision_id: Mapped[str | None] = mapped_column(ForeignKey("decisions.id"))
    step_id: Mapped[int | None] = mapped_column(ForeignKey("registration_steps.id", name="outbox_of_step"))
    subject: Mapped[str | None] = mapped_column(Text)
    recipient: Mapped[str] = mapped_column(Typed)
    recipient_mark: Mapped[str] = mapped_column(Mark("outbox.recipient"), default=same_as("recipient"))
    occasion: Mapped[str] = mapped_column(String(32), default="decision")
    message: Mapped[bytes | None] = mapped_column(SealedBytes)
    state: Mapped[str] = mapped_column(String(16), default=NoticeState.WAITING, index=True)
    tries: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(Text)
    made_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]

    @property
    def about(self) -> str:
        """What it is of: the decision, the step of a registration, or the case."""
        case = self.subject.replace(":", "-") if self.subject else None
        return self.decision_id or case or f"registration-{self.step_id}"
