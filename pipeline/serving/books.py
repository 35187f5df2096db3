"""By which rulebooks the service judges: one for each channel, as set (`DOJANG_RULEBOOK_SENDER_NUMBER`, `DOJANG_RULEBOOK_KAKAO_CHANNEL`).

A setting is the name of a rulebook that comes with Dojang, or the path of a TOML file.
"""

from __future__ import annotations

from checks.rulebook import Rulebook, load, names
from pipeline.document import Kind
from pipeline.errors import DojangError
from pipeline.manifest import Channel
from pipeline.settings import Settings


def chosen(settings: Settings, channel: Channel) -> str:
    """The name or path of the rulebook for a channel."""
    match channel:
        case Channel.SENDER_NUMBER:
            return settings.rulebook_sender_number
        case Channel.KAKAO_CHANNEL:
            return settings.rulebook_kakao_channel


def chosen_for(settings: Settings, kind: Kind) -> str:
    """The one for a paper that belongs to no application: that of sender numbers where it binds the kind."""
    sender = chosen(settings, Channel.SENDER_NUMBER)
    return sender if load(sender).binds(kind) else chosen(settings, Channel.KAKAO_CHANNEL)


def named(settings: Settings, name: str | None) -> Rulebook | None:
    """The book of that name as it stands now: one that is chosen, or one that comes with Dojang; `None` where there is none."""
    books = (load(chosen(settings, channel)) for channel in Channel)
    found = next((book for book in books if book.name == name), None)
    return found or (load(name) if name in names() else None)


def check(settings: Settings) -> None:
    """Told at the start, not at the first paper.

    Raises `rulebook-not-found`, `rulebook-invalid`, `settings-invalid`, each with the variable.
    """
    for channel in Channel:
        variable = f"DOJANG_RULEBOOK_{channel.name}"
        try:
            book = load(chosen(settings, channel))
        except DojangError as error:
            raise DojangError(error.code, f"{variable}: {error.detail}") from None
        if book.channel is not channel:
            raise DojangError("settings-invalid", f"{variable}: {book.name} is for {book.channel.value}")
