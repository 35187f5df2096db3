from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text

from pipeline.errors import DojangError
from pipeline.serving import database
from pipeline.serving.columns import Table
from pipeline.serving.database import open_database, reading, writing
from pipeline.serving.ledger import Ledger, LedgerError
from pipeline.settings import Settings
from tests.keys import KEYRING, ledger_at
from tests.ledger_rows import LEASE, NOW, decision, due, letter, note, taken
from tests.rivals import side_by_side

ROOT = Path(__file__).parents[1]


def test_the_migrations_make_exactly_the_tables(ledger: Ledger) -> None:
    with ledger.engine.begin() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Table.metadata) == []


def test_opening_twice_keeps_what_is_there(place: str | Path, ledger: Ledger) -> None:
    note(ledger, "a")
    again = ledger_at(place)
    assert again.arrivals.upload(1).key == "a"
    again.close()


def test_opening_it_again_keeps_the_locks_of_those_who_have_it_open(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    first, second = ledger_at(path), ledger_at(path)
    note(first, "a")
    other = f"from pathlib import Path; from tests.keys import ledger_at; ledger_at(Path({str(path)!r})).close()"
    subprocess.run([sys.executable, "-c", other], cwd=ROOT, check=True, timeout=60)
    assert (tmp_path / "ledger.sqlite-wal").exists(), "the other took itself for the last who had it open"
    note(second, "b")
    assert first.arrivals.upload(2).key == "b"


def test_a_file_is_for_its_owner_only(tmp_path: Path) -> None:
    ledger_at(tmp_path / "new" / "ledger.sqlite").close()
    assert (tmp_path / "new" / "ledger.sqlite").stat().st_mode & 0o077 == 0
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0


def test_sqlite_loses_nothing_that_was_committed(tmp_path: Path) -> None:
    engine = open_database(tmp_path / "ledger.sqlite", KEYRING)
    with engine.connect() as connection:
        kept = [connection.exec_driver_sql(f"PRAGMA {one}").scalar() for one in ("journal_mode", "synchronous")]
        assert kept == ["wal", 2]
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    engine.dispose()


def test_many_may_open_a_new_ledger_at_once(place: str | Path) -> None:
    assert side_by_side(6, lambda: ledger_at(place).close()) == []


def test_a_file_that_another_holds_while_it_is_set_up_is_waited_for(tmp_path: Path) -> None:
    """Two switch a new file to its write-ahead log at once: SQLite refuses the second without waiting."""
    place = tmp_path / "ledger.sqlite"
    holder = sqlite3.connect(place, isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN EXCLUSIVE")
    freed = threading.Timer(0.3, holder.execute, ("COMMIT",))
    freed.start()
    ledger_at(place).close()
    freed.join()
    assert holder.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    holder.close()


def test_twenty_threads_and_their_waits_find_connections(ledger: Ledger) -> None:
    """Each holds a connection while it asks for a second one."""
    note(ledger, "a")
    together = threading.Barrier(20, timeout=30)

    def nested() -> None:
        with reading(ledger.engine) as session:
            session.execute(text("SELECT 1"))
            together.wait()
            assert ledger.cases.case("upload:1").subject == "upload:1"

    assert side_by_side(20, nested) == []


# --- what was there before -------------------------------------------------------------------------


@contextmanager
def at_first_schema(place: str | Path) -> Iterator[Engine]:
    """A database as the first migration made it."""
    engine = _bare(place)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", "pipeline.serving:migrations")
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    yield engine
    engine.dispose()


def _bare(place: str | Path) -> Engine:
    url = database._url(place)
    return database._sqlite(url) if url.get_backend_name() == "sqlite" else database._postgresql(url)


OLD_ROWS = """
INSERT INTO applications (id, store, name, seen_at) VALUES (1, 's', CAST('A-1' AS BYTES), '2026-11-20 16:00:00');
INSERT INTO contents VALUES ('c1', 3, '2026-11-20 16:00:00');
INSERT INTO uploads
(id, store, key, etag, version, size, modified, seen_at, application_id, sha256, state, tries, owner, fence, lease_until)
VALUES
(1, 's', CAST('a' AS BYTES), 'e', '', 3, '2026-11-20 00:00:00', '2026-11-20 10:00:00', NULL, 'c1', 'done', 1, 'o', 1, NULL),
(2, 's', CAST('b' AS BYTES), 'e', '', 3, '2026-11-20 00:00:00', '2026-11-20 16:00:00', NULL, NULL, 'leased', 1, 'o', 1, '2099-01-01'),
(3, 's', CAST('A-1/c' AS BYTES), 'e', '', 3, '2026-11-20 00:00:00', '2026-11-20 16:00:00', 1, NULL, 'new', 0, NULL, 0, NULL);
INSERT INTO facts VALUES ('c1', 'r1', '{}', '2026-11-20 16:00:00');
INSERT INTO decisions VALUES
('d1', 'upload:1', 1, 'c1', 'needs-review', 80, NULL, NULL, '2026-11-20', '{}', 'dojang', '2026-11-20 16:00:00');
INSERT INTO decision_log VALUES (1, '2026-11-20 16:00:00', 'd1', 'line', 'previous', 'hash');
INSERT INTO outbox VALUES
('<d1@x>', 'd1', 'a@example.com', CAST('mail' AS BYTES), 'waiting', '2026-11-20 16:00:00', NULL),
('<d1b@x>', 'd1', 'b@example.com', NULL, 'sent', '2026-11-20 16:00:00', '2026-11-20 16:01:00')
"""


@pytest.fixture
def moved_on(place: str | Path) -> Iterator[Ledger]:
    """A ledger of the first version, with rows in it, opened by this one."""
    with at_first_schema(place) as engine, engine.begin() as connection:
        kind = "BLOB" if connection.dialect.name == "sqlite" else "BYTEA"
        for statement in OLD_ROWS.replace("BYTES", kind).split(";"):
            connection.exec_driver_sql(statement)
    ledger = ledger_at(place)
    yield ledger
    ledger.close()


def test_every_old_row_is_there_after_a_migration(moved_on: Ledger) -> None:
    assert [one.key for one in moved_on.arrivals.papers(1)] == ["A-1/c"]
    assert (moved_on.arrivals.upload(1).sha256, moved_on.arrivals.upload(1).state) == ("c1", "done")
    (row,) = moved_on.decisions.all()
    assert (row.machine, row.via, row.verified, row.mode, row.asked) == ("needs-review", "machine", True, None, None)
    assert [(one.message_id, one.occasion, one.tries) for one in moved_on.outbox.notices("d1")] == [
        ("<d1@x>", "decision", 0),
        ("<d1b@x>", "decision", 0),
    ]
    assert [one.message for one in moved_on.outbox.unsent(NOW)] == [b"mail"]
    with moved_on.engine.begin() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Table.metadata) == []


def test_old_uploads_become_cases_that_go_on_where_they_were(moved_on: Ledger) -> None:
    cases = {one.subject: one for one in moved_on.cases.all("s")}
    assert cases.keys() == {"upload:1", "upload:2", "application:1"}
    assert due(moved_on, NOW, "s") == ["application:1", "upload:2"], "an old lease holds nobody up"
    assert cases["upload:1"].due_on == date(2026, 11, 23)
    assert cases["upload:2"].due_on == date(2026, 11, 24), "16:00 in UTC is the next day in Seoul"
    assert moved_on.arrivals.upload(2).state == "new"
    assert [one.subject for one in moved_on.decisions.held("s")] == ["upload:1"]


def test_what_a_migrated_ledger_refuses(moved_on: Ledger) -> None:
    for statement in ("UPDATE decision_log SET line = 'x'", "DELETE FROM decision_log"):
        with pytest.raises(LedgerError), writing(moved_on.engine) as session:
            session.execute(text(statement))
    second = decision("upload:1", 2)
    moved_on.decisions.decide(second, [letter(second)], NOW)
    assert moved_on.outbox.add("d1", [letter(decision(), "a@example.com")], "decision", NOW) == 0


def test_a_migration_that_breaks_off_changes_nothing(place: str | Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with at_first_schema(place) as engine:
        from alembic import op

        def broken(*_: object) -> None:
            raise OSError("the disk is full")

        with monkeypatch.context() as patch:
            patch.setattr(op, "rename_table", broken)
            with pytest.raises(OSError, match="full"):
                ledger_at(place)
        with engine.begin() as connection:
            assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == "0001"
            connection.exec_driver_sql("SELECT owner, fence FROM uploads")
    ledger_at(place).close()


def test_a_ledger_of_a_newer_version_is_left_alone(place: str | Path, ledger: Ledger) -> None:
    with ledger.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DojangError) as refused:
        ledger_at(place)
    assert refused.value.code == "ledger-newer"


# --- addresses, secrets, errors ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "mysql://a/b",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///x?mode=ro",
        "postgresql+asyncpg://h/d",
        "",
    ],
)
def test_an_address_of_no_ledger_is_named_not_shown(url: str) -> None:
    with pytest.raises(DojangError) as refused:
        open_database(url, KEYRING)
    assert str(refused.value) == "settings-invalid: DOJANG_LEDGER_URL"


