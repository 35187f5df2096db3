"""Buckets that uploads go into: a folder, or a Ceph gateway that is killed and goes on where it was."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

from botocore.exceptions import BotoCoreError, ClientError

from tests.servers import ceph
from tests.services.programs import folder_of, listens
from tests.services.stores import Endpoint

PATIENCE = 600.0


class Bucket(Protocol):
    """Where uploads go."""

    address: str
    """As `DOJANG_BUCKET` names it."""

    def put(self, key: str, body: bytes) -> None:
        """Uploads whole, again and again until it was taken."""


class FolderBucket:
    """A local folder."""

    def __init__(self, root: Path) -> None:
        root.mkdir(parents=True)
        self._root = root
        self.address = f"file:{root.resolve()}"

    def put(self, key: str, body: bytes) -> None:
        """Written beside it, and renamed."""
        draft = self._root / f".{uuid4().hex}.part"
        draft.write_bytes(body)
        draft.rename(self._root / key)


class CephBucket:
    """A bucket behind Ceph's gateway, on disk."""

    def __init__(self, server: ceph.Ceph) -> None:
        endpoint = Endpoint(server.url, ceph.KEY, ceph.SECRET)
        os.environ.update(endpoint.environment)
        self._client: Any = endpoint.client()
        self._server = server
        self.name = _patiently(endpoint.bucket)
        self.address = f"s3://{self.name}/"
        self._up = True

    @property
    def alive(self) -> bool:
        """Whether it answers."""
        return self._up and listens(self._server.port)

    def kill(self) -> None:
        """Gateway, disk and monitor."""
        self._up = False
        self._server.kill()

    def start(self) -> None:
        """All three again."""
        self._server.start()
        self._up = True

    def put(self, key: str, body: bytes) -> None:
        """Until it was acknowledged; one that was not may be there all the same, and is an upload like any other."""
        _patiently(lambda: self._client.put_object(Bucket=self.name, Key=key, Body=body))


def _patiently(work: Any) -> Any:  # noqa: ANN401 - whatever boto3 gives
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return work()
        except (BotoCoreError, ClientError):
            if time.monotonic() > until:
                raise
            time.sleep(0.5)


@contextmanager
def bucket(kind: str, home: Path) -> Iterator[FolderBucket | CephBucket]:
    """A new, empty one: `folder` or `ceph`."""
    if kind == "folder":
        yield FolderBucket(home / "inbox")
        return
    with folder_of(None) as folder, ceph.running(folder, on_disk=True) as server:
        yield CephBucket(server)
