import gc
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
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


def pour_out() -> bytes:
    return bytes(250_000_000)


def write_without_end() -> None:
    with tempfile.TemporaryFile() as endless:
        for _ in range(250):
            endless.write(bytes(1_000_000))


def chatter() -> None:
    os.write(1, b"900101-1234567")
    os.write(2, b"900101-1234567")


def leave_a_child(marker: str) -> None:
    Path(marker).write_text(str(subprocess.Popen(["sleep", "60"]).pid))
    os._exit(11)


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


@pytest.mark.parametrize(("accident", "code"), [(crash, "damaged-file"), (break_down, "reading-failed")])
def test_a_dying_child_is_an_error_of_that_call_alone(
    fence: Fence, accident: Callable[[], None], code: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(DojangError, match=code):
        fence.call(accident)
    assert fence.call(double, 5) == 10
    assert "900101" not in "".join(capfd.readouterr())


def test_a_child_that_ended_leaves_no_handle_behind(tmp_path: Path) -> None:
    fence = Fence(seconds=2, memory_mb=1000)
    fence.call(double, 1)
    gc.collect()
    handles = len(list(Path("/proc/self/fd").iterdir()))
    gc.disable()
    try:
        for accident in (partial(fence.call, crash), partial(fence.call, hang, str(tmp_path / "pid"))):
            with pytest.raises(DojangError) as caught:
                accident()
            assert caught.value.code in {"damaged-file", "timed-out"}
        fence.close()
        assert len(list(Path("/proc/self/fd").iterdir())) == handles - 4, (
            "a pipe, the two ends that tell when a child ends, and the temporary folder"
        )
    finally:
        gc.enable()


def test_an_answer_too_large_does_not_come_through() -> None:
    with pytest.raises(DojangError, match="out-of-memory"):
        Fence(seconds=20, memory_mb=2000).call(pour_out)


def test_a_file_cannot_grow_without_end(fence: Fence) -> None:
    with pytest.raises(DojangError, match="reading-failed"):
        fence.call(write_without_end)


def test_what_is_printed_in_a_child_goes_nowhere(fence: Fence, capfd: pytest.CaptureFixture[str]) -> None:
    fence.call(chatter)
    assert "900101" not in "".join(capfd.readouterr())


def test_what_a_dead_child_started_dies_too(fence: Fence, tmp_path: Path) -> None:
    marker = tmp_path / "pid"
    with pytest.raises(DojangError, match="damaged-file"):
        fence.call(leave_a_child, str(marker))
    deadline = time.monotonic() + 5
    while _runs(int(marker.read_text())) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _runs(int(marker.read_text()))


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return _state(pid) != "Z"
    except ProcessLookupError:
        return False


def _state(pid: int) -> str:
    listed = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return listed.stdout.strip()[:1] or "Z"


def test_temporary_files_are_gone_afterwards(fence: Fence) -> None:
    assert not Path(fence.call(leave_a_file)).exists()
