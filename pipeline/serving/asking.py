"""What a register is asked about an application, and how the answer is kept: once for all that was handed in so far.

Whatever is judged again finds the answer that was given then. A true answer also holds for a day for
other cases of the same company.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from checks.application.business_active import RULE
from checks.rule import Handed
from checks.rulebook import load
from pipeline.business_status import BusinessStatus
from pipeline.numbers import digits
from pipeline.serving import books
from pipeline.serving.office import Office
from pipeline.serving.papers import Dossier
from pipeline.serving.tables import RegisterAnswer

_FRESH = timedelta(days=1)


def handed_in(found: Dossier, handed: Sequence[Handed]) -> str:
    """The mark of all that was handed in: the manifest, whether it counted, and every paper."""
    return hashed([found.mark, *sorted(one.sha256 or hashed([one.file]) for one in handed)])


def hashed(parts: Sequence[str]) -> str:
    """One hash over several texts, whatever they contain."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def ask(office: Office, found: Dossier, handed: Sequence[Handed], now: datetime) -> None:
    """Asks the register about the applying company, unless it was; nothing that the manifest says is believed unsigned."""
    book, material = load(books.chosen(office.settings, found.claimed.manifest.channel)), handed_in(found, handed)
    wanted = found.claimed.trusted and any(one.rule.name == RULE.name for one in book.application)
    answers, number = office.ledger.registers, digits(found.claimed.manifest.business_number)
    if not wanted or answers.kept(found.subject, material):
        return
    if (known := answers.recent(number, now - _FRESH)) is not None:
        answers.keep(found.subject, material, number, BusinessStatus(known.status), known.asked_at)
    elif (status := office.register.status(number)) is not None:
        answers.keep(found.subject, material, number, status, now)


def answer(office: Office, found: Dossier, handed: Sequence[Handed]) -> RegisterAnswer | None:
    """What the register said when this was handed in; `None`: nobody was asked."""
    return office.ledger.registers.kept(found.subject, handed_in(found, handed))
