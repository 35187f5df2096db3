"""Reminders: cases that have waited for a person longer than they should are named to the operator.

A reminder says which case, of what kind and since when, and nothing that stands on a paper or in an
application. It is one more notice of the decision that asked for a person, so it goes out once.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from pipeline.document import Kind, Text
from pipeline.manifest import SEOUL
from pipeline.serving.ledger import Ledger, Letter
from pipeline.serving.mail.mailing import Draft, Post, operator_of, short, spelled, write
from pipeline.serving.mail.news import kind_name
from pipeline.serving.mail.phrases import Phrases
from pipeline.serving.tables import DecisionRow
from pipeline.settings import Settings

_APPLICATION = Text("신청", "application")


def remind(ledger: Ledger, settings: Settings, store: str, now: datetime) -> int:
    """Adds a reminder of every case that a person was asked about `answer_days` ago, and again each time as many have passed.

    Returns how many are new; `sending.deliver` sends them. `store` is the bucket's address.
    Raises `settings-invalid` where `notify` or `mail_from` is no address.
    """
    return sum(_remind(ledger, settings, row, now) for row in ledger.decisions.held(store))


def _remind(ledger: Ledger, settings: Settings, row: DecisionRow, now: datetime) -> int:
    number = (now - row.decided_at) // timedelta(days=settings.answer_days)
    if number < 1:
        return 0
    occasion = f"reminder-{number}"
    if any(one.occasion == occasion for one in ledger.outbox.notices(row.id)):
        return 0
    due_on = ledger.cases.case(row.subject).due_on
    return ledger.outbox.add(row.id, [_compose(row, due_on, occasion, settings, now)], occasion, now)


def _compose(row: DecisionRow, due_on: date, occasion: str, settings: Settings, now: datetime) -> Letter:
    case, asked_on, today = short(row.subject), _day(row.decided_at), _day(now)
    words = _phrases(case, (today - asked_on).days)
    rows = [
        (Text("건 번호", "Case"), Text(case, case)),
        (Text("종류", "Kind"), _kind(row.kind)),
        (Text("확인 요청일", "Asked on"), spelled(asked_on)),
        (Text("처리 기한", "Due on"), spelled(due_on)),
    ]
    values = {"words": words, "rows": rows, "greeting": None}
    subject = f"[도장] {case}: {words.title.ko} / {words.title.en}"
    return write(Draft(Post(row.id, occasion), operator_of(settings), subject, "reminder", values), settings, now)


def _phrases(case: str, days: int) -> Phrases:
    return Phrases(
        Text("아직 담당자의 확인을 기다리고 있습니다", "Still waiting for a person"),
        Text(
            f"담당자 확인을 요청한 지 {days}일이 지났으나 아직 결정되지 않았습니다. 검토 화면에서 이 건을 열어 결정해 주세요. "
            f"명령줄에서는 dojang decide {case} 명령으로 결정할 수 있습니다.",
            f"A person was asked {days} days ago, and nobody has decided yet. Please open the case in the review screen and "
            f"decide it, or use the command dojang decide {case}.",
        ),
        "#b54708",
    )


def _kind(name: str | None) -> Text:
    """What people call it; an application is of no kind of paper."""
    if name in {one.value for one in Kind}:
        return kind_name(Kind(name))
    return _APPLICATION


def _day(moment: datetime) -> date:
    return moment.astimezone(SEOUL).date()
