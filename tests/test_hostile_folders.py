"""What strangers can put into a bucket that is a folder, taken in as the service takes it."""

from __future__ import annotations

import logging
import os
import socket
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import pytest

from fixtures.hostile.manifests import MANIFESTS
from pipeline.errors import DojangError
from pipeline.reviewing import MANIFEST, review_application
from pipeline.serving.buckets import FolderStore, GoneError, Item
from pipeline.serving.buckets.folder import _moment
from pipeline.serving.intake import fetch, place, scan
from pipeline.serving.manifests import Refused, manifest_of
from pipeline.serving.tables import Upload
from pipeline.settings import Settings
from tests.keys import ledger_at

NOW = datetime(2026, 11, 21, tzinfo=UTC)
SETTINGS = Settings()
NAMES = [
    "재직증명서.pdf",
    unicodedata.normalize("NFD", "재직증명서.pdf"),
    "사업자 등록증 (1) 최종.pdf",
    "a..b",
    "…",
    "new\nline\r\n.pdf",
    "\x1b[2J.pdf",
    "-rf",
    "%2e%2e%2fetc",
    "a\\..\\..\\etc",
    "'; DROP TABLE uploads; --",
    "<script>.pdf",
    "가" * 85,
    "n" * 255,
]


class Inbox:
    """A folder, and the ledger that it is taken into."""

    def __init__(self, tmp_path: Path) -> None:
        self.root = tmp_path / "inbox"
        self.root.mkdir()
        self.store = FolderStore(self.root, 0.0)
        self.ledger = ledger_at(tmp_path / "ledger.sqlite")

    def taken_in(self) -> list[Upload]:
        """Every upload of one look into the folder."""
        scan(self.store, self.ledger, SETTINGS, NOW)
        found: dict[int, Upload] = {}
        for subject in set(self.ledger.arrivals.subjects(self.store.address).values()):
            sort, _, number = subject.partition(":")
            of = self.ledger.arrivals
            uploads = of.papers(int(number)) if sort == "application" else [of.upload(int(number))]
            found |= {one.id: one for one in uploads}
        return list(found.values())


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(tmp_path)


def test_any_name_is_taken_in_and_its_bytes_come_back(inbox: Inbox) -> None:
    (inbox.root / "A-1").mkdir()
    for name in NAMES:
        for folder in (inbox.root, inbox.root / "A-1"):
            (folder / name).write_bytes(name.encode())
    taken = inbox.taken_in()
    assert {one.key for one in taken} == {*NAMES, *(f"A-1/{name}" for name in NAMES)}
    for one in taken:
        assert fetch(inbox.store, one, 1000).decode() == one.key.removeprefix("A-1/")


