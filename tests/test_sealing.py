"""What may name somebody is sealed wherever it lies, opens with the right keys alone, and changes keys."""

from __future__ import annotations

import os
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from pipeline.document import Kind
from pipeline.errors import DojangError
from pipeline.serving import rekeying, tidying
from pipeline.serving.database import reading
from pipeline.serving.keys import DATA_KEY as KEY_FILE
from pipeline.serving.keys import keyring_of
from pipeline.serving.ledger import Ledger, Letter, NewCorrection
from pipeline.serving.office import open_office
from pipeline.serving.sealing import new_key
from pipeline.settings import Settings
from tests.keys import DATA_KEY
from tests.ledger_rows import DUE, NOW, decision, item, taken
from tests.made_facts import facts, field, paper

SECRETS = ("김하늘", "a@example.com", "비밀 상호")


def settings(data: Path, *keys: str, **more: object) -> Settings:
    return Settings(data=data, data_key=",".join(keys) or None, **more)  # type: ignore[arg-type]  # as from the environment


def filled(chosen: Settings, store: str = "file:/inbox") -> Ledger:
    ledger = Ledger(chosen.ledger, keyring_of(chosen))
    ledger.arrivals.note(store, [(item("김하늘.pdf"), None)], NOW, DUE)
    ledger.readings.keep_content("a" * 64, 3, NOW)
    named = paper(Kind.EMPLOYMENT_CERTIFICATE, {"company_name": field("비밀 상호")})
    ledger.readings.keep_facts(facts(named, sha256="a" * 64), 3, NOW)
    new = decision("upload:1", decided_by="김하늘", via="ui")
    ledger.decisions.decide(
        new,
        [Letter("<m@x>", "a@example.com", b"to a@example.com")],
        NOW,
        [NewCorrection("a" * 64, 0, "company_name", "비밀 상호")],
    )
    return ledger


def on_disk(data: Path) -> bytes:
    return b"".join(one.read_bytes() for one in sorted(data.rglob("*")) if one.is_file())


def test_nothing_that_names_somebody_lies_open(tmp_path: Path) -> None:
    filled(settings(tmp_path)).close()
    assert not [one for one in SECRETS if one.encode() in on_disk(tmp_path)]


def test_postgresql_holds_nothing_open(postgres_url: str, tmp_path: Path) -> None:
    ledger = filled(settings(tmp_path, DATA_KEY, ledger_url=postgres_url))
    with reading(ledger.engine) as session:
        for table in ("uploads", "facts", "decisions", "decision_log", "corrections", "outbox"):
            told = str(session.execute(text(f"SELECT * FROM {table}")).all())  # noqa: S608 - names of ours
            assert not [one for one in SECRETS if one in told or repr(one.encode())[2:-1] in told], table
    ledger.close()


def test_a_key_of_the_folders_own_is_made_for_its_owner_only(tmp_path: Path) -> None:
    filled(settings(tmp_path)).close()
    assert (tmp_path / KEY_FILE).stat().st_mode & 0o077 == 0
    assert keyring_of(settings(tmp_path)).open(keyring_of(settings(tmp_path)).seal(b"x")) == b"x"


@pytest.mark.parametrize("lost", [True, False])
def test_without_its_key_a_ledger_does_not_open(tmp_path: Path, *, lost: bool) -> None:
    filled(settings(tmp_path)).close()
    (tmp_path / KEY_FILE).unlink()
    if not lost:
        (tmp_path / KEY_FILE).write_bytes(os.urandom(32))
    with pytest.raises(DojangError) as refused:
        open_office(settings(tmp_path))
    assert refused.value.code == ("data-key-missing" if lost else "data-key-wrong")
    assert (tmp_path / KEY_FILE).exists() is not lost, "none is made where one is missing"


def test_a_key_that_is_none_is_named_not_shown(tmp_path: Path) -> None:
    with pytest.raises(DojangError) as refused:
        keyring_of(settings(tmp_path, "s3cret"))
    assert str(refused.value) == "settings-invalid: DOJANG_DATA_KEY"
    assert "s3cret" not in f"{settings(tmp_path, 's3cret')!r}"


