"""The ledger's table of events: what the operator's other systems are told, of registrations and of decisions."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import uuid4

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.serving.columns import Table
from pipeline.serving.registration_tables import RegistrationStep
from pipeline.serving.tables import DecisionRow


class EventState(StrEnum):
    """Where an event stands."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class Posted(Table):
    """What a table of things to be posted has: where each stands, and of one that was not taken how often, until when, and why (a code)."""

    __abstract__ = True

    state: Mapped[str] = mapped_column(String(16), default=EventState.WAITING, index=True)
    tries: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(Text)
    sent_at: Mapped[datetime | None]


class Event(Posted):
    """What other systems are to be told, such as `number.in_use` or `application.approved`; written with what it tells of.

    That is the step `step_id` or the decision `decision_id`: names and numbers are looked up when it is sent. What is told of
    one thing goes out in order: `stream` names it (`registration:3`, `application:5`), `place` counts within.
    """

    __tablename__ = "events"
    __table_args__ = (UniqueConstraint("stream", "place", name="events_in_order"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=lambda: uuid4().hex)
    name: Mapped[str] = mapped_column(Text)
    stream: Mapped[str] = mapped_column(Text)
    place: Mapped[int]
    step_id: Mapped[int | None] = mapped_column(ForeignKey(RegistrationStep.id), unique=True)
    decision_id: Mapped[str | None] = mapped_column(ForeignKey(DecisionRow.id), unique=True)
    made_at: Mapped[datetime] = mapped_column(index=True)


class ChatMessage(Posted):
    """An event as one chat is told of it; `chat` stands for the chat's address, which is a secret and kept nowhere."""

    __tablename__ = "chat_messages"

    event_id: Mapped[str] = mapped_column(ForeignKey(Event.id), primary_key=True)
    chat: Mapped[str] = mapped_column(String(16), primary_key=True)
