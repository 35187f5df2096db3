"""Backup: one file with all of Dojang's state, alike for SQLite and PostgreSQL.

The inbox is in it if it lies under the data. Prefect's database is not: it is rebuilt from the
ledger. A backup is sealed with the data's own key, which is not in it: keep that elsewhere.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import stat
import tarfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, cast
from uuid import uuid4

from pipeline.serving.backups import dump
from pipeline.serving.backups.archive import ABOUT, ETAG, FOLDERS, FORMAT, INBOX, SUMS, TABLES, inbox_of, schema_of
from pipeline.serving.backups.envelope import Sealer
from pipeline.serving.backups.restoring import restore
from pipeline.serving.buckets import etag_of
from pipeline.serving.columns import vault_of
from pipeline.serving.database import told_without_values
from pipeline.serving.keys import DATA_KEY
from pipeline.serving.ledger import Ledger
from pipeline.settings import Settings

__all__ = ["backup", "restore"]


def backup(ledger: Ledger, settings: Settings, file: Path) -> Path:
    """Writes a backup; the service may go on meanwhile. It appears whole or not at all, in the place of an older one."""
    draft = file.with_name(f".{uuid4().hex}.part")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "wb") as body:
            with Sealer(body, vault_of(ledger.engine).keyring) as sealer, _packing(sealer) as archive:
                _write(_Writer(archive), ledger, settings)
            body.flush()
            os.fsync(handle)
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
    return file


def _packing(target: Sealer) -> tarfile.TarFile:
    return tarfile.open(fileobj=cast("IO[bytes]", target), mode="w:gz", compresslevel=1, format=tarfile.PAX_FORMAT)


class _Writer:
    """A tar that remembers the hash of each of its members."""

    def __init__(self, archive: tarfile.TarFile) -> None:
        self._archive = archive
        self.sums: dict[str, str] = {}

    def add(self, name: str, body: IO[bytes], status: os.stat_result | None = None) -> None:
        """Adds a member: all of `body`, from its start."""
        member = tarfile.TarInfo(name)
        member.size = body.seek(0, os.SEEK_END)
        member.mode = 0o600
        if status is not None:
            member.mode, member.mtime = stat.S_IMODE(status.st_mode), int(status.st_mtime)
            member.pax_headers = {ETAG: etag_of(status)}
        body.seek(0)
        self.sums[name] = hashlib.file_digest(body, "sha256").hexdigest()  # type: ignore[arg-type]  # any binary file will do
        body.seek(0)
        self._archive.addfile(member, body)

    def add_json(self, name: str, value: object) -> None:
        """Adds a member that holds a value."""
        self.add(name, BytesIO(json.dumps(value).encode()))


def _write(writer: _Writer, ledger: Ledger, settings: Settings) -> None:
    """The tables first: a file that a row speaks of is older than the row, so it is in the backup."""
    inbox = inbox_of(settings)
    address = f"file:{inbox}" if inbox else None
    writer.add_json(ABOUT, {"format": FORMAT, "schema": schema_of(ledger), "inbox": address})
    with told_without_values(), dump.snapshot(ledger.engine) as connection:
        for name, table in TABLES.items():
            with TemporaryFile() as body:
                body.writelines(dump.lines(connection, table))
                writer.add(name, body)
    for name, path in _files(settings.data.resolve(), inbox):
        _add_file(writer, name, path)
    writer.add_json(SUMS, writer.sums)


def _files(data: Path, inbox: Path | None) -> Iterator[tuple[str, Path]]:
    """The members' names, and where the files are. Keys lie in the data folder itself; what seals the data stays there."""
    for path in sorted(one for one in data.glob("*.key") if one.name != DATA_KEY):
        yield f"files/{path.name}", path
    roots = [(name, data / name) for name in FOLDERS]
    for name, root in [*roots, (INBOX, inbox)] if inbox else roots:
        for folder, _, names in os.walk(root):
            for path in (Path(folder, one) for one in names if not one.endswith(".part")):
                yield f"files/{name}/{path.relative_to(root)}", path


def _add_file(writer: _Writer, name: str, path: Path) -> None:
    """A regular file that stays as it is while it is read; others are still being written, and no row knows them."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        if error.errno == errno.ELOOP:  # a link: the bucket does not take it either
            return
        raise
    with os.fdopen(handle, "rb") as source, TemporaryFile() as body:
        before = os.fstat(handle)
        if not stat.S_ISREG(before.st_mode):
            return
        shutil.copyfileobj(source, body)
        if etag_of(os.fstat(handle)) == etag_of(before) and body.tell() == before.st_size:
            writer.add(name, body, before)
