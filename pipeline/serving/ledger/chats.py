"""What chats are told: an event each, once for each chat."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import ClassVar, NamedTuple

from sqlalchemy import Select, or_, select

from pipeline.document import Json
from pipeline.serving.database import lock, reading, writing
from pipeline.serving.event_tables import ChatMessage, Event, Posted
from pipeline.serving.ledger.posts import MOST, Posts, may_go
from pipeline.serving.ledger.telling import told_all


class Message(NamedTuple):
    """What a chat may be told now: its row, the event's stream (`application:5`) and what the event tells."""

    row: ChatMessage
    stream: str
    told: Json


class Chats(Posts):
    """Messages to chats."""

    table: ClassVar[type[Posted]] = ChatMessage

    def fill(self, chat: str, patterns: Collection[str], since: datetime) -> int:
        """Writes down the events since then whose names match (`*.needs_review`) and of which that chat has no row; how many."""
        untold = _untold(chat, patterns, since)
        with reading(self._engine) as session:
            if session.scalar(untold.limit(1)) is None:
                return 0
        with writing(self._engine) as session:
            lock(session, "chat_messages")
            new = [ChatMessage(event_id=event, chat=chat) for event in session.scalars(untold)]
            session.add_all(new)
        return len(new)

    def due(self, chat: str, now: datetime) -> list[Message]:
        """What may go out to that chat now, the oldest event first, fifty at most."""
        rows = select(ChatMessage, Event).join(Event, Event.id == ChatMessage.event_id)
        rows = rows.where(ChatMessage.chat == chat, may_go(ChatMessage, now))
        with reading(self._engine) as session:
            found = session.execute(rows.order_by(Event.made_at, Event.stream, Event.place).limit(MOST)).all()
            tellings = told_all(session, [event for _, event in found])
            return [Message(row, event.stream, told) for (row, event), told in zip(found, tellings, strict=True)]


def _untold(chat: str, patterns: Collection[str], since: datetime) -> Select[str]:
    there = select(ChatMessage.event_id).where(ChatMessage.event_id == Event.id, ChatMessage.chat == chat)
    named = or_(*(Event.name.like(_like(one), escape="\\") for one in patterns))
    return select(Event.id).where(Event.made_at >= since, named, ~there.exists())


def _like(pattern: str) -> str:
    """A pattern with stars as SQL has it."""
    return pattern.strip().replace("\\", "\\\\").replace("_", "\\_").replace("%", "\\%").replace("*", "%")
