"""KakaoTalk sending profiles: what people do with them, and what they record of Kakao's."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.document import Verdict
from pipeline.manifest import Channel
from pipeline.registrations import profiles
from pipeline.registrations.profiles import KAKAO_PROFILE
from pipeline.registrations.yellow_ids import yellow_id
from pipeline.serving.ledger.registrations import found_by_mark, mark_of
from pipeline.serving.office import Office, day_of
from pipeline.serving.registering.orders import Order, Wanted, go_on, of_company, start
from pipeline.serving.registration_tables import CompanyApplication, Registration
from pipeline.serving.registry.permission import company_of


def move(office: Office, order: Order, now: datetime) -> Registration:
    """One step of a sending profile. Raises `RefusedError`, `name-missing`."""
    if order.begins:
        return start(office, order, lambda session, _row: _opened(session, order), now)
    return go_on(office, order, lambda session, row: _wanted(session, office, row, order, now), now)


def _opened(session: Session, order: Order) -> Wanted:
    name = yellow_id(order.name)
    taken = bool(name) and found_by_mark(session, mark_of(KAKAO_PROFILE, "", name)) is not None
    details = of_company(order) | {"service": order.get("service")}
    return Wanted({"yellow_id": order.name, "taken": "yes" if taken else ""}, details, name)


def _wanted(session: Session, office: Office, row: Registration | None, order: Order, now: datetime) -> Wanted:
    match order.event:
        case "apply":
            return Wanted(
                _days(office, now) | {"applied_by": order.get("applied_by"), "verdict": _papers(session, row)}
            )
        case "register-centre":
            return Wanted({"centre": order.get("centre")}, {"centre": order.get("centre")})
        case "delete":
            return Wanted({"campaigns": order.get("campaigns")})
        case "register-again":
            return Wanted({"other_company": _other(row, order)}, {"service": order.get("service")})
        case _:
            return Wanted({"reason": order.get("reason")})


def _days(office: Office, now: datetime) -> dict[str, str]:
    """Between which days Kakao promises its answer."""
    days = {"soonest": profiles.SOONEST, "expected": profiles.LATEST}
    return {name: office.calendar.after(day_of(now), count).isoformat() for name, count in days.items()}


def _papers(session: Session, row: Registration | None) -> str:
    """Approved, where a channel application of the company is."""
    own = (
        CompanyApplication.company_mark == (row.company if row else ""),
        CompanyApplication.channel == Channel.KAKAO_CHANNEL,
    )
    approved = CompanyApplication.verdict == Verdict.APPROVED.value
    return Verdict.APPROVED.value if session.scalar(select(CompanyApplication).where(*own, approved).limit(1)) else ""


def _other(row: Registration | None, order: Order) -> str:
    """Whether somebody else than who had it registers it again; who does must be said."""
    return "" if row and order.get("company") and company_of(order.get("company")) == row.company else "yes"
