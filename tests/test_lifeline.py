"""What hangs on a lifeline ends with its starter, and prints no values of SQL statements."""

import doctest
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from pipeline.serving import lifeline

STARTER = """
import subprocess, sys
command = [sys.executable, "-m", "pipeline.serving.lifeline", sys.executable, "-c", sys.argv[1]]
child = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)
child.wait()
"""
PRINTING = "print('[SQL: INSERT]'); print(\"[parameters: ('a typed name', 1)]\"); print('after')"
WAITING = "import os, sys, time; open({marker!r}, 'w').write(str(os.getpid())); time.sleep(60)"


def test_examples() -> None:
    assert doctest.testmod(lifeline).failed == 0


def test_values_of_sql_statements_are_left_out() -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "pipeline.serving.lifeline", sys.executable, "-c", PRINTING],
        stdin=subprocess.PIPE,
        capture_output=True,
        check=False,
        start_new_session=True,
        timeout=30,
    ).stdout
    assert b"typed name" not in printed


def test_the_command_ends_with_a_starter_that_is_killed(tmp_path: Path) -> None:
    marker = tmp_path / "pid"
    starter = subprocess.Popen([sys.executable, "-c", STARTER, WAITING.format(marker=str(marker))])
    while not (marker.exists() and marker.read_text()):
        time.sleep(0.02)
    os.kill(starter.pid, signal.SIGKILL)
    starter.wait()
    gone = time.monotonic() + 15
    while Path(f"/proc/{marker.read_text()}").exists():
        assert time.monotonic() < gone
        time.sleep(0.05)
