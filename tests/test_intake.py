"""Names that hold a resident number: never kept, the file read all the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import pytest

from pipeline.serving.buckets import BucketError, FolderStore, GoneError, Item
from pipeline.serving.intake import current, fetch, note, scan
from pipeline.serving.ledger import Ledger
from pipeline.serving.tables import UploadState
from pipeline.settings import Settings
from tests.keys import ledger_at

NOW = datetime(2026, 11, 21, tzinfo=UTC)
SETTINGS = Settings()


def test_two_names_that_become_alike_stay_two_papers(tmp_path: Path) -> None:
    folder = tmp_path / "inbox" / "A-1"
    folder.mkdir(parents=True)
    (folder / "900101-1234567.pdf").write_bytes(b"one")
    (folder / "900101-1234568.pdf").write_bytes(b"two")
    store, ledger = FolderStore(tmp_path / "inbox", 0.0), ledger_at(tmp_path / "ledger.sqlite")
    assert scan(store, ledger, SETTINGS, NOW).new == 2
    (subject,) = set(ledger.arrivals.subjects(store.address).values())
    papers = current(ledger.arrivals.papers(int(subject.partition(":")[2])))
    assert [one.key for one in papers] == ["A-1/900101-1******.pdf"] * 2
    assert {fetch(store, one, 100) for one in papers} == {b"one", b"two"}
    assert scan(store, ledger, SETTINGS, NOW).new == 0, "known already"


def test_a_file_that_went_meanwhile_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "inbox" / "900101-1234567.pdf"
    path.parent.mkdir()
    path.write_bytes(b"one")
    store, ledger = FolderStore(tmp_path / "inbox", 0.0), ledger_at(tmp_path / "ledger.sqlite")
    scan(store, ledger, SETTINGS, NOW)
    (subject,) = ledger.arrivals.subjects(store.address).values()
    upload = ledger.arrivals.upload(int(subject.partition(":")[2]))
    path.unlink()
    with pytest.raises(GoneError):
        fetch(store, upload, 100)


@pytest.mark.parametrize(("folder", "taken"), [("900101-1234567", 0), ("S1234567", 1), ("A-1001", 1)])
def test_an_application_is_not_named_after_a_resident_number(tmp_path: Path, folder: str, taken: int) -> None:
    place = tmp_path / "inbox" / folder
    place.mkdir(parents=True)
    (place / "a.pdf").write_bytes(b"one")
    store, ledger = FolderStore(tmp_path / "inbox", 0.0), ledger_at(tmp_path / "ledger.sqlite")
    assert scan(store, ledger, SETTINGS, NOW).new == taken


class Memory:
    """A bucket as an object store lists it: ETags tell contents."""

    address = "s3://memory/"
    etags_are_contents = True

    def __init__(self) -> None:
        self.objects: dict[str, Item] = {}

    def write(self, key: str, etag: str, version: str = "") -> Item:
        self.objects[key] = Item(key, etag, 1, version, NOW)
        return self.objects[key]

    def list(self, prefix: str = "") -> Iterator[Item]:
        return iter([item for key, item in sorted(self.objects.items()) if key.startswith(prefix)])

    def look(self, key: str) -> Item | None:
        return self.objects.get(key)

    def open(self, item: Item) -> AbstractContextManager[BinaryIO]:
        raise NotImplementedError(item)

    def put_if_absent(self, key: str, body: bytes) -> bool:
        raise NotImplementedError(key, body)

    def remove(self, item: Item) -> bool:
        raise NotImplementedError(item)


@pytest.fixture
def memory() -> Memory:
    return Memory()


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return ledger_at(tmp_path / "ledger.sqlite")


def papers_of(ledger: Ledger, store: Memory) -> list[tuple[str, str]]:
    (subject,) = set(ledger.arrivals.subjects(store.address).values())
    return [(one.etag, one.version) for one in current(ledger.arrivals.papers(int(subject.partition(":")[2])))]


def test_what_is_written_again_as_it_was_is_known(memory: Memory, ledger: Ledger) -> None:
    memory.write("A-1/a.pdf", "one")
    assert [scan(memory, ledger, SETTINGS, NOW).new for _ in range(3)] == [1, 0, 0]


def test_an_older_state_that_comes_back_counts_again(memory: Memory, ledger: Ledger) -> None:
    for etag in ("one", "two", "one", "two", "two", "one"):
        memory.write("A-1/a.pdf", etag)
        scan(memory, ledger, SETTINGS, NOW)
        scan(memory, ledger, SETTINGS, NOW)
        ((found, _),) = papers_of(ledger, memory)
        assert found == etag


def test_what_was_gone_and_is_back_counts_again(memory: Memory, ledger: Ledger) -> None:
    item = memory.write("A-1/a.pdf", "one")
    scan(memory, ledger, SETTINGS, NOW)
    (subject,) = set(ledger.arrivals.subjects(memory.address).values())
    (upload,) = ledger.arrivals.papers(int(subject.partition(":")[2]))
    ledger.arrivals.settle(upload.id, UploadState.GONE)
    memory.objects.clear()
    assert note(memory, ledger, SETTINGS, [item], NOW).new == 0, "an old listing is not believed"
    memory.write("A-1/a.pdf", "one")
    assert [scan(memory, ledger, SETTINGS, NOW).new for _ in range(3)] == [1, 0, 0]
    assert papers_of(ledger, memory) == [("one", "#1")]


def test_a_late_listing_brings_back_nothing(memory: Memory, ledger: Ledger) -> None:
    old = memory.write("A-1/a.pdf", "one")
    scan(memory, ledger, SETTINGS, NOW)
    memory.write("A-1/a.pdf", "two")
    scan(memory, ledger, SETTINGS, NOW)
    assert note(memory, ledger, SETTINGS, [old], NOW).new == 0
    assert papers_of(ledger, memory) == [("two", "")]


def test_a_listing_that_breaks_off_keeps_what_it_found(memory: Memory, ledger: Ledger) -> None:
    def broken() -> Iterator[Item]:
        yield from [Item(f"{number}.pdf", "e", 1, "", NOW) for number in range(250)]
        raise BucketError("bucket-unreachable")

    with pytest.raises(BucketError):
        note(memory, ledger, SETTINGS, broken(), NOW)
    assert len(ledger.arrivals.subjects(memory.address)) == 200
