"""Every error that a file, a folder or the machine can meet: a code, what it means, what to do.

The words stand in `errors.toml`; codes are stable. A message never holds a value read from a document,
only the code's own words. `docs/errors.md` lists them for people.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.document import Json, Text


class ErrorEntry(NamedTuple):
    """One row of the table: its words, and whose task it is to mend."""

    message: Text
    remedy: Text
    mendable: bool
    """Whether the applicant can mend it by handing in another file."""


def _entries(table: Mapping[str, Mapping[str, Any]]) -> dict[str, ErrorEntry]:
    return {
        code: ErrorEntry(Text(**row["message"]), Text(**row["remedy"]), mendable=row["mendable"])
        for code, row in table.items()
    }


_TABLES = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
ERRORS: Mapping[str, ErrorEntry] = _entries(_TABLES["errors"])
"""By code."""
UNREADABLE: Mapping[str, ErrorEntry] = _entries(_TABLES["unreadable"])
"""What is told of an `unreadable` file in place of the general words, by the cause that its detail names."""


class DojangError(Exception):
    """An error with a code of `ERRORS`.

    `detail` may name a place (a key path, a setting), never a value of a document.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail

    def __reduce__(self) -> tuple[type[DojangError], tuple[str, str]]:
        """Errors cross the fence between processes."""
        return type(self), (self.code, self.detail)

    @property
    def entry(self) -> ErrorEntry:
        """Its row of the table; the words for its cause where a picture is unreadable."""
        return UNREADABLE.get(self.detail, ERRORS[self.code]) if self.code == "unreadable" else ERRORS[self.code]

    @property
    def mendable(self) -> bool:
        """Whether the applicant can mend it by handing in another file."""
        return self.entry.mendable

    def to_json(self) -> Json:
        """The contract's `error`."""
        return {
            "code": self.code,
            "message": self.entry.message.to_json(),
            "remedy": self.entry.remedy.to_json(),
        }
