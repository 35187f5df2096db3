"""One file a field, all with the same face.

A module here that has an `EXTRACTOR` is found by itself: to add a field, add a file. An
extractor gets the pages of one paper and gives what it found there; it knows no rule.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from pipeline.document import Field, Kind, Page, Sign

Found = Field | tuple[Field, ...] | tuple[Sign, ...]
"""A field; or the list that `phone_numbers` or `tampering` is."""


@dataclass(frozen=True, slots=True)
class Sheets:
    """What an extractor sees: the kind of a paper and its upright pages, pictures included."""

    kind: Kind
    pages: tuple[Page, ...]


@dataclass(frozen=True, slots=True)
class Extractor:
    """`field` is the name in the contract, `kinds` those that carry it, `extract` never raises for odd input."""

    field: str
    kinds: frozenset[Kind]
    extract: Callable[[Sheets], Found]


@cache
def extractors() -> tuple[Extractor, ...]:
    """Every extractor of this package, in the order of their files' names."""
    modules = (importlib.import_module(f"{__name__}.{info.name}") for info in pkgutil.iter_modules(__path__))
    return tuple(module.EXTRACTOR for module in modules if hasattr(module, "EXTRACTOR"))
