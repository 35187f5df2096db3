"""One contract for every kind of bucket: a folder, moto and Ceph's gateway, each of the latter with and without versions."""

from __future__ import annotations

import socket
import threading
import time
import unicodedata
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from pipeline.serving import intake
from pipeline.serving.buckets import BucketError, FolderStore, GoneError, Item, UploadStore, aws, open_store
from pipeline.serving.buckets.s3 import S3Store
from pipeline.serving.office import open_office
from pipeline.serving.web.http import make_app
from pipeline.settings import Settings
from tests.services.programs import free_port
from tests.services.stores import Endpoint

# What object stores let people call an object; those that no folder can hold come last.
ODD_KEYS = [
    unicodedata.normalize("NFC", "A-1/재직증명서.pdf"),
    unicodedata.normalize("NFD", "A-2/재직증명서.pdf"),
    "이력서 (1).pdf",
    " lead",
    "trail ",
    "100%.png",
    "100%20done.png",
    "a%2Fb.png",
    "a+b=c.png",
    "new\nline.pdf",
    "carriage\rreturn",
    "tab\there",
    "a&b<c>d\"e'f.png",
    "what?#now",
    "back\\slash",
    "é😀.webp",
    "\x01control",
    "[glob]*.{a,b}",
    "UPPER",
    "upper",
    "n" * 250,
    "po-child/x",
    "s" * 200 + "/" + "s" * 200 + "/" + "s" * 200 + "/" + "s" * 200 + "/" + "s" * 180,
]
NOT_IN_FOLDERS = ["/lead", "a//b", "dir/", "./a", "../a", "a/../b", "UPPER/child", "k" * (1_024 - 33)]
MOTO_CANNOT = {"new\nline.pdf", "carriage\rreturn", "\x01control"}
"""Its own faults: it answers 404 to the first, and tells versions' keys as XML that holds no such characters."""
assert len(ODD_KEYS) + len(NOT_IN_FOLDERS) == 31


@dataclass
class Stage:
    """A bucket of a test's own, and how uploaders write into it."""

    store: UploadStore
    write: Callable[[str, bytes], None]
    delete: Callable[[str], None]
    half: Callable[[str], None]
    kind: str = "folder"
    removes: bool = True
    """Ceph heeds no condition of a DELETE: without versions nothing is removed there."""

    def item(self, key: str) -> Item:
        found = self.store.look(key)
        assert found is not None
        return found

    def read(self, item: Item) -> bytes:
        with self.store.open(item) as body:
            return body.read()


BUCKETS: dict[tuple[str, bool], str] = {}
CLIENTS: dict[str, Any] = {}
"""Made once for all tests: making one takes a second, and so does a bucket."""
KINDS = ["folder", "moto", "moto-versions", "ceph", "ceph-versions"]


