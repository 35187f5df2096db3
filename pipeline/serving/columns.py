"""What every table of the ledger is made of: the base, and columns of our own kinds."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Date, DateTime, Dialect, LargeBinary, Text
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

_LONE = re.compile(r"[\0\ud800-\udfff]")


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
    """A bucket key: any bytes, as text with `surrogateescape`."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002 - SQLAlchemy's face
        """As bytes."""
        return None if value is None else value.encode("utf-8", "surrogateescape")

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - likewise
        """As text."""
        return None if value is None else bytes(value).decode("utf-8", "surrogateescape")


class Typed(TypeDecorator[str]):
    """A text that a person typed or a stranger's header said: what no database takes becomes `�`."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's face
        """Without NUL and lone surrogates."""
        return None if value is None else _LONE.sub("�", value)


class Table(DeclarativeBase):
    """The base of all tables."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: Instant, date: Date, dict[str, Any]: JSON}
