"""What a register is asked about an application, and how the answer is kept: once for all that was handed in so far.

Whatever is judged again finds the answer that was given then. A true answer also holds for a day for
other cases of the same company.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from checks.application.business_active import RULE as BUSINESS
from checks.application.registration_genuine import RULE as GENUINE
from checks.registration import askable
from checks.rule import Handed
from checks.rulebook import Rulebook, load
from pipeline.business_status import BusinessStatus, Registration
from pipeline.document import Facts
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
    """Asks the register about the applying company and its registration, unless it was.

    Nothing that the manifest says is believed unsigned, and nothing is asked that no rule of the book wants to know.
    """
    book = load(books.chosen(office.settings, found.claimed.manifest.channel))
    rules = {one.rule.name for one in book.application} if found.claimed.trusted else set()
    if BUSINESS.name in rules:
        _ask_business(office, found, handed, now)
    if GENUINE.name in rules:
        _ask_genuine(office, found, handed, book, now)


def _ask_business(office: Office, found: Dossier, handed: Sequence[Handed], now: datetime) -> None:
    answers, number = office.ledger.registers, digits(found.claimed.manifest.business_number)
    material = handed_in(found, handed)
    if answers.kept(found.subject, material):
        return
    if (known := answers.recent(number, now - _FRESH)) is not None:
        answers.keep(found.subject, material, number, BusinessStatus(known.status), known.asked_at)
    elif (status := office.register.status(number)) is not None:
        answers.keep(found.subject, material, number, status, now)


def _ask_genuine(office: Office, found: Dossier, handed: Sequence[Handed], book: Rulebook, now: datetime) -> None:
    registration = _registration(found, handed, book)
    if registration is None or office.ledger.registers.kept(found.subject, _mark(found, handed, registration)):
        return
    if (said := office.register.genuine(registration)) is not None:
        mark = _mark(found, handed, registration)
        office.ledger.registers.keep(found.subject, mark, registration.number, said, now)


def _registration(found: Dossier, handed: Sequence[Handed], book: Rulebook) -> Registration | None:
    papers = [paper for one in handed if isinstance(one.facts, Facts) for paper in one.facts.papers]
    return askable(found.claimed.manifest, papers, book.sure_enough)


def _mark(found: Dossier, handed: Sequence[Handed], registration: Registration) -> str:
    """What was handed in and what was asked of it: nothing of a name is kept but this hash, which holds far more than the name."""
    return hashed([handed_in(found, handed), registration.opened.isoformat(), registration.representative])


def answer(office: Office, found: Dossier, handed: Sequence[Handed]) -> RegisterAnswer | None:
    """What the register said of the company when this was handed in; `None`: nobody was asked."""
    return office.ledger.registers.kept(found.subject, handed_in(found, handed))


def genuine(office: Office, found: Dossier, handed: Sequence[Handed], book: Rulebook) -> RegisterAnswer | None:
    """What it said of the registration, as people corrected it; `None`: nobody was asked, or about what was misread."""
    registration = _registration(found, handed, book)
    return office.ledger.registers.kept(found.subject, _mark(found, handed, registration)) if registration else None
