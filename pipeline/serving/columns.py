"""What every table of the ledger is made of: the base, and columns of our own kinds.

Sealed columns are encrypted with the vault that the ledger's engine was given (`give_vault`); rows show them open. A column
`Mark` beside one lets equality be asked of it: whatever is compared with it is marked likewise.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Date, DateTime, Dialect, Engine, LargeBinary, String, Text
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from pipeline.serving.sealing import Vault

_LONE = re.compile(r"[\0\ud800-\udfff]")
_VAULT = "dojang_vault"


def give_vault(dialect: Dialect, vault: Vault) -> None:
    """From now on what this engine (its dialect, which it shares with nobody) writes and reads is sealed with that vault."""
    vars(dialect)[_VAULT] = vault


def vault_of(place: Engine | Dialect) -> Vault:
    """The vault that an engine was given. Raises `KeyError` before that: nothing is ever written open instead."""
    found: Vault = vars(place.dialect if isinstance(place, Engine) else place)[_VAULT]
    return found


class Instant(TypeDecorator[datetime]):
    """A time with its zone; kept as UTC, also by databases that know no zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's face
        """Refuses a time without a zone."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a time without a zone")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - likewise
        """Always with its zone."""
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


class Key(TypeDecorator[str]):
    """A bucket key: any bytes, as text with `surrogateescape`; sealed."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """As sealed bytes."""
        return None if value is None else _seal(value.encode("utf-8", "surrogateescape"), dialect)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        """As text."""
        return None if value is None else _open(value, dialect).decode("utf-8", "surrogateescape")


class Typed(TypeDecorator[str]):
    """A text that a person typed or a stranger's header said: what no database takes becomes `�`; sealed."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Without NUL and lone surrogates, sealed."""
        return None if value is None else _seal(_LONE.sub("�", value).encode(), dialect).decode("ascii")

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """As text."""
        return None if value is None else _open(value.encode(), dialect).decode()


class SealedBytes(TypeDecorator[bytes]):
    """Bytes, sealed."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Sealed."""
        return None if value is None else _seal(value, dialect)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Open."""
        return None if value is None else _open(value, dialect)


class SealedJson(TypeDecorator[Any]):
    """JSON, sealed as a whole: in the database a JSON string."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ANN401 - any JSON
        """Sealed."""
        return None if value is None else _seal(json.dumps(value).encode(), dialect).decode("ascii")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ANN401 - any JSON
        """Open."""
        return None if value is None else json.loads(_open(value.encode(), dialect))


class Marked(str):
    """A mark as it stands in the database: it is not marked once more."""

    __slots__ = ()


class Mark(TypeDecorator[str]):
    """The mark (HMAC) of another column's value. Given a value, also to compare with, it takes that value's mark."""

    impl = String(64)
    cache_ok = True

    def __init__(self, purpose: str) -> None:
        super().__init__()
        self.purpose = purpose

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The value's mark."""
        if value is None or isinstance(value, Marked):
            return value
        return mark_of(vault_of(dialect), self.purpose, value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Marked | None:  # noqa: ARG002 - SQLAlchemy's face
        """As it stands there."""
        return None if value is None else Marked(value)


def mark_of(vault: Vault, purpose: str, value: str) -> Marked:
    """What a `Mark` of that purpose holds for a value."""
    return Marked(vault.mark(purpose, value.encode("utf-8", "surrogatepass")))


def same_as(name: str) -> Callable[[DefaultExecutionContext], Any]:
    """The default of a `Mark`: what the column of that name is given."""

    def value(context: DefaultExecutionContext) -> Any:  # noqa: ANN401 - whatever the column is given
        return context.get_current_parameters()[name]  # type: ignore[no-untyped-call]  # SQLAlchemy gives it no types

    return value


SEALED = (Key, Typed, SealedBytes, SealedJson)
"""The columns that change when keys do."""


def _seal(plain: bytes, dialect: Dialect) -> bytes:
    return vault_of(dialect).keyring.seal(plain)


def _open(sealed: bytes, dialect: Dialect) -> bytes:
    return vault_of(dialect).keyring.open(bytes(sealed))


class Table(DeclarativeBase):
    """The base of all tables."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: Instant, date: Date, dict[str, Any]: JSON}
