"""The cases that one process works on: so many side by side, but a suspect by itself.

Whose last worker was killed may have killed it, and then everything beside it would be lost over it as often as it is tried:
each of these would be a dead letter as well.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from pipeline.serving.ledger import Claim

_BREATH = 0.5
"""Seconds between two looks whether to go on waiting."""


class Hands:
    """So many hands. Safe to share between threads."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._at: dict[str, Claim] = {}
        self._changed = threading.Condition()
        self._taking = threading.Lock()

    @property
    def held(self) -> list[Claim]:
        """What is at hand."""
        with self._changed:
            return list(self._at.values())

    def take(self, claim_next: Callable[[], Claim | None]) -> Claim | None:
        """Takes one more, if a hand is free and no suspect is at hand; `None` also where nothing is due."""
        with self._taking:
            held = self.held
            if len(held) >= self._count or any(map(_is_suspect, held)):
                return None
            claim = claim_next()
            if claim is not None:
                with self._changed:
                    self._at[claim.owner] = claim
            return claim

    def wait(self, claim: Claim, closing: threading.Event) -> bool:
        """Returns when work on it may begin: of a suspect when nothing is beside it. False: all is being closed."""
        with self._changed:
            while _is_suspect(claim) and len(self._at) > 1 and not closing.is_set():
                self._changed.wait(_BREATH)
        return not (_is_suspect(claim) and closing.is_set())

    def let_go(self, claim: Claim) -> None:
        """A hand is free again."""
        with self._changed:
            del self._at[claim.owner]
            self._changed.notify_all()


def _is_suspect(claim: Claim) -> bool:
    return claim.lapses > 0
