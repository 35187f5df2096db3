"""Tidying up: what is personal is removed when its days are over, everywhere; what an exposing upload left, at once.

A case's days count from its last decision; one that waits for a person or for papers is left alone. What stays is the record of
what was decided, by whom, on which rules: ids, hashes and codes, and the names of who decided and who looked. The key of an
upload stays as long as the bucket has the object: it must not be reviewed once more.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from pipeline.errors import DojangError
from pipeline.serving import intake
from pipeline.serving.buckets import GoneError, UploadStore
from pipeline.serving.ledger.arrivals import version_of
from pipeline.serving.office import Office
from pipeline.serving.tables import Whereabouts

_log = logging.getLogger(__name__)
_AMONG_DECIDED = frozenset({Whereabouts.COPIED, Whereabouts.MOVED})


@dataclass(frozen=True, slots=True)
class Tidied:
    """How much was removed."""

    pictures: int = 0
    readings: int = 0
    keys: int = 0
    notices: int = 0
    answers: int = 0
    objects: int = 0
    """Exposing uploads that were removed from the bucket, and copies of such among what was decided."""

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
    objects = _remove_objects(office, erased) if office.settings.erase_exposed else 0
    return Tidied(pictures=pictures, objects=objects + _remove_copies(office, erased))


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


def _remove_copies(office: Office, erased: list[str]) -> int:
    """Exposing uploads, from where decided ones went. A copy is ours to remove; what the bucket has no more, only where that is set."""
    if office.decided is None:
        return 0
    removed = 0
    for sha256 in erased:
        there = [one for one in office.ledger.expiry.uploads_of([sha256]) if one.whereabouts in _AMONG_DECIDED]
        moved = any(one.whereabouts == Whereabouts.MOVED for one in there)
        if there and (office.settings.erase_exposed or not moved) and _remove_copy(office.decided, sha256):
            removed += 1
            for one in there:
                left = Whereabouts.BUCKET if one.whereabouts == Whereabouts.COPIED else Whereabouts.NOWHERE
                office.ledger.arrivals.note_whereabouts(one.id, left)
    return removed


def _remove_copy(decided: UploadStore, sha256: str) -> bool:
    """Whether it is gone. One that cannot be removed surely stays, and the log says so."""
    try:
        copy = decided.look(sha256)
        gone = copy is None or decided.remove(copy)
    except (GoneError, OSError, DojangError):
        gone = False
    if not gone:
        _log.warning("a copy that shows a number could not be removed from DOJANG_DECIDED")
    return gone
