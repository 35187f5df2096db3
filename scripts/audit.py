"""Asks for known weaknesses of what requirements.txt pins, at PyPI and, where that knows nothing, at OSV; says plainly what was proved.

Run by `scripts/audit.sh` as `audit.py PIP-AUDIT`. Exits 1 where a package has a known weakness; 0 where none has, and also where
nobody could be asked: then it says so.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

PINNED = Path(__file__).parents[1] / "requirements.txt"
SERVICES = {"pypi": "PyPI", "osv": "OSV"}
_SECONDS = 300


class Answer(NamedTuple):
    """What one service said of the packages: how many it knows, those it does not, and each known weakness."""

    asked: int
    unknown: tuple[str, ...]
    weak: tuple[str, ...]


def main(command: Sequence[str], services: Sequence[str] = tuple(SERVICES)) -> int:
    """Asks one service after the other until one knows the packages; the exit status."""
    silent = []
    for service in services:
        found = answer(ask([*command, "--vulnerability-service", service]))
        if found is not None and found.asked:
            sys.stdout.writelines(f"audit: {line}\n" for line in told(SERVICES[service], found))
            return int(bool(found.weak))
        why = "cannot be reached" if found is None else f"knows none of {len(found.unknown)} packages"
        silent.append(f"{SERVICES[service]} {why}")
    sys.stderr.write(f"audit: NOTHING WAS PROVED: {'; '.join(silent)}\n")
    return 0


def ask(command: Sequence[str]) -> str:
    """What pip-audit prints; nothing where it ended otherwise than with an answer."""
    pinned = ["--requirement", str(PINNED), "--require-hashes", "--disable-pip"]
    shape = ["--progress-spinner", "off", "--format", "json", "--desc", "off"]
    try:
        done = subprocess.run(  # noqa: S603 - what scripts/audit.sh names
            [*command, *pinned, *shape], capture_output=True, text=True, check=False, timeout=_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout


def answer(printed: str) -> Answer | None:
    """What pip-audit's JSON says; `None` where it is none: the service did not answer."""
    try:
        packages = json.loads(printed)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return None
    unknown = tuple(one["name"] for one in packages if "skip_reason" in one)
    weak = tuple(
        f"{one['name']} {one['version']}: {each['id']}, mended in {', '.join(each['fix_versions']) or 'no version yet'}"
        for one in packages
        for each in one.get("vulns", ())
    )
    return Answer(len(packages) - len(unknown), unknown, weak)


def told(service: str, found: Answer) -> list[str]:
    """The words for what a service said."""
    number = f"{len(found.weak)} known weaknesses" if found.weak else "no known weakness"
    lines = [*found.weak, f"{service} was asked about {found.asked} packages: {number}"]
    if found.unknown:
        lines.append(f"it does not know {len(found.unknown)}: {', '.join(found.unknown)}")
    return lines


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
