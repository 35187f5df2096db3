"""Parameters of rules that compare the papers of some kinds."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field as Limit

from checks.rule import Parameters
from checks.words import FIELDS, KINDS, FieldName, Words, one_of
from pipeline.document import Kind

OneKind = Annotated[Kind, Limit(strict=False)]
"""A kind as TOML writes it: its name."""

SomeKinds = Annotated[tuple[OneKind, ...], Limit(strict=False, min_length=1)]
"""A list of them."""


class OfKind(Parameters):
    """`kind`: the papers looked at."""

    kind: OneKind

    def words(self) -> Words:
        """`kind`, and `slug` for reason codes."""
        return {"kind": KINDS[self.kind], "slug": KINDS[self.kind].slug}


class OfKinds(Parameters):
    """`kinds`: papers of any of them; `field`: which of their fields is compared."""

    kinds: SomeKinds
    field: FieldName

    def words(self) -> Words:
        """`kind`, `field`, and `slug` for reason codes."""
        return {
            "kind": one_of(tuple(KINDS[kind] for kind in self.kinds)),
            "field": FIELDS[self.field],
            "slug": FIELDS[self.field].slug,
        }
