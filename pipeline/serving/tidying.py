"""Tidying up: what is personal is removed when its days are over, everywhere; what an exposing upload left, at once.

A case's days count from its last decision; one that waits for a person or for papers is left alone. What stays is the record of
what was decided, by whom, on which rules: ids, hashes and codes, and the names of who decided and who looked. The key of an
upload stays as long as the bucket has the object: it must not be reviewed once more.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from pipeline.errors import DojangError
from pipeline.serving import intake
from pipeline.serving.buckets import GoneError
from pipeline.serving.ledger.arrivals import version_of
from pipeline.serving.office import Office


@dataclass(frozen=True, slots=True)
class Tidied:
    """How much was removed."""

    pictures: int = 0
    readings: int = 0
    keys: int = 0
    notices: int = 0
    answers: int = 0
    objects: int = 0
    """Exposing uploads that were removed from the bucket."""

    def __add__(self, other: Tidied) -> Tidied:
        """Both together."""
        return Tidied(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))

    def __str__(self) -> str:
        """For the operator: counts alone."""
        return ", ".join(f"{getattr(self, one.name)} {one.name}" for one in fields(self))


def tidy(office: Office, now: datetime) -> Tidied:
    """All of it; may be called as often as one likes, also beside the service."""
    return sweep(office, now - SHOWN) + expire(office, now)


SHOWN = timedelta(minutes=10)
"""After this the sheet of a decision has been drawn from the pages, or its run begins anew and sweeps by itself."""


def sweep(office: Office, before: datetime, own: Collection[str] | None = None) -> Tidied:
    """Removes what is left of uploads that were rejected for a number they show: our pages, and the object where that is set.

    The decision's own transaction noted them as erased; what a kill left of them goes here, at the next start. `own`: only these
    contents, whose sheet has just been drawn.
    """
    erased = [one for one in office.ledger.expiry.erased(before) if own is None or one in own]
    pictures = sum(office.pages.remove(f"{one}-") for one in erased)
    return Tidied(pictures=pictures, objects=_remove_objects(office, erased) if office.settings.erase_exposed else 0)


def expire(office: Office, now: datetime) -> Tidied:
    """Removes what is older than the days of retention."""
    before = now - timedelta(days=office.settings.retention_days)
    over = office.ledger.expiry.over(office.store.address, before)
    pictures = sum(office.sheets.remove(f"{one}-") for one in over.decisions)
    pictures += sum(office.pages.remove(f"{one}-") for one in over.contents)
    listed = {(intake.kept_key_of(item), item.etag, item.version) for item in office.store.list()}
    gone = [one for one in over.uploads if (one.key, one.etag, version_of(one.version)) not in listed]
    readings, notices = office.ledger.expiry.remove(over)
    return Tidied(
        pictures=pictures,
        readings=readings,
        keys=office.ledger.expiry.forget_keys(gone),
        notices=notices + _letters(office, before),
        answers=office.ledger.registers.forget(before),
    )


def _letters(office: Office, before: datetime) -> int:
    """Notices that were written as files, where no mail server is set."""
    old = [one for one in (office.data / "outbox").glob("*.eml") if one.stat().st_mtime < before.timestamp()]
    for one in old:
        one.unlink(missing_ok=True)
    return len(old)


def _remove_objects(office: Office, erased: list[str]) -> int:
    """Exposing uploads, out of the bucket; one that has changed since, or cannot be removed, stays."""
    removed = 0
    for upload in office.ledger.expiry.uploads_of(erased):
        try:
            item = intake.listed(office.store, upload)
            removed += office.store.look(item.key) is not None and office.store.remove(item)
        except (GoneError, OSError, DojangError):
            continue
    return removed
