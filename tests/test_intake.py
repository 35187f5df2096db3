"""Names that hold a resident number: never kept, the file read all the same."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.serving.buckets import FolderStore, GoneError
from pipeline.serving.intake import current, fetch, scan
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
