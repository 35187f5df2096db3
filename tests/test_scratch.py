"""Temporary files: in folders that only their owner can read, gone with the process that wrote them, however it ends."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.fence import Fence
from pipeline.scratch import Scratch, sweep

ROOT = Path(__file__).parent.parent
DOJANG = str(Path(sys.executable).with_name("dojang"))
SAMPLE = ROOT / "fixtures" / "samples" / "employment-no-seal-photo.jpg"


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this process and those that it starts keep temporary files. Its name is short: sockets lie in it."""
    found = tmp_path_factory.mktemp("s")
    monkeypatch.setenv("TMPDIR", str(found))
    monkeypatch.setattr(tempfile, "tempdir", str(found))
    return found


def base(place: Path) -> Path:
    return place / f"dojang-{os.getuid()}"


def written(place: Path) -> list[Path]:
    """What processes of ours have there, without their sockets."""
    return [one for one in base(place).rglob("*") if not one.is_dir()]


def until(what: Callable[[], object], seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def write_and_hang(marker: str) -> None:
    """What a reader does that is at work: its temporary file lies there while it hangs."""
    with tempfile.NamedTemporaryFile(delete=False) as left:
        left.write(b"900101-1234567")
    Path(marker).write_text(f"{os.getpid()} {left.name}")
    while True:
        sum(range(1000))


CALLER = """
import sys
from pipeline.fence import Fence
from tests.test_scratch import write_and_hang
Fence(seconds=100, memory_mb=2000).call(write_and_hang, sys.argv[1])
"""


def test_a_caller_that_is_killed_leaves_neither_file_nor_process(place: Path, tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    caller = subprocess.Popen([sys.executable, "-c", CALLER, str(marker)], cwd=ROOT)
    until(lambda: marker.exists() and " " in marker.read_text())
    pid, _, name = marker.read_text().partition(" ")
    assert Path(name).exists()
    caller.kill()
    caller.wait()
    until(lambda: not Path(name).exists() and not Path(f"/proc/{pid}").exists())
    assert list(base(place).iterdir()) == []


def test_a_review_that_is_killed_leaves_nothing_after_the_next_command(place: Path) -> None:
    review = subprocess.Popen([DOJANG, "review", str(SAMPLE)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until(lambda: list(base(place).glob("*/dojang-*")), 60)
    review.kill()
    review.wait()
    subprocess.run([DOJANG, "errors"], check=True, stdout=subprocess.DEVNULL, timeout=60)
    assert list(base(place).iterdir()) == []


def test_what_was_left_is_swept_at_the_next_start_of_any_command(place: Path) -> None:
    left, kept = base(place) / "left" / "dojang-x", Scratch()
    left.mkdir(parents=True)
    base(place).chmod(0o700)
    (left / "page.png").write_bytes(b"900101-1234567")
    (kept.folder() / "mine").touch()
    subprocess.run([DOJANG, "errors"], check=True, stdout=subprocess.DEVNULL, timeout=60)
    assert [one.name for one in written(place)] == ["mine"]
    kept.close()
    assert list(base(place).iterdir()) == []


def test_it_is_readable_by_its_owner_alone_and_made_anew(place: Path) -> None:
    scratch = Scratch()
    folder = scratch.folder()
    assert [stat.S_IMODE(one.stat().st_mode) for one in (base(place), folder)] == [0o700, 0o700]
    assert scratch.folder() == folder
    folder.rmdir()
    assert scratch.folder().is_dir()
    scratch.close()


@pytest.mark.parametrize("how", ["link", "open", "file"])
def test_a_place_that_somebody_else_prepared_is_not_used(place: Path, tmp_path: Path, how: str) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "x").mkdir()
    if how == "link":
        base(place).symlink_to(theirs)
    elif how == "open":
        base(place).mkdir(mode=0o777)
        base(place).chmod(0o777)
    else:
        base(place).touch()
    sweep()
    scratch = Scratch()
    assert scratch.folder().parent == place
    assert stat.S_IMODE(scratch.folder().stat().st_mode) == 0o700
    assert (theirs / "x").is_dir()
    scratch.close()


def test_a_fence_that_is_closed_leaves_nothing(place: Path) -> None:
    fence = Fence(seconds=20, memory_mb=2000)
    assert Path(fence.call(tempfile.gettempdir)).parent.parent == base(place)
    fence.close()
    assert list(base(place).iterdir()) == []
