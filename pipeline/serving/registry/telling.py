"""What is told of a registration's step: a notice to the company, Korean first, or to the operator where there is no address."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from pipeline.document import Text
from pipeline.registrations.kinds import machine_of
from pipeline.registrations.reasons import REASONS
from pipeline.serving.ledger import Letter
from pipeline.serving.ledger.telling import short_id
from pipeline.serving.mail.mailing import Draft, Post, address_of, operator_of, printable, write
from pipeline.serving.mail.phrases import Phrases
from pipeline.serving.mail.registration_phrases import STEPS
from pipeline.serving.registration_tables import Registration, RegistrationStep
from pipeline.serving.tables import Notice
from pipeline.settings import Settings

_FOOTER = Text("등록 번호", "Registration")
_Rows = list[tuple[Text, Text]]


def tell(session: Session, settings: Settings, row: Registration, step: RegistrationStep, now: datetime) -> None:
    """Adds the step's notice to the transaction, where there is one. Raises `settings-invalid` for mail addresses."""
    words = STEPS[row.machine].get(step.event)
    if words is None:
        return
    letter = _compose(row, step, words, settings, now)
    session.add(
        Notice(
            message_id=letter.message_id,
            step_id=step.id,
            recipient=letter.recipient,
            message=letter.message,
            made_at=now,
        )
    )


def _compose(row: Registration, step: RegistrationStep, words: Phrases, settings: Settings, now: datetime) -> Letter:
    title = machine_of(row.machine).title
    values = {
        "words": words,
        "rows": _rows(row, step),
        "greeting": Text(
            f"안녕하세요. {title.ko} 등록에 대해 알려 드립니다.", f"Hello. This is about your registration: {title.en}."
        ),
        "footer": _FOOTER,
        "number": f"{short_id(row)}-{step.number}",
    }
    subject = f"[도장] {title.ko}: {words.title.ko} / {words.title.en}"
    to = address_of(str(row.details.get("email", ""))) or operator_of(settings)
    return write(Draft(Post(f"registration-{step.id}"), to, subject, "reminder", values), settings, now)


def _rows(row: Registration, step: RegistrationStep) -> _Rows:
    machine = machine_of(row.machine)
    rows = [(machine.title, Text(printable(row.name), printable(row.name)))] if row.name else []
    rows.append((Text("상태", "State"), machine.states[step.target].label))
    rows += _days(step)
    return [*rows, *_reason(step)]


def _days(step: RegistrationStep) -> _Rows:
    soonest, expected = step.noted.get("soonest"), step.noted.get("expected")
    if not (soonest and expected):
        return []
    first, last = date.fromisoformat(soonest), date.fromisoformat(expected)
    korean = f"{_korean(first)}부터 {_korean(last)}까지"
    return [(Text("예정일", "Expected"), Text(korean, f"{first.isoformat()} to {last.isoformat()}"))]


def _korean(day: date) -> str:
    return f"{day.year}년 {day.month}월 {day.day}일"


def _reason(step: RegistrationStep) -> _Rows:
    """What the operator typed, or the words of a code; the codes of a decision its own notice tells."""
    reason = step.noted.get("reason")
    if not reason or step.decision_id:
        return []
    said = REASONS[reason].message if reason in REASONS else Text(printable(reason), printable(reason))
    return [(Text("사유", "Reason"), said)]
