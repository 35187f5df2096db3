"""Buckets that cannot be had: wrong addresses, no credentials, servers that hang, lie or break off."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from botocore.config import Config

from pipeline.errors import DojangError
from pipeline.serving.buckets import BucketError, Item, UploadStore, aws, open_store
from tests.services.stores import Endpoint


def test_no_credentials_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    Endpoint("http://127.0.0.1:9", "", "").point(monkeypatch)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    with pytest.raises(BucketError, match="bucket-refused"):
        list(open_store("s3://some-bucket").list())
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    with pytest.raises(BucketError, match="bucket-refused"):
        open_store("s3://some-bucket")


@pytest.mark.parametrize(
    "address", ["s3:bucket", "s3://", "s3:///prefix", "s3://b/", "gs://bucket", "file:", "s3://arn:aws:s3:x/y"]
)
def test_addresses_that_are_none(address: str) -> None:
    with pytest.raises(DojangError, match="settings-invalid"):
        open_store(address)


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = Config(connect_timeout=0.5, read_timeout=0.5, retries={"mode": "standard", "total_max_attempts": 2})
    monkeypatch.setattr(aws, "_BOUNDED", aws._BOUNDED.merge(quick))


class Liar:
    """A server that answers every connection with the same bytes; none: it hangs."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._lines: list[socket.socket] = []
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def endpoint(self) -> Endpoint:
        return Endpoint(f"http://127.0.0.1:{self._socket.getsockname()[1]}", "key", "secret")

    def close(self) -> None:
        self._socket.close()
        for line in self._lines:
            line.close()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._socket.accept()
                line.recv(65_536)
                if self._answer:
                    line.sendall(self._answer)
                    line.close()
            except OSError:
                return
            self._lines.append(line)


@pytest.fixture
def liar(monkeypatch: pytest.MonkeyPatch, hasty: None) -> Iterator[Callable[[bytes], UploadStore]]:  # noqa: ARG001 - it sets the time
    running: list[Liar] = []

    def lie(answer: bytes) -> UploadStore:
        running.append(Liar(answer))
        running[-1].endpoint.point(monkeypatch)
        return open_store("s3://bucket")

    yield lie
    for one in running:
        one.close()


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<?xml version='1.0'?><ListBucketResult><Contents>",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        b"no HTTP at all\r\n\r\n",
    ],
    ids=["hangs", "is busy", "breaks off", "speaks of something else", "is something else"],
)
def test_a_server_that_does_not_answer_well_is_no_empty_bucket(
    liar: Callable[[bytes], UploadStore], answer: bytes
) -> None:
    store = liar(answer)
    with pytest.raises(BucketError, match="bucket-unreachable"):
        list(store.list())
    with pytest.raises(BucketError, match="bucket-unreachable"):
        store.put_if_absent("a", b"x")


@pytest.mark.parametrize(("size", "etag"), [(10, "5d41402abc4b2a76b9719d911017c592"), (5, "0" * 32)])
def test_bytes_that_break_off_or_differ_are_not_taken(
    liar: Callable[[bytes], UploadStore], size: int, etag: str
) -> None:
    head = f'HTTP/1.1 200 OK\r\nContent-Length: {size}\r\nETag: "{etag}"\r\nLast-Modified: Sun, 22 Nov 2026 00:00:00 GMT\r\n\r\n'
    store = liar(head.encode() + b"hello")
    item = Item("a", etag, size, "", datetime(2026, 11, 22, tzinfo=UTC))
    with pytest.raises(BucketError, match="bucket-unreachable"), store.open(item) as body:
        body.read()
