"""The service's place of work, and how bytes are read there: once, and kept by their hash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from pipeline import facts as reading
from pipeline.document import Facts
from pipeline.manifest import SEOUL
from pipeline.serving import sheet
from pipeline.serving.buckets import UploadStore, open_store
from pipeline.serving.ledger import Ledger
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class Office:
    """Where the service works: its data folder, bucket, ledger and settings."""

    data: Path
    store: UploadStore
    ledger: Ledger
    settings: Settings

    @property
    def lease(self) -> timedelta:
        """How long a claim holds: longer than any reading can take."""
        return timedelta(seconds=2 * self.settings.read_seconds + 60)


def open_office(settings: Settings, quiet_seconds: float = 2.0) -> Office:
    """Opens (or makes) everything under the data folder."""
    data = settings.data.resolve()
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Office(data, open_store(settings.inbox, quiet_seconds), Ledger(data / "ledger.sqlite"), settings)


def read(office: Office, data: bytes, now: datetime) -> Facts:
    """The facts of these bytes: kept ones, or read now. The covered pages are kept beside them.

    Raises `DojangError`.
    """
    sha256 = reading.digest(data)
    office.ledger.keep_content(sha256, len(data), now)
    if (known := kept_facts(office, sha256)) is not None:
        return known
    found = reading.read(data, pictures=True)
    for number, picture in enumerate(found.pictures, start=1):
        sheet.keep(office.data / "pages", f"{sha256}-{number:03d}", picture)
    office.ledger.keep_facts(found.facts, now)
    return found.facts


def kept_facts(office: Office, sha256: str) -> Facts | None:
    """What this reader read before in these bytes, if its pages are there too."""
    known = office.ledger.facts(sha256, reading.READER)
    return known if pages(office, sha256) else None


def pages(office: Office, sha256: str) -> list[Path]:
    """The covered pages of a content that was read, in order."""
    return sorted((office.data / "pages").glob(f"{sha256}-*.jpg"))


def day_of(moment: datetime) -> date:
    """The day in Seoul."""
    return moment.astimezone(SEOUL).date()
