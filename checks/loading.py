"""From a rulebook's file to the rulebook: every key checked, every rule and parameter looked up, what each book must have required."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from checks.bookfile import Binding, BookFile
from checks.bound import Bound, Rulebook
from checks.rule import Case, DocumentCase, Rule, application_rules, document_rules
from checks.variants import Variant, merged
from pipeline.document import Kind, Severity
from pipeline.errors import DojangError

_SAFE_RULES = ("kind-known", "untampered", "resident-number-hidden")
"""What every book holds against every paper, blocking: no book may be laxer than that."""

_SAFE_APPLICATION_RULES = ("manifest-trusted", "documents-complete", "files-read")
"""Likewise against every application."""

Form = TypeVar("Form", BookFile, Variant)


class Loader:
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
        whole = Loader(f"{own.based_on}.toml")
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
