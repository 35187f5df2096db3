"""080 opt-out numbers: what people do with them, checked against the business registration of an approved application."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from pipeline.document import Facts, Kind, Verdict
from pipeline.numbers import digits
from pipeline.registrations import optouts
from pipeline.registrations.optouts import OPT_OUT
from pipeline.registrations.reasons import RefusedError
from pipeline.serving import papers, reviews
from pipeline.serving.ledger.registrations import named
from pipeline.serving.office import Office, day_of
from pipeline.serving.registering.orders import Order, Wanted, go_on, of_company, start
from pipeline.serving.registration_tables import CompanyApplication, Registration
from pipeline.serving.registry.permission import company_of

_OPEN = (optouts.CHECKED, optouts.HANDED_IN, optouts.ISSUING, optouts.IN_USE)
_HOLDERS = (Kind.BUSINESS_REGISTRATION, Kind.UNIQUE_NUMBER_CERTIFICATE)


def move(office: Office, order: Order, now: datetime) -> Registration:
    """One step of an 080 opt-out number. Raises `RefusedError`, `name-missing`."""
    if order.begins:
        _check_none_open(office, order)
        seen = _registration(office, order, now) if order.event == "enter" else {}
        return start(office, order, lambda session, _row: _first(session, order, seen), now)
    return go_on(office, order, lambda session, _row: _further(session, office, order, now), now)


def _check_none_open(office: Office, order: Order) -> None:
    rows = office.ledger.registrations.of(company_of(order.get("company")))
    if any(one.machine == OPT_OUT.name and one.state in _OPEN for one in rows):
        raise RefusedError("opt-out-open")


def _registration(office: Office, order: Order, now: datetime) -> dict[str, str]:
    """What the business registration of the company's approved application says; empty where there is none."""
    company = company_of(order.get("company"))
    for one in reversed(office.ledger.registrations.applications(company)):
        if one.verdict == Verdict.APPROVED and (seen := _seen(office, one, now)):
            return seen
    return {}


def _seen(office: Office, held: CompanyApplication, now: datetime) -> dict[str, str]:
    """As people corrected it."""
    found = papers.dossier(office, int(held.subject.partition(":")[2]))
    for handed in papers.hand_in(office, found, now) if found else ():
        if not isinstance(handed.facts, Facts):
            continue
        for paper in reviews.as_corrected(office, held.subject, handed.facts).papers:
            if paper.kind in _HOLDERS:
                read = {name: one.value or "" for name, one in paper.fields.items()}
                return {
                    "paper_number": read.get("business_number", ""),
                    "paper_company": read.get("company_name", ""),
                    "paper_representative": read.get("representative", ""),
                    "decision": held.decision_id,
                }
    return {}


def _first(session: Session, order: Order, seen: dict[str, str]) -> Wanted:
    if order.event == "bring-in":
        number = digits(order.name)
        given = {"opt_out": number, "taken": _taken(session, number), "vendor": order.get("vendor")}
        return Wanted(given, of_company(order) | {"vendor": order.get("vendor")}, number)
    entered = {name: order.get(name) for name in ("representative", "invoice_email")}
    entered["invoice_number"] = order.get("invoice_number") or order.get("company")
    given = entered | seen | {"number": order.get("company"), "company": order.get("company_name")}
    return Wanted(given, of_company(order) | entered, "")


def _further(session: Session, office: Office, order: Order, now: datetime) -> Wanted:
    if order.event == "pay":
        today = day_of(now)
        days = {"soonest": optouts.SOONEST, "expected": optouts.LATEST}
        return Wanted({name: office.calendar.after(today, count).isoformat() for name, count in days.items()})
    if order.event == "issue":
        number = digits(order.get("number"))
        return Wanted({"opt_out": number, "taken": _taken(session, number)}, name=number)
    return Wanted({"warned": order.get("warned"), "reason": order.get("reason")})


def _taken(session: Session, number: str) -> str:
    return "yes" if named(session, OPT_OUT.name, number, optouts.IN_USE) else ""
