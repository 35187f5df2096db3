"""Runs a command for as long as the process that started it lives: `python -m pipeline.serving.lifeline COMMAND…`.

Standard input is the lifeline: when it closes, because the starter ended in whatever way (also by
SIGKILL), the command and all that it started is ended. To be started as the leader of its own
process group.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading

_PATIENCE = 10.0
"""Seconds between asking the command to end and ending it."""


def main(command: list[str]) -> int:
    """Runs the command; its exit status, or 0 where the lifeline was cut."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the starter's to handle
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603 - the starter's own words
    threading.Thread(target=_hold, args=(child,), daemon=True).start()
    return child.wait()


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
