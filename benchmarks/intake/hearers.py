"""Those that are told: a mail server and a receiver of webhooks that fail now and then; no kill reaches what they took."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.services.mail import Mailbox
from tests.services.programs import free_port
from tests.services.receiver import Desk, Receiver, drop, receiving, refuse, take_and_drop

REFUSED, LOST = 0.02, 0.005
"""Of mails and posts: how many are refused for now, and how many are taken with the answer lost."""


@dataclass
class MoodyMailbox(Mailbox):
    """Puts off some mails, and breaks off after taking some."""

    dice: random.Random = field(default_factory=random.Random)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd asks for this name
        """What it answers to a whole mail."""
        fate = self.dice.random()
        if fate < REFUSED:
            return "451 4.3.0 later"
        answer = await super().handle_DATA(server, session, envelope)
        if fate < REFUSED + LOST and server.transport is not None:
            server.transport.close()
        return answer


class MoodyDesk(Desk):
    """Refuses some posts, breaks off before or after taking some."""

    dice = random.Random()

    def do_POST(self) -> None:  # noqa: N802 - http.server asks for this name
        """What becomes of a post."""
        fate = self.dice.random()
        if fate < REFUSED + 2 * LOST:
            mood = refuse(503) if fate < REFUSED else drop if fate < REFUSED + LOST else take_and_drop
            self.server.moods.append(mood)
        super().do_POST()


@dataclass(frozen=True, slots=True)
class Hearers:
    """Both."""

    mailbox: MoodyMailbox
    receiver: Receiver


@contextmanager
def hearing(seed: int) -> Iterator[Hearers]:
    """Both listen, until the block ends."""
    mailbox = MoodyMailbox(free_port(), dice=random.Random(seed))
    MoodyDesk.dice.seed(seed)
    mailbox.start()
    try:
        with receiving(MoodyDesk) as receiver:
            yield Hearers(mailbox, receiver)
    finally:
        mailbox.stop()
