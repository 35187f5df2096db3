"""Backup and restore, from each database into each."""

from __future__ import annotations

import hashlib
import io
import json
import multiprocessing
import os
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest
from sqlalchemy import select

from pipeline.business_status import BusinessStatus
from pipeline.errors import DojangError
from pipeline.registrations.machine import Asked
from pipeline.registrations.numbers import SENDER_NUMBER
from pipeline.serving.backups import dump, restoring
from pipeline.serving.backups.backup import backup, restore
from pipeline.serving.backups.envelope import Opener, Sealer
from pipeline.serving.buckets import open_store
from pipeline.serving.database import reading, writing
from pipeline.serving.fingerprint_tables import KeptPrints
from pipeline.serving.keys import keyring_of
from pipeline.serving.ledger import Ledger, NewCorrection
from pipeline.serving.ledger.registrations import Taker, Taking, begin, note_application
from pipeline.serving.registration_tables import CompanyApplication
from pipeline.serving.tables import FactsRow
from pipeline.settings import Settings
from tests.keys import DATA_KEY, KEYRING
from tests.ledger_rows import DUE, LEASE, NOW, claimed, decision, letter
from tests.rivals import side_by_side
from tests.services.postgres import Postgres

NewPlace = Callable[[str], Settings]


@pytest.fixture(params=["sqlite", "postgresql"])
def source(request: pytest.FixtureRequest, new_place: NewPlace) -> Settings:
    return new_place(request.param)


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, new_place: NewPlace) -> Settings:
    return new_place(request.param)


@pytest.fixture
def new_place(request: pytest.FixtureRequest, tmp_path: Path) -> NewPlace:
    numbers = iter(range(9))

    def make(kind: str) -> Settings:
        data = tmp_path / f"data-{next(numbers)}"
        if kind == "sqlite":
            return Settings(data=data, data_key=DATA_KEY)  # type: ignore[arg-type]  # as from the environment
        server: Postgres = request.getfixturevalue("postgres")
        return Settings(data=data, data_key=DATA_KEY, ledger_url=server.database())  # type: ignore[arg-type]  # as from the environment

    return make


def scan(ledger: Ledger, settings: Settings) -> int:
    store = open_store(settings.inbox, 0.0)
    found = [(item, item.key.rpartition("/")[0] or None) for item in store.list()]
    return ledger.arrivals.note(store.address, found, NOW, DUE)


def fill(settings: Settings) -> Ledger:
    """A ledger with something in every table, and files of every kind."""
    files = {
        "inbox/a.pdf": b"paper",
        "inbox/이력서 +1.pdf": b"paper 2",
        "inbox/line\nbreak.png": b"",
        "inbox/A-1/scan.jpg": os.urandom(50_000),
        "pages/p-001.jpg": b"page",
        "sheets/s-1.jpg": b"sheet",
        "outbox/d.eml": b"mail",
        "link.key": b"secret",
        "prefect/prefect.db": b"not in it",
    }
    for name, body in files.items():
        path = settings.data / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    odd = os.fsencode(settings.data / "inbox") + b"/bad\xff.pdf"
    Path(os.fsdecode(odd)).write_bytes(b"odd")
    os.link(settings.data / "inbox" / "a.pdf", settings.data / "inbox" / "twin.pdf")
    ledger = Ledger(settings.ledger, keyring_of(settings))
    assert scan(ledger, settings) == 6
    ledger.readings.keep_content("a" * 64, 5, NOW)
    with writing(ledger.engine) as session:
        row = {"sha256": "a" * 64, "reader": "r", "body": {"k": "주식회사 \ud800"}, "made_at": NOW}
        session.connection().execute(FactsRow.__table__.insert().values(**row))
        session.add(KeptPrints(subject="application:1", sha256="a" * 64, prints=b"prints", body={}, kept_at=NOW))
    first, second = decision("upload:1", verdict="needs-review"), decision("upload:1", 2, via="ui", decided_by="김심사")
    ledger.decisions.decide(first, [letter(first)], NOW)
    ledger.decisions.decide(second, [letter(second)], NOW, [NewCorrection("a" * 64, 0, "company_name", None)])
    ledger.outbox.sent(letter(first).message_id, NOW)
    ledger.viewings.view("t", "upload:1", "a" * 64, 1, "김심사", NOW)
    ledger.reviewers.note("run", "김심사", NOW)
    ledger.registers.keep("application:1", "b" * 64, "9998100015", BusinessStatus.CLOSED, NOW)
    register(ledger, second.id)
    assert ledger.chats.fill("c" * 16, ["*.needs_review"], NOW) == 1
    return ledger


