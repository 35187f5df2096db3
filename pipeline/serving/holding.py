"""Which case the work at hand is for: whoever lost it to another writes no decision of it.

The desk says so around each run (`holding`); the run itself, which Prefect starts with an id alone, finds it here. It holds for the
thread, and for what runs in a copy of its context.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sqlalchemy.orm import Session

from pipeline.serving.ledger import Claim, LeaseLostError, Ledger
from pipeline.serving.ledger.cases import require

_CLAIM: ContextVar[Claim | None] = ContextVar("claim", default=None)
After = Callable[[Session], None]
"""What follows from a decision, in its transaction."""


@contextmanager
def holding(claim: Claim) -> Iterator[None]:
    """While it lasts, what is done here is done for that claim."""
    before = _CLAIM.set(claim)
    try:
        yield
    finally:
        _CLAIM.reset(before)


def fenced(subject: str, then: After | None) -> After | None:
    """`then`, and before it the proof that the case is still ours; it raises `LeaseLostError`. Whoever holds nothing proves nothing."""
    claim = _held(subject)
    if claim is None:
        return then

    def both(session: Session) -> None:
        require(session, claim)
        if then is not None:
            then(session)

    return both


def check(ledger: Ledger, subject: str) -> None:
    """Raises `LeaseLostError` where the case has passed to another."""
    claim = _held(subject)
    if claim is not None and not ledger.cases.holds(claim):
        raise LeaseLostError(subject)


def _held(subject: str) -> Claim | None:
    claim = _CLAIM.get()
    return claim if claim is not None and claim.subject == subject else None
