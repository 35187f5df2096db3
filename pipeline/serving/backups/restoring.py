"""Restoring a backup: into an empty ledger, whole or not at all.

Everything is checked before anything is placed. Files are unpacked beside their places, the rows are
written in one transaction, and the files renamed into place just before it comes true. What breaks
off before that leaves the ledger empty; the service does not start then, and restoring again finishes it.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import tarfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from filecmp import cmp
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from sqlalchemy.engine import Connection

from pipeline.document import Json
from pipeline.errors import DojangError
from pipeline.serving.backups import dump
from pipeline.serving.backups.archive import ABOUT, ETAG, FORMAT, INBOX, SUMS, TABLES, inbox_of, is_member, schema_of
from pipeline.serving.backups.envelope import Opener, is_sealed
from pipeline.serving.buckets import etag_of
from pipeline.serving.database import lock, told_without_values
from pipeline.serving.keys import keyring_of
from pipeline.serving.ledger import Ledger
from pipeline.serving.sealing import Keyring
from pipeline.settings import Settings

_STAGE = ".restore"
"""Where files are unpacked, under the data; while it is there, a restore is not finished."""


def restore(settings: Settings, file: Path) -> None:
    """Restores a backup; the service must not run.

    Raises `backup-damaged`, `backup-version`, `ledger-not-empty`, `restore-blocked`, `file-not-found`,
    `file-unreadable`, `data-key-missing`, `data-key-wrong`; nothing is restored then.
    """
    packed = _Packed(file, keyring_of(settings, make=False))
    about = _checked(packed)
    ledger = Ledger(settings.ledger, packed.keyring)
    try:
        if (about.get("format"), about.get("schema")) != (FORMAT, schema_of(ledger)):
            raise DojangError("backup-version")
        _restore(ledger, settings, packed, about.get("inbox"))
    finally:
        ledger.close()


def settle(ledger: Ledger, data: Path) -> None:
    """Clears away what a restore left behind that broke off; to be called before the service starts.

    Raises `restore-unfinished` if it was not whole.
    """
    stage = data.resolve() / _STAGE
    if not stage.exists():
        return
    with told_without_values(), dump.snapshot(ledger.engine) as connection:
        if dump.is_empty(connection):
            raise DojangError("restore-unfinished")
    shutil.rmtree(stage)


@dataclass(frozen=True, slots=True)
class _Packed:
    """A backup, and the keys that open it."""

    file: Path
    keyring: Keyring


@dataclass(frozen=True, slots=True)
class _Staged:
    """One unpacked file: where it is, where it belongs, and by which etag the ledger knew it."""

    path: Path
    target: Path
    old_etag: str

    @property
    def etag(self) -> str:
        """By which the bucket will know it: renaming changes neither inode nor time, and what is there already stays."""
        return etag_of((self.target if self.target.exists() else self.path).lstat())


def _restore(ledger: Ledger, settings: Settings, packed: _Packed, old_address: str | None) -> None:
    data = settings.data.resolve()
    inbox = inbox_of(settings) or data / INBOX
    stage = data / _STAGE
    with told_without_values(), ledger.engine.begin() as connection:
        lock(connection, "restore")
        if not dump.is_empty(connection):
            raise DojangError("ledger-not-empty")
        try:
            staged = _unpack(packed, stage, lambda rest: _target(rest, data, inbox))
            dump.clear_index(connection)
            _fill(connection, packed, _change(staged, old_address, f"file:{inbox}"))
        except BaseException:
            shutil.rmtree(stage, ignore_errors=True)
            raise
        _place(staged)
    shutil.rmtree(stage)


def _target(rest: Sequence[str], data: Path, inbox: Path) -> Path:
    return inbox.joinpath(*rest[1:]) if rest[0] == INBOX else data.joinpath(*rest)


def _checked(packed: _Packed) -> Json:
    """What the backup says of itself. Raises `backup-damaged` unless every part is there and has its hash."""
    about: Json = {}
    sums: dict[str, str] = {}
    expected: object = None
    with _opened(packed) as archive:
        for member, body in _members(archive):
            if member.name == SUMS:
                expected = json.load(body)
                continue
            if member.name == ABOUT:
                told = body.read()
                about = dict(json.loads(told))
                sums[ABOUT] = hashlib.sha256(told).hexdigest()
                continue
            sums[member.name] = _sum(body)
    if sums != expected or not {ABOUT, *TABLES} <= sums.keys():
        raise DojangError("backup-damaged")
    return about


def _sum(body: IO[bytes]) -> str:
    found = hashlib.sha256()
    while some := body.read(1 << 20):
        found.update(some)
    return found.hexdigest()


@contextmanager
def _opened(packed: _Packed) -> Iterator[tarfile.TarFile]:
    try:
        with packed.file.open("rb") as body:
            if not is_sealed(body):
                raise DojangError("backup-damaged")
            opener = io.BufferedReader(Opener(body, packed.keyring))
            with tarfile.open(fileobj=opener, mode="r|gz") as archive:
                yield archive
            opener.read()
    except FileNotFoundError:
        raise DojangError("file-not-found") from None
    except (IsADirectoryError, PermissionError):
        raise DojangError("file-unreadable") from None
    except (tarfile.TarError, EOFError, ValueError, TypeError, KeyError, zlib.error):
        raise DojangError("backup-damaged") from None


def _members(archive: tarfile.TarFile) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    """Regular files whose names lead nowhere else. Raises `ValueError` for anything else."""
    for member in archive:
        body = archive.extractfile(member) if member.isreg() else None
        if body is None or not is_member(PurePosixPath(member.name)):
            raise ValueError
        yield member, body


def _unpack(packed: _Packed, stage: Path, target_of: Callable[[Sequence[str]], Path]) -> list[_Staged]:
    """Unpacks the files. Raises `restore-blocked` where one would take the place of another."""
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(parents=True, mode=0o700)
    found: list[_Staged] = []
    by_etag: dict[str, Path] = {}
    with _opened(packed) as archive:
        for member, body in _members(archive):
            top, *rest = PurePosixPath(member.name).parts
            if top == "files":
                etag = str(member.pax_headers.get(ETAG, ""))
                path = stage.joinpath(*rest)
                _unpack_one(member, body, path, by_etag.setdefault(etag, path))
                found.append(_Staged(path, target_of(rest), etag))
    if any(one.target.exists() and not _may_stay(one) for one in found):
        raise DojangError("restore-blocked")
    return found


def _unpack_one(member: tarfile.TarInfo, body: IO[bytes], path: Path, first: Path) -> None:
    """Two names of one file become so again: the ledger knows both by one etag."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if first != path:
        os.link(first, path)
        return
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as copy:
        shutil.copyfileobj(body, copy)
        copy.flush()
        os.fchmod(handle, member.mode & 0o777)
        os.utime(handle, (member.mtime, member.mtime))
        os.fsync(handle)


