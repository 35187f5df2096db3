"""The service's place of work, and how bytes are read there: once, and kept by their hash."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from pipeline import facts as reading
from pipeline.document import Facts
from pipeline.errors import DojangError
from pipeline.manifest import SEOUL
from pipeline.registers import Register, open_register
from pipeline.serving.backups import restoring
from pipeline.serving.buckets import UploadStore, open_store
from pipeline.serving.files import Album, Kept
from pipeline.serving.keys import keyring_of
from pipeline.serving.ledger import Ledger
from pipeline.settings import Settings
from pipeline.workdays import Calendar, open_calendar

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Office:
    """Where the service works: its data folder, bucket, ledger and settings, clock and calendar on its wall, whom it asks."""

    data: Path
    store: UploadStore
    decided: UploadStore | None
    """Where uploads go once they are decided; `None`: they stay."""
    ledger: Ledger
    settings: Settings
    clock: Clock
    calendar: Calendar
    register: Register
    pages: Album
    """The covered pages of what was read."""
    sheets: Album
    """What people see of a decision."""
    readers: threading.BoundedSemaphore = field(repr=False)
    """As many files are read at once."""

    def now(self) -> datetime:
        """The moment: the only clock that serving looks at."""
        return self.clock()

    @property
    def workers(self) -> int:
        """How many files are read side by side."""
        return workers(self.settings)

    @property
    def lease(self) -> timedelta:
        """How long a case is held without a sign of life."""
        return timedelta(seconds=self.settings.lease_seconds)


def open_office(settings: Settings) -> Office:
    """Opens (or makes) everything under the data folder.

    Raises `settings-invalid`, `restore-unfinished`, `data-key-missing`, and what `Ledger` raises.
    """
    calendar = open_calendar(settings.country, settings.days_off)
    data = settings.data.resolve()
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    keyring = keyring_of(settings)
    ledger = Ledger(settings.ledger, keyring)
    restoring.settle(ledger, data)
    albums = {name: Album(data / name, keyring) for name in ("pages", "sheets")}
    for one in albums.values():
        one.settle()
    return Office(
        data=data,
        store=(store := open_store(settings.inbox, settings.quiet_seconds)),
        decided=_open_decided(settings, store),
        ledger=ledger,
        settings=settings,
        clock=_clock(settings.now),
        calendar=calendar,
        register=open_register(settings),
        pages=albums["pages"],
        sheets=albums["sheets"],
        readers=threading.BoundedSemaphore(workers(settings)),
    )


def _open_decided(settings: Settings, store: UploadStore) -> UploadStore | None:
    """Where decided uploads go: neither within the bucket nor around it, or it would take them in again. Raises `settings-invalid`."""
    if not settings.decided:
        return None
    decided = open_store(settings.decided, 0.0, "DOJANG_DECIDED")
    one, other = (place.address.rstrip("/") + "/" for place in (decided, store))
    if one.startswith(other) or other.startswith(one):
        raise DojangError("settings-invalid", "DOJANG_DECIDED")
    return decided


def workers(settings: Settings) -> int:
    """How many files are read side by side: as set, or as many as this process may use cores."""
    if settings.workers:
        return settings.workers
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)


def read(office: Office, data: bytes, now: datetime) -> Facts:
    """The facts of these bytes: kept ones, or read now. The covered pages are kept beside them.

    Raises `DojangError`.
    """
    sha256 = reading.digest(data)
    if (known := kept_facts(office, sha256)) is not None:
        return known
    with office.readers:
        if (known := kept_facts(office, sha256)) is not None:
            return known  # the same bytes were read beside us
        try:
            found = reading.read(data, pictures=True)
        except DojangError:
            office.ledger.readings.keep_content(sha256, len(data), now)
            raise
    for number, picture in enumerate(found.pictures, start=1):
        office.pages.keep(f"{sha256}-{number:03d}", picture)
    office.ledger.readings.keep_facts(found.facts, len(data), now)
    return found.facts


def kept_facts(office: Office, sha256: str) -> Facts | None:
    """What this reader read before in these bytes, if its pages are there too, or were erased on purpose."""
    known = office.ledger.readings.facts(sha256, reading.reader(office.settings))
    if known is None or pages(office, sha256) or office.ledger.readings.is_erased(sha256):
        return known
    return None


def pages(office: Office, sha256: str) -> list[Kept]:
    """The covered pages of a content that was read, in order."""
    return office.pages.named(f"{sha256}-")


def day_of(moment: datetime) -> date:
    """The day in Seoul."""
    return moment.astimezone(SEOUL).date()


def _clock(start: datetime | None) -> Clock:
    """The clock; or one that was set to `start` when this process began to work."""
    if start is None:
        return lambda: datetime.now(SEOUL)
    began = time.monotonic()
    return lambda: start + timedelta(seconds=time.monotonic() - began)
