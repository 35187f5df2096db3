"""Keys of tests, and ledgers opened with them."""

from __future__ import annotations

import secrets
import shutil
import sqlite3
import tempfile
from contextlib import closing
from functools import cache
from pathlib import Path

from pipeline.serving.keys import keyring_of
from pipeline.serving.ledger import Ledger
from pipeline.serving.sealing import INDEX_BYTES, Keyring
from pipeline.settings import Settings

DATA_KEY = "ZmljdGl0aW91cy1maWN0aXRpb3VzLWZpY3RpdGlvdXM="
KEYRING = Keyring([DATA_KEY.encode()])


def keyring(place: str | Path) -> Keyring:
    """A file's is that of the folder it lies in, as the service finds it; a server's is the tests' own."""
    return keyring_of(Settings(data=place.parent)) if isinstance(place, Path) else KEYRING


def ledger_at(place: str | Path) -> Ledger:
    """The ledger there."""
    return Ledger(place, keyring(place))


def with_ledger(settings: Settings) -> Settings:
    """Settings whose data folder holds an empty ledger, as opening it would make one."""
    if not (settings.data / "ledger.sqlite").exists():
        copied(settings.data / "ledger.sqlite", keyring_of(settings))
    return settings


def copied(place: Path, keys: Keyring) -> None:
    """An empty ledger in a file: a copy of one that all migrations made, with a secret of its own. A quarter of a second less."""
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    shutil.copy(Path(_made_once().name) / "ledger.sqlite", place)
    with closing(sqlite3.connect(place)) as connection, connection:
        connection.execute("UPDATE index_key SET secret = ?", [keys.seal(secrets.token_bytes(INDEX_BYTES))])


@cache
def _made_once() -> tempfile.TemporaryDirectory[str]:
    """A folder with a ledger that nobody uses; gone with the process."""
    folder = tempfile.TemporaryDirectory()
    Ledger(Path(folder.name) / "ledger.sqlite", KEYRING).close()
    return folder
