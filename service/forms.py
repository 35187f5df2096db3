"""The form with which a person decides, on the suspended run's own page, and what was answered.

What can be chosen is Korean first, its code last: Prefect's UI cuts long choices at their end. The
server holds an answer against the form's schema and refuses a second one. The form carries the
number of the decision that the person saw, so one that is out of date is refused by the server itself.
An answer may hold a name and values of a paper: it is taken into the ledger and then removed from
Prefect, which keeps it in clear.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRunInput
from prefect.input import RunInput
from pydantic import Field, WithJsonSchema, create_model

from checks.words import FIELDS, KINDS
from pipeline.errors import DojangError
from pipeline.serving.people.deciding import Answer, Choices, Correction

_PREFIX = "suspended-"
_RESPONSE = "-response"
_MOST = 50
_BETWEEN = " · "
"""Stands between what people call something and its code, which comes last."""
_REASONS = ("사유 · Reasons", "반려할 때 고르세요. 신청인에게 안내됩니다 · for a rejection; told to the applicant")
_COPIES = ("다시 받을 서류 · Copies wanted", "재제출을 요청할 때 고르세요 · when asking for another copy")
_DECISIONS = ("승인 · approve", "반려 · reject", "재제출 요청 · another-copy", "정정 후 다시 판정 · again")
_NAME = "비밀번호로 들어왔으면 비워 두세요 · leave empty if you logged in with a password"
_CORRECTIONS = "잘못 읽은 항목마다 하나씩 · one for each field that was read wrong"
_VALUE = "서류에 적힌 대로; 비우면 서류에 없음 · as printed; empty: not there"


def form(choices: Choices, description: str, refused: DojangError | None) -> type[RunInput]:
    """The form of one decision; above it `description` (markdown), and why the last answer was refused."""
    told = "" if refused is None else f"> **{refused.entry.message.ko} {refused.entry.remedy.ko}** ({refused.code})\n\n"
    made: type[RunInput] = create_model(
        "Decision",
        __base__=RunInput,
        decision=(_one_of(_DECISIONS), Field(title="결정 · Decision")),
        **_many("reasons", [_choice(one, text.ko) for one, text in choices.reasons.items()], _REASONS),
        **_many("copies", [_choice(kind, KINDS[kind].ko) for kind in choices.kinds], _COPIES),
        **_corrections(choices),
        by=(str, Field("", title="담당자 이름 · Your name", description=_NAME)),
        note=(
            str,
            Field("", title="메모 · Note", description="기록용이며 신청인에게 보내지 않습니다 · kept, not sent"),
        ),
        sheet=(_exactly(str(choices.number)), Field(str(choices.number), title="심사표 번호 · Sheet")),
    )
    return made.with_initial_data(description=told + description)


def answered(run_id: str, proxied: str | None) -> Answer | None:
    """What a person answered on this run, if it waits to be taken; `proxied` is whom the proxy says it was."""
    found = next((one for one in _inputs(run_id) if one.key.endswith(_RESPONSE)), None)
    if found is None:
        return None
    told = json.loads(found.value)
    return Answer(
        decision=_code(told["decision"]),
        reasons=tuple(_code(one) for one in told.get("reasons") or ()),
        copies=tuple(_code(one) for one in told.get("copies") or ()),
        corrections=tuple(_correction(one) for one in told.get("corrections") or ()),
        by=proxied or told.get("by") or "",
        verified=proxied is not None,
        via="ui",
        note=told.get("note") or "",
        number=int(found.key.removeprefix(_PREFIX).partition("-")[0]),
    )


def forget(run_id: str) -> None:
    """Removes from Prefect what was asked and answered on this run."""
    with get_client(sync_client=True) as client:
        for one in _inputs(run_id):
            client.delete_flow_run_input(UUID(run_id), one.key)


def pause_key(number: int) -> str:
    """A key for this suspension: the decision that is shown, and a mark, for one decision may be shown again."""
    return f"{number}-{uuid4().hex[:8]}"


def _inputs(run_id: str) -> list[FlowRunInput]:
    with get_client(sync_client=True) as client:
        return client.filter_flow_run_input(UUID(run_id), _PREFIX, _MOST, set())


def _corrections(choices: Choices) -> dict[str, Any]:
    """A list of corrections, where there is something to correct; a field's code is as on the sheet (`1.company_name`)."""
    several = len(choices.papers) > 1
    found = [
        _choice(f"{number}.{name}", _named(f"{number}. {KINDS[paper.kind].ko} " if several else "", name))
        for number, paper in enumerate(choices.papers, start=1)
        for name in paper.fields
    ]
    if not found:
        return {}
    one = create_model(
        "Correction",
        field=(_one_of(found), Field(title="항목 · Field")),
        value=(str, Field("", title="바른 값 · Right value", description=_VALUE)),
    )
    told: Any = Field(default_factory=list, title="정정 · Corrections", description=_CORRECTIONS)
    return {"corrections": (list[one], told)}  # type: ignore[valid-type]  # made just now


def _named(paper: str, name: str) -> str:
    return paper + (FIELDS[name].ko if name in FIELDS else name)


def _many(name: str, choices: Sequence[str], titles: tuple[str, str]) -> dict[str, Any]:
    """A list of choices, where there are any."""
    if not choices:
        return {}
    title, description = titles
    return {name: (list[_one_of(choices)], Field(default_factory=list, title=title, description=description))}  # type: ignore[misc]  # made just now


def _one_of(choices: Iterable[str]) -> Any:  # noqa: ANN401 - a type made from what can be chosen
    """One of these; a list even of a single one, which the UI would otherwise ask to be typed."""
    found = tuple(choices)
    return Annotated[Literal[found], WithJsonSchema({"type": "string", "enum": list(found)})]


def _exactly(text: str) -> Any:  # noqa: ANN401 - likewise
    """That text and no other: the UI fills it in."""
    return Literal[text]


def _choice(code: str, text: str) -> str:
    return f"{text}{_BETWEEN}{code}"


def _correction(told: Mapping[str, str]) -> Correction:
    paper, _, name = _code(told["field"]).partition(".")
    return Correction(int(paper), name, told.get("value") or None)


def _code(choice: str) -> str:
    return choice.rpartition(_BETWEEN)[2]
