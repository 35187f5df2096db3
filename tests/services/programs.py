"""Programs of the system: found, waited for, ended."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
START_SECONDS = 30.0
# Where programs stand that no user's PATH names; scripts/setup.sh looks in the same places.
_FOLDERS = (
    "/usr/sbin",
    "/usr/lib/postgresql/*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
)


def program(name: str) -> str:
    """The path of a program; the test is skipped where there is none."""
    found = [str(path) for folder in _FOLDERS for path in sorted(Path("/").glob(f"{folder[1:]}/{name}"))]
    path = shutil.which(name) or next(iter(reversed(found)), None)
    return path or pytest.skip(f"{name} is not installed; make test installs it")


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(what: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    """Returns when `what` holds; fails with the log's end when the process ends or time is up."""
    deadline = time.monotonic() + START_SECONDS
    while not what():
        if process.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"{process.args!r} did not start: {log.read_text()[-2000:]}")
        time.sleep(0.05)


def listens(port: int) -> bool:
    """Whether somebody accepts connections there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def end(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Ends a process with its children, by the signal that it takes for "now"."""
    process.send_signal(number)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def folder_of(user: str | None) -> Iterator[Path]:
    """A short path (sockets stand in it) that belongs to `user`, removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="dojang-"))
    try:
        folder.chmod(0o755 if user is None else 0o700)
        if user is not None:
            os.chown(folder, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
