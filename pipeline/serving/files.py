"""Pictures written under our own data: for their owner's eyes only, whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path


def keep(folder: Path, name: str, picture: bytes) -> Path:
    """Writes a picture for its owner's eyes only; whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{name}.jpg"
    draft = path.with_suffix(f".{os.getpid()}-{os.urandom(4).hex()}.part")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(picture)
    draft.rename(path)
    return path
