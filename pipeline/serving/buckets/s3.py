"""A bucket behind S3's protocol: AWS, Ceph, MinIO and others.

Servers differ: where one ignores a condition (Ceph: `If-Match` of a DELETE), nothing here relies on it.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO, cast
from uuid import uuid4

from botocore.exceptions import ClientError

from pipeline.errors import DojangError
from pipeline.serving.buckets.aws import is_gone, s3_client, status_of, told_plainly
from pipeline.serving.buckets.store import BucketError, GoneError, Item

if TYPE_CHECKING:  # stubs
    from mypy_boto3_s3 import S3Client

_MD5 = re.compile(r"[0-9a-f]{32}")
_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,254}")
_UNVERSIONED = "null"
"""What a bucket with versions calls the one of an object from before it had any."""
_CHUNK = 1 << 16
_LONGEST_KEY = 1_024
"""Bytes of UTF-8."""


def open_s3(bucket: str, prefix: str, setting: str) -> S3Store:
    """The bucket of that name, as far as keys begin with `prefix/`. Raises `settings-invalid`, `bucket-refused` (no such profile)."""
    if not _BUCKET.fullmatch(bucket):
        raise DojangError("settings-invalid", setting)
    return S3Store(s3_client(), bucket, prefix.strip("/"))


class S3Store:
    """A bucket, or what lies under a prefix of it; keys are told without that prefix.

    An object is there whole or not at all. In a bucket that has (or had) versions every version is an item of its own;
    in another, ETag and key say which one it is.
    """

    def __init__(self, client: S3Client, bucket: str, prefix: str = "") -> None:
        self._client = client
        self._bucket = bucket
        self._prefix = f"{prefix}/" if prefix else ""
        self._heeds: bool | None = None
        self.page = 1_000
        """Objects that are asked for at once; no server gives more."""

    @property
    def address(self) -> str:
        """`s3://`, bucket and prefix."""
        return f"s3://{self._bucket}/{self._prefix}"

    @property
    def etags_are_contents(self) -> bool:
        """An ETag is made from the bytes."""
        return True

    @property
    def bucket(self) -> str:
        """Its name, as events call it."""
        return self._bucket

    @property
    def prefix(self) -> str:
        """What stands before every key, in the bucket and in events."""
        return self._prefix

    def list(self, prefix: str = "") -> Iterator[Item]:
        """The newest version of each object, page by page. Raises `BucketError`, also in the middle."""
        with told_plainly():
            pages = self._versions(prefix) if self._is_versioned() else self._objects(prefix)
            for item in pages:
                if item.key:
                    yield item

    def look(self, key: str) -> Item | None:
        """What is there under that key now. Raises `BucketError`."""
        if not _can_be(self._prefix + key):
            return None
        with told_plainly():
            try:
                found = self._client.head_object(Bucket=self._bucket, Key=self._prefix + key)
            except ClientError as error:
                if status_of(error)[0] in {404, 405}:  # 405: what is newest there says that it was removed
                    return None
                raise
            version = _version(found.get("VersionId")) if self._is_versioned() else ""
            return Item(key, _bare(found["ETag"]), found["ContentLength"], version, found["LastModified"])

    @contextmanager
    def open(self, item: Item) -> Iterator[BinaryIO]:
        """The bytes, held against size and ETag at the end. Raises `GoneError`, `BucketError`."""
        with told_plainly():
            try:
                found = self._client.get_object(**self._exactly(item), IfMatch=f'"{item.etag}"')
            except ClientError as error:
                if is_gone(error):
                    raise GoneError(item.etag) from None
                raise
        if _bare(found["ETag"]) != item.etag or found["ContentLength"] != item.size:
            found["Body"].close()
            raise GoneError(item.etag)
        with closing(_Checked(found["Body"], item, is_md5=_is_md5(found, item.etag))) as body:
            yield cast("BinaryIO", io.BufferedReader(body, _CHUNK))

    def put_if_absent(self, key: str, body: bytes) -> bool:
        """Stores it. Of two that put at once both may win where the server knows no conditions; looked at before, in any case."""
        if self.look(key) is not None:
            return False
        with told_plainly():
            where: dict[str, Any] = {"Bucket": self._bucket, "Key": self._prefix + key}
            try:
                self._client.put_object(**where, Body=body, IfNoneMatch="*")
            except ClientError as error:
                if status_of(error)[0] in {409, 412}:
                    return False
                if status_of(error)[0] != 501:
                    raise
                self._client.put_object(**where, Body=body)
        return True

    def remove(self, item: Item) -> bool:
        """Removes that version, unless an older one of the same key would come to light.

        Without versions it is removed only where the server heeds a condition. Raises `BucketError`.
        """
        now = self.look(item.key)
        if now is None or (now.etag, now.version) != (item.etag, item.version):
            return now is None
        with told_plainly():
            if self._is_versioned():
                return self._remove_version(item)
            if not self._heeds_conditions():
                return False
            try:
                self._client.delete_object(**self._exactly(item), IfMatch=f'"{item.etag}"')
            except ClientError as error:
                if not is_gone(error):
                    raise
        return True

    def _remove_version(self, item: Item) -> bool:
        key = self._prefix + item.key
        found = self._client.list_object_versions(Bucket=self._bucket, Prefix=key, MaxKeys=2)
        marked = [one for one in found.get("DeleteMarkers", ()) if one["Key"] == key]
        if marked or sum(one["Key"] == key for one in found.get("Versions", ())) != 1:
            return False
        self._client.delete_object(**self._exactly(item))
        return True

    def _heeds_conditions(self) -> bool:
        """Whether the server leaves an object alone that is not the one to be removed: tried out once, on one of our own."""
        if self._heeds is None:
            where: dict[str, Any] = {"Bucket": self._bucket, "Key": f"{self._prefix}.dojang-{uuid4().hex}"}
            self._client.put_object(**where, Body=b"tried out")
            try:
                self._client.delete_object(**where, IfMatch='"00000000000000000000000000000000"')
            except ClientError as error:
                self._heeds = status_of(error)[0] == 412
            else:
                self._heeds = False
            self._client.delete_object(**where)
        return self._heeds

    def _is_versioned(self) -> bool:
        """Whether the bucket has, or had, versions. One that does not say has none for us."""
        try:
            return "Status" in self._client.get_bucket_versioning(Bucket=self._bucket)
        except ClientError as error:
            if status_of(error)[0] in {403, 405, 501} or status_of(error)[1] == "NotImplemented":
                return False
            raise

    def _objects(self, prefix: str) -> Iterator[Item]:
        pages = self._client.get_paginator("list_objects_v2")
        for page in pages.paginate(
            Bucket=self._bucket, Prefix=self._prefix + prefix, PaginationConfig={"PageSize": self.page}
        ):
            for one in page.get("Contents", ()):
                yield self._item(one["Key"], one["ETag"], one["Size"], "", one["LastModified"])

    def _versions(self, prefix: str) -> Iterator[Item]:
        pages = self._client.get_paginator("list_object_versions")
        for page in pages.paginate(
            Bucket=self._bucket, Prefix=self._prefix + prefix, PaginationConfig={"PageSize": self.page}
        ):
            for one in page.get("Versions", ()):
                if one["IsLatest"]:
                    version = _version(one["VersionId"])
                    yield self._item(one["Key"], one["ETag"], one["Size"], version, one["LastModified"])

    def _item(self, key: str, etag: str, size: int, version: str, modified: datetime) -> Item:
        return Item(key.removeprefix(self._prefix), _bare(etag), size, version, modified)

    def _exactly(self, item: Item) -> dict[str, Any]:
        where: dict[str, Any] = {"Bucket": self._bucket, "Key": self._prefix + item.key}
        if item.version:
            where["VersionId"] = item.version
        return where


class _Checked(io.RawIOBase):
    """An object's bytes as they come; at their end they must be as many as was said and, where the ETag is their MD5, the same."""

    def __init__(self, body: Any, item: Item, *, is_md5: bool) -> None:  # noqa: ANN401 - botocore's stream
        super().__init__()
        self._body = body
        self._item = item
        self._left = item.size
        self._hash = hashlib.md5(usedforsecurity=False) if is_md5 else None

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def readinto(self, room: Any) -> int:  # noqa: ANN401 - any buffer
        """The next bytes. Raises `BucketError` where the connection breaks, or the bytes are not those that were stored."""
        with told_plainly():
            chunk: bytes = self._body.read(len(room))
        room[: len(chunk)] = chunk
        self._left -= len(chunk)
        if self._hash is not None:
            self._hash.update(chunk)
        if not chunk:
            self._check()
        return len(chunk)

    def close(self) -> None:
        """Lets go of the connection."""
        self._body.close()
        super().close()

    def _check(self) -> None:
        garbled = self._hash is not None and self._hash.hexdigest() != self._item.etag
        if self._left or garbled:
            raise BucketError("bucket-unreachable", "garbled")


def _is_md5(found: Any, etag: str) -> bool:  # noqa: ANN401 - an answer of many optional parts
    """Whether an ETag is the MD5 of the bytes: not of those uploaded in parts, nor of those that a customer's key encrypts."""
    encrypted = found.get("ServerSideEncryption", "AES256") != "AES256" or "SSECustomerAlgorithm" in found
    return bool(_MD5.fullmatch(etag)) and not encrypted


def _bare(etag: str) -> str:
    """Quoted by some servers in some answers."""
    return etag.removeprefix("W/").strip('"')


def _can_be(key: str) -> bool:
    """Whether anything can be called so: servers answer in many ways to what cannot."""
    try:
        return 0 < len(key.encode()) <= _LONGEST_KEY and "\0" not in key
    except UnicodeEncodeError:
        return False


def _version(told: str | None) -> str:
    return "" if told in {None, _UNVERSIONED} else str(told)
