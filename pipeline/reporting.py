"""What the command line shows: JSON lines, tables, a progress bar on a terminal."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from itertools import groupby
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from checks import rules_page
from checks.rulebook import Row, Rulebook, table
from pipeline.document import Decision, Finding, Json, Outcome, Severity
from pipeline.errors import ERRORS, UNREADABLE, DojangError, ErrorEntry
from pipeline.reviewing import Reviewed

_LONGEST_PATH = 45
_NUMBERS = {"score", "weight", "cases", "agreed", "share", "fields", "corrected", "told", "approved", "otherwise"}
_COLOURS = {
    "approved": "green",
    "rejected": "red",
    "needs-review": "yellow",
    "incomplete": "dark_orange",
    "error": "red",
}


def follow(results: Iterable[Reviewed], total: int, *, as_json: bool) -> list[Reviewed]:
    """Takes the results as they come: prints each as a line of JSON, or all as a table at the end."""
    found = []
    with _progress(as_json=as_json) as bar:
        task = bar.add_task("", total=total) if bar else None
        for one in results:
            found.append(one)
            if as_json:
                print_json(one.json)
            if bar and task is not None:
                bar.advance(task)
    if not as_json:
        _show_files(found)
    return found


def print_json(data: Json) -> None:
    """One line of UTF-8, whatever the terminal's encoding; what would end it, steer a terminal or is no UTF-8 is escaped."""
    line = "".join(
        sign if sign.isprintable() else json.dumps(sign)[1:-1] for sign in json.dumps(data, ensure_ascii=False)
    )
    sys.stdout.buffer.write(line.encode() + b"\n")
    sys.stdout.buffer.flush()


def show_application(one: Reviewed) -> None:
    """The application's decision, its papers, what is owed, and what stands in the way."""
    console = new_console()
    papers = new_table("paper", "kind", "decision", "score", "first reason")
    for paper in one.json.get("documents", []):
        papers.add_row(*_row(paper))
    if papers.row_count:
        console.print(papers)
    verdict = str(one.json.get("decision", "error"))
    console.print(Text.assemble(f"{plain(one.json['application_id'])}: ", (verdict, _COLOURS[verdict])))
    if missing := one.json.get("missing"):
        console.print(f"  still owed: {', '.join(missing)}", markup=False)
    _show_reasons(console, one)


def show_rules(book: Rulebook) -> None:
    """A rulebook for who answers for it: what is decided when, what is owed, and paper by paper what each rule asks and why."""
    console = new_console()
    console.print(f"{book.name}: {book.title}", style="bold", markup=False)
    if book.based_on:
        console.print(f"  {book.based_on}에서 바꾼 규칙집 · based on {book.based_on}", markup=False)
    for line in rules_page.in_words(book):
        console.print(f"  {line}", markup=False)
    for place, rows in groupby(table(book), key=lambda row: row.applies_to):
        shown = new_table("id", "asks", "if not", "weight", "source", title=rules_page.place(place))
        for row in rows:
            asks = f"{row.asks.ko}\n{row.asks.en}"
            cells = (row.id, asks, _if_not(row), f"{row.weight:g}", row.source)
            shown.add_row(*(Text(cell) for cell in cells))
        console.print()
        console.print(shown)


def _if_not(row: Row) -> str:
    if row.severity != Severity.BLOCKING.value:
        return "알림 · told"
    return "반려 · rejected" if row.fails else "담당자 확인 · a person looks"


def errors_page() -> str:
    """`docs/errors.md`."""
    lines = [
        "# Errors",
        "",
        "What can be wrong with a file, a folder, a setting or the machine. The codes are stable.",
        "`dojang errors > docs/errors.md` makes this page.",
        "",
        "What the applicant can mend, by handing in another file, counts as a paper still owed. What only the operator",
        "can mend never counts against the applicant: a person looks at the paper.",
        "",
        "| code | what it means | what to do | who |",
        "|---|---|---|---|",
    ]
    for code, entry in _entries():
        words = (f"{text.ko}<br>{text.en}".replace("|", "\\|") for text in (entry.message, entry.remedy))
        lines.append(f"| {code} | {' | '.join(words)} | {'applicant' if entry.mendable else 'operator'} |")
    return "\n".join(lines) + "\n"


