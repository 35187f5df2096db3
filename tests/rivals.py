"""What several processes do to one ledger at once. Importable, so that a spawned process can."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from pipeline.serving.ledger import AlreadyDecidedError, Claim, Ledger
from tests.keys import ledger_at
from tests.ledger_rows import LEASE, NOW, STORE, decision, letter, note

KEYS = [f"f{number}" for number in range(12)] + [f"A-{number % 3}/{number}" for number in range(12)]


def side_by_side(threads: int, work: Callable[[], None]) -> list[BaseException]:
    """What went wrong in any of the threads."""
    wrong: list[BaseException] = []

    def guarded() -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 - the test reports whatever it is
            wrong.append(error)

    running = [threading.Thread(target=guarded) for _ in range(threads)]
    for one in running:
        one.start()
    for one in running:
        one.join()
    return wrong


def work(place: str | Path, seed: int) -> None:
    """One process: its threads look into the bucket, take cases, decide, send, and now and then just stop."""
    ledger = ledger_at(place)
    chance = random.Random(seed)
    wrong = side_by_side(5, lambda: _serve(ledger, chance))
    ledger.close()
    if wrong:
        raise wrong[0]


def _serve(ledger: Ledger, chance: random.Random) -> None:
    """Time runs fast: whoever is slow has lost its lease, as one that hung and woke up again."""
    note(ledger, *chance.sample(KEYS, len(KEYS)))
    moment = NOW
    while any(one.done < one.wanted for one in ledger.cases.all(STORE)):
        while (claim := ledger.cases.claim_next(STORE, LEASE, moment)) is not None:
            _handle(ledger, claim, moment, chance)
        moment += LEASE / 2


def _handle(ledger: Ledger, claim: Claim, moment: datetime, chance: random.Random) -> None:
    subject = claim.subject
    if chance.random() < 0.2:  # it died before it decided
        return
    if ledger.decisions.last(subject) is None:
        new = decision(subject)
        with suppress(AlreadyDecidedError):
            ledger.decisions.decide(new, [letter(new)], moment)
    if chance.random() < 0.2:  # it died before it could say so
        return
    for notice in ledger.outbox.unsent(moment):
        if ledger.outbox.begin(notice.message_id, moment):
            ledger.outbox.sent(notice.message_id, moment)
    ledger.cases.release(claim)
