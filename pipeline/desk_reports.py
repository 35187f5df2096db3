"""What the service's commands show in the shell: the queue, what can be answered, how things stand, agreement."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text as Cell

from checks.words import KINDS
from pipeline.document import Json, Kind
from pipeline.errors import ERRORS
from pipeline.reporting import new_console, new_table, plain
from pipeline.serving.people.deciding import Choices, Held
from pipeline.serving.tables import Case, DecisionRow


def show_queue(held: Sequence[Held]) -> None:
    """The cases that wait for a person."""
    rows = new_table("due", "score", "id", "name", "kind", "first reason", "since")
    for one in held:
        cells = (one.due_on, one.score, one.subject, plain(one.name), one.kind or "", one.reason or "", _moment(one))
        rows.add_row(*(Cell(str(cell)) for cell in cells))
    console = new_console()
    if held:
        console.print(rows)
    console.print(f"담당자를 기다리는 건 {len(held)} · {len(held)} cases wait for a person", markup=False)


def show_choices(subject: str, choices: Choices) -> None:
    """What can be answered to a case."""
    console = new_console()
    console.print(f"{subject}, decision {choices.number}", markup=False)
    fields = new_table("paper", "kind", "fields that can be corrected", title="서류 · Papers")
    for number, paper in enumerate(choices.papers, start=1):
        fields.add_row(str(number), _kind(paper.kind), ", ".join(paper.fields))
    console.print(fields)
    reasons = new_table("reason", "what the applicant is told", title="사유 · Reasons")
    for name, text in choices.reasons.items():
        reasons.add_row(Cell(name), Cell(f"{text.ko}\n{text.en}"))
    console.print(reasons)
    if choices.kinds:
        copies = ", ".join(kind.value for kind in choices.kinds)
        console.print(f"다시 받을 수 있는 서류 · Papers to ask for again: {copies}", markup=False)


def choices_json(subject: str, choices: Choices) -> Json:
    """What can be answered to a case, as `dojang decide ID --json` prints it."""
    return {
        "id": subject,
        "number": choices.number,
        "papers": [
            {"number": number, "kind": paper.kind.value, "fields": list(paper.fields)}
            for number, paper in enumerate(choices.papers, start=1)
        ],
        "reasons": [
            {"id": one.id, "message": one.message.to_json(), "remedy": one.remedy.to_json()} for one in choices.tellable
        ],
        "copies": [kind.value for kind in choices.kinds],
    }


def show_decision(row: DecisionRow) -> None:
    """What was decided."""
    new_console().print(f"{row.subject}: {row.verdict} (decision {row.number}, {row.decided_by})", markup=False)


def decision_json(row: DecisionRow) -> Json:
    """What was decided, as `dojang decide --json` prints it."""
    return {
        "id": row.subject,
        "number": row.number,
        "decision": row.verdict,
        "score": row.score,
        "by": row.decided_by,
        "at": row.decided_at.isoformat(),
    }


def show_given_up(dead: Sequence[Case], wanted: Sequence[str]) -> None:
    """The cases that failed for good, and which cases are tried again."""
    rows = new_table("due", "id", "error", "what it means")
    left = [one for one in dead if one.subject not in wanted]
    for one in left:
        rows.add_row(*(Cell(cell) for cell in (str(one.due_on), one.subject, one.error or "", _meaning(one.error))))
    console = new_console()
    if left:
        console.print(rows)
    for subject in wanted:
        console.print(f"{subject}: 다시 시도합니다 · is tried again", markup=False)
    console.print(f"포기한 건 {len(left)} · {len(left)} cases were given up", markup=False)


def given_up_json(dead: Sequence[Case], wanted: Sequence[str]) -> list[Json]:
    """A line for each case that failed for good or is tried again, as `dojang retry --json` prints it."""
    errors = {one.subject: one.error for one in dead}
    subjects = dict.fromkeys([*errors, *wanted])
    return [{"id": one, "error": errors.get(one), "retried": one in wanted} for one in subjects]


def _meaning(code: str | None) -> str:
    entry = ERRORS.get(code or "")
    return f"{entry.message.ko}\n{entry.message.en}" if entry else ""


_STANDING = {
    "waiting": "대기 · waiting",
    "working": "심사 중 · being reviewed",
    "held": "담당자 확인 · for a person",
    "failed": "실패 · failed",
    "done": "완료 · done",
    "overdue": "기한 지남 · past their due day",
    "oldest_due": "가장 이른 기한 · earliest due day",
    "unsent": "보낼 알림 · notices to be sent",
    "undeliverable": "보낼 수 없는 알림 · notices that cannot be sent",
    "events_unsent": "보낼 웹훅 · events to be sent by webhook",
    "events_failed": "전달에 실패한 웹훅 · events that were given up",
    "chats_unsent": "보낼 채팅 알림 · chat messages to be sent",
    "chats_failed": "전달에 실패한 채팅 알림 · chat messages that were given up",
}


def show_standing(told: Json) -> None:
    """How many cases and notices are where."""
    rows = new_table("", "")
    for name, label in _STANDING.items():
        rows.add_row(label, Cell(str("" if told[name] is None else told[name])))
    for name, count in told["discrepancies"].items():
        rows.add_row(Cell(f"불일치 · discrepancy: {name}"), Cell(str(count)))
    for code, count in told["errors"].items():
        rows.add_row(Cell(f"오류 · error: {code}"), Cell(str(count)))
    new_console().print(rows)


def show_agreement(told: Json) -> None:
    """How far machine and people agree."""
    console = new_console()
    counts = new_table(
        "asked", "cases", "proposed", "agreed", "people decided", title="기계와 사람 · Machine and people"
    )
    for name, one in [("all", told["overall"]), *told["by_asked"].items()]:
        decided = ", ".join(f"{verdict} {count}" for verdict, count in one["people"].items())
        counts.add_row(name, str(one["cases"]), str(one["proposed"]), str(one["agreed"]), decided)
    console.print(counts)
    wrong = told["wrong_approvals"]
    low, high = (f"{100 * share:.2f} %" for share in wrong["share_95"])
    console.print(
        f"잘못된 승인 · wrong approvals: {wrong['wrong']} of {wrong['seen']} that people saw"
        f" (95 %: {low} to {high}); {wrong['revoked']} approvals revoked",
        markup=False,
    )
    _show_rules(told["by_rule"])
    _show_confidence(told["by_confidence"])


def _show_rules(told: Sequence[Json]) -> None:
    rows = new_table("check", "machine", "told", "approved", "otherwise", "corrected", title="규칙별 · By rule")
    for one in told:
        names = ("check", "machine", "told", "approved", "other", "corrected")
        rows.add_row(*(Cell(str(one[name])) for name in names))
    if told:
        new_console().print(rows)


def _show_confidence(told: Sequence[Json]) -> None:
    rows = new_table("confidence from", "fields", "corrected", "share", title="신뢰도별 · By confidence")
    for one in told:
        share = f"{one['corrected'] / one['fields']:.1%}" if one["fields"] else ""
        rows.add_row(f"{one['from']:.2f}", str(one["fields"]), str(one["corrected"]), share)
    new_console().print(rows)


def _kind(kind: Kind) -> str:
    return f"{kind.value} ({KINDS[kind].ko})"


def _moment(one: Held) -> str:
    return one.since.astimezone().isoformat(" ", "minutes")[:16]
