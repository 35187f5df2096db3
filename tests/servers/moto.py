"""moto: buckets and queues of AWS's kind in memory, over HTTP. It checks no signatures, and knows all of S3's answers."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.services.programs import free_port, listens

KEY, SECRET = "dojangtest", "dojang-test-secret"
_START_SECONDS = 60.0


@dataclass(frozen=True)
class Moto:
    """A running server."""

    port: int

    @property
    def url(self) -> str:
        """The endpoint of every service."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def running(folder: Path) -> Iterator[Moto]:
    """A server that answers, until the block ends."""
    server = Moto(free_port())
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(server.port)]
    with (folder / "moto.log").open("ab") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
    try:
        until = time.monotonic() + _START_SECONDS
        while not listens(server.port):
            if time.monotonic() > until or process.poll() is not None:
                raise RuntimeError(f"moto did not start: {(folder / 'moto.log').read_text()[-2000:]}")
            time.sleep(0.05)
        yield server
    finally:
        process.kill()
        process.wait()
