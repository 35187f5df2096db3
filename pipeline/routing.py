"""What the rules decided → what goes out: how far a rulebook's `mode` trusts them, and which approvals are audited.

Routing only ever asks a person where the rules would have decided alone. It never approves and never rejects.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from enum import StrEnum

from checks.bookfile import Mode
from pipeline.document import Verdict

_CONFIRMED = frozenset({Verdict.APPROVED, Verdict.REJECTED})
"""What a person confirms where the rulebook says `assist`; what is still owed is asked for without."""


class Asked(StrEnum):
    """Why a person is asked. It is for the ledger alone: a reviewer who knew would look less closely."""

    DOUBT = "doubt"
    """The rules could not decide."""
    ASSIST = "assist"
    """The rulebook asks a person to confirm each decision."""
    SHADOW = "shadow"
    """The rulebook is on trial: people decide elsewhere, and agreement is recorded."""
    OBJECTION = "objection"
    """The applicant asked for a person's review of a rejection by the rules."""
    AUDIT = "audit"
    """An approval drawn by lot, so that silent errors are found."""


@dataclass(frozen=True, slots=True)
class Route:
    """Where a decision goes: the verdict that is recorded, why a person is asked (`None`: nobody), and whether all keep silent.

    `silent`: neither this decision nor what a person makes of it is told to anybody.
    """

    verdict: Verdict
    asked: Asked | None
    silent: bool


def route(verdict: Verdict, mode: Mode, *, audited: bool = False) -> Route:
    """Where what the rules decided goes. `audited`: the lot fell on it (see `drawn`).

    >>> route(Verdict.APPROVED, Mode.ASSIST)
    Route(verdict=<Verdict.NEEDS_REVIEW: 'needs-review'>, asked=<Asked.ASSIST: 'assist'>, silent=False)
    """
    asked = _asked(verdict, mode, audited=audited)
    return Route(verdict if asked is None else Verdict.NEEDS_REVIEW, asked, mode is Mode.SHADOW)


def _asked(verdict: Verdict, mode: Mode, *, audited: bool) -> Asked | None:
    if mode is Mode.SHADOW:
        return Asked.SHADOW
    if verdict is Verdict.NEEDS_REVIEW:
        return Asked.DOUBT
    if mode is Mode.ASSIST and verdict in _CONFIRMED:
        return Asked.ASSIST
    return Asked.AUDIT if audited and verdict is Verdict.APPROVED else None


def drawn(key: bytes, subject: str, material: str, share: float) -> bool:
    """Whether the lot falls on a case: on that share (0 to 1) of all, the same for the same material each time.

    Only who has the secret `key` can foretell it, so that nobody can hand in what is sure to go unseen.
    """
    lot = hmac.new(key, f"{subject}\0{material}".encode(), hashlib.sha256).digest()
    return int.from_bytes(lot[:8], "big") < share * 2**64
