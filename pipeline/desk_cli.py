"""The service's commands of `dojang`: serve, and what people do in the shell beside it. None needs it to run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.errors import DojangError
from pipeline.serving.people.answers import Correction, Verb

if TYPE_CHECKING:
    from pipeline.serving.office import Office

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on standard output, nothing else there.")]
Lines = Annotated[bool, typer.Option("--json", help="One JSON object a line, nothing else on standard output.")]
Some = list[str] | None


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    for command in (serve, queue, decide, audit, status, retry, backup, restore):
        app.command()(command)


@contextmanager
def open_office_of_settings() -> Iterator[Office]:
    """Ledger and bucket. Raises `settings-invalid`, `ledger-unreachable`, `ledger-newer`."""
    from pipeline.serving.ledger import LedgerError  # noqa: PLC0415 - `--help` and `dojang review` load no database
    from pipeline.serving.office import open_office  # noqa: PLC0415 - likewise
    from pipeline.settings import settings  # noqa: PLC0415 - likewise

    office = open_office(settings())
    try:
        yield office
    except LedgerError as error:
        raise DojangError("ledger-unreachable", str(error)) from None
    finally:
        office.ledger.close()


def serve(
    *,
    host: Annotated[str | None, typer.Option(help="Where pictures and health are served.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65_535, help="The port of pictures and health.")] = None,
    ui_port: Annotated[int | None, typer.Option(min=1, max=65_535, help="The port of Prefect's UI.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, max=64, help="How many files are read side by side.")] = None,
    worker: Annotated[
        bool, typer.Option("--worker", help="Share the work of a service that runs: no ports, no server of its own.")
    ] = False,
) -> None:
    """Runs the service: Prefect's server and UI, intake, reviews, notices, pictures. Ctrl-C ends all of it."""
    from service.serve import serve as run  # noqa: PLC0415 - only this command loads Prefect

    raise typer.Exit(run({"host": host, "port": port, "ui_port": ui_port, "workers": workers}, worker=worker))


def queue(*, as_json: Lines = False) -> None:
    """Lists the cases that wait for a person, by due day and score."""
    from pipeline import desk_reports, reporting  # noqa: PLC0415 - `--help` loads no database
    from pipeline.serving.people import deciding  # noqa: PLC0415 - likewise

    with open_office_of_settings() as office:
        held = deciding.queue(office)
    if not as_json:
        desk_reports.show_queue(held)
        return
    for one in held:
        reporting.print_json(one.to_json())