def register(ledger: Ledger, decision_id: str) -> None:
    """A number with its step and event, and an application of its company."""
    taking = Taking(
        Asked("enter", NOW.date(), {"number": "02-3456-7890"}), Taker("김심사", "shell"), NOW, {}, "0234567890"
    )
    with writing(ledger.engine) as session:
        begin(session, SENDER_NUMBER, "9998100015", taking)
        noted = {"channel": "sender-number", "company": "9998100015", "verdict": "approved", "decided_at": NOW}
        note_application(session, CompanyApplication(subject="application:1", decision_id=decision_id, **noted))


def rows(ledger: Ledger) -> dict[str, list[dict[str, object]]]:
    with reading(ledger.engine) as session:
        return {
            table.name: [
                dict(row) for row in session.execute(select(table).order_by(*table.primary_key.columns)).mappings()
            ]
            for table in dump.TABLES
        }


def rest(found: dict[str, list[dict[str, object]]]) -> list[list[dict[str, object]]]:
    """All but the secret that every ledger is made with."""
    return [some for name, some in found.items() if name != "index_key"]


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith("ledger.sqlite")
    }


def moved(found: dict[str, list[dict[str, object]]], ledger: Ledger) -> dict[str, list[dict[str, object]]]:
    """The rows as they should be in another place: of the bucket only address and etags differ."""
    new = rows(ledger)
    etags = [one["etag"] for one in new["uploads"]]
    changed = {
        "uploads": [
            one | {"store": new["uploads"][0]["store"], "etag": etag}
            for one, etag in zip(found["uploads"], etags, strict=True)
        ],
        "cases": [one | {"store": new["cases"][0]["store"]} for one in found["cases"]],
        "applications": [one | {"store": new["applications"][0]["store"]} for one in found["applications"]],
    }
    return found | changed


def test_a_backup_of_either_is_restored_into_either(source: Settings, target: Settings, tmp_path: Path) -> None:
    ledger = fill(source)
    before, kept = rows(ledger), files(source.data)
    assert all(before.values()), "every table has a row"
    file = backup(ledger, source, tmp_path / "b.tar.gz")
    ledger.close()
    restore(target, file)
    again = Ledger(target.ledger, keyring_of(target))
    assert rows(again) == moved(before, again)
    assert files(target.data) == {name: body for name, body in kept.items() if not name.startswith("prefect")}
    assert again.decisions.first_broken_line() is None
    assert scan(again, target) == 0, "the files in the inbox are the ones that the ledger knows"
    goes_on(again, target)
    again.close()


def goes_on(ledger: Ledger, settings: Settings) -> None:
    """New rows get numbers of their own, the log is still guarded."""
    (settings.data / "inbox" / "new.pdf").write_bytes(b"new")
    assert scan(ledger, settings) == 1
    assert claimed(ledger, "upload:7").taken == 1
    ledger.decisions.decide(decision("upload:7"), [], NOW + LEASE, [NewCorrection("a" * 64, 0, "company_name", "x")])
    assert ledger.reviewers.note("run", "x", NOW) == 2
    assert ledger.decisions.first_broken_line() is None


