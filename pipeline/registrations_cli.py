"""The commands of registrations: numbers, optouts, profiles, may-send. Each lists, shows one, or takes a step of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.desk_cli import open_office_of_settings
from pipeline.registrations.permission import Message

if TYPE_CHECKING:
    from pipeline.registrations.machine import Machine
    from pipeline.serving.office import Office
    from pipeline.serving.registering.orders import Order
    from pipeline.serving.registration_tables import Registration

    Move = Callable[[Office, Order, datetime], Registration]

Step = Annotated[str | None, typer.Argument(metavar="STEP", help="Left out: shows it, and what can be done.")]
Company = Annotated[str, typer.Option(metavar="NUMBER", help="The company's business registration number.")]
CompanyName = Annotated[str, typer.Option(metavar="NAME", help="The company's name.")]
Email = Annotated[str, typer.Option(metavar="ADDRESS", help="Where the company is told.")]
Why = Annotated[str, typer.Option(metavar="TEXT", help="Why; the company is told.")]
By = Annotated[str, typer.Option(metavar="NAME", help="Who takes the step.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON on standard output, one object a line.")]


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    for command in (numbers, optouts, profiles):
        app.command()(command)
    app.command("may-send")(may_send)


def numbers(  # noqa: PLR0913 - as many things go with a step
    name: Annotated[
        str | None, typer.Argument(metavar="NUMBER", help="A sender number or its short name; left out: lists all.")
    ] = None,
    step: Step = None,
    *,
    company: Company = "",
    company_name: CompanyName = "",
    email: Email = "",
    number: Annotated[str, typer.Option(metavar="NUMBER", help="The number for what was begun without one.")] = "",
    person: Annotated[str, typer.Option(metavar="NAME", help="Whose identity was verified.")] = "",
    reason: Why = "",
    by: By = "",
    as_json: AsJson = False,
) -> None:
    """Lists sender numbers (발신번호), shows one, or takes a step.

    Steps: begin, enter, verify-first, verify-second, suspend, resume, revoke, follow.
    """
    from pipeline.registrations.numbers import SENDER_NUMBER  # noqa: PLC0415 - `--help` loads no database
    from pipeline.serving.registering.numbers import move  # noqa: PLC0415 - likewise

    given = {"company": company, "company_name": company_name, "email": email}
    given |= {"number": number, "person": person, "reason": reason}
    _run(SENDER_NUMBER, move, _Typed(name, step, by, given), as_json=as_json)


def optouts(  # noqa: PLR0913 - as many things go with a step
    name: Annotated[
        str | None, typer.Argument(metavar="NUMBER", help="An 080 number or its short name; left out: lists all.")
    ] = None,
    step: Step = None,
    *,
    company: Company = "",
    company_name: CompanyName = "",
    email: Email = "",
    representative: Annotated[str, typer.Option(metavar="NAME", help="The company's representative.")] = "",
    invoice_number: Annotated[
        str, typer.Option(metavar="NUMBER", help="The business number for the tax invoice, if not the company's.")
    ] = "",
    invoice_email: Annotated[str, typer.Option(metavar="ADDRESS", help="Where the tax invoice goes.")] = "",
    number: Annotated[str, typer.Option(metavar="NUMBER", help="The 080 number that was issued.")] = "",
    vendor: Annotated[str, typer.Option(metavar="NAME", help="Who issued a number that is brought in.")] = "",
    warned: Annotated[bool, typer.Option("--warned", help="The warning was read: no cancelling until issue.")] = False,
    by: By = "",
    as_json: AsJson = False,
) -> None:
    """Lists 080 opt-out numbers (수신거부 번호), shows one, or takes a step.

    Steps: enter, hand-in, cancel, pay, issue, bring-in, close.
    """
    from pipeline.registrations.optouts import OPT_OUT  # noqa: PLC0415 - `--help` loads no database
    from pipeline.serving.registering.optouts import move  # noqa: PLC0415 - likewise

    given = {"company": company, "company_name": company_name, "email": email, "representative": representative}
    given |= {"invoice_number": invoice_number, "invoice_email": invoice_email, "number": number, "vendor": vendor}
    _run(OPT_OUT, move, _Typed(name, step, by, given | {"warned": "yes" if warned else ""}), as_json=as_json)


def profiles(  # noqa: PLR0913 - as many things go with a step
    name: Annotated[
        str | None, typer.Argument(metavar="YELLOW-ID", help="A Yellow ID or its short name; left out: lists all.")
    ] = None,
    step: Step = None,
    *,
    company: Company = "",
    company_name: CompanyName = "",
    email: Email = "",
    service: Annotated[str, typer.Option(metavar="NAME", help="The service that uses the profile.")] = "",
    applied_by: Annotated[str, typer.Option(metavar="ROLE", help="Who applied at Kakao: master or manager.")] = "",
    centre: Annotated[str, typer.Option(metavar="TEXT", help="The customer-centre information.")] = "",
    campaign: Annotated[
        list[str] | None,
        typer.Option(metavar="STATE", help="Where a campaign stands that uses it, or none; may be repeated."),
    ] = None,
    reason: Why = "",
    by: By = "",
    as_json: AsJson = False,
) -> None:
    """Lists KakaoTalk sending profiles (발신 프로필), shows one, or takes a step.

    Steps: open, apply, certify, decline, register-centre, register, deactivate, activate, fall-dormant, wake, block, unblock,
    delete, deleted, register-again.
    """
    from pipeline.registrations.profiles import KAKAO_PROFILE  # noqa: PLC0415 - `--help` loads no database
    from pipeline.serving.registering.profiles import move  # noqa: PLC0415 - likewise

    given = {"company": company, "company_name": company_name, "email": email, "service": service}
    given |= {"applied_by": applied_by, "centre": centre, "campaigns": ",".join(campaign or ()), "reason": reason}
    _run(KAKAO_PROFILE, move, _Typed(name, step, by, given), as_json=as_json)


def may_send(
    company: Annotated[str, typer.Argument(metavar="COMPANY", help="The company's business registration number.")],
    message: Annotated[Message, typer.Argument(metavar="MESSAGE", help="text, advertising or kakao.")],
    sender: Annotated[
        str | None, typer.Option("--from", metavar="NUMBER", help="From this number or Yellow ID alone.")
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Says whether a company may send a kind of message, and if not, why not. Exit status 0: it may, 1: it may not."""
    from pipeline import registrations_reports, reporting  # noqa: PLC0415 - `--help` loads no database
    from pipeline.serving.registry import permission  # noqa: PLC0415 - likewise

    with open_office_of_settings() as office:
        told = permission.may_send(office.ledger, office.settings, company, message, sender)
    if as_json:
        reporting.print_json(told.to_json())
    else:
        registrations_reports.show_permission(told)
    raise typer.Exit(int(not told.granted))


