"""What the commands of registrations show: lists, one with its history and what can be done, and who may send."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text as Cell

from pipeline.document import Json
from pipeline.manifest import SEOUL
from pipeline.numbers import business_form
from pipeline.registrations.kinds import machine_of
from pipeline.registrations.machine import ACTORS
from pipeline.registrations.permission import Permission
from pipeline.reporting import new_console, new_table, plain
from pipeline.serving.ledger.telling import short_id
from pipeline.serving.registration_tables import Registration, RegistrationStep


def show_list(rows: Sequence[Registration]) -> None:
    """Each on a line: where it stands, who has to act, what is expected when."""
    console = new_console()
    table = new_table("id", "company", "name", "state", "who acts", "expected", "note")
    for row in rows:
        state = machine_of(row.machine).states[row.state]
        acts = ACTORS[state.acts].ko if state.acts else ""
        cells = (short_id(row), business_form(row.company), plain(row.name), f"{row.state} {state.label.ko}", acts)
        more = (_expected(row) or "", _note(row))
        table.add_row(*(Cell(str(cell)) for cell in (*cells, *more)))
    if rows:
        console.print(table)
    console.print(f"등록 {len(rows)} · {len(rows)} registrations", markup=False)


def show_one(row: Registration, steps: Sequence[RegistrationStep]) -> None:
    """One registration with its history and what can be done now."""
    machine, console = machine_of(row.machine), new_console()
    state = machine.states[row.state]
    console.print(f"{short_id(row)} {plain(row.name)}: {row.state} ({state.label.ko})", markup=False)
    console.print(f"→ {state.next.ko} · {state.next.en}", markup=False)
    if told := " ".join(part for part in (_expected(row), _note(row)) if part):
        console.print(told, markup=False)
    table = new_table("", "step", "from", "to", "by", "at")
    for one in steps:
        at = one.at.astimezone(SEOUL).isoformat(" ", "minutes")[:16]
        table.add_row(*(Cell(str(cell)) for cell in (one.number, one.event, one.source, one.target, one.by, at)))
    console.print(table)
    console.print(f"할 수 있는 단계 · Steps: {', '.join(machine.possible(row.state)) or '-'}", markup=False)


def show_moved(row: Registration) -> None:
    """Where a step has led."""
    state = machine_of(row.machine).states[row.state]
    told = f"{short_id(row)} {plain(row.name)}".rstrip()
    new_console().print(f"{told}: {row.state} ({state.label.ko})", markup=False)
    new_console().print(f"→ {state.next.ko} · {state.next.en}", markup=False)
    if expected := _expected(row):
        new_console().print(f"예정일 · expected: {expected}", markup=False)


def show_permission(told: Permission) -> None:
    """Yes or no, and why not."""
    console = new_console()
    said = "보낼 수 있습니다 · may send" if told.granted else "보낼 수 없습니다 · may not send"
    console.print(f"{told.message.value}: {said}", markup=False)
    shown = told.to_json()
    for one in shown["senders"]:
        console.print(f"  발신 · from {one}", markup=False)
    if shown["opt_out_number"]:
        console.print(f"  무료 수신거부 · opt-out {shown['opt_out_number']}", markup=False)
    for one in [*shown["reasons"], *shown["duties"]]:
        console.print(f"  {one['code']}\n    {one['message']['ko']} {one['remedy']['ko']}", markup=False)
        console.print(f"    {one['message']['en']} {one['remedy']['en']}", markup=False)


def to_json(row: Registration, steps: Sequence[RegistrationStep] | None = None) -> Json:
    """A registration; with its history where that is asked for."""
    machine = machine_of(row.machine)
    state = machine.states[row.state]
    told: Json = {
        "schema": 1,
        "id": short_id(row),
        "machine": row.machine,
        "company": business_form(row.company),
        "company_name": row.details.get("company_name"),
        "name": row.name or None,
        "state": row.state,
        "label": state.label.to_json(),
        "acts": state.acts.value if state.acts else None,
        "next": state.next.to_json(),
        "possible": list(machine.possible(row.state)),
        "hindrance": row.hindrance,
        "noted": row.noted,
        "application": row.application,
        "moved_at": row.moved_at.isoformat(),
    }
    return told if steps is None else told | {"history": [_step(one) for one in steps]}


def _step(one: RegistrationStep) -> Json:
    return {
        "number": one.number,
        "event": one.event,
        "from": one.source or None,
        "to": one.target,
        "noted": one.noted,
        "by": one.by,
        "via": one.via,
        "at": one.at.isoformat(),
        "decision": one.decision_id,
    }


def _expected(row: Registration) -> str | None:
    """The days between which something is expected, while it is."""
    waits = row.state in {"issuing", "business-applied"}
    soonest, expected = row.noted.get("soonest"), row.noted.get("expected")
    if not (waits and soonest and expected):
        return None
    whose = "카카오 안내 · Kakao's promise: " if row.state == "business-applied" else ""
    return f"{whose}{soonest} ~ {expected}"


def _note(row: Registration) -> str:
    """Why it does not go on, or was stopped; what was not checked; who keeps the list."""
    notes = [row.hindrance, row.noted.get("reason")]
    notes += [f"unchecked: {row.noted['unchecked']}"] if row.noted.get("unchecked") else []
    notes += ["opt-out list: vendor"] if row.noted.get("list") == "vendor" else []
    return ", ".join(plain(str(one)) for one in notes if one)
