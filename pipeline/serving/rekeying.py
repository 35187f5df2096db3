"""Changing keys: every sealed value and picture is put under the first key, while the others still open what is not yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, bindparam, select, type_coerce, update
from sqlalchemy.engine import Connection
from sqlalchemy.types import TypeDecorator, TypeEngine

from pipeline.serving.append_only import lifted
from pipeline.serving.backups import dump
from pipeline.serving.columns import SEALED
from pipeline.serving.database import lock, told_without_values
from pipeline.serving.files import Album
from pipeline.serving.keys import begin_change, end_change
from pipeline.serving.ledger import Ledger
from pipeline.serving.lone import undisturbed
from pipeline.serving.sealing import Keyring
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """How much was sealed anew."""

    values: int
    pictures: int


def rekey(settings: Settings) -> Rekeyed:
    """Seals everything anew; may be broken off and run again: until it is done, the old keys stay.

    Raises `already-serving`, `data-key-missing`, `data-key-wrong`, and what `Ledger` raises.
    """
    with undisturbed(settings.data):
        keyring = begin_change(settings)
        ledger = Ledger(settings.ledger, keyring)
        try:
            with told_without_values(), ledger.engine.begin() as connection:
                lock(connection, "migration")
                with lifted(connection):
                    values = sum(_table(connection, table, keyring) for table in dump.TABLES)
        finally:
            ledger.close()
        pictures = sum(_album(Album(settings.data.resolve() / name, keyring)) for name in ("pages", "sheets"))
        end_change(settings)
    return Rekeyed(values, pictures)


def _album(album: Album) -> int:
    album.settle()
    album.reseal()
    return sum(1 for _ in album.names())


def _table(connection: Connection, table: Table, keyring: Keyring) -> int:
    """Works on what stands in the database, not on what it means: nothing is opened but within the key's own change."""
    sealed = [one for one in table.columns if isinstance(one.type, SEALED)]
    if not sealed:
        return 0
    keys = list(table.primary_key.columns)
    raw = select(*keys, *(type_coerce(one, _raw(one.type)).label(f"raw_{one.name}") for one in sealed))
    mine = [one == bindparam(f"key_{one.name}", type_=one.type) for one in keys]
    count = 0
    for row in connection.execute(raw).mappings().all():
        changed = {
            one.name: _anew(row[f"raw_{one.name}"], keyring) for one in sealed if row[f"raw_{one.name}"] is not None
        }
        if changed:
            coerced = {name: type_coerce(value, _raw(table.columns[name].type)) for name, value in changed.items()}
            connection.execute(
                update(table).where(*mine).values(coerced), {f"key_{one.name}": row[one.name] for one in keys}
            )
            count += len(changed)
    return count


def _raw(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """The type beneath a sealed one."""
    return cast("TypeDecorator[Any]", kind).impl_instance


def _anew(value: bytes | str, keyring: Keyring) -> bytes | str:
    if isinstance(value, str):
        return keyring.resealed(value.encode()).decode("ascii")
    return keyring.resealed(bytes(value))
