"""A local folder as a bucket."""

from __future__ import annotations

import logging
import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from pipeline.serving.buckets.store import GoneError, Item

_log = logging.getLogger(__name__)
_UNFINISHED = (".part", ".tmp")


class FolderStore:
    """A local folder. A file counts as whole when two listings at least `quiet_seconds` apart saw it alike.

    Better than waiting: write beside it as `NAME.part`, then rename. Names that begin with a dot or
    end with `.part` or `.tmp` are ignored; links, pipes, sockets and devices are skipped with a warning.
    """

    def __init__(self, root: Path, quiet_seconds: float = 2.0, clock: Callable[[], float] = time.monotonic) -> None:
        self.root = root.resolve()
        self._quiet = quiet_seconds
        self._clock = clock
        self._seen: dict[str, tuple[str, float]] = {}

    @property
    def address(self) -> str:
        """`file:` and the folder."""
        return f"file:{self.root}"

    @property
    def etags_are_contents(self) -> bool:
        """A file that is written again gets another one."""
        return False

    def list(self, prefix: str = "") -> Iterator[Item]:
        """The files that were alike at an earlier listing. Raises `OSError` if the folder cannot be read."""
        now = self._clock()
        found = {item.key: item for item in self._walk() if item.key.startswith(prefix)}
        seen = {key: self._first_seen(item, now) for key, item in found.items()}
        others = {key: mark for key, mark in self._seen.items() if not key.startswith(prefix)}
        self._seen = others | seen
        return iter([item for key, item in found.items() if now - seen[key][1] >= self._quiet])

    def look(self, key: str) -> Item | None:
        """The file, if it was alike at an earlier look or listing."""
        return next((item for item in self.list(key) if item.key == key), None)

    def _first_seen(self, item: Item, now: float) -> tuple[str, float]:
        mark = self._seen.get(item.key)
        return mark if mark and mark[0] == item.etag else (item.etag, now)

    def _walk(self) -> Iterator[Item]:
        waiting = [(os.fsencode(self.root), "")]
        while waiting:
            folder, prefix = waiting.pop()
            for entry in _entries(folder, within=bool(prefix)):
                key = prefix + entry.name.decode("utf-8", "surrogateescape")
                if entry.is_dir(follow_symlinks=False) and not key.startswith("."):
                    waiting.append((entry.path, f"{key}/"))
                elif (item := _item(entry, key)) is not None:
                    yield item

    @contextmanager
    def open(self, item: Item) -> Iterator[BinaryIO]:
        """The bytes of that file, no link followed on the way. Raises `GoneError`."""
        with _folder_of(self.root, item.key) as (folder, name):
            try:
                handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
            except OSError as error:
                raise GoneError(item.etag) from error
        with os.fdopen(_checked(handle, item), "rb") as body:
            yield body
            _same(handle, item)

    def put_if_absent(self, key: str, body: bytes) -> bool:
        """Written beside it first, then linked into place: never visible in part."""
        parts = _parts(key)
        (self.root / Path(*parts[:-1])).mkdir(parents=True, exist_ok=True)
        with _folder_of(self.root, key) as (folder, name):
            draft = f".{uuid4().hex}.part"
            try:
                _write(draft, body, folder)
                os.link(draft, name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
            except FileExistsError:
                return False
            finally:
                with suppress(FileNotFoundError):
                    os.unlink(draft, dir_fd=folder)
        return True

    def remove(self, item: Item) -> bool:
        """Taken aside first and looked at there: a file that has taken its place is put back."""
        try:
            with _folder_of(self.root, item.key) as (folder, name):
                return _removed(folder, name, item)
        except GoneError:
            return True


def _entries(folder: bytes, *, within: bool) -> list[os.DirEntry[bytes]]:
    """What a folder holds, by name. Raises `OSError` for the bucket itself.

    One `within` the bucket that cannot be listed (gone, forbidden, a path too long) is left out: it must not keep all other
    uploads from being seen.
    """
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda one: one.name)
    except OSError as error:
        if not within:
            raise
        _log.warning("a folder within the bucket cannot be listed and is left out (error %s)", error.errno)
        return []


def _item(entry: os.DirEntry[bytes], key: str) -> Item | None:
    name = key.rpartition("/")[2]
    if name.startswith(".") or name.endswith(_UNFINISHED):
        return None
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError:  # gone meanwhile, or its place on disk cannot be read
        return None
    if not stat.S_ISREG(status.st_mode):
        _log.warning("an entry of the bucket that is no regular file is ignored (inode %d)", status.st_ino)
        return None
    return Item(key, etag_of(status), status.st_size, "", _moment(status.st_mtime))


def _moment(seconds: float) -> datetime:
    """When a file was changed, as its owner says: any number; one that no calendar has is the epoch."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)


def etag_of(status: os.stat_result) -> str:
    """What tells one state of a file from another: a file that is written anew or copied gets another."""
    return f"{status.st_ino}-{status.st_mtime_ns}-{status.st_size}"


def _removed(folder: int, name: bytes, item: Item) -> bool:
    aside = f".{uuid4().hex}.part"
    try:
        if etag_of(os.stat(name, dir_fd=folder, follow_symlinks=False)) != item.etag:
            return True
        os.rename(name, aside, src_dir_fd=folder, dst_dir_fd=folder)
    except FileNotFoundError:
        return True
    if etag_of(os.stat(aside, dir_fd=folder, follow_symlinks=False)) != item.etag:
        with suppress(FileExistsError):
            os.link(aside, name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
    os.unlink(aside, dir_fd=folder)
    return True


def _checked(handle: int, item: Item) -> int:
    """The handle, if it is on that very file; else it is closed: a folder that took the file's place cannot be opened further."""
    try:
        _same(handle, item)
    except GoneError:
        os.close(handle)
        raise
    return handle


def _same(handle: int, item: Item) -> None:
    status = os.fstat(handle)
    if not stat.S_ISREG(status.st_mode) or etag_of(status) != item.etag:
        raise GoneError(item.etag)


def _parts(key: str) -> list[str]:
    parts = key.split("/")
    if any(part in {"", ".", ".."} or "\0" in part for part in parts):
        raise GoneError("no such key can be in a folder")
    return parts


@contextmanager
def _folder_of(root: Path, key: str) -> Iterator[tuple[int, bytes]]:
    """A handle on the folder that holds the key, entered step by step so that no link is followed."""
    *folders, name = (part.encode("utf-8", "surrogateescape") for part in _parts(key))
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    handle = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for folder in folders:
            try:
                deeper = os.open(folder, flags, dir_fd=handle)
            except OSError as error:
                raise GoneError("its folder is gone") from error
            os.close(handle)
            handle = deeper
        yield handle, name
    finally:
        os.close(handle)


def _write(name: str, body: bytes, folder: int) -> None:
    handle = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600, dir_fd=folder)
    with os.fdopen(handle, "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(handle)
