"""Chats of the operator's people (Slack, Teams and what else Apprise speaks) are told of what needs somebody.

A message names a case by its number, what it came to, and where to look: nobody's name, no file's, no telephone number, since
a chat keeps what it is told with somebody else. One chat that fails holds up no other.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

import apprise

from pipeline.document import Json, Text
from pipeline.errors import DojangError
from pipeline.serving.delivering import PATIENCE, Parcel, Round
from pipeline.serving.ledger import Ledger
from pipeline.serving.ledger.chats import Message
from pipeline.settings import Settings

REFUSED = "chat-not-taken"
"""The only code: Apprise says no more."""
_NAMES = {
    "needs_review": Text("사람의 심사가 필요합니다", "needs a person"),
    "approved": Text("승인되었습니다", "approved"),
    "rejected": Text("반려되었습니다", "rejected"),
    "incomplete": Text("서류가 부족합니다", "papers are missing"),
}
_SUBJECTS = {
    "application": Text("신청", "application"),
    "upload": Text("파일", "file"),
    "registration": Text("등록", "registration"),
}

for _name in ("apprise", "urllib3"):  # they would log addresses, which are secrets
    logging.getLogger(_name).setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Chat:
    """One chat; `name` stands for its address in the ledger and the log."""

    name: str
    service: apprise.NotifyBase = field(repr=False)


@dataclass(frozen=True, slots=True)
class Talk:
    """The chats, the names of events that they are told (with stars), and where people look the case up."""

    chats: tuple[Chat, ...]
    patterns: tuple[str, ...]
    link: str = ""


def talk_of(settings: Settings, link: str = "") -> Talk | None:
    """What is set, if any chat is. Raises `settings-invalid` where an address is none that Apprise knows."""
    told = settings.chat.get_secret_value().split() if settings.chat else []
    patterns = tuple(one for one in settings.chat_events.split(",") if one.strip())
    return Talk(tuple(map(_chat, told)), patterns, link) if told and patterns else None


def deliver(
    ledger: Ledger, talk: Talk, now: Callable[[], datetime], stopped: Callable[[], bool] = lambda: False
) -> int:
    """Tells each chat what it was not told yet of the last day; how many messages were taken (`Round.deliver`)."""
    for chat in talk.chats:
        ledger.chats.fill(chat.name, talk.patterns, now() - PATIENCE)
    return sum(_round(ledger, chat, talk.link).deliver(now, stopped) for chat in talk.chats)


def text_of(stream: str, told: Json, link: str) -> tuple[str, str]:
    """A message's title and body, in both languages."""
    kind, _, number = stream.partition(":")
    subject, short = _SUBJECTS[kind], told["event"].partition(".")[2]
    name = _NAMES.get(short, Text(told["event"], told["event"]))
    reason = told.get("reason")
    lines = [
        f"{subject.ko} {number}: {name.ko} · {subject.en} {number}: {name.en}",
        *([f"사유 · reason: {reason}"] if reason else []),
        *([link] if link else []),
        f"({told['event']} {told['id'][:8]})",
    ]
    return f"도장 · Dojang: {name.ko}", "\n".join(lines)


def _round(ledger: Ledger, chat: Chat, link: str) -> Round:
    def due(now: datetime) -> Iterator[Parcel]:
        return (_parcel(chat, one, link) for one in ledger.chats.due(chat.name, now))

    return Round(ledger.chats, due, frozenset({REFUSED}))


def _parcel(chat: Chat, message: Message, link: str) -> Parcel:
    title, body = text_of(message.stream, message.told, link)
    name = f"chat {chat.name}: event {message.row.event_id} ({message.told['event']})"
    return Parcel(message.row, name, lambda: None if _notified(chat, title, body) else REFUSED)


def _notified(chat: Chat, title: str, body: str) -> bool:
    """Apprise catches what its services raise; what slips through is no answer either."""
    try:
        return bool(chat.service.notify(title=title, body=body))
    except (OSError, TypeError, ValueError):
        return False


def _chat(address: str) -> Chat:
    found = apprise.Apprise.instantiate(address, suppress_exceptions=True)
    if not isinstance(found, apprise.NotifyBase):
        raise DojangError("settings-invalid", "DOJANG_CHAT")
    return Chat(sha256(address.encode()).hexdigest()[:16], found)
