"""What arrived: uploads, and the applications they belong to."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any, NamedTuple, cast

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningUpdate

from pipeline.manifest import SEOUL
from pipeline.serving.buckets import Item
from pipeline.serving.columns import Mark, Marked, mark_of, vault_of
from pipeline.serving.database import at_once, lock, reading, writing
from pipeline.serving.ledger.cases import Dates, open_cases
from pipeline.serving.ledger.rows import insert_all, known
from pipeline.serving.tables import Application, Upload, UploadState, Whereabouts

_AT_ONCE = 200
"""Objects a transaction: few enough that no writer waits long, and that SQLite takes the question."""
_Found = tuple[Item, str | None]
_AGAIN = "#"
"""Stands in no version of any store; after it, how many versions of the key were known."""
_KEY = cast("Mark", Upload.__table__.c.key_mark.type).purpose


class Arrivals:
    """Uploads and applications."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def note(
        self, store: str, found: Iterable[_Found], now: datetime, due_on: date, exposing: Container[Item] = ()
    ) -> int:
        """Notes listed items, each with its application's name (`None`: a bare file). Returns how many are new.

        Whatever is new makes its case due; `due_on` is the Seoul day on which an answer is. What is
        known already costs a look and no write. `exposing` are those whose own name showed a personal number.
        """
        rest, new = iter(found), 0
        while some := list(islice(rest, _AT_ONCE)):
            if unknown := self._unknown(store, some):
                new += self._note(store, unknown, Dates(now.astimezone(SEOUL).date(), due_on), now, exposing)
        return new

    def unknown(self, store: str, items: Iterable[Item]) -> int:
        """How many of these items, as listed, the ledger does not know."""
        rest, new = iter(items), 0
        while some := list(islice(rest, _AT_ONCE)):
            new += len(self._unknown(store, [(item, None) for item in some]))
        return new

    def _unknown(self, store: str, found: list[_Found]) -> list[_Found]:
        vault = vault_of(self._engine)
        keys = [(mark_of(vault, _KEY, item.key), item.etag, item.version) for item, _ in found]
        with reading(self._engine) as session:
            seen = _versions(session, store, [key for key, _, _ in keys])
        return [one for one, key in zip(found, keys, strict=True) if key not in seen]

    def _note(self, store: str, found: list[_Found], dates: Dates, now: datetime, exposing: Container[Item]) -> int:
        with writing(self._engine) as session:
            lock(session, "arrivals")
            names = {name for _, name in found if name is not None}
            ids = _application_ids(session, store, names, now)
            rows = [_row(store, item, ids.get(name), now) | {"exposing": item in exposing} for item, name in found]
            adding = insert_all(session, Upload, rows).on_conflict_do_nothing()
            new = list(session.execute(adding.returning(Upload.id, Upload.application_id)))
            subjects = {_file(one) if application is None else _application(application) for one, application in new}
            open_cases(session, store, subjects, dates)
        return len(new)

    def returned(self, store: str, items: list[Item]) -> list[Item | None]:
        """Of each listed item whose version is known, but is not what was last known of its key: the new version that it is.

        For stores whose ETags tell contents: an object that is removed, or overwritten, and then written as before, looks as before.
        """
        vault = vault_of(self._engine)
        marks = [mark_of(vault, _KEY, item.key) for item in items]
        rows = select(Upload.key_mark, Upload.etag, Upload.version, Upload.state, Upload.whereabouts)
        mine = rows.where(Upload.store == store, Upload.key_mark.in_(set(marks))).order_by(Upload.id)
        with reading(self._engine) as session:
            known_there: dict[str, list[_Known]] = {}
            for mark, etag, version, state, whereabouts in session.execute(mine):
                lost = state == UploadState.GONE or whereabouts in {Whereabouts.MOVED, Whereabouts.NOWHERE}
                known_there.setdefault(mark, []).append(_Known(etag, version_of(version), lost))
        return [_again(item, known_there.get(mark, [])) for item, mark in zip(items, marks, strict=True)]

    def settle(self, upload_id: int, state: UploadState, sha256: str | None = None) -> None:
        """Notes how an upload ended, and the hash of its bytes if they were read. Raises `LookupError`."""
        known(at_once(self._engine, settling(upload_id, state, sha256)) or None)

    def note_whereabouts(self, upload_id: int, whereabouts: Whereabouts, sha256: str | None = None) -> None:
        """Notes where an upload's bytes lie now, and their hash. Raises `LookupError`."""
        values = {"whereabouts": whereabouts} if sha256 is None else {"whereabouts": whereabouts, "sha256": sha256}
        noting = update(Upload).where(Upload.id == upload_id).values(**values).returning(Upload.id)
        known(at_once(self._engine, noting) or None)

    def upload(self, upload_id: int) -> Upload:
        """One upload. Raises `LookupError`."""
        with reading(self._engine) as session:
            return known(session.get(Upload, upload_id))

    def application(self, application_id: int) -> Application:
        """One application. Raises `LookupError`."""
        with reading(self._engine) as session:
            return known(session.get(Application, application_id))

    def papers(self, application_id: int) -> list[Upload]:
        """All that was handed in for an application, in the order of arrival; old versions and repeats too."""
        rows = select(Upload).where(Upload.application_id == application_id).order_by(Upload.id)
        with reading(self._engine) as session:
            return list(session.scalars(rows))

    def first_seen(self, application_id: int, sha256: str | None) -> datetime | None:
        """When these bytes were first seen for this application, under whatever name."""
        same = (Upload.application_id == application_id, Upload.sha256 == sha256)
        with reading(self._engine) as session:
            return session.scalar(select(Upload.seen_at).where(*same).order_by(Upload.seen_at).limit(1))

    def subjects(self, store: str) -> dict[str, str]:
        """What decisions call the bucket's files and applications: by key or ID, of each key the newest."""
        bare = select(Upload.key, Upload.id).where(Upload.store == store, Upload.application_id.is_(None))
        named = select(Application.name, Application.id).where(Application.store == store)
        with reading(self._engine) as session:
            files = {key: _file(number) for key, number in session.execute(bare.order_by(Upload.id))}
            return files | {name: _application(number) for name, number in session.execute(named)}

    def note_judged(self, application_id: int, day: date) -> None:
        """Notes that an application was judged on that Seoul day."""
        at_once(self._engine, update(Application).where(Application.id == application_id).values(judged_on=day))


