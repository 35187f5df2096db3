"""Sender numbers: what people do with them. What only a decision does nobody can do by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from pipeline.errors import DojangError
from pipeline.numbers import digits
from pipeline.registrations.numbers import OWED, PAPERS
from pipeline.registrations.reasons import RefusedError
from pipeline.serving import papers
from pipeline.serving.database import writing
from pipeline.serving.ledger.telling import short_id
from pipeline.serving.office import Office
from pipeline.serving.registering.orders import Order, Wanted, go_on, of_company, start
from pipeline.serving.registration_tables import CompanyApplication, Registration
from pipeline.serving.registry.following import Decided, Following
from pipeline.serving.registry.permission import company_of
from pipeline.serving.tables import DecisionRow

FOLLOW = "follow"
"""Takes over what was decided of an application before registrations were kept."""


def move(office: Office, order: Order, now: datetime) -> Registration:
    """One step of a sender number. Raises `RefusedError`, `name-missing`; `case-unknown`, `manifest-missing` for `follow`."""
    if order.event == FOLLOW:
        return _follow(office, order, now)
    order = _into_owed(office, order)
    if order.begins or (order.event == "enter" and not order.get("number")):
        return start(office, order, lambda _session, _row: _entered(order, order.name), now)
    return go_on(office, order, lambda session, row: _wanted(session, row, order), now, _Catching(office, now).up)


def _into_owed(office: Office, order: Order) -> Order:
    """A number that a company without one was waiting for goes into what it had begun."""
    if order.event != "enter" or order.get("number"):
        return order
    rows = office.ledger.registrations.of(company_of(order.get("company")))
    owed = [one for one in rows if one.state == OWED]
    return replace(order, name=short_id(owed[0]), given={**order.given, "number": order.name}) if owed else order


def _entered(order: Order, written: str) -> Wanted:
    name = digits(written) if order.event == "enter" else ""
    return Wanted({"number": written}, of_company(order), name)


def _wanted(session: Session, row: Registration | None, order: Order) -> Wanted:
    if order.event == "enter":
        return _entered(order, order.get("number"))
    details = row.details if row else {}
    person = order.get("person")
    given = {"person": person, "before": str(details.get("person", "")), "reason": order.get("reason")}
    given["verdict"] = _verdict(session, row)
    return Wanted(given, {"person": person} if order.event == "verify-first" else {})


def _verdict(session: Session, row: Registration | None) -> str:
    """Of the decision that holds for its application."""
    held = session.get(CompanyApplication, row.application) if row and row.application else None
    return held.verdict if held else ""


class _Catching:
    """A number that was decided on before its identity was verified goes as far as the decision leads."""

    def __init__(self, office: Office, now: datetime) -> None:
        self._office = office
        self._now = now

    def up(self, session: Session, row: Registration) -> None:
        held = session.get(CompanyApplication, row.application) if row.application else None
        last = session.get(DecisionRow, held.decision_id) if held else None
        if last is not None and row.state == PAPERS:
            Following(session, self._office.settings, Decided.of(last), self._now).advance(row)


def _follow(office: Office, order: Order, now: datetime) -> Registration:
    """The application's number, after the decision that holds. The name is the application's own ID."""
    _ = order.taker
    subject = office.ledger.arrivals.subjects(office.store.address).get(order.name)
    last = office.ledger.decisions.last(subject) if subject else None
    if subject is None or last is None or not subject.startswith("application:"):
        raise DojangError("case-unknown")
    found = papers.dossier(office, int(subject.partition(":")[2]))
    if found is None or not found.claimed.trusted:
        raise DojangError("manifest-missing")
    with writing(office.ledger.engine) as session:
        row = Following(session, office.settings, Decided.of(last), now).follow(found.claimed.manifest)
    if row is None:
        raise RefusedError("registration-unknown")
    return row
