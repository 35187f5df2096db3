import os
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from pipeline.errors import DojangError
from pipeline.fence import Fence


def double(number: int) -> int:
    return 2 * number


def refuse(code: str) -> None:
    raise DojangError(code, "key")


def hang(marker: str) -> None:
    Path(marker).write_text(str(os.getpid()))
    time.sleep(60)


def swell() -> int:
    return int(np.ones(3_000_000_000, dtype=np.uint8).sum())


def crash() -> None:
    os._exit(11)


def break_down() -> None:
    raise KeyError("900101-1234567")


def leave_a_file() -> str:
    with tempfile.NamedTemporaryFile(delete=False) as left:
        left.write(b"x")
    return left.name


@pytest.fixture(scope="module")
def fence() -> Fence:
    return Fence(seconds=5, memory_mb=1000)


def test_it_gives_what_the_function_gives(fence: Fence) -> None:
    assert [fence.call(double, number) for number in range(3)] == [0, 2, 4]


def test_an_error_crosses_with_code_and_detail(fence: Fence) -> None:
    with pytest.raises(DojangError) as caught:
        fence.call(refuse, "damaged-file")
    assert (caught.value.code, caught.value.detail) == ("damaged-file", "key")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a process's memory so")
def test_too_much_memory_is_out_of_memory(fence: Fence) -> None:
    with pytest.raises(DojangError, match="out-of-memory"):
        fence.call(swell)


def test_a_hanging_child_is_ended_in_time(tmp_path: Path) -> None:
    fence = Fence(seconds=2.5, memory_mb=1000)
    marker, start = tmp_path / "pid", time.monotonic()
    with pytest.raises(DojangError, match="timed-out"):
        fence.call(hang, str(marker))
    assert time.monotonic() - start < 6
    with pytest.raises(ProcessLookupError):
        os.kill(int(marker.read_text()), 0)
    assert fence.call(double, 4) == 8


def killed_once(marker: str) -> str:
    if not Path(marker).exists():
        Path(marker).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "read at the second try"


def killed_always() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_child_that_another_killed_is_replaced_once(fence: Fence, tmp_path: Path) -> None:
    assert fence.call(killed_once, str(tmp_path / "marker")) == "read at the second try"
    with pytest.raises(DojangError, match="out-of-memory"):
        fence.call(killed_always)


def test_an_abandoned_call_neither_answers_nor_lives_on(tmp_path: Path) -> None:
    fence, marker, came_back = Fence(seconds=30, memory_mb=1000), tmp_path / "pid", threading.Event()

    def call() -> None:
        try:
            fence.call(hang, str(marker))
        finally:
            came_back.set()

    threading.Thread(target=call, daemon=True).start()
    while not (marker.exists() and marker.read_text()):
        time.sleep(0.05)
    fence.abandon()
    assert not came_back.wait(3)
    with pytest.raises(ProcessLookupError):
        os.kill(int(marker.read_text()), 0)


@pytest.mark.parametrize("accident", [crash, break_down])
def test_a_dying_child_is_an_error_of_that_call_alone(
    fence: Fence, accident: object, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(DojangError, match="damaged-file"):
        fence.call(accident)  # type: ignore[arg-type]
    assert fence.call(double, 5) == 10
    assert "900101" not in "".join(capfd.readouterr())


def test_temporary_files_are_gone_afterwards(fence: Fence) -> None:
    assert not Path(fence.call(leave_a_file)).exists()
