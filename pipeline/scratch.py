"""Private folders for what is written for a while: no resident number in a picture on its way may outlive the process that reads it.

Each process that needs one has a folder of its own under `dojang-UID` in the system's place for temporary files. It holds that
folder's lock, which the system takes from it however it ends; what nobody holds is removed at the next start of any command.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import stat
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Scratch:
    """One process's folder, made when it is first asked for. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._folder: Path | None = None
        self._held: int | None = None

    def folder(self) -> Path:
        """Where it is: readable by its owner alone. Made anew where somebody has cleaned it away."""
        with self._lock:
            if self._folder is None or not self._folder.is_dir():
                self._let_go()
                self._folder, self._held = _made()
            return self._folder

    def close(self) -> None:
        """Removes it."""
        with self._lock:
            if self._folder is not None:
                shutil.rmtree(self._folder, ignore_errors=True)
            self._let_go()

    def _let_go(self) -> None:
        if self._held is not None:
            os.close(self._held)
        self._folder = self._held = None


def sweep() -> None:
    """Removes what processes left that were killed. What others write just now stays."""
    base = _base()
    if base is None:
        return
    with _locked(base):
        for left in list(base.iterdir()):
            _remove_unheld(left)


def remove(folder: str) -> None:
    """Removes one call's folder, and its process's if nothing else is in it: for a child whose parent was killed."""
    for _ in range(5):
        shutil.rmtree(folder, ignore_errors=True)
    with contextlib.suppress(OSError):
        Path(folder).parent.rmdir()


def _made() -> tuple[Path, int | None]:
    """A folder, and the lock that is held on it."""
    base = _base()
    if base is None:
        return Path(tempfile.mkdtemp(prefix="dojang-")), None
    with _locked(base):
        folder = Path(tempfile.mkdtemp(dir=base))
        held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        fcntl.flock(held, fcntl.LOCK_EX)
    return folder, held


def _base() -> Path | None:
    """Where the folders of all our processes are; `None` where somebody else has that name, or others may look into it."""
    base = Path(tempfile.gettempdir()) / f"dojang-{os.getuid()}"
    try:
        base.mkdir(mode=0o700, exist_ok=True)
        found = base.lstat()
    except OSError:
        return None
    private = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077
    return base if private else None


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """While it lasts no other process makes or sweeps folders there."""
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def _remove_unheld(folder: Path) -> None:
    try:
        held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
    except BlockingIOError:
        return
    finally:
        os.close(held)
