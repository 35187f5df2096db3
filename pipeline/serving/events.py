"""What a bucket says of itself: messages of S3's shape, from AWS, Ceph and MinIO, straight or through SNS and EventBridge.

A message is a hint and no more: whatever key it may mean is looked at, and what is there is noted as the next listing
would have noted it. So nothing depends on a message: lost, late, twice, out of order or forged, the outcome is the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import unquote, unquote_plus

from pipeline.serving import intake
from pipeline.serving.buckets import UploadStore
from pipeline.serving.ledger import Ledger
from pipeline.settings import Settings

_MOST = 1_000
"""Keys of one message that are looked at; the rest the listing finds."""


def heed(store: UploadStore, ledger: Ledger, settings: Settings, message: bytes, now: datetime) -> int:
    """Notes what a message names and is there; how much of it is new. Raises `ValueError` (no message), `BucketError`."""
    keys = keys_in(message, store.address)
    items = (item for key in keys if (item := store.look(key)) is not None)
    return intake.note(store, ledger, settings, items, now).new


def keys_in(message: bytes, address: str) -> list[str]:
    """The keys, without the bucket's prefix, that a message may mean in the bucket at `address`. Raises `ValueError`.

    AWS and MinIO encode keys as forms do, Ceph and EventBridge do not, others write `%20`: of each every reading is given.
    """
    try:
        told = json.loads(message)
    except RecursionError:
        raise ValueError("nested too deep") from None
    bucket, _, prefix = address.removeprefix("s3://").partition("/")
    found: dict[str, None] = {}
    for where, key in _objects(told):
        if where == bucket and len(found) < _MOST:
            readings = (key, unquote_plus(key), unquote(key))
            found |= dict.fromkeys(one.removeprefix(prefix) for one in readings if one.startswith(prefix))
    return [key for key in found if key]


def _objects(told: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - any JSON
    """Bucket and key of every object that a message is of, as they stand there. Raises `ValueError` where it is no message at all."""
    if not isinstance(told, dict):
        raise ValueError("no message")  # noqa: TRY004 - a value of the message, not an argument's type
    inner = told.get("Message")
    if isinstance(inner, str) and inner.lstrip().startswith("{"):
        yield from _objects(json.loads(inner))
    records = told.get("Records")
    for one in records if isinstance(records, list) else []:
        yield from _object(one.get("s3") if isinstance(one, dict) else None)
    yield from _object(told.get("detail"))


def _object(told: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - any JSON
    try:
        bucket, key = told["bucket"]["name"], told["object"]["key"]
    except (KeyError, TypeError, IndexError):
        return
    if isinstance(bucket, str) and isinstance(key, str):
        yield bucket, key
