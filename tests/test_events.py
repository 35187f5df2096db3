"""Messages of buckets: whatever becomes of them, the ledger says what the listing says."""

from __future__ import annotations

import asyncio
import base64
import json
import random
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import httpx
import pytest
from pydantic import SecretStr

from pipeline.serving import events, intake
from pipeline.serving.buckets import BucketError, UploadStore, open_store
from pipeline.serving.ledger import Ledger
from pipeline.serving.office import Office, open_office
from pipeline.serving.queues import Queue
from pipeline.serving.web.http import make_app
from pipeline.settings import Settings
from tests.keys import ledger_at
from tests.services.stores import Endpoint

KEYS = ["A-1/이력서 +1%.pdf", "A-1/application.json", "bare.pdf", "a%2Fb.pdf", "100%20.pdf", "x&y=z.png"]
SETTINGS = Settings()
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def bucket(moto_endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> str:
    moto_endpoint.point(monkeypatch)
    return moto_endpoint.bucket()


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return ledger_at(tmp_path / "ledger.sqlite")


def aws(bucket: str, *keys: str, name: str = "ObjectCreated:Put") -> dict[str, Any]:
    return records(bucket, [quote_plus(key, safe="") for key in keys], "aws:s3", name)


def ceph(bucket: str, *keys: str) -> dict[str, Any]:
    return records(bucket, list(keys), "ceph:s3", "ObjectCreated:Put")


def minio(bucket: str, *keys: str) -> dict[str, Any]:
    told = records(bucket, [quote_plus(key) for key in keys], "minio:s3", "s3:ObjectCreated:Put")
    return {"EventName": "s3:ObjectCreated:Put", "Key": f"{bucket}/{keys[0]}", **told}


def percent(bucket: str, *keys: str) -> dict[str, Any]:
    return records(bucket, [quote(key, safe="") for key in keys], "aws:s3", "ObjectCreated:Put")


def sns(bucket: str, *keys: str) -> dict[str, Any]:
    return {"Type": "Notification", "Message": json.dumps(aws(bucket, *keys))}


def eventbridge(bucket: str, *keys: str) -> dict[str, Any]:
    (key,) = keys
    return {"detail-type": "Object Created", "detail": {"bucket": {"name": bucket}, "object": {"key": key}}}


def records(bucket: str, keys: list[str], source: str, name: str) -> dict[str, Any]:
    return {
        "Records": [
            {"eventSource": source, "eventName": name, "s3": {"bucket": {"name": bucket}, "object": {"key": key}}}
            for key in keys
        ]
    }


SHAPES = [aws, ceph, minio, percent, sns, eventbridge]
Shape = Callable[..., dict[str, Any]]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("key", KEYS)
def test_every_shape_names_its_key(shape: Shape, key: str) -> None:
    found = events.keys_in(json.dumps(shape("b", f"in/{key}")).encode(), "s3://b/in/")
    assert key in found
    assert len(found) <= 3


@pytest.mark.parametrize(
    "message",
    [
        {"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "b"},
        {"Type": "SubscriptionConfirmation", "Message": "You have chosen to subscribe"},
        {"Records": "no list"},
        {"Records": [None, 1, {}, {"s3": {"bucket": "b", "object": []}}]},
        {"detail": {"bucket": {"name": 1}, "object": {"key": 2}}},
        aws("another", "a.pdf"),
        aws("b", "elsewhere/a.pdf"),
        aws("b", "in/"),
    ],
)
def test_what_names_nothing_of_ours_is_nothing(message: dict[str, Any]) -> None:
    assert events.keys_in(json.dumps(message).encode(), "s3://b/in/") == []


@pytest.mark.parametrize("message", [b"", b"[1]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"Message": "{"}'])
def test_what_is_no_message_is_refused(message: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - of whatever kind
        events.keys_in(message, "s3://b/in/")


def known(ledger: Ledger, store: UploadStore) -> set[tuple[str, str, str]]:
    """What the ledger has of a bucket, and how often."""
    found: list[tuple[str, str, str]] = []
    for subject in set(ledger.arrivals.subjects(store.address).values()):
        word, _, number = subject.partition(":")
        rows = [ledger.arrivals.upload(int(number))] if word == "upload" else ledger.arrivals.papers(int(number))
        found += [(one.key, one.etag, one.version) for one in rows]
    assert len(set(found)) == len(found)
    return set(found)


@pytest.mark.parametrize("seed", range(2))
def test_twice_late_never_and_out_of_order_make_no_difference(
    bucket: str, moto_endpoint: Endpoint, ledger: Ledger, tmp_path: Path, seed: int
) -> None:
    chance, client = random.Random(seed), moto_endpoint.client()
    store, now = open_store(f"s3://{bucket}/in"), NOW
    messages: list[dict[str, Any]] = []
    for _ in range(12):
        key = chance.choice(KEYS)
        client.put_object(Bucket=bucket, Key=f"in/{key}", Body=chance.choice([b"one", b"two", b"three"]))
        messages += [chance.choice(SHAPES)(bucket, f"in/{key}") for _ in range(chance.randrange(4))]
        while messages and chance.random() < 0.5:
            events.heed(
                store, ledger, SETTINGS, json.dumps(messages.pop(chance.randrange(len(messages)))).encode(), now
            )
    client.delete_object(Bucket=bucket, Key=f"in/{KEYS[0]}")
    for message in messages:
        events.heed(store, ledger, SETTINGS, json.dumps(message).encode(), now)
    intake.scan(store, ledger, SETTINGS, now)
    alone = ledger_at(tmp_path / "alone.sqlite")
    intake.scan(store, alone, SETTINGS, now)
    assert known(alone, store) <= {
        (key, etag, version.partition("#")[0]) for key, etag, version in known(ledger, store)
    }
    before = known(ledger, store)
    intake.scan(store, ledger, SETTINGS, now)
    for message in messages:
        events.heed(store, ledger, SETTINGS, json.dumps(message).encode(), now)
    assert known(ledger, store) == before


class Client:
    """Asks the application as a server would."""

    def __init__(self, office: Office) -> None:
        self._transport = httpx.ASGITransport(make_app(office, "http://127.0.0.1:9/api"))

    def post(self, path: str, content: bytes, headers: Mapping[str, str | bytes] | None = None) -> httpx.Response:
        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(transport=self._transport, base_url="http://127.0.0.1") as client:
                return await client.post(path, content=content, headers=headers)

        return asyncio.run(ask())


@pytest.fixture
def web(bucket: str, tmp_path: Path) -> Any:
    settings = Settings(data=tmp_path, bucket=f"s3://{bucket}/in", events_key=SecretStr("a-long-secret"))
    office = open_office(settings)
    return office, Client(office)


def test_the_endpoint_takes_messages_of_whoever_has_the_secret(web: Any, bucket: str, moto_endpoint: Endpoint) -> None:
    office, client = web
    moto_endpoint.client().put_object(Bucket=bucket, Key="in/bare.pdf", Body=b"one")
    message = json.dumps(ceph(bucket, "in/bare.pdf")).encode()
    password = base64.b64encode(b"ceph:a-long-secret").decode()
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic !"}, {"Authorization": "Bearer é"}):
        told = {name: value.encode("latin-1") for name, value in headers.items()}
        assert client.post("/events", content=message, headers=told).status_code == 404
    assert client.post("/events/wrong", content=message).status_code == 404
    assert not known(office.ledger, office.store)
    assert client.post("/events/a-long-secret", content=message).status_code == 204
    assert {key for key, _, _ in known(office.ledger, office.store)} == {"bare.pdf"}
    for scheme in ("Bearer a-long-secret", f"Basic {password}"):
        assert client.post("/events", content=message, headers={"Authorization": scheme}).status_code == 204
    assert client.post("/events/a-long-secret", content=b"nothing").status_code == 400
    assert client.post("/events/a-long-secret", content=b" " * 1_000_001).status_code == 413


def test_without_a_secret_there_is_no_endpoint(tmp_path: Path) -> None:
    for secret in (None, SecretStr("")):
        office = open_office(Settings(data=tmp_path, events_key=secret))
        client = Client(office)
        for path, headers in (("/events", {}), ("/events", {"Authorization": "Bearer "}), ("/events/x", {})):
            assert client.post(path, content=b"{}", headers=headers).status_code == 404


def test_a_sender_hears_that_the_bucket_is_down(web: Any, bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    office, client = web

    def down(_key: str) -> None:
        raise BucketError("bucket-unreachable")

    monkeypatch.setattr(office.store, "look", down)
    message = json.dumps(ceph(bucket, "in/bare.pdf")).encode()
    assert client.post("/events/a-long-secret", content=message).status_code == 503


def test_the_queue_is_emptied_by_what_was_heeded(bucket: str, moto_endpoint: Endpoint, ledger: Ledger) -> None:
    sqs, s3 = moto_endpoint.client("sqs"), moto_endpoint.client()
    url = sqs.create_queue(QueueName=f"q{uuid.uuid4().hex}")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    wanted = [{"QueueArn": arn, "Events": ["s3:ObjectCreated:*"]}]
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={"QueueConfigurations": wanted})
    for key in KEYS:
        s3.put_object(Bucket=bucket, Key=key, Body=b"one")
    sqs.send_message(QueueUrl=url, MessageBody="no message of a bucket")
    store, queue, taken = open_store(f"s3://{bucket}"), Queue(url), 0
    while got := queue.take(lambda body: events.heed(store, ledger, SETTINGS, body, NOW), wait=0):
        taken += got
    assert taken >= len(KEYS) + 1
    assert known(ledger, store) == {(item.key, item.etag, item.version) for item in store.list()}


def test_a_message_that_could_not_be_followed_comes_again(moto_endpoint: Endpoint, bucket: str) -> None:  # noqa: ARG001 - sets the endpoint
    sqs = moto_endpoint.client("sqs")
    url = sqs.create_queue(QueueName=f"q{uuid.uuid4().hex}", Attributes={"VisibilityTimeout": "0"})["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="{}")

    def down(_body: bytes) -> None:
        raise BucketError("bucket-unreachable")

    for _ in range(2):
        with pytest.raises(BucketError):
            Queue(url).take(down, wait=0)


def test_a_queue_that_is_not_there(moto_endpoint: Endpoint, bucket: str) -> None:  # noqa: ARG001 - sets the endpoint
    with pytest.raises(BucketError, match="bucket-missing"):
        Queue(f"{moto_endpoint.url}/123456789012/nobody").take(lambda _: None, wait=0)
