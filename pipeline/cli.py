"""The command `dojang`: options in, a table or JSON lines out. The work is done elsewhere."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Literal

import typer

from pipeline import care_cli, desk_cli, registrations_cli, scratch, trial_cli
from pipeline.document import Kind
from pipeline.errors import DojangError

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)

Book = Annotated[str | None, typer.Option("--rulebook", metavar="NAME|PATH", help="A rulebook's name, or a TOML file.")]
Workers = Annotated[int, typer.Option(min=1, max=64, help="How many files are read side by side.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line, nothing else on standard output.")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DAY", help="Handed in then, not today.")]
_CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)


def main() -> None:
    """The entry point: what a user can mend ends with a code and what to do, and status 2."""
    try:
        app()
    except DojangError as error:
        entry = error.entry
        sys.stderr.write(
            f"dojang: {error}\n  {entry.message.ko} {entry.remedy.ko}\n  {entry.message.en} {entry.remedy.en}\n"
        )
        sys.exit(2)


def _version(wanted: bool) -> None:  # noqa: FBT001 - typer hands a flag's value over by position
    if wanted:
        typer.echo(f"dojang {version('dojang')}")
        raise typer.Exit


@app.callback()
def dojang(
    _: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,  # noqa: FBT002 - how typer declares a flag
) -> None:
    """Reviews Korean business certificates: reads them, judges them by rulebooks, decides."""
    scratch.sweep()


@app.command()
def review(  # noqa: PLR0913, PLR0917 - the contract's options
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="PDF, PNG, JPEG, TIFF, WebP.")],
    kind: Annotated[Kind | None, typer.Option(help="Take the paper for this kind.")] = None,
    submitted: Day = None,
    rulebook: Book = None,
    workers: Workers = _CORES,
    as_json: AsJson = False,  # noqa: FBT002 - how typer declares a flag
) -> None:
    """Reviews each file on its own."""
    from checks.rulebook import load  # noqa: PLC0415 - `--help` and `--version` load no reader
    from pipeline import reporting, reviewing  # noqa: PLC0415 - likewise

    day = submitted.date() if submitted else reviewing.today()
    terms = reviewing.Terms(day, kind, load(rulebook) if rulebook else None)
    found = reporting.follow(reviewing.review_files(files, terms, workers), len(files), as_json=as_json)
    raise typer.Exit(int(any(one.failed for one in found)))


@app.command()
def apply(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Holds application.json and the papers.")],
    rulebook: Book = None,
    workers: Workers = _CORES,
    as_json: AsJson = False,  # noqa: FBT002 - how typer declares a flag
) -> None:
    """Reviews one application; the folder is taken as the operator's own."""
    from checks.rulebook import load  # noqa: PLC0415 - `--help` and `--version` load no reader
    from pipeline import reporting, reviewing  # noqa: PLC0415 - likewise

    found = reviewing.review_application(folder, load(rulebook) if rulebook else None, workers)
    if as_json:
        reporting.print_json(found.json)
    else:
        reporting.show_application(found)
    raise typer.Exit(int(found.failed))


@app.command()
def look(  # noqa: PLR0913, PLR0917 - what is drawn and how it comes out are as many choices
    file: Annotated[Path, typer.Argument(metavar="FILE", help="As for `dojang review`.")],
    page: Annotated[int | None, typer.Option(min=1, metavar="N", help="This page only.")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="OUT.png", help="Write the picture there.")
    ] = None,
    kind: Annotated[Kind | None, typer.Option(help="Take the paper for this kind.")] = None,
    lines: Annotated[bool, typer.Option("--lines", help="Draw lines, and only what else is named.")] = False,  # noqa: FBT002 - how typer declares a flag
    words: Annotated[bool, typer.Option("--words", help="Draw words, and only what else is named.")] = False,  # noqa: FBT002 - likewise
    fields: Annotated[bool, typer.Option("--fields", help="Draw fields, and only what else is named.")] = False,  # noqa: FBT002 - likewise
    as_text: Annotated[bool, typer.Option("--text", help="List lines and fields instead.")] = False,  # noqa: FBT002 - likewise
    as_json: Annotated[bool, typer.Option("--json", help="The same as one JSON object.")] = False,  # noqa: FBT002 - likewise
    show: Annotated[
        Literal["kitty", "iterm2", "sixel", "none"] | None,
        typer.Option(help="How the terminal shows pictures; else told from it."),
    ] = None,
) -> None:
    """Shows what reading saw: each page upright with its lines, words and fields; personal numbers are covered."""
    from pipeline.looking.overlay import Layers  # noqa: PLC0415 - `--help` and `--version` load no reader
    from pipeline.looking.showing import Wanted  # noqa: PLC0415 - likewise
    from pipeline.looking.showing import look as show_file  # noqa: PLC0415 - likewise
    from pipeline.looking.terminals import Protocol  # noqa: PLC0415 - likewise

    if as_text and as_json:
        raise typer.BadParameter("--text and --json exclude each other")
    layers = Layers(lines, words, fields) if lines or words or fields else Layers()
    how = Protocol(show) if show else None
    show_file(file, Wanted(page, kind, layers, output, as_text, as_json, how))


@app.command()
def rules(
    rulebook: Annotated[
        str, typer.Option(metavar="NAME|PATH", help="A rulebook's name, or a TOML file.")
    ] = "sender-number",
) -> None:
    """Prints a rulebook: which rules bind which papers, how hard, and why."""
    from checks.rulebook import load  # noqa: PLC0415 - `--help` and `--version` load no reader
    from pipeline import reporting  # noqa: PLC0415 - likewise

    reporting.show_rules(load(rulebook))


@app.command()
def errors() -> None:
    """Prints every error with its remedy, as `docs/errors.md` has them."""
    from pipeline import reporting  # noqa: PLC0415 - `--help` and `--version` load no reader

    typer.echo(reporting.errors_page(), nl=False)


desk_cli.register(app)
care_cli.register(app)
registrations_cli.register(app)
trial_cli.register(app)
