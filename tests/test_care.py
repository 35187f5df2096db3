"""The commands of whoever looks after the data: what is set, keys, tidying up; as they are typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr
from typer.testing import CliRunner, Result

from pipeline.cli import app
from pipeline.serving.keys import DATA_KEY
from pipeline.serving.lone import alone
from pipeline.serving.office import day_of, open_office
from pipeline.settings import Settings, settings
from tests import sheet_stage as stage
from tests.ledger_rows import item, taken

SECRETS = [name for name, one in Settings.model_fields.items() if SecretStr in getattr(one.annotation, "__args__", ())]
VALUES = {"nts_url": "https://register.example/status", "events_queue": "https://queue.example/1/uploads"}

Dojang = Callable[..., Result]


@pytest.fixture
def dojang(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Dojang]:
    """A command in a data folder of its own, with these settings."""
    monkeypatch.setenv("DOJANG_DATA", str(tmp_path))

    def typed(*words: str, **told: str) -> Result:
        settings.cache_clear()
        with monkeypatch.context() as patch:
            for name, value in told.items():
                patch.setenv(f"DOJANG_{name.upper()}", value)
            return CliRunner().invoke(app, words)

    yield typed
    settings.cache_clear()


def filled(data: Path, key: str | None = None, verdict: str = "approved") -> None:
    """A data folder with a decided case that rests, its page and its sheet's picture."""
    office = open_office(Settings(data=data, data_key=SecretStr(key) if key else None))
    office.ledger.arrivals.note(office.store.address, [(item("a.pdf"), None)], stage.NOW, day_of(stage.NOW))
    stage.decided(office, stage.bare(office, stage.facts(*stage.all_papers()[1].papers)), verdict)
    claim = taken(office.ledger, "upload:1", stage.NOW, timedelta(minutes=5))
    assert claim is not None
    office.ledger.cases.release(claim)
    office.sheets.keep(f"{1:032x}-1-page-1", b"a sheet")
    office.ledger.close()


# --- settings ---------------------------------------------------------------------------------


def test_secrets_are_kept_apart() -> None:
    """What may hold a password or a key is a secret by its type."""
    telling = {name for name in Settings.model_fields if {"key", "secret", "auth"} & set(name.split("_"))}
    assert {"data_key", "manifest_key", "events_key", "nts_key", "basic_auth"} <= telling <= set(SECRETS)
    assert {"ledger_url", "prefect_database_url", "smtp_url"} <= set(SECRETS), "these hold passwords"


def test_settings_are_printed_and_secrets_are_not(dojang: Dojang) -> None:
    told = dojang("settings", **dict.fromkeys(SECRETS, "kim:s3cret@here"), **VALUES)
    assert told.exit_code == 0
    assert "s3cret" not in told.output
    lines = dict(line.split("=", 1) for line in told.output.splitlines())
    assert set(lines) == {f"DOJANG_{name.upper()}" for name in Settings.model_fields}
    assert {lines[f"DOJANG_{name.upper()}"] for name in SECRETS} == {"**********"}
    assert lines["DOJANG_NTS_URL"] == VALUES["nts_url"]
    assert lines["DOJANG_RETENTION_DAYS"] == "90"


def test_a_setting_that_is_wrong_is_told_without_its_value(dojang: Dojang) -> None:
    told = dojang("settings", nts_url="kim:s3cret")
    assert told.exit_code != 0
    assert "s3cret" not in f"{told.output}{told.exception}"


# --- keys -------------------------------------------------------------------------------------


def test_a_fresh_key_is_a_key_and_fresh(dojang: Dojang) -> None:
    first, second = (dojang("new-key").output.strip() for _ in range(2))
    assert first != second
    assert Fernet(first).decrypt(Fernet(first).encrypt(b"x")) == b"x"


def test_keys_are_changed_by_what_the_page_says(dojang: Dojang, tmp_path: Path) -> None:
    old, new = (dojang("new-key").output.strip() for _ in range(2))
    filled(tmp_path, old)
    told = dojang("rekey", data_key=f"{new},{old}")
    assert told.exit_code == 0, told.output
    assert told.output.endswith("and 2 pictures are sealed with the new key\n")
    assert old not in told.output
    assert new not in told.output
    office = open_office(Settings(data=tmp_path, data_key=SecretStr(new)))
    assert office.sheets.read(f"{1:032x}-1-page-1") == b"a sheet"
    assert office.ledger.decisions.get(f"{1:032x}").verdict
    refused = dojang("tidy", data_key=old)
    assert refused.exit_code != 0
    assert "data-key-wrong" in f"{refused.output}{refused.exception}"


def test_the_folders_own_key_is_changed(dojang: Dojang, tmp_path: Path) -> None:
    filled(tmp_path)
    before = (tmp_path / DATA_KEY).read_bytes()
    assert dojang("rekey").exit_code == 0
    assert (tmp_path / DATA_KEY).read_bytes() != before
    assert open_office(Settings(data=tmp_path)).sheets.read(f"{1:032x}-1-page-1") == b"a sheet"


def test_no_key_is_changed_while_the_service_runs(dojang: Dojang, tmp_path: Path) -> None:
    filled(tmp_path)
    before = (tmp_path / DATA_KEY).read_bytes()
    with alone(tmp_path):
        refused = dojang("rekey")
    assert refused.exit_code != 0
    assert "already-serving" in f"{refused.output}{refused.exception}"
    assert (tmp_path / DATA_KEY).read_bytes() == before


# --- tidying up -------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "left"), [(-1, 1), (1, 0)])
def test_what_is_over_is_removed(dojang: Dojang, tmp_path: Path, days: int, left: int) -> None:
    filled(tmp_path)
    moment = stage.NOW + timedelta(days=90 + days)
    told = dojang("tidy", now=moment.isoformat())
    assert told.exit_code == 0, told.output
    assert told.output.startswith("removed: ")
    office = open_office(Settings(data=tmp_path))
    assert len(list(office.sheets.names())) == left
    assert office.ledger.decisions.get(f"{1:032x}").verdict, "what was decided stays"


def test_what_waits_for_a_person_is_left(dojang: Dojang, tmp_path: Path) -> None:
    filled(tmp_path, verdict="needs-review")
    assert dojang("tidy", now=(stage.NOW + timedelta(days=900)).isoformat()).exit_code == 0
    assert list(open_office(Settings(data=tmp_path)).sheets.names())