def test_an_sqlite_url_will_do(tmp_path: Path) -> None:
    ledger_at(f"sqlite:///{tmp_path}/other.sqlite").close()
    with sqlite3.connect(tmp_path / "other.sqlite") as raw:
        assert raw.execute("SELECT count(*) FROM cases").fetchone() == (0,)


@pytest.mark.parametrize("driver", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_spelling_of_postgresql_will_do(postgres_url: str, driver: str) -> None:
    ledger_at(postgres_url.replace("postgresql+psycopg", driver)).close()


def test_a_server_that_does_not_answer_or_refuses_is_told_without_its_password(postgres_url: str) -> None:
    for url in ("postgresql://dojang:s3cret@127.0.0.1:1/x", postgres_url.replace("dojang:", "dojang:s3cret")):
        with pytest.raises(DojangError) as refused:
            open_database(url, KEYRING)
        assert refused.value.code == "ledger-unreachable"
        assert "s3cret" not in str(refused.value)
        assert refused.value.__suppress_context__


def test_connections_that_the_server_closed_are_made_anew(postgres_url: str) -> None:
    ledger = ledger_at(postgres_url)
    note(ledger, "a")
    with reading(ledger.engine) as own:
        own.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        )
    other = open_database(postgres_url, KEYRING)
    with writing(other) as session:
        session.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        )
    assert ledger.cases.case("upload:1").subject == "upload:1"
    other.dispose()
    ledger.close()


