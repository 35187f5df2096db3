"""One mail server, and mails handed over to it so that it is known of each what became of it.

A mail counts as handed over when the server answers the dot behind its text; before the dot is sent
it surely is not. Only between the two can nobody tell, and the caller is asked right before.
TLS is verified against the machine's certificates; OpenSSL's own `SSL_CERT_FILE` and `SSL_CERT_DIR`
name others. No exception here holds an address, a password or a sentence of the server.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum, StrEnum
from types import TracebackType
from typing import NamedTuple, Self
from urllib.parse import SplitResult, unquote, urlsplit

from pydantic import SecretStr

from pipeline.errors import DojangError

_LINE_END = re.compile(rb"\r\n|\r|\n")
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)
_TAKEN, _GO_ON, _CLOSING = 250, 354, 421
_LOGIN_WANTED = frozenset({530, 534, 535, 538})


class Security(StrEnum):
    """How the connection is protected; the value is the URL's scheme."""

    PLAIN = "smtp"
    STARTTLS = "smtp+starttls"
    TLS = "smtps"


_PORTS = {Security.PLAIN: 25, Security.STARTTLS: 587, Security.TLS: 465}


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mails are handed over. `login`: user and password, if it wants one."""

    security: Security
    host: str
    port: int
    login: tuple[str, SecretStr] | None = None


class Patience(NamedTuple):
    """How long to wait, in seconds: for any answer, and for the one that a whole mail was taken.

    The second is long, since who gives up there sends a mail twice; it must stay below the time after
    which the ledger takes a mail for left behind.
    """

    answer: float = 60.0
    taken: float = 300.0
    goodbye: float = 5.0


class Reach(Enum):
    """What else a fault concerns."""

    MAIL = "this mail alone"
    CONNECTION = "the connection: another may serve the next mail"
    SERVER = "the server: no mail can be handed over for now"


class MailError(Exception):
    """A mail was not taken. `code` is one of `errors.ERRORS`, `reply` the server's three digits if it gave any.

    `lasting`: another try is of no use. `unsure`: it may have been taken after all.
    """

    def __init__(
        self, code: str, reach: Reach, *, reply: int | None = None, lasting: bool = False, unsure: bool = False
    ) -> None:
        super().__init__(f"{code} {reply}" if reply else code)
        self.code = code
        self.reach = reach
        self.reply = reply
        self.lasting = lasting
        self.unsure = unsure


def server_of(url: SecretStr) -> MailServer:
    """The server of `smtp://`, `smtps://` or `smtp+starttls://[user:password@]host[:port]`.

    User and password are percent-encoded where they hold `:`, `/`, `@` or the like.
    Raises `settings-invalid`, which names the setting and nothing of it.
    """
    try:
        parts = urlsplit(url.get_secret_value())
        security = Security(parts.scheme)
        host = (parts.hostname or "").encode("idna").decode()
        server = MailServer(security, host, parts.port or _PORTS[security], _login(parts))
    except ValueError:  # UnicodeError is one
        raise DojangError("settings-invalid", "DOJANG_SMTP_URL") from None
    if not host or parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise DojangError("settings-invalid", "DOJANG_SMTP_URL")
    return server


def _login(parts: SplitResult) -> tuple[str, SecretStr] | None:
    if parts.username is None:
        return None
    user, password = unquote(parts.username, errors="strict"), unquote(parts.password or "", errors="strict")
    if not (user and password and (user + password).isascii() and (user + password).isprintable()):
        raise ValueError("no login that SMTP can carry")
    return user, SecretStr(password)


class MailRoom:
    """Hands mails over, many in one connection, which is opened when the first one needs it."""

    def __init__(self, server: MailServer, patience: Patience) -> None:
        self._server = server
        self._patience = patience
        self._open: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        """Opens nothing yet."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Says goodbye, if there is anybody to say it to."""
        if self._open is not None and self._open.sock is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._open.sock.settimeout(self._patience.goodbye)
                self._open.quit()
        self._hang_up()

    def hand_over(self, sender: str, recipient: str, message: bytes, may_go: Callable[[], bool]) -> bool:
        """Hands over one mail. `may_go` is asked right before the last dot; if it says no, nothing was handed over.

        Returns what it said. Raises `MailError`.
        """
        try:
            connection = self._connected()
            with _faults(Reach.CONNECTION):
                _envelope(connection, sender, recipient, message)
                connection.send(_as_data(message))
            if not may_go():
                self._hang_up()
                return False
            self._end(connection)
        except MailError as error:
            self._after(error)
            raise
        return True

    def _connected(self) -> smtplib.SMTP:
        if self._open is None:
            with _faults(Reach.SERVER):
                self._open = self._connect()
        return self._open

    def _connect(self) -> smtplib.SMTP:
        server, wait = self._server, self._patience.answer
        if server.security is Security.TLS:
            tls = ssl.create_default_context()
            connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=wait, context=tls)
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=wait)
        try:
            self._greet(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _greet(self, connection: smtplib.SMTP) -> None:
        """Says hello, protects the line and logs in: all of it, or the connection is of no use."""
        connection.ehlo_or_helo_if_needed()
        if self._server.security is Security.STARTTLS:
            if not connection.has_extn("starttls"):
                raise MailError("smtp-no-tls", Reach.SERVER)
            reply, _ = connection.starttls(context=ssl.create_default_context())
            _expect(reply, 220, "smtp-no-tls", Reach.SERVER)
            connection.ehlo_or_helo_if_needed()
        if self._server.login is not None:
            user, password = self._server.login
            connection.login(user, password.get_secret_value())

    def _end(self, connection: smtplib.SMTP) -> None:
        """Sends the dot and waits for the answer to it. Whatever happens to the line now leaves the mail unsure."""
        with _faults(Reach.CONNECTION, unsure=True):
            if connection.sock is not None:
                connection.sock.settimeout(self._patience.taken)
            connection.send(b".\r\n")
            reply, _ = connection.getreply()
            if not 200 <= reply <= 599:
                raise MailError("smtp-unanswered", Reach.CONNECTION, unsure=True)
            _expect(reply, _TAKEN, "smtp-message-refused")
            if connection.sock is not None:
                connection.sock.settimeout(self._patience.answer)

    def _after(self, error: MailError) -> None:
        """Makes the connection fit for the next mail, or lets go of it."""
        if error.reach is Reach.MAIL and self._open is not None:
            with suppress(smtplib.SMTPException, OSError):
                reply, _ = self._open.rset()
                if reply == _TAKEN:
                    return
        self._hang_up()

    def _hang_up(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None


def _envelope(connection: smtplib.SMTP, sender: str, recipient: str, message: bytes) -> None:
    """Who sends to whom, up to the server's word that it is ready for the text."""
    reply, _ = connection.mail(sender, _options(connection, sender + recipient, message))
    _expect(reply, _TAKEN, "smtp-sender-refused", lasting=False)  # mail_from is the operator's to mend
    reply, _ = connection.rcpt(recipient)
    _expect(reply, _TAKEN, "smtp-recipient-refused")
    reply, _ = connection.docmd("DATA")
    _expect(reply, _GO_ON, "smtp-message-refused")


def _options(connection: smtplib.SMTP, addresses: str, message: bytes) -> list[str]:
    """What the server must be able to do for this mail. Raises `MailError` where it cannot."""
    head, _, body = message.partition(b"\r\n\r\n")
    needed = [] if addresses.isascii() and head.isascii() else ["SMTPUTF8"]
    needed += [] if body.isascii() and not needed else ["BODY=8BITMIME"]
    if any(not connection.has_extn(one.rpartition("=")[2]) for one in needed):
        raise MailError("smtp-utf8-missing", Reach.MAIL, lasting=True)
    return needed


def _as_data(message: bytes) -> bytes:
    """The text as DATA carries it: lines end in CRLF, a dot that begins a line is doubled; the last dot is not in it."""
    lines = _LINE_END.sub(b"\r\n", message)
    return _LEADING_DOT.sub(b"..", lines if lines.endswith(b"\r\n") else lines + b"\r\n")


def _expect(reply: int, wanted: int, refused: str, reach: Reach = Reach.MAIL, *, lasting: bool = True) -> None:
    """Raises `MailError` unless the server answered in the wanted hundred."""
    if reply // 100 == wanted // 100:
        return
    if reply == _CLOSING:
        raise MailError("smtp-busy", Reach.CONNECTION, reply=reply)
    if reply in _LOGIN_WANTED:
        raise MailError("smtp-login-refused", Reach.SERVER, reply=reply)
    if 400 <= reply <= 499:
        raise MailError("smtp-busy", reach, reply=reply)
    if 500 <= reply <= 599:
        raise MailError(refused, reach, reply=reply, lasting=lasting and reach is Reach.MAIL)
    raise MailError("smtp-unreachable", Reach.CONNECTION, reply=reply if reply > 0 else None)


@contextmanager
def _faults(reach: Reach, *, unsure: bool = False) -> Iterator[None]:
    """Turns whatever the line or the server's answers can raise into a `MailError`."""
    try:
        yield
    except smtplib.SMTPNotSupportedError:
        raise MailError("smtp-login-refused", Reach.SERVER) from None
    except smtplib.SMTPResponseException as error:
        raise _answered(error, reach) from None
    except ssl.SSLCertVerificationError:
        raise MailError("smtp-not-trusted", Reach.SERVER) from None
    except (smtplib.SMTPException, OSError) as error:
        raise _broken(error, reach, unsure=unsure) from None


def _answered(error: smtplib.SMTPResponseException, reach: Reach) -> MailError:
    """For an answer that smtplib itself takes for a refusal: to the connection, the greeting or the login."""
    reply = error.smtp_code if 200 <= error.smtp_code <= 599 else None
    if isinstance(error, smtplib.SMTPAuthenticationError) and error.smtp_code // 100 == 5:
        return MailError("smtp-login-refused", Reach.SERVER, reply=reply)
    if error.smtp_code // 100 == 4:
        return MailError("smtp-busy", reach, reply=reply)
    return MailError("smtp-unreachable", reach, reply=reply)


def _broken(error: smtplib.SMTPException | OSError, reach: Reach, *, unsure: bool) -> MailError:
    """For a line that failed. smtplib hides a timeout behind its own exception."""
    late = isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)
    if unsure:
        return MailError("smtp-unanswered", Reach.SERVER if late else Reach.CONNECTION, unsure=True)
    return MailError("smtp-timed-out", Reach.SERVER) if late else MailError("smtp-unreachable", reach)
