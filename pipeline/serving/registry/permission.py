"""Who may send, by what the ledger holds."""

from __future__ import annotations

from pipeline.numbers import business_check, digits
from pipeline.registrations import permission
from pipeline.registrations.permission import Message, OptOutFor, Permission, Registered
from pipeline.registrations.reasons import RefusedError
from pipeline.registrations.yellow_ids import yellow_id
from pipeline.serving.ledger import Ledger
from pipeline.settings import Settings


def company_of(typed: str) -> str:
    """A business registration number as it is kept: ten digits. Raises `company-invalid`."""
    found = digits(typed)
    if len(found) != 10 or not business_check(found):
        raise RefusedError("company-invalid")
    return found


def may_send(
    ledger: Ledger, settings: Settings, company: str, message: Message, sender: str | None = None
) -> Permission:
    """Whether a company may send a kind of message, from that number or Yellow ID if one is named. Raises `company-invalid`."""
    rows = ledger.registrations.of(company_of(company))
    own = (Registered(one.machine, one.name, one.state, str(one.noted.get("expected", ""))) for one in rows)
    name = None if sender is None else yellow_id(sender) if message is Message.KAKAO else digits(sender)
    return permission.may_send(own, message, OptOutFor(settings.opt_out_for), name)
