"""What a bucket is, whatever kind it is of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from typing import BinaryIO, NamedTuple, Protocol

from pipeline.errors import DojangError


class Item(NamedTuple):
    """One object as listed. `size` in bytes; `version` is empty where the store has none."""

    key: str
    etag: str
    size: int
    version: str
    modified: datetime


class GoneError(Exception):
    """What was listed is no longer there as listed: removed, or written anew (a later listing has it)."""


class BucketError(DojangError):
    """The bucket does not answer, or refuses: `bucket-unreachable`, `bucket-refused`, `bucket-missing`. It passes; no file is to blame."""


class UploadStore(Protocol):
    """A bucket. Calls may come from several threads.

    Each may raise `BucketError`, or `OSError` where it is a folder: an unreachable store is never an empty one.
    """

    @property
    def address(self) -> str:
        """Where it is, without any secret: names it in the ledger."""
        ...

    @property
    def etags_are_contents(self) -> bool:
        """Whether the same bytes written again under their key bear the same etag and version."""
        ...

    def list(self, prefix: str = "") -> Iterator[Item]:
        """Whole objects whose key begins with `prefix`, each once, the newest version."""
        ...

    def look(self, key: str) -> Item | None:
        """What `list` would give of that key now."""
        ...

    def open(self, item: Item) -> AbstractContextManager[BinaryIO]:
        """The bytes of exactly that item. Raises `GoneError`, at the end too if it changed meanwhile."""
        ...

    def put_if_absent(self, key: str, body: bytes) -> bool:
        """Stores a whole object unless the key is taken; says whether it did."""
        ...

    def remove(self, item: Item) -> bool:
        """Removes exactly that item; what was written under its key since stays. Says whether it is gone.

        False where the store cannot do that surely: then it is left as it is.
        """
        ...