def test_what_is_no_regular_file_is_not_taken_in(
    inbox: Inbox, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    (inbox.root / "link.pdf").symlink_to(tmp_path / "secret")
    (inbox.root / "loop.pdf").symlink_to("loop.pdf")
    (inbox.root / "A-1").symlink_to(tmp_path)
    (inbox.root / "up").symlink_to("..")
    os.mkfifo(inbox.root / "pipe.pdf")
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(os.fsencode(inbox.root / "s"))
    (inbox.root / "good.pdf").write_bytes(b"good")
    assert [one.key for one in inbox.taken_in()] == ["good.pdf"]
    listening.close()
    assert caplog.text.count("no regular file") == 6
    assert "link.pdf" not in caplog.text


@pytest.mark.parametrize("became", ["pipe", "link", "folder", "other"])
def test_a_file_that_became_something_else_is_gone(inbox: Inbox, tmp_path: Path, became: str) -> None:
    path = inbox.root / "a.pdf"
    path.write_bytes(b"one")
    (upload,) = inbox.taken_in()
    path.unlink()
    match became:
        case "pipe":
            os.mkfifo(path)
        case "link":
            (tmp_path / "secret").write_bytes(b"one")
            path.symlink_to(tmp_path / "secret")
        case "folder":
            path.mkdir()
        case _:
            path.write_bytes(b"two")
    handles = len(list(Path("/proc/self/fd").iterdir()))
    with pytest.raises(GoneError):
        fetch(inbox.store, upload, 1000)
    assert len(list(Path("/proc/self/fd").iterdir())) == handles


def test_a_folder_that_cannot_be_listed_hides_no_other(inbox: Inbox, caplog: pytest.LogCaptureFixture) -> None:
    (inbox.root / "good.pdf").write_bytes(b"good")
    handle = os.open(inbox.root, os.O_RDONLY)
    for _ in range(18):  # 250 letters each: longer than any path may be
        os.mkdir("d" * 250, dir_fd=handle)
        deeper = os.open("d" * 250, os.O_RDONLY, dir_fd=handle)
        os.close(handle)
        handle = deeper
    os.close(handle)
    assert [one.key for one in inbox.taken_in()] == ["good.pdf"]
    assert "cannot be listed" in caplog.text
    assert "dddd" not in caplog.text


def test_keys_of_a_thousand_bytes_are_taken_in_or_mean_nothing(inbox: Inbox, tmp_path: Path) -> None:
    deep = "/".join(["가" * 80] * 4)
    (inbox.root / deep).parent.mkdir(parents=True)
    (inbox.root / deep).write_bytes(b"deep")
    assert len(deep.encode()) > 950
    assert scan(inbox.store, inbox.ledger, SETTINGS, NOW).ignored == 1
    long = Shelf(
        tmp_path,
        {"가" * 333: b"one", "A-1/" + "b" * 996: b"two", "../../etc/passwd": b"three", "/": b"", "\n": b"four"},
    )
    found = scan(long, inbox.ledger, SETTINGS, NOW)
    assert (found.new, found.ignored) == (3, 2)
    uploads = [inbox.ledger.arrivals.upload(number + 1) for number in range(3)]
    assert {fetch(long, one, 100) for one in uploads} == {b"one", b"two", b"four"}
    with pytest.raises(OSError, match="too long"):
        inbox.store.put_if_absent("b" * 1000, b"x")


class Shelf(FolderStore):
    """A bucket whose keys may be longer than a file's name, as object stores allow."""

    def __init__(self, root: Path, objects: dict[str, bytes]) -> None:
        super().__init__(root)
        self._objects = objects

    def list(self, prefix: str = "") -> Iterator[Item]:
        return (Item(key, "1", len(body), "", NOW) for key, body in self._objects.items() if key.startswith(prefix))

    @contextmanager
    def open(self, item: Item) -> Iterator[BinaryIO]:
        yield BytesIO(self._objects[item.key])


@pytest.mark.parametrize("key", ["", "/", "//", "a/", "/a", "a/b/c", "a//b", "../../a"])
def test_keys_that_mean_nothing_belong_nowhere(key: str) -> None:
    where = place(key, "")
    assert where is None or (where.application is None and where.name == "")


def test_a_terabyte_is_too_large_before_it_is_read(inbox: Inbox) -> None:
    with (inbox.root / "huge.pdf").open("wb") as file:
        file.truncate(1 << 40)
    (upload,) = inbox.taken_in()
    began = time.monotonic()
    with pytest.raises(DojangError, match="too-large"):
        fetch(inbox.store, upload, SETTINGS.max_bytes)
    assert time.monotonic() - began < 1


def test_a_day_that_no_calendar_has_is_no_hindrance(inbox: Inbox) -> None:
    for number, seconds in enumerate((-(10**9), 0, 2**33)):
        path = inbox.root / f"{number}.pdf"
        path.write_bytes(b"x")
        os.utime(path, (seconds, seconds))
    assert len(inbox.taken_in()) == 3
    assert {_moment(seconds).year for seconds in (1e18, -1e18, float("inf"))} == {1970}


def test_a_manifest_that_is_none_is_told_and_nothing_else(inbox: Inbox, caplog: pytest.LogCaptureFixture) -> None:
    """How the service goes on from there: `test_refused_manifests`."""
    for number, body in enumerate(MANIFESTS.values()):
        folder = inbox.root / f"A-{number}"
        folder.mkdir()
        (folder / MANIFEST).write_bytes(body)
        began = time.monotonic()
        reviewed = review_application(folder, None)
        assert reviewed.error is not None
        assert reviewed.error.code == "manifest-invalid"
        caplog.clear()
        with caplog.at_level(logging.INFO):
            own = [one for one in inbox.taken_in() if one.key.startswith(f"A-{number}/")]
            found = manifest_of(inbox.store, own, SETTINGS)
        assert isinstance(found, Refused)
        assert found.error.code == "manifest-invalid"
        assert time.monotonic() - began < 5
        assert len(caplog.text) < 1000


def test_a_manifest_that_is_no_file_is_told(inbox: Inbox) -> None:
    folder = inbox.root / "A-1"
    folder.mkdir()
    codes = []
    for make in (os.mkfifo, os.mkdir, lambda path: path.symlink_to(path)):
        make(folder / MANIFEST)
        reviewed = review_application(folder, None)
        codes.append(reviewed.error.code if reviewed.error else None)
        assert not inbox.taken_in()
        (folder / MANIFEST).rename(inbox.root / f".{len(codes)}")
    assert codes == ["not-a-file", "not-a-file", "file-unreadable"]
