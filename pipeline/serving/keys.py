"""Secrets that the service makes for itself, once, and keeps under its data folder; and the keys that its data are sealed with."""

from __future__ import annotations

import base64
import os
import secrets
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from pipeline.errors import DojangError
from pipeline.serving.sealing import Keyring
from pipeline.settings import Settings

DATA_KEY = "data.key"
"""Under the data folder: what seals the data where no setting says it. It never goes into a backup."""
_BYTES = 32


def kept_key(path: Path) -> bytes:
    """The secret in that file, for its owner's eyes only; made where there is none, the same for all who start at once."""
    with suppress(FileNotFoundError):
        return path.read_bytes()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = _written(path, secrets.token_bytes(_BYTES))
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
    return path.read_bytes()


def keyring_of(settings: Settings, *, make: bool = True) -> Keyring:
    """The keys of `DOJANG_DATA_KEY`, and after them the data folder's own; made there where neither is (unless not to `make`).

    Raises `settings-invalid`; `data-key-missing` where there is none, and data are there that some other has sealed.
    """
    path = settings.data.resolve() / DATA_KEY
    given = settings.data_key.get_secret_value() if settings.data_key else ""
    told = [one.strip().encode() for one in given.split(",") if one.strip()]
    if not told and not path.exists() and (not make or _has_sealed(settings)):
        raise DojangError("data-key-missing")
    own = _own_keys(path) if path.exists() or not told else []
    try:
        return Keyring([*told, *own])
    except ValueError:
        raise DojangError("settings-invalid", "DOJANG_DATA_KEY" if told else DATA_KEY) from None


def begin_change(settings: Settings) -> Keyring:
    """The keys to seal everything anew with: with a key in the settings that comes first; else the folder's file gets a fresh one."""
    path = settings.data.resolve() / DATA_KEY
    if not (settings.data_key and settings.data_key.get_secret_value().strip()):
        _written(path, secrets.token_bytes(_BYTES) + kept_key(path)).replace(path)
    return keyring_of(settings)


def end_change(settings: Settings) -> None:
    """Everything is sealed by the first key: the folder's older ones go."""
    path = settings.data.resolve() / DATA_KEY
    if settings.data_key and settings.data_key.get_secret_value().strip():
        path.unlink(missing_ok=True)
    else:
        _written(path, path.read_bytes()[:_BYTES]).replace(path)


def _own_keys(path: Path) -> list[bytes]:
    """The keys in the folder's file, the newest first, as Fernet takes them."""
    raw = kept_key(path)
    return [base64.urlsafe_b64encode(raw[at : at + _BYTES]) for at in range(0, len(raw), _BYTES)]


def _has_sealed(settings: Settings) -> bool:
    """Whether the data folder holds what must have been sealed already: pictures, or a ledger with an index."""
    data = settings.data.resolve()
    if isinstance(settings.ledger, Path) and _is_sealed(settings.ledger):
        return True
    return any(next((data / name).glob("*.sealed"), None) is not None for name in ("pages", "sheets"))


def _is_sealed(path: Path) -> bool:
    """Whether an SQLite file is a ledger whose rows are sealed."""
    if not path.exists():
        return False
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as database:
        try:
            return bool(database.execute("SELECT count(*) FROM index_key").fetchone() != (0,))
        except sqlite3.DatabaseError:
            return False


def _written(path: Path, body: bytes) -> Path:
    """A draft beside that file, for its owner's eyes only, safely on the disk."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    return draft
