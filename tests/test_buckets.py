from __future__ import annotations

import os
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.errors import DojangError
from pipeline.serving.buckets import FolderStore, GoneError, Item, open_store

# What object stores and file systems let people call a file.
ODD_NAMES = [
    "재직증명서.pdf",
    unicodedata.normalize("NFD", "재직증명서.pdf"),
    "이력서 (1).pdf",
    " lead and trail ",
    "100%25 done.png",
    "a+b&c=d.png",
    "new\nline.pdf",
    "tab\there",
    "quote'\"<b>.png",
    "back\\slash",
    "[glob]*.?",
    "-rf",
    "é😀.webp",
    "\x01control",
    "not\udcffutf8.pdf",
    "n" * 250,
]


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> FolderStore:
    return FolderStore(tmp_path, quiet_seconds=2.0, clock=clock)


def settled(store: FolderStore, clock: Clock) -> dict[str, Item]:
    list(store.list())
    clock.now += 2.0
    return {item.key: item for item in store.list()}


def test_a_file_is_listed_only_when_it_was_quiet(store: FolderStore, clock: Clock) -> None:
    store.put_if_absent("a.pdf", b"one")
    assert not list(store.list())
    clock.now += 1.9
    assert not list(store.list())
    clock.now += 0.1
    assert [item.key for item in store.list()] == ["a.pdf"]


def test_a_file_that_grows_starts_anew(store: FolderStore, clock: Clock) -> None:
    path = store.root / "a.pdf"
    path.write_bytes(b"one")
    list(store.list())
    clock.now += 5
    path.write_bytes(b"one and two")
    assert not list(store.list())
    clock.now += 2
    assert [item.size for item in store.list()] == [11]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_odd_names_are_data(store: FolderStore, clock: Clock, name: str) -> None:
    for key in (name, f"A-1/{name}"):
        assert store.put_if_absent(key, name.encode("utf-8", "surrogateescape"))
    found = settled(store, clock)
    assert set(found) == {name, f"A-1/{name}"}
    for item in found.values():
        with store.open(item) as body:
            assert body.read() == name.encode("utf-8", "surrogateescape")


def test_unfinished_and_hidden_files_are_ignored(store: FolderStore, clock: Clock) -> None:
    for name in (".hidden", "a.pdf.part", "b.tmp", "c.pdf"):
        (store.root / name).write_bytes(b"x")
    assert set(settled(store, clock)) == {"c.pdf"}


def test_links_and_pipes_are_skipped_with_a_warning(
    store: FolderStore, clock: Clock, tmp_path_factory: pytest.TempPathFactory, caplog: pytest.LogCaptureFixture
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret").write_bytes(b"secret")
    (store.root / "link.pdf").symlink_to(outside / "secret")
    (store.root / "folder").symlink_to(outside)
    os.mkfifo(store.root / "pipe.pdf")
    assert not settled(store, clock)
    assert "no regular file" in caplog.text


def test_a_link_put_in_place_later_is_not_followed(store: FolderStore, clock: Clock, tmp_path: Path) -> None:
    store.put_if_absent("A-1/a.pdf", b"one")
    item = settled(store, clock)["A-1/a.pdf"]
    (tmp_path / "A-1").rename(tmp_path / "moved")
    (tmp_path / "A-1").symlink_to(tmp_path / "moved")
    with pytest.raises(GoneError), store.open(item):
        pass


def test_changed_and_removed_files_are_gone(store: FolderStore, clock: Clock) -> None:
    store.put_if_absent("a.pdf", b"one")
    store.put_if_absent("b.pdf", b"two")
    found = settled(store, clock)
    (store.root / "a.pdf").write_bytes(b"other")
    (store.root / "b.pdf").unlink()
    for item in found.values():
        with pytest.raises(GoneError), store.open(item):
            pass


def test_a_file_that_changes_while_it_is_read_is_gone(store: FolderStore, clock: Clock) -> None:
    store.put_if_absent("a.pdf", b"one")
    item = settled(store, clock)["a.pdf"]
    with pytest.raises(GoneError), store.open(item):
        (store.root / "a.pdf").write_bytes(b"longer than before")


@pytest.mark.parametrize("key", ["../a", "/etc/passwd", "a/../../b", "", "a//b", "./a"])
def test_keys_that_would_leave_the_folder_are_refused(store: FolderStore, key: str) -> None:
    with pytest.raises(GoneError), store.open(Item(key, "1-1-1", 1, "", datetime.now(UTC))):
        pass
    with pytest.raises(GoneError):
        store.put_if_absent(key, b"x")


def test_a_taken_key_is_not_overwritten(store: FolderStore) -> None:
    assert store.put_if_absent("a.pdf", b"one")
    assert not store.put_if_absent("a.pdf", b"two")
    assert (store.root / "a.pdf").read_bytes() == b"one"
    assert [path.name for path in store.root.iterdir()] == ["a.pdf"]


def test_an_unreadable_bucket_is_not_an_empty_one(store: FolderStore) -> None:
    store.root.rmdir()
    with pytest.raises(FileNotFoundError):
        list(store.list())


def test_only_folders_can_be_addressed_so_far(tmp_path: Path) -> None:
    assert open_store(f"file:{tmp_path / 'inbox'}").address == f"file:{tmp_path / 'inbox'}"
    with pytest.raises(DojangError, match="settings-invalid"):
        open_store("gopher://x")
