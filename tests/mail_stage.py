"""A mail server that plays a part: it breaks off, hangs or refuses at any step, and then is its usual self."""

from __future__ import annotations

import asyncio
import email
import email.policy
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword

from tests.services.programs import free_port

COMMANDS = ("EHLO", "HELO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "RSET", "QUIT")
"""Further steps: `CONNECT`, `DOT` (the whole mail is there, and lost), `TAKEN` (it is kept, but not answered)."""


@dataclass
class Stage:
    """What it shall do at which step, once each: `drop`, `hang`, or an answer such as `451 4.3.0 later`."""

    port: int
    plan: dict[str, list[str]] = field(default_factory=dict)
    taken: list[tuple[str, str, EmailMessage]] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    watch: Callable[[str], None] | None = None
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)
    login: tuple[bytes, bytes] | None = None

    @property
    def ids(self) -> list[str]:
        return [str(message["Message-ID"]) for _, _, message in self.taken]

    def next(self, step: str) -> str | None:
        self.steps.append(step)
        if self.watch is not None:
            self.watch(step)
        return self.plan[step].pop(0) if self.plan.get(step) else None

    def authenticate(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login, data.password))
        right = self.login == (data.login, data.password)
        return AuthResult(success=right, handled=right)


class _Actor(SMTP):
    def __init__(self, stage: Stage, **more: Any) -> None:
        self.stage = stage
        super().__init__(self, authenticator=stage.authenticate, **more)

    async def played(self, step: str) -> bool:
        action = self.stage.next(step)
        if action == "drop" and self.transport:
            self.transport.abort()
        elif action == "hang":
            await asyncio.sleep(60)
        elif action is not None:
            await self.push(action)
            if action.startswith(("421", "554 5.3.2")) and self.transport:
                self.transport.close()
        return action is not None

    async def _handle_client(self) -> None:
        if not await self.played("CONNECT"):
            await super()._handle_client()

    async def handle_DATA(self, _server: SMTP, _session: Any, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        if await self.played("DOT"):
            return ""
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        message = email.message_from_bytes(content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.stage.taken.append((str(envelope.mail_from), envelope.rcpt_tos[0], message))
        return "" if await self.played("TAKEN") else "250 2.0.0 OK"

    async def push(self, status: Any) -> None:
        if status and self.transport and not self.transport.is_closing():
            await super().push(status)


def _playing(command: str) -> Any:
    usual = getattr(SMTP, f"smtp_{command}")

    async def play(self: _Actor, arg: str) -> None:
        if not await self.played(command):
            await usual(self, arg)

    play.__dict__.update(usual.__dict__)  # what HELP says of it
    return play


for _command in COMMANDS:
    setattr(_Actor, f"smtp_{_command}", _playing(_command))


@contextmanager
def on_stage(*, tls: ssl.SSLContext | None = None, at_once: bool = False, utf8: bool = True) -> Iterator[Stage]:
    """A server on loopback. `tls`: by STARTTLS, or from the first byte (`at_once`); `utf8`: it takes any address."""
    stage = Stage(free_port())
    more: dict[str, Any] = {"enable_SMTPUTF8": utf8, "auth_require_tls": False}
    if tls is not None and not at_once:
        more["tls_context"] = tls

    class Played(Controller):
        def factory(self) -> SMTP:
            return _Actor(stage, **more)

        def _trigger_server(self) -> None:  # looks whether it listens, and is no client of the play
            stage.watch, kept = None, stage.watch
            super()._trigger_server()
            stage.steps.clear()
            stage.watch = kept

    controller = Played(None, hostname="127.0.0.1", port=stage.port, ssl_context=tls if at_once else None)
    controller.start()
    try:
        yield stage
    finally:
        controller.stop()
