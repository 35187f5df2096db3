"""Rulebooks: which rules bind which papers, with which parameters, how hard.

A rulebook is a TOML file, checked whole when it is loaded: an unknown rule or kind, a parameter
that is missing or wrong, an id used twice, or a rule that every book must have and this one lacks
is `rulebook-invalid`, with the file's name and the path of the key. A file may say only in what it
differs from a book that comes with Dojang (`checks.variants`).
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

from pydantic import ValidationError

from checks.bookfile import Binding, BookFile, Mode, Owed, Source
from checks.rule import (
    ApplicationCase,
    Case,
    DocumentCase,
    Found,
    Parameters,
    Reason,
    Rule,
    application_rules,
    document_rules,
)
from checks.variants import Variant, base_named, merged
from checks.words import KINDS, Words, fill
from pipeline.document import Finding, Kind, Outcome, Severity, Text
from pipeline.errors import DojangError
from pipeline.manifest import Channel

_FOLDER = Path(__file__).parent / "rulebooks"
_MAX_BYTES = 1_000_000
_SAFE_RULES = ("kind-known", "untampered", "resident-number-hidden")
"""What every book holds against every paper, blocking: no book may be laxer than that."""

_SAFE_APPLICATION_RULES = ("manifest-trusted", "documents-complete", "files-read")
"""Likewise against every application."""

Form = TypeVar("Form", BookFile, Variant)

_NOTHING = Text("조치할 것이 없습니다.", "Nothing to do.")


@dataclass(frozen=True, slots=True)
class Bound(Generic[Case]):
    """A rule as a book binds it, its parameters checked."""

    id: str
    rule: Rule[Case]
    parameters: Parameters
    severity: Severity
    weight: float
    source: Source
    sure_enough: float

    def words(self, kind: Kind, more: Words) -> Words:
        """What fills the blanks of its sentences for a paper of that kind."""
        return {"kind": KINDS[kind], **self.parameters.words(), **more}

    def finding(self, found: Found, kind: Kind = Kind.UNKNOWN) -> Finding:
        """What the rule found, said with this binding's id, severity and weight."""
        words = self.words(kind, found.words or {})
        if found.reason is None:
            return self._finding(found, Outcome.PASS, None, fill(self.rule.about, words), _NOTHING)
        return self.because(self.rule.reasons[found.reason], found, words)

    def because(self, reason: Reason, found: Found, words: Words) -> Finding:
        """A finding with that reason."""
        code = fill(Text(reason.code, reason.code), words).en
        finding = self._finding(found, reason.outcome, code, fill(reason.message, words), fill(reason.remedy, words))
        return replace(finding, severity=Severity.ADVISORY, weight=0.0) if reason.aside else finding

    def _finding(self, found: Found, outcome: Outcome, code: str | None, message: Text, remedy: Text) -> Finding:
        return Finding(
            id=self.id,
            outcome=outcome,
            severity=self.severity,
            weight=self.weight,
            reason=code,
            field=found.field,
            message=message,
            remedy=remedy,
            page=found.page,
            box=found.box,
        )


@dataclass(frozen=True, slots=True)
class Rulebook:
    """A rulebook, checked. `sha256` is that of the file, with the one that it is `based_on`, if it is."""

    name: str
    title: str
    channel: Channel
    approve_at: int
    mode: Mode
    audit_share: float
    patience_days: int
    promise_days: int | None
    sure_enough: float
    owed: tuple[Owed, ...]
    every: tuple[Bound[DocumentCase], ...]
    kinds: Mapping[Kind, tuple[Bound[DocumentCase], ...]]
    application: tuple[Bound[ApplicationCase], ...]
    sha256: str
    based_on: str | None = None

    def binds(self, kind: Kind) -> bool:
        """Whether it has rules for papers of that kind."""
        return kind in self.kinds

    def rules_for(self, kind: Kind) -> tuple[Bound[DocumentCase], ...]:
        """Those for every paper and those for this kind; a kind's own binding of a rule takes the other's place."""
        own = self.kinds.get(kind, ())
        taken = {bound.rule.name for bound in own}
        return (*(bound for bound in self.every if bound.rule.name not in taken), *own)


class Row(NamedTuple):
    """One binding, as a table shows it."""

    id: str
    applies_to: str
    rule: str
    parameters: str
    severity: str
    weight: float
    source: str
    reasons: tuple[str, ...]
    asks: Text = Text("", "")
    """What the rule asks, in words."""
    fails: bool = True
    """Whether it can be broken for sure; some can only be in doubt, and then a person looks."""


