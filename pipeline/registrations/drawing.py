"""The machines as people read them: a drawing (Mermaid) and tables, as `docs/registrations.md` has them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.registrations.campaigns import CAMPAIGNS
from pipeline.registrations.kinds import MACHINES
from pipeline.registrations.machine import ACTORS, BEGINNING, Machine
from pipeline.registrations.reasons import REASONS


def parts() -> dict[str, str]:
    """Every generated part of the page, by the name of its marker."""
    drawn = {f"{one.name} drawing": drawing(one) for one in MACHINES}
    tables = {f"{one.name} steps": steps_table(one) for one in MACHINES}
    states = {f"{one.name} states": states_table(one) for one in MACHINES}
    return drawn | tables | states | {"campaigns": campaigns_table(), "reasons": reasons_table()}


def renewed(page: str) -> str:
    """The page with every generated part as the code has it now. Raises `LookupError` where a part has no place."""
    for name, text in parts().items():
        pattern = re.compile(rf"(<!-- {re.escape(name)}: begin -->\n).*?(<!-- {re.escape(name)}: end -->)", re.DOTALL)
        if not pattern.search(page):
            raise LookupError(name)
        page = pattern.sub(lambda found, new=text: f"{found[1]}{new}\n{found[2]}", page)  # type: ignore[misc]  # a default argument
    return page


def drawing(machine: Machine) -> str:
    """A state diagram in Mermaid."""
    return "\n".join(["```mermaid", "stateDiagram-v2", *_drawn(machine), "```"])


def _drawn(machine: Machine) -> Iterator[str]:
    for state, words in machine.states.items():
        yield f'    state "{words.label.en}" as {_id(state)}'
    for step in machine.steps:
        for source in step.sources:
            start = "[*]" if source == BEGINNING else _id(source)
            yield f"    {start} --> {_id(step.target)}: {step.event}"


def _id(state: str) -> str:
    return state.replace("-", "_")


def steps_table(machine: Machine) -> str:
    """Every step: what it is called, who takes it, what it asks for and who says so."""
    rows = ["| step | from | to | who | needs | source |", "|---|---|---|---|---|---|"]
    for step in machine.steps:
        sources = ", ".join(f"`{one}`" if one else "(new)" for one in step.sources)
        told = (f"`{step.event}`", sources, f"`{step.target}`", ACTORS[step.by].en, step.needs, step.rule)
        rows.append(f"| {' | '.join(told)} |")
    return "\n".join(rows)


def states_table(machine: Machine) -> str:
    """Every state: what people call it, who has to do something next, and what."""
    rows = ["| state | in Korean | who acts next | what |", "|---|---|---|---|"]
    for state, words in machine.states.items():
        who = ACTORS[words.acts].en if words.acts else "nobody"
        rows.append(f"| `{state}` | {words.label.ko} | {who} | {words.next.en} |")
    return "\n".join(rows)


def campaigns_table() -> str:
    """Every state of a campaign, and whether the profile may be deleted meanwhile."""
    rows = ["| campaign | in Korean | `--campaign` | may the profile be deleted? |", "|---|---|---|---|"]
    for one, (words, free) in CAMPAIGNS.items():
        rows.append(f"| {words.en} | {words.ko} | `{one.value}` | {'yes' if free else 'no'} |")
    return "\n".join(rows)


def reasons_table() -> str:
    """Every reason with its words."""
    rows = ["| code | in Korean | in English |", "|---|---|---|"]
    for code, entry in REASONS.items():
        ko, en = (f"{entry.message[lang]} {entry.remedy[lang]}" for lang in (0, 1))
        rows.append(f"| `{code}` | {ko} | {en} |")
    return "\n".join(rows)
