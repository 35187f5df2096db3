"""The measurement's own arithmetic: what is late, broken or left behind is told."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.bench_hostile import GRACE, Part, own_folder, public, put_through, table, verdict
from benchmarks.meters import Left, left_over, resident_mb
from pipeline.document import Json
from pipeline.errors import DojangError

FILES = [("a", b"read"), ("b", b"damaged"), ("c", b"timed"), ("d", b"unforeseen")]


def way(data: bytes) -> None:
    match data:
        case b"damaged":
            raise DojangError("damaged-file")
        case b"timed":
            time.sleep(0.05)
            raise DojangError("timed-out")
        case b"unforeseen":
            raise KeyError(data)


def test_every_answer_is_counted_and_what_is_ours_is_kept(tmp_path: Path) -> None:
    part = put_through(FILES, way, 10.0, tmp_path)
    assert dict(part.codes) == {"read": 1, "damaged-file": 1, "timed-out": 1, "KeyError": 1}
    assert (part.crashes, part.late) == (1, 0)
    assert 0.05 <= part.worst < GRACE
    assert [path.name for path in tmp_path.iterdir()] == ["c_timed-out"]
    assert put_through(FILES, way, 0.01 - GRACE, None).late == 1


def found(part: Part, left: tuple[int, int] = (3, 3), growth: float = 0.0) -> Json:
    memory = [100.0, 100.0, 100.0 + growth]
    cost = {"files": 6, "rounds": 7, "without_ms": 500.0, "fenced_ms": 504.0}
    return {"parts": {"openers": part.to_json()}, "memory_mb": memory, "left": {"processes": left}, "cost": cost}


def test_what_is_not_as_it_should_be_is_told() -> None:
    good = put_through(FILES[:2], way, 10.0, None)
    assert verdict(found(good)) == []
    assert verdict(found(good, (3, 4))) == ["processes: 3 before, 4 after"]
    assert verdict(found(good, growth=31.0)) == ["the parent's memory grows"]
    assert verdict(found(put_through(FILES, way, 0.01 - GRACE, None))) == [
        "an answer came late",
        "the parent met an unforeseen error",
    ]
    told = "\n".join(table(found(good, (3, 4))))
    assert "| `damaged-file` | 1 |" in told
    assert "processes 3 → 4" in told
    assert "(+4 ms)" in told


def settled(folder: Path) -> Left:
    """What there is once children of other tests have ended."""
    before = left_over(folder)
    for _ in range(100):
        time.sleep(0.1)
        if (now := left_over(folder)) == before:
            return now
        before = now
    pytest.fail("other tests' children come and go")


def test_what_is_left_behind_is_seen() -> None:
    with own_folder() as folder:
        before = settled(folder)
        assert before == left_over(folder)
        child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
        (folder / "left").touch()
        after = left_over(folder)
        assert child.stdin
        child.stdin.close()
        child.wait()
    assert [late - early for early, late in zip(before, after, strict=True)] == [1, 1, 1]
    assert not folder.exists()
    assert resident_mb() > 10


def test_without_public_files_there_are_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOSTILE_FILES", str(tmp_path / "none"))
    assert list(public(1)) == []
    (tmp_path / "MANIFEST.tsv").touch()
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    monkeypatch.setenv("HOSTILE_FILES", str(tmp_path))
    assert list(public(1)) == [("a.pdf", b"%PDF")]