def names() -> tuple[str, ...]:
    """The rulebooks that come with Dojang."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


def load(name_or_path: str | Path) -> Rulebook:
    """A rulebook by its name, or from a file.

    Raises `rulebook-not-found`, and `rulebook-invalid` with "file: key.path".
    """
    path = _find(name_or_path)
    data = _bytes(path)
    base = base_named(data)
    shipped = _FOLDER / f"{base}.toml"
    return _checked(path.name, data, _bytes(shipped) if base is not None and shipped.is_file() else None)


@lru_cache(maxsize=16)
def _checked(name: str, data: bytes, base: bytes | None) -> Rulebook:
    """The book in these bytes: a file is read each time, so that a change counts at once, and checked once."""
    return _Loader(name).book(data, base)


def table(book: Rulebook) -> list[Row]:
    """Every binding of the book: for every paper, then by kind, then of applications."""
    rows = [_row(bound, "every", Kind.UNKNOWN) for bound in book.every]
    for kind, bounds in book.kinds.items():
        rows += [_row(bound, kind.value, kind) for bound in bounds]
    return rows + [_row(bound, "application", Kind.UNKNOWN) for bound in book.application]


def _row(bound: Bound[Any], applies_to: str, kind: Kind) -> Row:
    words = bound.words(kind, {})
    given = bound.parameters.model_dump(mode="json")
    return Row(
        id=bound.id,
        applies_to=applies_to,
        rule=bound.rule.name,
        parameters=", ".join(f"{key}={_shown(value)}" for key, value in given.items() if value not in (None, [])),
        severity=bound.severity.value,
        weight=bound.weight,
        source=f"{bound.source.by}: {bound.source.name}",
        reasons=tuple(fill(Text(one.code, one.code), words).en for one in bound.rule.reasons.values()),
        asks=fill(bound.rule.about, words),
        fails=any(one.outcome is Outcome.FAIL for one in bound.rule.reasons.values()),
    )


def _shown(value: object) -> str:
    """A parameter as people write it: a list without brackets, yes and no."""
    if isinstance(value, list):
        return "/".join(map(str, value))
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _find(name_or_path: str | Path) -> Path:
    if isinstance(name_or_path, str) and re.fullmatch(r"[a-z]+(-[a-z]+)*", name_or_path):
        path = _FOLDER / f"{name_or_path}.toml"
        if path.is_file():
            return path
    path = Path(name_or_path)
    if path.suffix == ".toml" and path.is_file():
        return path
    raise DojangError("rulebook-not-found", path.name)


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except OSError:
        raise DojangError("rulebook-not-found", path.name) from None
    if len(data) > _MAX_BYTES:
        raise DojangError("rulebook-invalid", f"{path.name}: larger than {_MAX_BYTES} bytes")
    return data


class _Loader:
    """Turns a file's bytes into a rulebook; `file` is what errors call it."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._places: dict[str, str] = {}
        """Of a variant's own bindings: id, and where it stands in the file."""

    def book(self, data: bytes, base: bytes | None = None) -> Rulebook:
        """The rulebook in these bytes; `base` is the file of the book that it is based on, if it is."""
        read = self._read(data)
        written = self._variant(read, base) if "based_on" in read else self._parsed(BookFile, read)
        self._check_ids(written)
        every = self._bound_all("every", written.every, document_rules(), written.sure_enough)
        kinds = {
            kind: self._bound_all(f"kinds.{kind.value}", bindings, document_rules(), written.sure_enough)
            for kind, bindings in written.kinds.items()
        }
        self._check_safe(every, kinds)
        self._check_owed(written)
        application = self._bound_all("application", written.application, application_rules(), written.sure_enough)
        self._check_bound(application, _SAFE_APPLICATION_RULES, "application")
        return Rulebook(
            name=written.name,
            title=written.title,
            channel=written.channel,
            approve_at=written.approve_at,
            mode=written.mode,
            audit_share=written.audit_share,
            patience_days=written.patience_days,
            promise_days=written.promise_days,
            sure_enough=written.sure_enough,
            owed=written.owed,
            every=every,
            kinds=kinds,
            application=application,
            sha256=hashlib.sha256(data + (base or b"")).hexdigest(),
            based_on=str(read["based_on"]) if "based_on" in read else None,
        )

    def _wrong(self, path: str) -> DojangError:
        return DojangError("rulebook-invalid", f"{self._file}: {path}")

    def _read(self, data: bytes) -> dict[str, Any]:
        try:
            return tomllib.loads(data.decode())
        except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):
            raise self._wrong("not TOML") from None

    def _parsed(self, form: type[Form], read: dict[str, Any]) -> Form:
        try:
            return form.model_validate(read)
        except ValidationError as error:
            raise self._wrong(_paths(error)) from None

    def _variant(self, read: dict[str, Any], base: bytes | None) -> BookFile:
        """The base with what the file changes; the base's own faults are told with the base's name."""
        own = self._parsed(Variant, read)
        if base is None:
            raise self._wrong(f"based_on ({own.based_on})")
        bindings = list(_bindings(own))
        self._check_once(bindings)
        self._places = {binding.id: place for place, binding in bindings}
        whole = _Loader(f"{own.based_on}.toml")
        whole_read = whole._read(base)
        if "based_on" in whole_read:
            raise self._wrong(f"based_on ({own.based_on})")
        try:
            return merged(whole._parsed(BookFile, whole_read), own)
        except ValidationError as error:
            raise self._wrong(_paths(error)) from None
        except ValueError as error:
            raise self._wrong(str(error)) from None

    def _bound_all(
        self, place: str, bindings: tuple[Binding, ...], rules: Mapping[str, Rule[Case]], bar: float
    ) -> tuple[Bound[Case], ...]:
        return tuple(self._bound(f"{place}.{number}", binding, rules, bar) for number, binding in enumerate(bindings))

    def _bound(self, place: str, binding: Binding, rules: Mapping[str, Rule[Case]], bar: float) -> Bound[Case]:
        place = self._places.get(binding.id, place)
        rule = rules.get(binding.rule)
        if rule is None:
            raise self._wrong(f"{place}.rule ({binding.id})")
        try:
            parameters = rule.parameters.model_validate(binding.parameters)
        except ValidationError as error:
            raise self._wrong(f"{_paths(error, f'{place}.with')} ({binding.id})") from None
        return Bound(
            id=binding.id,
            rule=rule,
            parameters=parameters,
            severity=binding.severity,
            weight=binding.weight,
            source=binding.source,
            sure_enough=binding.sure_enough or bar,
        )

    def _check_ids(self, written: BookFile) -> None:
        self._check_once(_bindings(written))

    def _check_once(self, bindings: Iterable[tuple[str, Binding]]) -> None:
        seen: set[str] = set()
        for place, binding in bindings:
            if binding.id in seen:
                raise self._wrong(f"{place}.id ({binding.id})")
            seen.add(binding.id)

    def _check_safe(
        self, every: tuple[Bound[DocumentCase], ...], kinds: Mapping[Kind, tuple[Bound[DocumentCase], ...]]
    ) -> None:
        """No book goes without the rules that keep people's numbers and the approvals safe."""
        self._check_bound(every, _SAFE_RULES, "every")
        for kind, bounds in kinds.items():
            taken = tuple(bound.rule.name for bound in bounds if bound.rule.name in _SAFE_RULES)
            self._check_bound(bounds, taken, f"kinds.{kind.value}")

    def _check_bound(self, bounds: Iterable[Bound[Any]], needed: tuple[str, ...], place: str) -> None:
        """The needed rules are bound at that place, and stand in the way of approval."""
        hardness = {bound.rule.name: bound.severity for bound in bounds}
        for name in needed:
            if hardness.get(name) is not Severity.BLOCKING:
                raise self._wrong(f"{place} ({name} must be bound, and blocking)")

    def _check_owed(self, written: BookFile) -> None:
        if Kind.UNKNOWN in written.kinds:
            raise self._wrong("kinds.unknown")
        for number, owed in enumerate(written.owed):
            if not set(owed.any_of) <= set(written.kinds):
                raise self._wrong(f"owed.{number}.any_of")


def _bindings(written: BookFile | Variant) -> Iterator[tuple[str, Binding]]:
    groups = {
        "every": written.every,
        **{f"kinds.{kind.value}": bindings for kind, bindings in written.kinds.items()},
        "application": written.application,
    }
    for place, bindings in groups.items():
        for number, binding in enumerate(bindings):
            yield f"{place}.{number}", binding


def _paths(error: ValidationError, before: str = "") -> str:
    places = (one["loc"] for one in error.errors(include_input=False, include_url=False))
    return ", ".join(".".join(str(part) for part in ((before,) if before else ()) + place) for place in places)