class _Typed:
    """What was typed of a registration and its step."""

    def __init__(self, name: str | None, step: str | None, by: str, given: Mapping[str, str]) -> None:
        self.name, self.step, self.by, self.given = name, step, by, given


def _run(machine: Machine, move: Move, typed: _Typed, *, as_json: bool) -> None:
    with open_office_of_settings() as office:
        if typed.name is None:
            _list(office, machine, typed.given["company"], as_json=as_json)
        elif typed.step is None:
            _show(office, machine, typed.name, typed.given["company"], as_json=as_json)
        else:
            _move(office, machine, move, typed, as_json=as_json)


def _list(office: Office, machine: Machine, company: str, *, as_json: bool) -> None:
    from pipeline import registrations_reports, reporting  # noqa: PLC0415 - `--help` loads no database
    from pipeline.serving.registry.permission import company_of  # noqa: PLC0415 - likewise

    rows = office.ledger.registrations.all(machine.name)
    if company:
        rows = [one for one in rows if one.company == company_of(company)]
    if not as_json:
        registrations_reports.show_list(rows)
        return
    for one in rows:
        reporting.print_json(registrations_reports.to_json(one))


def _show(office: Office, machine: Machine, name: str, company: str, *, as_json: bool) -> None:
    from pipeline import registrations_reports, reporting  # noqa: PLC0415 - `--help` loads no database
    from pipeline.serving.registering.orders import found  # noqa: PLC0415 - likewise

    row = found(office, machine, name, company)
    steps = office.ledger.registrations.history(row.id)
    if as_json:
        reporting.print_json(registrations_reports.to_json(row, steps))
    else:
        registrations_reports.show_one(row, steps)


def _move(office: Office, machine: Machine, move: Move, typed: _Typed, *, as_json: bool) -> None:
    from pipeline import registrations_reports, reporting  # noqa: PLC0415 - `--help` loads no database
    from pipeline.serving.registering.orders import Order  # noqa: PLC0415 - likewise

    order = Order(machine, typed.name or "", typed.step or "", typed.by, typed.given)
    row = move(office, order, office.now())
    if as_json:
        reporting.print_json(registrations_reports.to_json(row, office.ledger.registrations.history(row.id)))
    else:
        registrations_reports.show_moved(row)
