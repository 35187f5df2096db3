"""The tables of `docs/benchmarks.md` that `bench_samples.py` measures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from pipeline.document import Json


class Table(NamedTuple):
    """One run: the figures of all papers, those of each level of damage, and when and on what it ran."""

    whole: Json
    levels: dict[str, Json]
    conditions: str


_SHARES = {
    "kind right": "kind_accuracy",
    "fields right": "fields_right",
    "fields wrong": "fields_wrong",
    "fields missing": "fields_missing",
    "decided without a person": "decided_without_a_person",
}
_COUNTS = {
    "wrong approvals": ("wrong_approvals", "unfit_n"),
    "wrong rejections": ("wrong_rejections", "fit_n"),
    "wrong values given at 0.9 or surer": ("sure_wrong", "sure_n"),
}


def markdown(table: Table) -> str:
    """The section to be pasted into `docs/benchmarks.md`."""
    groups = [*table.levels.values(), table.whole]
    head = ["", *table.levels, "all"]
    lines = [table.conditions + ".", "", *_head(head), _row("papers", groups, lambda one: str(one["n"]))]
    lines += [_row(name, groups, lambda one, key=key: _share(one[key])) for name, key in _SHARES.items()]
    lines += [_row(name, groups, lambda one, keys=keys: _of(one, *keys)) for name, keys in _COUNTS.items()]
    lines += [_row("seconds a page", groups, lambda one: f"{one['seconds_a_page']:.1f}"), "", *_bounds(table.whole), ""]
    return "\n".join([*lines, *_fields(table)])


def _fields(table: Table) -> Iterator[str]:
    """Of each field and level: right, wrong and all."""
    yield from _head(["right / wrong / n", *table.levels, "all"])
    for name in sorted({name for one in table.levels.values() for name in one["fields"]}):
        found = [one["fields"].get(name) for one in table.levels.values()]
        there = [counts for counts in found if counts]
        whole = [sum(counts[place] for counts in there) for place in range(3)]
        cells = [" / ".join(str(count) for count in counts) if counts else "" for counts in [*found, whole]]
        yield f"| `{name}` | {' | '.join(cells)} |"


def _bounds(whole: Json) -> Iterator[str]:
    """What the small counts allow: one-sided 95 % upper bounds."""
    told = (
        ("wrong_approvals", "wrong approvals"),
        ("wrong_rejections", "wrong rejections"),
        ("sure_wrong", "sure and wrong"),
    )
    bounds = ", ".join(f"{words} at most {100 * whole[f'{key}_upper_95']:.1f} %" for key, words in told)
    yield f"With 95 % confidence: {bounds}."


def _head(names: list[str]) -> list[str]:
    return [f"| {' | '.join(names)} |", "|---" * len(names) + "|"]


def _row(name: str, groups: list[Json], cell: Callable[[Json], str]) -> str:
    return f"| {name} | {' | '.join(cell(one) for one in groups)} |"


def _share(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.1f} %"


def _of(one: Json, part: str, whole: str) -> str:
    return f"{one[part]} of {one[whole]}"
