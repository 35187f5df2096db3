"""The wheel holds what the program needs and nothing else, and runs where only the wheel is installed."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PICTURES = sorted(one for one in (ROOT / "fixtures" / "samples").glob("*") if one.suffix in {".png", ".jpg", ".pdf"})


def run(*command: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "DOJANG_"))}
    environment |= {"PREFECT_HOME": str(cwd), "DO_NOT_TRACK": "1"} if cwd else {}
    return subprocess.run(
        [str(part) for part in command], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--disable-pip-version-check"]
    built = run(sys.executable, "-m", "pip", "wheel", *options, "--wheel-dir", folder, ROOT)
    assert built.returncode == 0, built.stderr
    return next(folder.glob("dojang-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `dojang` of a fresh environment: the wheel, and the dependencies of this one without the project."""
    folder = tmp_path_factory.mktemp("fresh") / "venv"
    assert run(sys.executable, "-m", "venv", "--without-pip", folder).returncode == 0
    site = Path(run(folder / "bin" / "python", "-c", "import site; print(site.getsitepackages()[0])").stdout.strip())
    for package in Path(sysconfig.get_path("purelib")).iterdir():
        if "dojang" not in package.name and package.suffix != ".pth":
            (site / package.name).symlink_to(package)
    options = ["--quiet", "--no-deps", "--no-index", "--disable-pip-version-check"]
    python = folder / "bin" / "python"
    told = run(python, "-m", "pip", "install", *options, wheel)
    assert told.returncode == 0, told.stderr
    return folder / "bin" / "dojang"


def needed() -> set[str]:
    """All that the packages hold in the working tree: code, rulebooks, migrations, models."""
    files = (
        file
        for top in ("pipeline", "extractors", "checks", "service")
        for file in (ROOT / top).rglob("*")
        if file.is_file()
    )
    return {str(file.relative_to(ROOT)) for file in files if "__pycache__" not in file.parts} | {"flows.py"}


def test_wheel_holds_all_of_the_packages(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert needed() <= names
    assert any(name.startswith("checks/rulebooks/") and name.endswith(".toml") for name in names)
    assert any("/migrations/" in name and name.endswith(".py") for name in names)


def test_wheel_holds_nothing_else(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    information = {top for top in tops if top.startswith("dojang-") and top.endswith(".dist-info")}
    assert len(information) == 1
    assert tops - information == {"pipeline", "extractors", "checks", "service", "flows.py"}


def test_wheel_carries_its_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith("/LICENSE"))
        assert archive.read(name) == (ROOT / "LICENSE").read_bytes()


def test_installed_from_the_wheel_alone(installed: Path, tmp_path: Path) -> None:
    where = "import pipeline, checks, flows; print(pipeline.__file__, checks.__file__, flows.__file__)"
    told = run(installed.parent / "python", "-c", where, cwd=tmp_path)
    assert told.returncode == 0, told.stderr
    assert all(str(installed.parent.parent) in path for path in told.stdout.split())


def test_review_runs_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    told = run(installed, "review", PICTURES[0], "--json", cwd=tmp_path)
    assert told.returncode == 0, told.stderr
    review = json.loads(told.stdout)
    assert review["sha256"] == hashlib.sha256(PICTURES[0].read_bytes()).hexdigest()
    assert review["pages"] >= 1
    assert review["checks"]
    assert review["made_with"]["recogniser"].startswith("tesseract ")
