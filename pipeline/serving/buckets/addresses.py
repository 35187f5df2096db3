"""Which bucket an address names."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import DojangError
from pipeline.serving.buckets.folder import FolderStore
from pipeline.serving.buckets.store import UploadStore


def open_store(address: str, quiet_seconds: float = 2.0, setting: str = "DOJANG_BUCKET") -> UploadStore:
    """The bucket at an address: `file:PATH` or `s3://BUCKET/PREFIX`; nothing is asked of it yet.

    Raises `settings-invalid` for any other, which names the setting that it is of.
    """
    scheme, _, place = address.partition(":")
    if scheme == "file" and place:
        root = Path(place)
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        return FolderStore(root, quiet_seconds)
    bucket, _, prefix = place.removeprefix("//").partition("/")
    if scheme != "s3" or not place.startswith("//") or not bucket:
        raise DojangError("settings-invalid", setting)
    from pipeline.serving.buckets.s3 import open_s3  # noqa: PLC0415 - its client takes half a second to load

    return open_s3(bucket, prefix, setting)