def decide(  # noqa: PLR0913 - an answer has as many parts
    name: Annotated[
        str, typer.Argument(metavar="ID", help="As `dojang queue` lists it, U12, A3, or the application's own.")
    ],
    verb: Annotated[Verb | None, typer.Argument(help="Left out: lists what can be answered.")] = None,
    *,
    reason: Annotated[Some, typer.Option(metavar="CODE", help="What the applicant is told; may be repeated.")] = None,
    copy: Annotated[Some, typer.Option(metavar="KIND", help="A paper to ask for again; may be repeated.")] = None,
    correct: Annotated[
        Some, typer.Option(metavar="PAPER.FIELD=VALUE", help="What a paper shows; may be repeated.")
    ] = None,
    by: Annotated[str, typer.Option(metavar="NAME", help="Who decides.")] = "",
    note: Annotated[str, typer.Option(metavar="TEXT", help="Kept with the decision, sent to nobody.")] = "",
    number: Annotated[
        int | None, typer.Option(metavar="N", help="The decision that was seen; refused if another holds.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Decides a case that waits for a person, or takes an approval back."""
    from pipeline import desk_reports, reporting  # noqa: PLC0415 - `--help` loads no database
    from pipeline.serving.people import deciding  # noqa: PLC0415 - likewise

    fixes = tuple(_correction(one) for one in correct or ())
    with open_office_of_settings() as office:
        subject = deciding.find(office, name)
        if verb is None:
            offered = deciding.choices(office, subject)
            if as_json:
                reporting.print_json(desk_reports.choices_json(subject, offered))
            else:
                desk_reports.show_choices(subject, offered)
            return
        said = deciding.Answer(
            verb, by, "shell", tuple(reason or ()), tuple(copy or ()), fixes, note=note, number=number
        )
        row = deciding.answer(office, subject, said, office.now())
    if as_json:
        reporting.print_json(desk_reports.decision_json(row))
    else:
        desk_reports.show_decision(row)


def _correction(typed: str) -> Correction:
    """`1.company_name=주식회사 한빛테크`; nothing behind the sign: the paper does not show it."""
    place, sign, value = typed.partition("=")
    paper, _, field = place.partition(".")
    if not (sign and field and paper.isascii() and paper.isdecimal() and len(paper) < 4):
        raise typer.BadParameter("a correction is PAPER.FIELD=VALUE, as 1.issuance_date=2026-10-02")
    return Correction(int(paper), field, value or None)


def audit(*, as_json: AsJson = False) -> None:
    """Says how far machine and people agree: by why a person was asked, by rule, by confidence."""
    from pipeline import desk_reports, reporting  # noqa: PLC0415 - `--help` loads no database
    from pipeline.serving.people.agreement import agreement  # noqa: PLC0415 - likewise

    with open_office_of_settings() as office:
        told = agreement(office.ledger, office.settings).to_json()
    (reporting.print_json if as_json else desk_reports.show_agreement)(told)


def status(*, as_json: AsJson = False) -> None:
    """Says what waits, is held for a person, is done, and which notices are unsent."""
    from pipeline import desk_reports, reporting  # noqa: PLC0415 - `--help` loads no database
    from pipeline.serving.standing import standing  # noqa: PLC0415 - likewise

    with open_office_of_settings() as office:
        told = standing(office.ledger, office.store.address, office.now()).to_json()
    (reporting.print_json if as_json else desk_reports.show_standing)(told)


def retry(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="ID…", help="U12, A3, or the application's own; left out: lists them.")
    ] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="Every case that was given up.")] = False,
    as_json: Lines = False,
) -> None:
    """Lists the cases that were given up, and why; or has them tried again."""
    from pipeline import desk_reports, reporting  # noqa: PLC0415 - `--help` loads no database
    from pipeline.serving.people import deciding  # noqa: PLC0415 - likewise

    with open_office_of_settings() as office:
        dead = office.ledger.cases.given_up(office.store.address)
        wanted = [deciding.find(office, one) for one in names or ()]
        wanted += [case.subject for case in dead if everything and case.subject not in wanted]
        for subject in wanted:
            office.ledger.cases.want(subject)
    if not as_json:
        desk_reports.show_given_up(dead, wanted)
        return
    for line in desk_reports.given_up_json(dead, wanted):
        reporting.print_json(line)


def backup(file: Annotated[Path, typer.Argument(metavar="FILE", help="Written whole or not at all.")]) -> None:
    """Writes all of Dojang's state into one file; the service may go on."""
    from pipeline.serving.backups.backup import backup as write  # noqa: PLC0415 - `--help` loads no database

    with open_office_of_settings() as office, _disk():
        written = write(office.ledger, office.settings, file)
    typer.echo(f"{written}: {written.stat().st_size} bytes")


def restore(file: Annotated[Path, typer.Argument(metavar="FILE", help="What `dojang backup` wrote.")]) -> None:
    """Restores a backup into an empty data folder and ledger; the service must not run."""
    from pipeline.serving.backups.restoring import restore as read  # noqa: PLC0415 - `--help` loads no database
    from pipeline.settings import settings  # noqa: PLC0415 - likewise

    with _disk():
        read(settings(), file)
    typer.echo(f"{file}: restored")


@contextmanager
def _disk() -> Iterator[None]:
    """What the disk refuses is told by its code. Raises `file-not-found`, `file-unreadable`."""
    try:
        yield
    except FileNotFoundError:
        raise DojangError("file-not-found") from None
    except OSError:
        raise DojangError("file-unreadable") from None
