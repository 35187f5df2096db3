"""What is installed is pinned with hashes, covers what `pyproject.toml` asks for, and names no place to fetch it from."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
RUN = PROJECT["project"]["dependencies"]
DEV = PROJECT["dependency-groups"]["dev"]

_PIN = re.compile(r"^([\w.-]+)(?:\[[\w,-]+\])?==([\w.!+-]+)((?:(?!\n\S).)*)", re.MULTILINE | re.DOTALL)
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")
_MACHINE = re.compile(r"(?<![\w.~}])/(?:root|home|work|Users)/\w")


def pins(file: str) -> dict[str, set[str]]:
    """By name: the versions, more than one where systems differ."""
    found: dict[str, set[str]] = {}
    for name, version, _ in _PIN.findall((ROOT / file).read_text()):
        found.setdefault(canonicalize_name(name), set()).add(version)
    return found


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_everything_is_pinned_with_hashes(file: str) -> None:
    text = (ROOT / file).read_text()
    requirements = [line for line in text.splitlines() if re.match(r"[\w-]", line)]
    pinned = _PIN.findall(text)
    assert len(requirements) == len(pinned) > 0
    assert [name for name, _, rest in pinned if not _HASH.search(rest)] == []


@pytest.mark.parametrize(("file", "asked"), [("requirements.txt", RUN), ("requirements-dev.txt", RUN + DEV)])
def test_pins_are_what_the_project_asks_for(file: str, asked: list[str]) -> None:
    pinned = pins(file)
    for requirement in map(Requirement, asked):
        versions = pinned[canonicalize_name(requirement.name)]
        assert all(version in requirement.specifier for version in versions), f"{requirement}: run make lock"


def test_developers_run_what_users_run() -> None:
    developers = pins("requirements-dev.txt")
    assert {name: developers[name] for name in pins("requirements.txt")} == pins("requirements.txt")


def test_the_build_backend_is_pinned() -> None:
    names = {canonicalize_name(Requirement(one).name) for one in PROJECT["build-system"]["requires"]}
    assert names <= pins("requirements-dev.txt").keys()


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt", "pyproject.toml"])
def test_no_index_is_named(file: str) -> None:
    text = (ROOT / file).read_text()
    options = text.replace("--no-emit-index-url", "")
    assert re.findall(r"\w+://|--(?:extra-)?index|--find-links|--trusted-host", options) == []


OUTSIDE = [
    "Makefile",
    ".ci/run",
    ".pre-commit-config.yaml",
    "pyproject.toml",
    "requirements.txt",
    "requirements-dev.txt",
]


@pytest.mark.parametrize("pattern", [*OUTSIDE, "*.md", "docs/*.md", "scripts/*", "**/*.py", "**/*.toml"])
def test_no_file_knows_a_machine(pattern: str) -> None:
    files = [path for path in ROOT.glob(pattern) if path.is_file() and path.relative_to(ROOT).parts[0] != ".venv"]
    told = [(str(path.relative_to(ROOT)), found[0]) for path in files if (found := _MACHINE.search(path.read_text()))]
    assert told == []
