"""Papers and applications with what people say of them beside: what `dojang calibrate` and `dojang shadow` learn from.

`NAME.EXT` and `NAME.EXT.json`: a paper and its label. `ID/` with its `application.json`, and `ID.truth.json` beside the
folder: an application and its label. A label is what the generator of samples writes too: `kind`, `fields` as
`dojang review` prints them, `decision`, `reasons`, `submitted`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.document import Json, Kind, Verdict
from pipeline.errors import DojangError
from pipeline.reviewing import MANIFEST, read_bytes

LARGEST = 1_000_000
"""Bytes of a label."""
_TRUTH = ".truth.json"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Value(_Part):
    """What a field says; `None`: the paper does not show it."""

    value: str | None


class Label(_Part):
    """What people say of a paper or an application. Without `decision` it tells nothing of decisions, without `kind` nothing of fields."""

    kind: Kind | None = None
    fields: dict[str, Value | Annotated[tuple[Value, ...], Field(max_length=100)]] = {}
    decision: Verdict | None = None
    reasons: tuple[str, ...] = ()
    submitted: date | None = None

    @property
    def truth(self) -> Json:
        """`kind` and `fields`, as values are compared with."""
        told = self.model_dump(mode="json", include={"kind", "fields"})
        return {"kind": told["kind"], "fields": told["fields"]}


@dataclass(frozen=True, slots=True)
class Labelled:
    """A file or an application's folder, and its label."""

    path: Path
    label: Label

    @property
    def whole(self) -> bool:
        """Whether it is an application."""
        return self.path.is_dir()


def labelled(folder: Path) -> Iterator[Labelled]:
    """Everything in the folder that has a label, by name; folders within are looked into unless they are applications.

    Raises `file-not-found`, `label-invalid` with the label's name.
    """
    if not folder.is_dir():
        raise DojangError("file-not-found")
    for path in sorted(folder.iterdir()):
        if path.is_dir() and (path / MANIFEST).is_file():
            beside = path.with_name(f"{path.name}{_TRUTH}")
        elif path.is_dir():
            yield from labelled(path)
            continue
        else:
            beside = path.with_name(f"{path.name}.json")
        if beside.is_file():
            yield Labelled(path, _label(beside))


def _label(path: Path) -> Label:
    data = read_bytes(path, LARGEST)
    try:
        return Label.model_validate_json(data)
    except ValidationError:
        raise DojangError("label-invalid", path.name) from None
