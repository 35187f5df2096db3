"""The outbox emptied: by SMTP where a mail server is set, else as `.eml` files in a folder.

A notice is marked as being sent right before the dot that ends it, and as sent right after the
server's answer: only a break between the two leaves open whether it went out, and then the same mail
goes out again under the same Message-ID. What the server cannot take now is tried again later, ever
more seldom; what it refuses for good has failed. Logs name decisions and codes, never an address.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from pipeline.serving.ledger import Ledger
from pipeline.serving.mail.mailing import Post, address_of, sender_of
from pipeline.serving.mail.smtp import MailError, MailRoom, MailServer, Patience, Reach, Security, server_of
from pipeline.serving.tables import Notice
from pipeline.settings import Settings

_log = logging.getLogger(__name__)

_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
_PATIENCE = timedelta(days=5)
"""How long a notice is tried that the server puts off again and again; after RFC 5321, 4.5.4.1."""
_MOST_UNANSWERED = 5
"""How often a notice is handed over without an answer: each time the recipient may have got it."""
_MOST_BREAKS = 3
"""After so many broken connections in a row the server is left alone."""


class Delivered(NamedTuple):
    """How many notices went out, wait for another try, and never can go out."""

    sent: int = 0
    postponed: int = 0
    failed: int = 0


def deliver(
    ledger: Ledger, settings: Settings, outbox: Path, now: datetime, patience: Patience | None = None
) -> Delivered:
    """Sends every notice that may go out now. Never raises for a fault of the mail server.

    May run in several processes at once: of those that would send one notice, one does. Raises
    `settings-invalid` for `smtp_url` and `mail_from`, `OSError` where `outbox` cannot be written.
    """
    unsent = [one for one in ledger.outbox.unsent(now) if one.message is not None]
    if not unsent:
        return Delivered()
    if settings.smtp_url is None or not settings.smtp_url.get_secret_value():
        return _write_all(ledger, unsent, outbox, now)
    server = server_of(settings.smtp_url)
    _warn_of_open_password(server)
    with MailRoom(server, patience or Patience()) as room:
        return _Round(ledger, room, sender_of(settings).addr_spec, _clock(now)).send(unsent)


@dataclass(slots=True)
class _Round:
    """One round of sending. `now` goes on from the moment the round began."""

    ledger: Ledger
    room: MailRoom
    sender: str
    now: Callable[[], datetime]

    def send(self, unsent: Sequence[Notice]) -> Delivered:
        """All of them, oldest first; once the server is out of reach the rest is put off untried."""
        sent = postponed = failed = breaks = 0
        down: MailError | None = None
        for one in unsent:
            error = down
            if error is None:
                try:
                    sent += self._hand_over(one)
                except MailError as met:
                    error = met
                    breaks = breaks + 1 if met.reach is Reach.CONNECTION else 0
                    down = _without_doubt(met) if met.reach is Reach.SERVER or breaks == _MOST_BREAKS else None
                else:
                    breaks = 0
            if error is not None:
                again = self._settle(one, error)
                postponed, failed = postponed + again, failed + (not again)
        return Delivered(sent, postponed, failed)

    def _hand_over(self, notice: Notice) -> bool:
        """Sends one. False: another process is sending it, or has."""
        to = address_of(notice.recipient)
        if to is None:
            raise MailError("smtp-recipient-refused", Reach.MAIL, lasting=True)
        went = self.room.hand_over(
            self.sender,
            to.addr_spec,
            notice.message or b"",
            lambda: self.ledger.outbox.begin(notice.message_id, self.now()),
        )
        if went:
            self.ledger.outbox.sent(notice.message_id, self.now())
            _log.info("notice of %s (%s): sent", notice.about, notice.occasion)
        return went

    def _settle(self, notice: Notice, error: MailError) -> bool:
        """Notes why a notice did not go out. Returns whether it is tried again."""
        now = self.now()
        if _hopeless(notice, error, now):
            self.ledger.outbox.fail(notice.message_id, error.code)
            _log.error("notice of %s (%s) cannot be sent: %s", notice.about, notice.occasion, error)
            return False
        self.ledger.outbox.postpone(notice.message_id, now + _wait(notice.tries), error.code)
        _log.warning("notice of %s (%s) is put off: %s", notice.about, notice.occasion, error)
        return True


def _hopeless(notice: Notice, error: MailError, now: datetime) -> bool:
    """Whether another try makes no sense."""
    if error.unsure:
        return notice.error == error.code and notice.tries + 1 >= _MOST_UNANSWERED
    return error.lasting or (error.reach is Reach.MAIL and _is_mails_own(error) and now - notice.made_at > _PATIENCE)


def _is_mails_own(error: MailError) -> bool:
    """Whether it is the mail that is not taken; a refused sender is for the operator to mend, however long it takes."""
    return error.code != "smtp-sender-refused"


def _without_doubt(error: MailError) -> MailError:
    """The same fault for mails that were not tried."""
    return MailError("smtp-timed-out" if error.unsure else error.code, Reach.SERVER, reply=error.reply)


def _wait(tries: int) -> timedelta:
    """How long until the next try: a minute, twice as long each time, an hour at most."""
    return min(_FIRST_WAIT * (1 << min(tries, 10)), _LONGEST_WAIT)


def _clock(start: datetime) -> Callable[[], datetime]:
    began = time.monotonic()
    return lambda: start + timedelta(seconds=time.monotonic() - began)


def _warn_of_open_password(server: MailServer) -> None:
    if server.login is not None and server.security is Security.PLAIN and not _is_loopback(server.host):
        _log.warning("the mail server's password goes over the network in clear: use smtps:// or smtp+starttls://")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _write_all(ledger: Ledger, unsent: Sequence[Notice], outbox: Path, now: datetime) -> Delivered:
    """Each as a file. One that is there already is the same notice, written before the ledger could note it."""
    outbox.mkdir(parents=True, exist_ok=True, mode=0o700)
    for one in unsent:
        _write_once(outbox / f"{Post(one.about, one.occasion).mark}.eml", one.message or b"")
        ledger.outbox.sent(one.message_id, now)
    return Delivered(sent=len(unsent))


def _write_once(path: Path, body: bytes) -> None:
    draft = path.with_name(f".{uuid4().hex}.part")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(handle)
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
