"""Dead letters: what the operator is told of a case that was given up.

It says which case, why in the words of the error's code, and what to do; nothing that stands on a paper or in an application.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from pipeline.document import Text
from pipeline.errors import ERRORS
from pipeline.serving.ledger import Letter
from pipeline.serving.mail.mailing import Draft, Post, operator_of, short, spelled, write
from pipeline.serving.mail.phrases import Phrases
from pipeline.settings import Settings

_FOOTER = Text("알림 번호", "Notice")
_TITLE = Text("심사를 포기했습니다", "A case was given up")


@dataclass(frozen=True, slots=True)
class Dead:
    """A case that was given up: why (a code of `errors.toml`), and after how many tries."""

    subject: str
    due_on: date
    code: str
    tries: int


def compose(dead: Dead, settings: Settings, now: datetime) -> Letter:
    """The whole mail, to the operator. Raises `settings-invalid` where `notify` or `mail_from` is no address."""
    case = short(dead.subject)
    rows = [
        (Text("건 번호", "Case"), Text(case, case)),
        (Text("오류", "Error"), Text(dead.code, dead.code)),
        (Text("시도 횟수", "Tries"), Text(str(dead.tries), str(dead.tries))),
        (Text("처리 기한", "Due on"), spelled(dead.due_on)),
    ]
    values = {"words": _phrases(case, dead.code), "rows": rows, "greeting": None, "footer": _FOOTER}
    subject = f"[도장] {case}: {_TITLE.ko} / {_TITLE.en}"
    return write(Draft(Post(uuid4().hex), operator_of(settings), subject, "reminder", values), settings, now)


def _phrases(case: str, code: str) -> Phrases:
    entry = ERRORS[code]
    return Phrases(
        _TITLE,
        Text(
            f"{entry.message.ko} {entry.remedy.ko} 이 건만 다시 시도하려면 dojang retry {case} 명령을 실행해 주세요.",
            f"{entry.message.en} {entry.remedy.en} To try this case alone again, run dojang retry {case}.",
        ),
        "#b42318",
    )