def _entries() -> Iterator[tuple[str, ErrorEntry]]:
    """Every code as the page names it, and beneath `unreadable` what is told of each cause."""
    for code, entry in ERRORS.items():
        yield f"`{code}`", entry
        if code == "unreadable":
            yield from ((f"`{code}` ({cause})", one) for cause, one in UNREADABLE.items())


def _progress(*, as_json: bool) -> Progress | nullcontext[None]:
    """A bar on standard error, if that is a terminal and nothing else is printed to it."""
    if not sys.stderr.isatty() or (as_json and sys.stdout.isatty()):
        return nullcontext()
    columns = (TextColumn("reading"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)


def new_console() -> Console:
    """Standard output; 120 columns where it is no terminal and says nothing else."""
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else 120
    return Console(width=width or shutil.get_terminal_size().columns, highlight=False, soft_wrap=False)


def new_table(*columns: str, title: str | None = None) -> Table:
    """A table with these columns; numbers stand at the right."""
    shown = Table(title=title, title_justify="left", header_style="bold")
    for column in columns:
        shown.add_column(column, overflow="fold", justify="right" if column in _NUMBERS else "left")
    return shown


def _show_files(found: list[Reviewed]) -> None:
    console = new_console()
    files = new_table("file", "kind", "decision", "score", "first reason")
    for one in found:
        files.add_row(*_row(one.json, one.decision))
    console.print(files)
    if len(found) == 1:
        _show_reasons(console, found[0])


def _row(data: Json, decision: Decision | None = None) -> tuple[Text, ...]:
    verdict = str(data.get("decision", "error"))
    cells: tuple[Any, ...] = (
        _short(plain(data["file"])),
        data.get("kind", ""),
        verdict,
        data.get("score", ""),
        _first(data, decision),
    )
    return tuple(Text(str(cell), style=_COLOURS[verdict] if cell is verdict else "") for cell in cells)


def _first(data: Json, decision: Decision | None) -> str:
    if "error" in data:
        return str(data["error"]["code"])
    if decision is not None:
        return next((one.reason or one.id for one in decision.reasons), "")
    blocking = [one for one in data["checks"] if one["outcome"] != Outcome.PASS.value]
    blocking.sort(key=lambda one: (one["severity"] != "blocking", one["outcome"] != Outcome.FAIL.value))
    return str(blocking[0]["reason"]) if blocking else ""


def _show_reasons(console: Console, one: Reviewed) -> None:
    if one.error is not None:
        _show_error(console, one.error)
    for finding in one.decision.told if one.decision else ():
        _show_finding(console, finding)


def _show_finding(console: Console, one: Finding) -> None:
    console.print(f"\n{one.reason or one.id} ({one.outcome.value}, {one.severity.value})", style="bold", markup=False)
    for text in (one.message.ko, one.message.en, f"→ {one.remedy.ko}", f"→ {one.remedy.en}"):
        console.print(f"  {text}", markup=False)


def _show_error(console: Console, error: DojangError) -> None:
    entry = error.entry
    console.print(f"\n{error}", style="bold", markup=False)
    for text in (entry.message.ko, entry.message.en, f"→ {entry.remedy.ko}", f"→ {entry.remedy.en}"):
        console.print(f"  {text}", markup=False)


def _short(path: str) -> str:
    """A path that would be folded is shown by its last part."""
    last = path.rpartition("/")[2]
    return path if len(path) <= _LONGEST_PATH or last == path else f"…/{last}"


def plain(name: object) -> str:
    """A file's name without what would steer a terminal."""
    return "".join(sign if sign.isprintable() else "?" for sign in str(name))
