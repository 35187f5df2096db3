"""A mail server."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.services.programs import free_port


@dataclass
class Mailbox:
    """A mail server on loopback and what it took: each message with its envelope's `to` and `from`.

    `answers` says what it answers to a recipient instead of taking the message, such as
    `"451 4.3.0 later"` or `"550 5.1.1 unknown"`; `at_data` what it answers to the whole message.
    """

    port: int
    messages: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    at_data: str | None = None
    sessions: int = 0
    _controller: Controller | None = None

    @property
    def url(self) -> str:
        """What `DOJANG_SMTP_URL` must be."""
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def ids(self) -> list[str]:
        """The Message-IDs, in the order of arrival."""
        return [str(message["Message-ID"]) for message in self.messages]

    def start(self) -> None:
        """Listens, again after a `stop`."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        """Stops listening: connections are refused."""
        controller, self._controller = self._controller, None
        if controller is not None:
            controller.stop()

    async def handle_EHLO(  # noqa: N802 - aiosmtpd asks for this name and these
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.sessions += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802 - likewise
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if (answer := self.answers.get(address)) is not None:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - likewise
        if self.at_data is not None:
            return self.at_data
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        self.messages.append(email.message_from_bytes(content, policy=email.policy.default))
        self.recipients.append(list(envelope.rcpt_tos))
        return "250 2.0.0 OK"


@pytest.fixture
def smtp() -> Iterator[Mailbox]:
    """A mail server of the test's own, empty and listening."""
    mailbox = Mailbox(free_port())
    mailbox.start()
    yield mailbox
    mailbox.stop()
