"""Prefect's database, made once: a new one takes a server four seconds of work."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from pipeline.serving.prefect_server import PrefectServer, prefect_environment


def prefect_home(home: Path) -> Path:
    """A folder for a server's home, with an empty database in it as a server makes it."""
    if not (home / "prefect.db").exists():
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.copy(Path(_made_once().name) / "prefect.db", home)
    return home


@cache
def _made_once() -> tempfile.TemporaryDirectory[str]:
    """A home that no server uses; gone with the process."""
    folder = tempfile.TemporaryDirectory()
    told = prefect_environment(os.environ, Path(folder.name), "http://127.0.0.1:9/api")
    subprocess.run([sys.executable, "-m", "prefect", "server", "database", "upgrade", "-y"], env=told, check=True)
    PrefectServer(Path(folder.name)).checkpoint()
    return folder