@pytest.fixture(params=KINDS)
def stage(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    kind, _, versions = request.param.partition("-")
    if kind == "folder":
        return folder_stage(tmp_path)
    endpoint: Endpoint = request.getfixturevalue(f"{kind}_endpoint")
    endpoint.point(monkeypatch)
    bucket = BUCKETS.get((endpoint.url, bool(versions))) or endpoint.bucket(versions=bool(versions))
    BUCKETS[endpoint.url, bool(versions)] = bucket
    if endpoint.url not in CLIENTS:
        CLIENTS[endpoint.url] = aws.s3_client()
    return s3_stage(endpoint, bucket, kind, removes=bool(versions) or kind == "moto")


def folder_stage(root: Path) -> Stage:
    store = FolderStore(root, 0.0)

    def write(key: str, body: bytes) -> None:
        (root / key).parent.mkdir(parents=True, exist_ok=True)
        draft = root / f".{uuid.uuid4()}"
        draft.write_bytes(body)
        draft.rename(root / key)

    def half(key: str) -> None:
        (root / f"{key}.part").write_bytes(b"half")

    return Stage(store, write, lambda key: (root / key).unlink(), half)


def s3_stage(endpoint: Endpoint, bucket: str, kind: str, *, removes: bool) -> Stage:
    prefix = uuid.uuid4().hex
    client = endpoint.client()

    def where(key: str) -> dict[str, str]:
        return {"Bucket": bucket, "Key": f"{prefix}/{key}"}

    def write(key: str, body: bytes) -> None:
        client.put_object(**where(key), Body=body)

    def half(key: str) -> None:
        begun = client.create_multipart_upload(**where(key))
        client.upload_part(**where(key), PartNumber=1, UploadId=begun["UploadId"], Body=b"half")
        broken_off(endpoint, f"/{bucket}/{prefix}/{key}2")

    store = S3Store(CLIENTS[endpoint.url], bucket, prefix)
    return Stage(store, write, lambda key: client.delete_object(**where(key)), half, kind, removes)


def broken_off(endpoint: Endpoint, path: str) -> None:
    """A PUT whose sender goes away in the middle."""
    port = int(endpoint.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(f"PUT {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nhalf".encode())


def listed(store: UploadStore, prefix: str = "") -> dict[str, Item]:
    found = list(store.list(prefix))
    assert len({item.key for item in found}) == len(found), "each once"
    return {item.key: item for item in found}


def test_keys_are_data(stage: Stage) -> None:
    keys = {
        "folder": ODD_KEYS,
        "moto": [key for key in ODD_KEYS + NOT_IN_FOLDERS if key not in MOTO_CANNOT],
        "ceph": ODD_KEYS + NOT_IN_FOLDERS,
    }[stage.kind]
    for key in keys:
        assert stage.store.put_if_absent(key, key.encode()), key
    found = listed(stage.store)
    assert set(found) == set(keys)
    for key, item in found.items():
        assert stage.read(item) == key.encode(), key
        assert stage.store.look(key) is not None, key
    assert set(listed(stage.store, "A-")) == {key for key in keys if key.startswith("A-")}


@pytest.mark.parametrize("key", NOT_IN_FOLDERS[:-2])
def test_a_folder_says_that_it_cannot_hold_a_key(tmp_path: Path, key: str) -> None:
    with pytest.raises(GoneError):
        FolderStore(tmp_path, 0.0).put_if_absent(key, b"x")


def test_size_and_bytes_are_those_that_were_written(stage: Stage) -> None:
    for size in (0, 1, 70_000, 5_300_000):
        body = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
        stage.write("a.pdf", body)
        item = stage.item("a.pdf")
        assert item.size == size
        assert stage.read(item) == body
        assert item == listed(stage.store)["a.pdf"]._replace(modified=item.modified), "a look says what a listing says"


def test_a_taken_key_is_not_overwritten(stage: Stage) -> None:
    assert stage.store.put_if_absent("a.pdf", b"one")
    assert not stage.store.put_if_absent("a.pdf", b"two")
    assert stage.read(stage.item("a.pdf")) == b"one"


def test_written_anew_is_another_version(stage: Stage) -> None:
    stage.write("a.pdf", b"one")
    before = stage.item("a.pdf")
    stage.write("a.pdf", b"two")
    after = stage.item("a.pdf")
    assert (before.etag, before.version) != (after.etag, after.version)
    assert listed(stage.store).keys() == {"a.pdf"}
    assert stage.read(after) == b"two"
    if before.version:
        assert stage.read(before) == b"one", "the old version is there to be read"
    else:
        with pytest.raises(GoneError):
            stage.read(before)


def test_what_was_removed_is_gone(stage: Stage) -> None:
    stage.write("a.pdf", b"one")
    item = stage.item("a.pdf")
    stage.delete("a.pdf")
    assert stage.store.look("a.pdf") is None
    assert not listed(stage.store)
    if not item.version:
        with pytest.raises(GoneError):
            stage.read(item)
    with pytest.raises(GoneError):
        stage.read(item._replace(key="never", version=""))


def test_what_changes_while_it_is_read_is_whole_or_gone(stage: Stage) -> None:
    stage.write("a.pdf", b"o" * 300_000)
    with stage.store.open(stage.item("a.pdf")) as body:
        start = body.read(10)
        stage.write("a.pdf", b"t" * 300_000)
        assert start + body.read() == b"o" * 300_000


def test_half_an_upload_is_not_there(stage: Stage) -> None:
    stage.write("whole.pdf", b"whole")
    stage.half("half.pdf")
    assert set(listed(stage.store)) == {"whole.pdf"}
    assert stage.store.look("half.pdf") is None


def test_removed_is_that_version_or_nothing(stage: Stage) -> None:
    stage.write("a.pdf", b"one")
    item = stage.item("a.pdf")
    assert stage.store.remove(item) == stage.removes
    assert (stage.store.look("a.pdf") is None) == stage.removes
    if stage.removes:
        assert stage.store.remove(item), "it is gone"


def test_what_was_written_since_stays(stage: Stage) -> None:
    stage.write("a.pdf", b"one")
    before = stage.item("a.pdf")
    stage.write("a.pdf", b"two")
    stage.store.remove(before)
    assert stage.read(stage.item("a.pdf")) == b"two"


def test_no_older_version_comes_to_light(stage: Stage) -> None:
    stage.write("a.pdf", b"one")
    stage.write("a.pdf", b"two")
    newest = stage.item("a.pdf")
    removed = stage.store.remove(newest)
    assert removed == (stage.removes and not newest.version)
    assert removed or stage.read(stage.item("a.pdf")) == b"two"


def test_more_than_a_page(stage: Stage) -> None:
    for number in range(8):
        stage.write(f"{number}", b"x")
    if isinstance(stage.store, S3Store):
        stage.store.page = 3
    assert len(listed(stage.store)) == 8


@pytest.mark.parametrize("kind", ["moto", "ceph"])
def test_a_bucket_that_is_not_there(kind: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    request.getfixturevalue(f"{kind}_endpoint").point(monkeypatch)
    with pytest.raises(BucketError, match="bucket-missing"):
        list(open_store("s3://nobody-made-this").list())


def test_a_wrong_secret_is_told(ceph_endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    ceph_endpoint.point(monkeypatch)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
    with pytest.raises(BucketError, match="bucket-refused") as caught:
        list(open_store("s3://some-bucket").list())
    assert "wrong" not in str(caught.value)


def test_cephs_own_notifications_make_uploads_known(
    ceph_endpoint: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ceph_endpoint.point(monkeypatch)
    bucket, port = ceph_endpoint.bucket(), free_port()
    office = open_office(Settings(data=tmp_path, bucket=f"s3://{bucket}/in", events_key="a-long-secret"))
    server = uvicorn.Server(
        uvicorn.Config(make_app(office, "http://127.0.0.1:9/api"), port=port, log_config=None, lifespan="off")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    where = {"push-endpoint": f"http://127.0.0.1:{port}/events/a-long-secret", "persistent": "true"}
    topic = ceph_endpoint.client("sns").create_topic(Name=bucket, Attributes=where)["TopicArn"]
    told = {"TopicConfigurations": [{"Id": "all", "TopicArn": topic, "Events": ["s3:ObjectCreated:*"]}]}
    client = ceph_endpoint.client()
    client.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration=told)
    keys = {"A-1/이력서 +1%.pdf", "bare file.pdf"}
    for key in keys:
        client.put_object(Bucket=bucket, Key=f"in/{key}", Body=b"one")
    until = time.monotonic() + 60
    while len(set(office.ledger.arrivals.subjects(office.store.address))) < 2 and time.monotonic() < until:
        time.sleep(0.1)
    server.should_exit = True
    thread.join()
    assert set(office.ledger.arrivals.subjects(office.store.address)) == {"A-1", "bare file.pdf"}
    assert intake.scan(office.store, office.ledger, office.settings, office.now()).new == 0
