"""Whether a signed link opens what it names: the seal, its last day, and that its decision still holds."""

from __future__ import annotations

from datetime import date

from fastapi import Request, Response

from pipeline.serving.links import Links
from pipeline.serving.office import Office, day_of
from pipeline.serving.tables import DecisionRow
from pipeline.serving.web.answering import told


def valid(office: Office, links: Links, path: str, request: Request) -> DecisionRow | Response:
    """The decision whose link this is; else the answer: 403 (not a link of ours), 410 (it lives no more)."""
    query = request.query_params
    parts = [query.getlist(name) for name in ("decision", "until", "seal")]
    if any(len(one) != 1 for one in parts):
        return told(403)
    decision_id, until, seal = (one[0] for one in parts)
    if not links.check(path, decision_id, until, seal):
        return told(403)
    if date.fromisoformat(until) < day_of(office.now()):
        return told(410)
    row = _last(office, decision_id)
    return told(410) if row is None else row


def _last(office: Office, decision_id: str) -> DecisionRow | None:
    """The decision, if nothing was decided on its subject since."""
    try:
        row = office.ledger.decisions.get(decision_id)
    except LookupError:
        return None
    last = office.ledger.decisions.last(row.subject)
    return row if last is not None and last.id == row.id else None
