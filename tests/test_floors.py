"""The house stands as docs/architecture.md draws it: every module has a floor, every floor holds."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-logo", "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def on_a_floor(contract: str) -> set[str]:
    layers = next(one["layers"] for one in CONTRACTS if one["id"] == contract)
    return {name for layer in layers for name in re.findall(r"[\w.]+", layer)}


def children(package: str) -> set[str]:
    folder = ROOT / package.replace(".", "/")
    files = {one.stem for one in folder.glob("*.py")} - {"__init__"}
    folders = {one.parent.name for one in folder.glob("*/__init__.py")}
    return {f"{package}.{name}" for name in files | folders}


@pytest.mark.parametrize(("package", "contract"), [("pipeline", "floors"), ("pipeline.serving", "serving")])
def test_every_module_has_a_floor(package: str, contract: str) -> None:
    assert children(package) - on_a_floor(contract) == set()


def test_the_floors_hold() -> None:
    told = lint_imports(ROOT)
    assert told.returncode == 0, told.stdout
    assert f"{len(CONTRACTS)} kept, 0 broken" in told.stdout


BREACHES = {
    "reading knows a rule": ("extractors/breach.py", "import checks\n"),
    "a rule knows an extractor": ("checks/breach.py", "import extractors\n"),
    "a rule knows a pixel": ("checks/breach.py", "import cv2\n"),
    "the ground knows what stands on it": ("pipeline/errors.py", "import pipeline.recognisers\n"),
    "a part starts Prefect by itself": ("pipeline/recognisers/breach.py", "import prefect\n"),
    "two files import each other": ("pipeline/document.py", "import pipeline.errors\n"),
}


@pytest.mark.parametrize("breach", BREACHES)
def test_a_breach_is_seen(tmp_path: Path, breach: str) -> None:
    for source in [*ROOT.glob("pipeline/**/*.py"), *ROOT.glob("extractors/**/*.py"), *ROOT.glob("checks/**/*.py")]:
        copy = tmp_path / source.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(source.read_bytes())
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    file, line = BREACHES[breach]
    with (tmp_path / file).open("a") as module:
        module.write(f"\n{line}")
    told = lint_imports(tmp_path)
    assert told.returncode == 1, told.stdout
    assert "BROKEN" in told.stdout