def test_the_settings_show_no_password() -> None:
    chosen = Settings(
        ledger_url="postgresql://a:s3cret@h/d",
        prefect_database_url="postgresql://a:s3cret@h/p",
        smtp_url="smtp://a:s3cret@h",
    )  # type: ignore[arg-type]  # as from the environment
    assert "s3cret" not in f"{chosen!r} {chosen}"
    assert chosen.ledger == "postgresql://a:s3cret@h/d"


def test_the_ledger_is_under_the_data_unless_set(tmp_path: Path) -> None:
    assert Settings(data=tmp_path).ledger == tmp_path / "ledger.sqlite"
    assert Settings(data=tmp_path, ledger_url="").ledger == tmp_path / "ledger.sqlite"  # type: ignore[arg-type]  # as from the environment


@pytest.mark.parametrize("given", ["2026-11-21T10:00:00+09:00", "2026-11-21T01:00:00Z"])
def test_a_fixed_moment_has_a_zone(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("DOJANG_NOW", given)
    assert Settings().now == datetime(2026, 11, 21, 1, tzinfo=UTC)
    monkeypatch.setenv("DOJANG_NOW", "2026-11-21T10:00:00")
    with pytest.raises(ValueError, match="timezone"):
        Settings()


def test_a_lease_needs_a_zone(ledger: Ledger) -> None:
    note(ledger, "a")
    with pytest.raises(Exception, match="without a zone"):
        taken(ledger, "upload:1", NOW.replace(tzinfo=None), LEASE)
