"""What is counted, fetched from the ledger and from those that were told."""

from __future__ import annotations

import json

from sqlalchemy import select

from benchmarks.intake.counting import Books, Heard, Row
from benchmarks.intake.hearers import Hearers
from pipeline.serving.database import reading
from pipeline.serving.event_tables import Event
from pipeline.serving.ledger import Ledger
from pipeline.serving.tables import DecisionRow, Notice, Upload


def books_of(ledger: Ledger, store: str, *, whole: bool = True) -> Books:
    """The ledger's side; not `whole`: without what is long to look at and needless on the way. Raises `LedgerError`."""
    columns = select(Upload.id, Upload.key, Upload.state, Upload.sha256).where(Upload.store == store)
    with reading(ledger.engine) as session:
        uploads = {f"upload:{one.id}": Row(*one[1:]) for one in session.execute(columns.order_by(Upload.id))}
        decisions = dict(session.execute(select(DecisionRow.id, DecisionRow.subject)).tuples().all())
        notices = {one: of or case or "" for one, of, case in session.execute(_NOTICES)}
        events = {one: of or "" for one, of in session.execute(select(Event.id, Event.decision_id))}
    dead = {one.subject for one in ledger.cases.given_up(store)}
    chained = not whole or ledger.decisions.first_broken_line() is None
    return Books(uploads, decisions, dead, notices, events, chained)


_NOTICES = select(Notice.message_id, Notice.decision_id, Notice.subject)


def heard_by(hearers: Hearers) -> Heard:
    """The others' side: what they took until now."""
    posts = [(told["Idempotency-Key"], json.loads(body)["key"]) for told, body in list(hearers.receiver.kept)]
    return Heard(list(hearers.mailbox.ids), posts)