def _may_stay(one: _Staged) -> bool:
    """The same file is there already, from a restore that broke off; a new key guards nothing yet."""
    return one.target.suffix == ".key" or (one.target.is_file() and cmp(one.target, one.path, shallow=False))


def _fill(connection: Connection, packed: _Packed, change: Callable[[str, dump.Row], dump.Row]) -> None:
    with _opened(packed) as archive:
        for member, body in _members(archive):
            if member.name in TABLES:
                table = TABLES[member.name]
                dump.load(connection, table, body, partial(change, table.name))


def _change(staged: Sequence[_Staged], old_address: str | None, address: str) -> Callable[[str, dump.Row], dump.Row]:
    """Rows that speak of the inbox speak of where it is now, and of its files by their new etags."""
    etags = {one.old_etag: one.etag for one in staged}

    def change(table: str, row: dump.Row) -> dump.Row:
        if old_address is None or row.get("store") != old_address:
            return row
        moved = row | {"store": address}
        return moved | {"etag": etags.get(row["etag"], row["etag"])} if table == "uploads" else moved

    return change


def _place(staged: Sequence[_Staged]) -> None:
    """Into their places; the inbox comes last, as it was packed last."""
    for one in staged:
        if one.target.suffix == ".key" or not one.target.exists():
            one.target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            one.path.replace(one.target)
    for folder in {one.target.parent for one in staged}:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
