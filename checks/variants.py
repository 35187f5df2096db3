"""A rulebook that says only in what it differs from another: `based_on = "sender-number"`.

Settings and `owed` take the place of the base's, a binding that of the base's with the same id; other bindings are added.
`without` names ids of the base that do not hold. The base is one that comes with Dojang, and no variant itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from checks.bookfile import Binding, BookFile, Mode, Owed, Part
from pipeline.document import Kind

_BASE = re.compile(rb"^based_on[ \t]*=[ \t]*[\"']([a-z-]{1,100})[\"']", re.MULTILINE)

_Whole = Annotated[int, Field(strict=True)]
_Share = Annotated[float, Field(strict=True)]
"""A setting; its bounds are the whole book's to check."""


class Variant(Part):
    """The file of a variant: what is left out is as in the base."""

    based_on: Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*$")]
    name: Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*$")]
    title: Annotated[str, Field(min_length=1)]
    approve_at: _Whole | None = None
    mode: Mode | None = None
    audit_share: _Share | None = None
    patience_days: _Whole | None = None
    promise_days: _Whole | None = None
    sure_enough: _Share | None = None
    owed: tuple[Owed, ...] | None = None
    without: tuple[str, ...] = ()
    every: tuple[Binding, ...] = ()
    kinds: dict[Kind, tuple[Binding, ...]] = Field(default_factory=dict)
    application: tuple[Binding, ...] = ()


def base_named(data: bytes) -> str | None:
    """The name of the rulebook that these bytes are based on, if any; the loader checks it again."""
    found = _BASE.search(data)
    return found[1].decode() if found else None


def merged(base: BookFile, own: Variant) -> BookFile:
    """The base with what the variant changes. Raises `ValueError` with a key's path, or pydantic's error for a setting."""
    _check_without(base, own)
    gone = set(own.without)
    kinds = {**dict.fromkeys(base.kinds, ()), **own.kinds}
    changed = own.model_dump(exclude_none=True, include=set(_SETTINGS))
    return BookFile.model_validate(
        {
            **base.model_dump(include={*_SETTINGS, "channel"}),
            **changed,
            "name": own.name,
            "title": own.title,
            "owed": _plain(base.owed if own.owed is None else own.owed),
            "every": _bindings(base.every, own.every, gone),
            "kinds": {kind: _bindings(base.kinds.get(kind, ()), own.kinds.get(kind, ()), gone) for kind in kinds},
            "application": _bindings(base.application, own.application, gone),
        }
    )


_SETTINGS = ("approve_at", "mode", "audit_share", "patience_days", "promise_days", "sure_enough")


def _plain(parts: Iterable[Owed | Binding]) -> list[object]:
    return [one.model_dump(mode="json", by_alias=True) for one in parts]


def _bindings(base: tuple[Binding, ...], own: tuple[Binding, ...], gone: set[str]) -> list[object]:
    """Those of the base in their order, each with what took its place, then those that are new."""
    changed = {one.id: one for one in own}
    known = {one.id for one in base}
    kept = [changed.get(one.id, one) for one in base if one.id not in gone]
    return _plain([*kept, *(one for one in own if one.id not in known)])


def _check_without(base: BookFile, own: Variant) -> None:
    ids = {one.id for group in (base.every, *base.kinds.values(), base.application) for one in group}
    for number, name in enumerate(own.without):
        if name not in ids:
            raise ValueError(f"without.{number}")
