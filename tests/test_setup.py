"""`make setup` leaves alone what is there, asks for what is missing, and says clearly what it cannot do."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TOOLS = ("bash", "dirname", "cat", "grep", "find", "cksum", "id", "env")


def setup(**environment: str) -> subprocess.CompletedProcess[str]:
    command = [shutil.which("bash") or "bash", str(ROOT / "scripts" / "setup.sh")]
    return subprocess.run(
        command,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def program(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A PATH with the plainest tools: no Tesseract, no Python, nothing to install with."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in TOOLS:
        (folder / tool).symlink_to(shutil.which(tool) or "")
    return folder


def test_a_second_run_does_nothing() -> None:
    assert setup().returncode == 0
    again = setup()
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")


def test_an_old_python_is_refused(tmp_path: Path) -> None:
    old = tmp_path / "python"
    program(old, 'test "$1" = -V && echo Python 3.9.2; exit 1')
    told = setup(PYTHON=str(old))
    assert told.returncode == 1
    assert "Python 3.11 or later" in told.stderr
    assert "Python 3.9.2" in told.stderr


def test_without_a_package_manager_it_says_what_to_install(bare: Path) -> None:
    told = setup(PATH=str(bare), PYTHON="")
    assert told.returncode == 1
    assert "neither apt-get" in told.stderr
    assert "Tesseract 5 with kor and eng, Python 3.11 or later" in told.stderr


def test_without_root_or_sudo_it_says_so(bare: Path) -> None:
    (bare / "id").unlink()
    program(bare / "id", "echo 1000")
    program(bare / "apt-get", "exit 0")
    told = setup(PATH=str(bare), PYTHON="")
    assert told.returncode == 1
    assert "this needs root" in told.stderr


@pytest.mark.parametrize("manager", ["apt-get", "brew"])
def test_it_asks_for_what_is_missing_only(bare: Path, tmp_path: Path, manager: str) -> None:
    asked = tmp_path / "asked"
    (bare / "id").unlink()
    program(bare / "id", "echo 0")
    program(bare / manager, f'echo "$@" >>"{asked}"')
    program(bare / "python3", "exit 0")
    told = setup(PATH=str(bare), PYTHON="")
    packages = {"apt-get": "tesseract-ocr tesseract-ocr-kor tesseract-ocr-eng", "brew": "tesseract tesseract-lang"}
    assert packages[manager] in asked.read_text()
    assert "python" not in asked.read_text()
    assert told.returncode == 1
    assert "does not list the languages kor and eng" in told.stderr