@pytest.mark.parametrize("own", [True, False])
def test_keys_are_changed(tmp_path: Path, *, own: bool) -> None:
    old, new = new_key(), new_key()
    chosen = settings(tmp_path) if own else settings(tmp_path, old)
    filled(chosen).close()
    open_office(chosen).pages.keep("p-001", b"a page")
    before = sqlite3.connect(tmp_path / "ledger.sqlite").execute("SELECT key, key_mark FROM uploads").fetchone()
    kept = (tmp_path / KEY_FILE).read_bytes() if own else b""
    done = rekeying.rekey(chosen if own else settings(tmp_path, new, old))
    assert done.values > 6
    assert done.pictures == 1
    now = chosen if own else settings(tmp_path, new)
    office = open_office(now)
    assert office.ledger.arrivals.upload(1).key == "김하늘.pdf"
    assert office.ledger.decisions.first_broken_line() is None
    assert office.ledger.arrivals.note("file:/inbox", [(item("김하늘.pdf"), None)], NOW, DUE) == 0, "still known"
    assert office.pages.read("p-001") == b"a page"
    after = sqlite3.connect(tmp_path / "ledger.sqlite").execute("SELECT key, key_mark FROM uploads").fetchone()
    assert after[0] != before[0]
    assert after[1] == before[1]
    if own:
        (tmp_path / KEY_FILE).write_bytes(kept)
    with pytest.raises(DojangError, match="data-key-wrong"):
        open_office(chosen)


def test_the_log_is_guarded_again_after_a_change(tmp_path: Path) -> None:
    filled(settings(tmp_path)).close()
    rekeying.rekey(settings(tmp_path))
    with sqlite3.connect(tmp_path / "ledger.sqlite") as raw, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        raw.execute("DELETE FROM decision_log")


def exposing(verdict: str = "rejected") -> dict[str, object]:
    check = {"outcome": "fail", "reason": "resident-number-exposed"}
    return {
        "verdict": verdict,
        "body": {"papers": [{"sha256": "a" * 64, "kinds": [], "checks": [check]}], "checks": []},
    }


@pytest.mark.parametrize(("verdict", "left"), [("rejected", 0), ("needs-review", 1)])
def test_what_an_exposing_upload_left_goes_with_its_decision(tmp_path: Path, verdict: str, left: int) -> None:
    office = open_office(settings(tmp_path))
    office.ledger.arrivals.note(office.store.address, [(item("a.pdf"), None)], NOW, DUE)
    office.ledger.readings.keep_content("a" * 64, 3, NOW)
    office.pages.keep(f"{'a' * 64}-001", b"a page")
    office.ledger.decisions.decide(decision("upload:1", **exposing(verdict)), [], NOW)
    assert tidying.sweep(office, NOW).pictures == 1 - left
    assert len(list(office.pages.names())) == left


@pytest.mark.parametrize("removing", [True, False])
def test_an_exposing_upload_leaves_the_bucket_where_that_is_set(tmp_path: Path, *, removing: bool) -> None:
    office = open_office(settings(tmp_path, quiet_seconds=0.0, erase_exposed=removing))
    (tmp_path / "inbox" / "a.pdf").write_bytes(b"abc")
    list(office.store.list())
    office.ledger.arrivals.note(office.store.address, [(one, None) for one in office.store.list()], NOW, DUE)
    office.ledger.readings.keep_content("a" * 64, 3, NOW)
    office.ledger.arrivals.settle(1, "done", "a" * 64)  # type: ignore[arg-type]  # a state's word
    office.ledger.decisions.decide(decision("upload:1", **exposing()), [], NOW)
    tidying.sweep(office, NOW)
    assert (tmp_path / "inbox" / "a.pdf").exists() is not removing


def test_when_its_days_are_over_nothing_personal_is_left(tmp_path: Path) -> None:
    chosen = settings(tmp_path, retention_days=90)
    office = open_office(chosen)
    filled(chosen, office.store.address).close()
    row = office.ledger.decisions.last("upload:1")
    assert row is not None
    claim = taken(office.ledger, "upload:1", NOW, timedelta(minutes=5))
    assert claim is not None
    office.ledger.arrivals.settle(1, "done", "a" * 64)  # type: ignore[arg-type]  # a state's word
    office.ledger.cases.release(claim)
    office.ledger.outbox.sent("<m@x>", NOW)
    office.pages.keep(f"{'a' * 64}-001", b"a page")
    office.sheets.keep(f"{row.id}-1-page-1", b"a sheet")
    assert tidying.tidy(office, NOW + timedelta(days=89)) == tidying.Tidied()
    done = tidying.tidy(office, NOW + timedelta(days=91))
    assert (done.pictures, done.readings, done.keys, done.notices) == (2, 1, 1, 1)
    assert office.ledger.readings.facts("a" * 64, "test") is None
    assert office.ledger.arrivals.upload(1).key == ""
    assert [one.value for one in office.ledger.readings.corrections("upload:1")] == [None]
    assert [one.recipient for one in office.ledger.outbox.notices(row.id)] == [""]
    assert office.ledger.arrivals.note(office.store.address, [(item("김하늘.pdf"), None)], NOW, DUE) == 0, "still known"
    assert tidying.tidy(office, NOW + timedelta(days=92)) == tidying.Tidied()
    assert office.ledger.decisions.last("upload:1") is not None, "the record stays"
