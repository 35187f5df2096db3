"""Runs a command for as long as the process that started it lives: `python -m pipeline.serving.lifeline COMMAND…`.

Standard input is the lifeline: when it closes, because the starter ended in whatever way (also by
SIGKILL), the command and all that it started is ended. To be started as the leader of its own
process group. What the command prints is passed on without the parameters of SQL statements: when its
database is locked, Prefect's server prints them, and they may hold what a person typed.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading

_PARAMETERS = re.compile(rb"\[parameters: [^\r\n]*")
_PATIENCE = 10.0
"""Seconds between asking the command to end and ending it."""


def main(command: list[str]) -> int:
    """Runs the command; its exit status, or 0 where the lifeline was cut."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the starter's to handle
    signal.signal(signal.SIGTERM, lambda *_: None)  # the command gets it too, and is waited for
    child = subprocess.Popen(  # noqa: S603 - the starter's own words
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    threading.Thread(target=_hold, args=(child,), daemon=True).start()
    for line in child.stdout or ():
        sys.stdout.buffer.write(without_parameters(line))
        sys.stdout.buffer.flush()
    return child.wait()


def without_parameters(line: bytes) -> bytes:
    """A printed line without the values that an SQL statement was given.

    >>> without_parameters(b"[parameters: ('a name',)]")
    b'[parameters: left out]'
    """
    return _PARAMETERS.sub(b"[parameters: left out]", line)


def _hold(child: subprocess.Popen[bytes]) -> None:
    while os.read(0, 1):
        pass
    child.terminate()
    try:
        child.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        pass
    finally:
        os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
