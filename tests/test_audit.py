"""What is said of known weaknesses and licences: an answer only where somebody gave one."""

from __future__ import annotations

import json
import sys
from email.message import Message
from importlib.metadata import Distribution
from pathlib import Path

import pytest

from scripts import audit, licences

KNOWN = {"name": "prefect", "version": "3.8.8", "vulns": []}
WEAK = {"name": "pillow", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}]}
UNKNOWN = {"name": "typer", "skip_reason": "Dependency not found on PyPI and could not be audited"}


def pip_audit(tmp_path: Path, **answers: object) -> list[str]:
    """A program in pip-audit's place that prints these answers, by service, and breaks off where there is none."""
    path = tmp_path / "pip-audit.py"
    printed = {name: json.dumps({"dependencies": one}) for name, one in answers.items()}
    path.write_text(
        "import sys\n"
        f"printed = {printed!r}\n"
        "service = sys.argv[sys.argv.index('--vulnerability-service') + 1]\n"
        "sys.exit(1) if service not in printed else print(printed[service])\n"
    )
    return [sys.executable, str(path)]


@pytest.mark.parametrize(
    ("answers", "status", "said"),
    [
        ({"pypi": [KNOWN]}, 0, "PyPI was asked about 1 packages: no known weakness"),
        ({"pypi": [KNOWN, WEAK]}, 1, "pillow 1.0: PYSEC-1, mended in 1.1"),
        ({"pypi": [KNOWN, UNKNOWN]}, 0, "it does not know 1: typer"),
        ({"pypi": [UNKNOWN], "osv": [WEAK]}, 1, "OSV was asked about 1 packages: 1 known weaknesses"),
        ({"pypi": [UNKNOWN]}, 0, "NOTHING WAS PROVED: PyPI knows none of 1 packages; OSV cannot be reached"),
        ({}, 0, "NOTHING WAS PROVED: PyPI cannot be reached; OSV cannot be reached"),
    ],
)
def test_it_says_what_was_proved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], answers: dict[str, object], status: int, said: str
) -> None:
    assert audit.main(pip_audit(tmp_path, **answers)) == status
    printed = capsys.readouterr()
    assert said in printed.out + printed.err
    assert ("NOTHING WAS PROVED" in printed.err) == ("NOTHING" in said)


def test_a_program_that_is_not_there_proves_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.main([str(tmp_path / "none")]) == 0
    assert "NOTHING WAS PROVED" in capsys.readouterr().err


class Package(Distribution):
    """One whose metadata say that licence."""

    def __init__(self, said: str) -> None:
        self._said = said

    @property
    def metadata(self) -> Message:  # type: ignore[override] - what it really is
        found = Message()
        found["Name"], found["Version"], found["License-Expression"] = "package", "1", self._said
        return found

    def read_text(self, filename: str) -> None:
        raise FileNotFoundError(filename)

    def locate_file(self, path: object) -> Path:
        raise NotImplementedError


@pytest.mark.parametrize(
    "said", ["MIT", "LGPL-3.0-only", "Apache-2.0 OR GPL-2.0", "BSD-3-Clause AND MIT", "Artistic, GPL"]
)
def test_a_licence_that_may_be(said: str) -> None:
    assert licences.refusal(Package(said)) is None


@pytest.mark.parametrize(
    "said", ["", "GPL-3.0-only", "AGPL-3.0", "Proprietary, limited", "MIT AND GPL-3.0-only", "SSPL-1.0"]
)
def test_a_licence_that_may_not_be(said: str) -> None:
    assert licences.refusal(Package(said)) is not None
