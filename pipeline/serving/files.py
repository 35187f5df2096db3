"""Pictures kept under our own data: sealed, for their owner's eyes only, whole or not at all."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.serving.sealing import Keyring

_SUFFIX = ".sealed"
_WRITING = 600
"""Seconds after which nobody is still writing a picture."""
_OPEN = ".jpg"
"""What versions that sealed nothing called them."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One kept picture."""

    album: Album
    name: str

    def read_bytes(self) -> bytes:
        """The picture, open. Raises `OSError` where it is gone, `data-key-wrong`."""
        return self.album.read(self.name)


@dataclass(frozen=True, slots=True)
class Album:
    """A folder of pictures by name, sealed with a keyring."""

    folder: Path
    keyring: Keyring

    def keep(self, name: str, picture: bytes) -> None:
        """Writes a picture; whole or not at all."""
        self._write(name, self.keyring.seal(picture))

    def read(self, name: str) -> bytes:
        """A picture, open. Raises `OSError` where there is none, `data-key-wrong`."""
        return self.keyring.open(self._path(name).read_bytes())

    def has(self, name: str) -> bool:
        """Whether there is a picture of that name."""
        return self._path(name).exists()

    def named(self, prefix: str) -> list[Kept]:
        """The pictures whose names begin so, in order."""
        return [Kept(self, name) for name in sorted(self.names()) if name.startswith(prefix)]

    def names(self) -> Iterator[str]:
        """The name of every picture."""
        return (path.name.removesuffix(_SUFFIX) for path in self.folder.glob(f"*{_SUFFIX}"))

    def remove(self, prefix: str) -> int:
        """Removes the pictures whose names begin so; how many."""
        found = self.named(prefix)
        for one in found:
            self._path(one.name).unlink(missing_ok=True)
        return len(found)

    def settle(self) -> None:
        """Seals what an older version left open, and removes what a writer that was killed left half done (another may be at it)."""
        for path in self.folder.glob(f"*{_OPEN}"):
            self.keep(path.name.removesuffix(_OPEN), path.read_bytes())
            path.unlink()
        for path in self.folder.glob("*.part"):
            _remove_left(path)

    def reseal(self) -> None:
        """Puts every picture under the first key. Raises `data-key-wrong`."""
        for name in list(self.names()):
            self._write(name, self.keyring.resealed(self._path(name).read_bytes()))

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}{_SUFFIX}"

    def _write(self, name: str, sealed: bytes) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._path(name)
        draft = path.with_suffix(f".{os.getpid()}-{os.urandom(4).hex()}.part")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(sealed)
        draft.rename(path)


def _remove_left(path: Path) -> None:
    with suppress(FileNotFoundError):
        if time.time() - path.stat().st_mtime > _WRITING:
            path.unlink()
