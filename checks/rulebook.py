"""Rulebooks: which rules bind which papers, with which parameters, how hard.

A rulebook is a TOML file, checked whole when it is loaded: an unknown rule or kind, a parameter
that is missing or wrong, an id used twice, or a rule that every book must have and this one lacks
is `rulebook-invalid`, with the file's name and the path of the key (`checks.loading`). A file may say
only in what it differs from a book that comes with Dojang (`checks.variants`).
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from checks.bound import Bound, Rulebook
from checks.listing import Row, table
from checks.loading import Loader
from checks.variants import base_named
from pipeline.errors import DojangError

__all__ = ["Bound", "Row", "Rulebook", "load", "names", "table"]

_FOLDER = Path(__file__).parent / "rulebooks"
_MAX_BYTES = 1_000_000


def names() -> tuple[str, ...]:
    """The rulebooks that come with Dojang."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


def load(name_or_path: str | Path) -> Rulebook:
    """A rulebook by its name, or from a file.

    Raises `rulebook-not-found`, and `rulebook-invalid` with "file: key.path".
    """
    path = _find(name_or_path)
    data = _bytes(path)
    base = base_named(data)
    shipped = _FOLDER / f"{base}.toml"
    return _checked(path.name, data, _bytes(shipped) if base is not None and shipped.is_file() else None)


@lru_cache(maxsize=16)
def _checked(name: str, data: bytes, base: bytes | None) -> Rulebook:
    """The book in these bytes: a file is read each time, so that a change counts at once, and checked once."""
    return Loader(name).book(data, base)


def _find(name_or_path: str | Path) -> Path:
    if isinstance(name_or_path, str) and re.fullmatch(r"[a-z]+(-[a-z]+)*", name_or_path):
        path = _FOLDER / f"{name_or_path}.toml"
        if path.is_file():
            return path
    path = Path(name_or_path)
    if path.suffix == ".toml" and path.is_file():
        return path
    raise DojangError("rulebook-not-found", path.name)


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except OSError:
        raise DojangError("rulebook-not-found", path.name) from None
    if len(data) > _MAX_BYTES:
        raise DojangError("rulebook-invalid", f"{path.name}: larger than {_MAX_BYTES} bytes")
    return data
