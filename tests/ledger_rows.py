"""Rows for ledgers, all fictitious."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from pipeline.serving.buckets import Item
from pipeline.serving.database import reading
from pipeline.serving.ledger import Claim, Ledger, Letter, NewDecision
from pipeline.serving.ledger.cases import is_due
from pipeline.serving.tables import Case

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
LEASE = timedelta(minutes=5)
DUE = date(2026, 11, 24)
STORE = "file:/inbox"


def item(key: str, etag: str = "e1") -> Item:
    return Item(key, etag, 3, "", NOW)


def note(ledger: Ledger, *keys: str, now: datetime = NOW, due_on: date = DUE, etag: str = "e1") -> int:
    """Notes files; what lies in a folder belongs to the application of its name."""
    found = [(item(key, etag), key.rpartition("/")[0] or None) for key in keys]
    return ledger.arrivals.note(STORE, found, now, due_on)


def decision(subject: str = "upload:1", number: int = 1, **others: Any) -> NewDecision:
    values: dict[str, Any] = {
        "id": uuid4().hex,
        "material": "0" * 64,
        "verdict": "approved",
        "score": 100,
        "kind": "employment-certificate",
        "reason": None,
        "submitted": date(2026, 11, 21),
        "body": {},
    }
    return NewDecision(subject=subject, number=number, **(values | others))


def letter(new: NewDecision, to: str = "a@example.com", occasion: str = "decision") -> Letter:
    return Letter(f"<{new.id}.{to}.{occasion}>", to, b"whole mail")


def due(ledger: Ledger, now: datetime = NOW, store: str = STORE) -> list[str]:
    """What somebody may take up, the earliest due day first."""
    rows = select(Case.subject).where(Case.store == store, is_due(now)).order_by(Case.due_on, Case.subject)
    with reading(ledger.engine) as session:
        return list(session.scalars(rows))


def taken(ledger: Ledger, subject: str, now: datetime = NOW, lease: timedelta = LEASE) -> Claim | None:
    """That case, taken as desks take cases; what comes before it is put back."""
    others: list[Claim] = []
    store = ledger.cases.case(subject).store
    try:
        while (claim := ledger.cases.claim_next(store, lease, now)) is not None and claim.subject != subject:
            others.append(claim)
    finally:
        for one in others:
            ledger.cases.put_back(one)
    return claim


def claimed(ledger: Ledger, subject: str, now: datetime = NOW) -> Claim:
    claim = taken(ledger, subject, now)
    assert claim is not None
    return claim
