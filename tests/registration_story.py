"""The story of `docs/registrations.md`, as a reader would follow it: its commands in order, in one folder."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from pipeline.cli import main
from pipeline.routing import drawn
from pipeline.serving import intake, papers, reviews
from pipeline.serving.office import open_office
from pipeline.settings import settings

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "registrations.md"
SERVE = "dojang serve &"
_STORY = re.compile(r"^```story\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Line(NamedTuple):
    """A command, and what is shown below it."""

    command: str
    output: str


def story(page: Path = PAGE) -> list[Line]:
    """Every command of the page's story, in order."""
    text = "".join(_STORY.findall(page.read_text()))
    parts = re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]
    return [Line(command.strip(), output) for command, _, output in (one.partition("\n") for one in parts)]


class Told(NamedTuple):
    """How a command ended, and what it said."""

    status: int
    said: str


@dataclass
class Reader:
    """Somebody who types the story in `folder`, which is where this process stands."""

    folder: Path
    patch: pytest.MonkeyPatch
    exported: dict[str, str] = field(default_factory=dict)

    def types(self, line: Line) -> Told | None:
        """What the command does; nothing to be seen of a setting, or of the service that goes on beside."""
        if line.command.startswith("export "):
            for name, value in (one.split("=", 1) for one in shlex.split(line.command)[1:]):
                self.patch.setenv(name, value)
            settings.cache_clear()
            return None
        if line.command == SERVE:
            review_all()
            return None
        words = shlex.split(line.command, comments=True)
        return self._dojang(words) if words[0] == "dojang" else self._shell(line.command)

    def _dojang(self, words: list[str]) -> Told:
        """In this process, by the same entry."""
        self.patch.setattr("sys.argv", words)
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as ended:
            main()
        status = int(ended.value.code or 0)
        return Told(status, err.getvalue() if status == 2 else out.getvalue())

    def _shell(self, command: str) -> Told:
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        told = subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        return Told(told.returncode, told.stdout + told.stderr)


def review_all() -> None:
    """What the service does with a bucket, without its server: reads every application, judges, records. No approval is audited."""
    office = open_office(settings())
    now = datetime.fromisoformat(os.environ["DOJANG_NOW"])
    intake.scan(office.store, office.ledger, office.settings, now)
    for name, subject in sorted(office.ledger.arrivals.subjects(office.store.address).items()):
        found = papers.dossier(office, int(subject.partition(":")[2]))
        assert found is not None, name
        judged = reviews.judge_application(office, found, papers.hand_in(office, found, now), now)
        lots = (bytes([one]) * 32 for one in range(256))
        key = next(one for one in lots if not drawn(one, subject, judged.material, judged.book.audit_share))
        (office.data / "audit.key").write_bytes(key)
        reviews.record(office, judged, now)
    office.ledger.close()