def settling(upload_id: int, state: UploadState, sha256: str | None = None) -> ReturningUpdate[int]:
    """What notes how an upload ended, and the hash of its bytes if they were read: of one that there is, it gives the id."""
    values: dict[str, Any] = {"state": state, "retry_at": None}
    values |= {} if sha256 is None else {"sha256": sha256}
    return update(Upload).where(Upload.id == upload_id).values(**values).returning(Upload.id)


def _versions(session: Session, store: str, keys: list[Marked]) -> set[tuple[str, str, str]]:
    """The versions that are there of these keys, by the keys' marks: nothing need be opened to know what is new."""
    rows = select(Upload.key_mark, Upload.etag, Upload.version).where(Upload.store == store, Upload.key_mark.in_(keys))
    return {(key, etag, version) for key, etag, version in session.execute(rows)}


class _Known(NamedTuple):
    """A version that was noted; `lost`: it was not there any more when it was last wanted."""

    etag: str
    version: str
    lost: bool


def _again(item: Item, rows: Sequence[_Known]) -> Item | None:
    """The item as the newest version after those of `rows`; `None` if it is the newest of them, or none of them."""
    if "*" in item.key:  # two keys that starring made alike are two: each is known by what it holds
        rows = [row for row in rows if row.etag == item.etag]
    same = [row for row in rows if (row.etag, row.version) == (item.etag, item.version)]
    if not same or (same[-1] is rows[-1] and not rows[-1].lost):
        return None
    return item._replace(version=f"{item.version}{_AGAIN}{len(rows)}")


def version_of(noted: str) -> str:
    """A version as the bucket has it: the ledger tells apart what came back."""
    return noted.partition(_AGAIN)[0]


def _row(store: str, item: Item, application_id: int | None, now: datetime) -> dict[str, Any]:
    known_by = {"store": store, "application_id": application_id, "seen_at": now, "state": UploadState.NEW}
    return item._asdict() | known_by


def _application_ids(session: Session, store: str, names: set[str], now: datetime) -> dict[str | None, int]:
    """The applications of that name, by name; new ones are added."""
    own = select(Application.name, Application.id).where(Application.store == store, Application.name_mark.in_(names))
    ids: dict[str | None, int] = {row.name: row.id for row in session.execute(own)}
    added = [Application(store=store, name=name, seen_at=now) for name in sorted(names - ids.keys())]
    session.add_all(added)
    session.flush()
    return ids | {one.name: one.id for one in added}


def _file(number: int) -> str:
    return f"upload:{number}"


def _application(number: int) -> str:
    return f"application:{number}"