def test_a_backup_is_for_its_owner_only_and_takes_the_place_of_an_older_one(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", data_key=DATA_KEY)  # type: ignore[arg-type]  # as from the environment
    ledger = fill(settings)
    for _ in range(2):
        file = backup(ledger, settings, tmp_path / "b.tar.gz")
        assert file.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["b.tar.gz"]
    ledger.close()


def test_a_backup_that_fails_leaves_the_older_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(data=tmp_path / "data", data_key=DATA_KEY)  # type: ignore[arg-type]  # as from the environment
    ledger = fill(settings)
    file = backup(ledger, settings, tmp_path / "b.tar.gz")
    whole = file.read_bytes()
    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(OSError, match="full"):
        backup(ledger, settings, file)
    assert file.read_bytes() == whole
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["b.tar.gz"]
    ledger.close()


def fails(*_: object) -> None:
    raise OSError("the disk is full")


def test_a_backup_sees_one_moment_while_others_write(source: Settings, target: Settings, tmp_path: Path) -> None:
    ledger = fill(source)
    written = iter(range(1, 200))

    def writing_on() -> None:
        for _ in range(10):
            new = decision(f"upload:{100 + next(written)}")
            ledger.decisions.decide(new, [letter(new)], NOW)

    made = iter(range(3))

    def back_up() -> None:
        backup(ledger, source, tmp_path / f"{next(made)}.tar.gz")

    jobs = iter([writing_on, writing_on, back_up] * 3)

    def job() -> None:
        next(jobs)()

    assert side_by_side(9, job) == []
    ledger.close()
    restore(target, tmp_path / "1.tar.gz")
    again = Ledger(target.ledger, keyring_of(target))
    assert again.decisions.first_broken_line() is None
    found = rows(again)
    assert len(found["decisions"]) == len(found["decision_log"]) == len(found["outbox"])
    again.close()


def test_a_file_that_changes_while_it_is_read_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(data=tmp_path / "data", data_key=DATA_KEY)  # type: ignore[arg-type]  # as from the environment
    ledger = fill(settings)
    growing = settings.data / "inbox" / "A-1" / "scan.jpg"
    copy = shutil.copyfileobj

    def while_it_grows(source: BinaryIO, target: BinaryIO) -> None:
        copy(source, target)
        if os.fstat(source.fileno()).st_ino == growing.stat().st_ino:
            growing.write_bytes(b"more of it")

    monkeypatch.setattr(shutil, "copyfileobj", while_it_grows)
    file = backup(ledger, settings, tmp_path / "b.tar.gz")
    ledger.close()
    with tarfile.open(fileobj=io.BytesIO(unsealed(file.read_bytes()))) as archive:
        names = archive.getnames()
    assert "files/inbox/a.pdf" in names
    assert "files/inbox/A-1/scan.jpg" not in names


# --- what is refused --------------------------------------------------------------------------------


@pytest.fixture
def made(tmp_path: Path) -> Path:
    settings = Settings(data=tmp_path / "made", data_key=DATA_KEY)  # type: ignore[arg-type]  # as from the environment
    ledger = fill(settings)
    file = backup(ledger, settings, tmp_path / "b.tar.gz")
    ledger.close()
    return file


def refused(settings: Settings, file: Path) -> str:
    with pytest.raises(DojangError) as error:
        restore(settings, file)
    return error.value.code


def nothing_is_restored(settings: Settings) -> None:
    ledger = Ledger(settings.ledger, keyring_of(settings))
    assert not any(rest(rows(ledger)))
    ledger.close()
    assert files(settings.data) == {}
    assert not (settings.data / ".restore").exists()


def test_a_ledger_that_is_not_empty_is_left_alone(target: Settings, made: Path) -> None:
    ledger = fill(target)
    before, kept = rows(ledger), files(target.data)
    assert refused(target, made) == "ledger-not-empty"
    assert (rows(ledger), files(target.data)) == (before, kept)
    ledger.close()


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def repacked(change: Callable[[str, bytes], tuple[str, bytes] | None]) -> Callable[[bytes], bytes]:
    def pack(data: bytes) -> bytes:
        packed = io.BytesIO()
        with tarfile.open(fileobj=io.BytesIO(unsealed(data))) as old, tarfile.open(fileobj=packed, mode="w:gz") as new:
            for member in old:
                body = old.extractfile(member)
                assert body is not None
                changed = change(member.name, body.read())
                if changed is not None:
                    member.name, member.pax_headers = changed[0], {}
                    member.size = len(changed[1])
                    new.addfile(member, io.BytesIO(changed[1]))
        return resealed(packed.getvalue())

    return pack


def unsealed(data: bytes) -> bytes:
    return Opener(io.BytesIO(data), KEYRING).read()


def resealed(data: bytes) -> bytes:
    packed = io.BytesIO()
    with Sealer(packed, KEYRING) as sealer:
        sealer.write(data)
    return packed.getvalue()


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "sealed nothing": lambda _: resealed(b""),
    "something behind it": lambda data: data + b"x",
    "no backup": lambda _: b"%PDF-1.4 something else",
    "cut off": cut,
    "a byte of the packing": lambda data: data[:-2000] + bytes([data[-2000] ^ 1]) + data[-1999:],
    "a table is missing": repacked(lambda name, body: None if name == "tables/cases.jsonl" else (name, body)),
    "a file is missing": repacked(lambda name, body: None if name == "files/link.key" else (name, body)),
    "no hashes": repacked(lambda name, body: None if name == "sums.json" else (name, body)),
    "another page": repacked(lambda name, body: (name, b"x" if name.endswith("p-001.jpg") else body)),
    "a file more": repacked(lambda name, body: ("files/pages/other.jpg" if "sheets" in name else name, body)),
    "out of the folder": repacked(lambda name, body: ("files/pages/../../x" if "sheets" in name else name, body)),
    "anywhere": repacked(lambda name, body: ("/tmp/x" if "sheets" in name else name, body)),  # noqa: S108 - it must not be written
    "another folder": repacked(lambda name, body: ("files/prefect/x.db" if "sheets" in name else name, body)),
    "no JSON": repacked(lambda name, body: (name, b"[" if name == "about.json" else body)),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_backup_restores_nothing(tmp_path: Path, made: Path, damage: str) -> None:
    made.write_bytes(DAMAGES[damage](made.read_bytes()))
    target = Settings(data=tmp_path / "target", data_key=DATA_KEY)  # type: ignore[arg-type]  # as from the environment
    assert refused(target, made) == "backup-damaged"
    nothing_is_restored(target)


def test_a_backup_that_is_not_there_or_no_file(tmp_path: Path) -> None:
    target = Settings(data=tmp_path / "target", data_key=DATA_KEY)  # type: ignore[arg-type]  # as from the environment
    assert refused(target, tmp_path / "none.tar.gz") == "file-not-found"
    assert refused(target, tmp_path) == "file-unreadable"


def test_a_backup_of_another_version_is_named_so(tmp_path: Path, made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restoring, "FORMAT", 3)
    target = Settings(data=tmp_path / "target", data_key=DATA_KEY)  # type: ignore[arg-type]  # as from the environment
    assert refused(target, made) == "backup-version"
    nothing_is_restored(target)


def test_no_file_that_is_there_is_replaced(tmp_path: Path, made: Path) -> None:
    target = Settings(data=tmp_path / "target", data_key=DATA_KEY)  # type: ignore[arg-type]  # as from the environment
    mine = target.data / "inbox" / "a.pdf"
    mine.parent.mkdir(parents=True)
    mine.write_bytes(b"somebody's own")
    assert refused(target, made) == "restore-blocked"
    assert files(target.data) == {"inbox/a.pdf": b"somebody's own"}
    mine.unlink()
    (target.data / "link.key").write_bytes(b"made at the first start")
    restore(target, made)
    assert (target.data / "link.key").read_bytes() == b"secret", "links that were given out go on working"


# --- what breaks off --------------------------------------------------------------------------------


def die_at(step: int, place: tuple[Path, str | None], file: Path) -> None:
    """Restores, and is killed at the file of that number, or just before the rows come true."""
    count = iter(range(1000))
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if next(count) == step:
            os._exit(9)
        return real(self, target)

    Path.replace = replace  # type: ignore[method-assign,assignment]  # this process ends here
    settings = Settings(data=place[0], data_key=DATA_KEY, ledger_url=place[1])  # type: ignore[arg-type]  # as from the environment
    if step < 0:
        restoring.os.fsync = lambda _: os._exit(9)  # type: ignore[attr-defined,assignment]  # likewise
    restore(settings, file)


@pytest.mark.parametrize("step", [-1, 0, 9])
def test_a_restore_that_is_killed_can_only_be_done_again(target: Settings, made: Path, step: int) -> None:
    url = target.ledger_url.get_secret_value() if target.ledger_url else None
    process = multiprocessing.get_context("spawn").Process(target=die_at, args=(step, (target.data, url), made))
    process.start()
    process.join(60)
    assert process.exitcode == 9
    ledger = Ledger(target.ledger, keyring_of(target))
    assert not any(rest(rows(ledger)))
    with pytest.raises(DojangError, match="restore-unfinished"):
        restoring.settle(ledger, target.data)
    ledger.close()
    restore(target, made)
    ledger = Ledger(target.ledger, keyring_of(target))
    restoring.settle(ledger, target.data)
    assert scan(ledger, target) == 0
    assert len(rows(ledger)["decision_log"]) == 2
    assert not (target.data / ".restore").exists()
    ledger.close()


def test_leftovers_of_a_restore_that_was_whole_are_cleared_away(tmp_path: Path, made: Path) -> None:
    target = Settings(data=tmp_path / "target", data_key=DATA_KEY)  # type: ignore[arg-type]  # as from the environment
    restore(target, made)
    (target.data / ".restore").mkdir()
    ledger = Ledger(target.ledger, keyring_of(target))
    restoring.settle(ledger, target.data)
    assert not (target.data / ".restore").exists()
    ledger.close()


def test_rows_that_the_database_refuses_leave_nothing(made: Path, target: Settings) -> None:
    """The hashes are right, but the log names a decision that is not there."""
    bodies: dict[str, bytes] = {}

    def note(name: str, body: bytes) -> tuple[str, bytes]:
        if name == "tables/decisions.jsonl":
            body = b""
        if name == "sums.json":
            body = json.dumps({one: hashlib.sha256(each).hexdigest() for one, each in bodies.items()}).encode()
        bodies[name] = body
        return name, body

    made.write_bytes(repacked(note)(made.read_bytes()))
    with pytest.raises(RuntimeError, match=r"(?i)integrity|foreign"):
        restore(target, made)
    nothing_is_restored(target)
