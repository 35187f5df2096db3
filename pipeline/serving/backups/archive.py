"""What a backup looks like: sealed (`envelope`), a tar of `about.json`, tables, files, and last the hash of every part."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from pipeline.serving.backups import dump
from pipeline.serving.keys import DATA_KEY
from pipeline.serving.ledger import Ledger
from pipeline.settings import Settings

FORMAT = 2
FOLDERS = ("pages", "sheets", "outbox")
"""The folders of the data that are kept."""
INBOX = "inbox"
"""What the bucket is called in a backup, wherever it lies."""
ABOUT, SUMS = "about.json", "sums.json"
ETAG = "DOJANG.etag"
"""The header of a member that keeps the etag by which the ledger knows the file."""
TABLES = {f"tables/{table.name}.jsonl": table for table in dump.TABLES}
"""The members that hold rows."""


def inbox_of(settings: Settings) -> Path | None:
    """The bucket's folder, if it lies under the data."""
    scheme, _, place = settings.inbox.partition(":")
    root = Path(place).resolve()
    return root if scheme == "file" and root.is_relative_to(settings.data.resolve()) else None


def schema_of(ledger: Ledger) -> str:
    """The revision of the ledger's schema."""
    with ledger.engine.connect() as connection:
        return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one())


def is_member(name: PurePosixPath) -> bool:
    """Whether a backup can hold that name: none that leads out of the data."""
    if str(name) in {ABOUT, SUMS, *TABLES}:
        return True
    top, *rest = name.parts or ("",)
    if top != "files" or not rest or ".." in rest or "\0" in str(name):
        return False
    return (rest[0].endswith(".key") and rest[0] != DATA_KEY) if len(rest) == 1 else rest[0] in {*FOLDERS, INBOX}
