"""Notices: what an applicant or the operator is told about a decision, and how it reaches them.

Korean first, English below, as plain text with an HTML twin. A notice names papers, reasons and
remedies in the rulebook's words; it carries no field of a paper. Of a review by a person the
applicant is told only that it takes place: what looked doubtful stays between reviewers.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime
from pathlib import Path
from uuid import uuid4

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from pipeline.document import Text, Verdict
from pipeline.identifiers import scrub
from pipeline.serving.ledger import Ledger, Letter
from pipeline.settings import Settings

_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, and how to mend it. `paper` is what people call the paper (`None`: the application as a whole)."""

    message: Text
    remedy: Text
    paper: Text | None = None


@dataclass(frozen=True, slots=True)
class News:
    """What is to be told of one decision.

    `about` names the application or the file; `channel` what is applied for (`None`: a bare file,
    of which the operator is told); `missing` the papers still owed.
    """

    verdict: Verdict
    about: str
    channel: Text | None
    reasons: tuple[Reason, ...] = ()
    missing: tuple[Text, ...] = ()
    score: int = 0
    kind: Text | None = None
    trusted: bool = True
    """Whether the application's data are surely the operator's own; if not, the operator is told, nobody else."""


@dataclass(frozen=True, slots=True)
class _Words:
    title: Text
    lead: Text
    colour: str


_APPLICANT = {
    Verdict.APPROVED: _Words(
        Text("승인되었습니다", "Approved"),
        Text(
            "제출하신 서류를 모두 확인하였으며, 신청이 승인되었습니다.",
            "We have checked all of your documents, and your application is approved.",
        ),
        "#1a7f4b",
    ),
    Verdict.REJECTED: _Words(
        Text("반려되었습니다", "Rejected"),
        Text(
            "제출하신 서류에서 아래 사유가 확인되어 신청이 반려되었습니다. 사유를 보완하여 다시 제출해 주시면 새로 심사합니다.",
            "Your application is rejected for the reasons below. Mend them and hand in the documents again, "
            "and we will review it anew.",
        ),
        "#b42318",
    ),
    Verdict.NEEDS_REVIEW: _Words(
        Text("담당자가 확인하고 있습니다", "A person is reviewing it"),
        Text(
            "자동 심사만으로는 판단할 수 없어 담당자가 서류를 직접 확인하고 있습니다. 지금 하실 일은 없으며, 결과는 메일로 알려 드립니다.",
            "Your documents could not be decided automatically, so a person is looking at them. "
            "There is nothing for you to do now; we will write to you with the result.",
        ),
        "#175cd3",
    ),
    Verdict.INCOMPLETE: _Words(
        Text("서류를 더 제출해 주세요", "Documents are still needed"),
        Text(
            "심사를 마치려면 아래 서류가 더 필요합니다. 아래에 없는 서류는 다시 제출하지 않으셔도 됩니다.",
            "We need the documents below to finish the review. What is not named below need not be sent again.",
        ),
        "#b54708",
    ),
}
_REVIEWED_AND_OWED = _Words(
    Text("담당자가 확인하고 있으며, 서류가 더 필요합니다", "A person is reviewing it, and documents are still needed"),
    Text(
        "자동 심사만으로는 판단할 수 없는 부분이 있어 담당자가 서류를 직접 확인하고 있습니다. 그동안 아래 서류를 더 제출해 주세요. "
        "아래에 없는 서류는 다시 제출하지 않으셔도 되며, 결과는 메일로 알려 드립니다.",
        "Not all could be decided automatically, so a person is looking at your documents. Meanwhile, hand in the "
        "documents below. What is not named below need not be sent again; we will write to you with the result.",
    ),
    "#175cd3",
)
_OPERATOR = {
    Verdict.APPROVED: _Words(
        Text("서류에 문제가 없습니다", "The paper is in order"),
        Text(
            "신청 없이 제출된 서류입니다. 서류 자체의 요건은 모두 충족하였으나, 이 확인만으로 무엇도 승인되지 않습니다.",
            "This paper was handed in without an application. It meets every rule for the paper itself; this grants nothing.",
        ),
        "#1a7f4b",
    ),
    Verdict.REJECTED: _Words(
        Text("서류에 문제가 있습니다", "The paper is not in order"),
        Text(
            "신청 없이 제출된 서류입니다. 아래 사유로 요건을 충족하지 못합니다.",
            "This paper was handed in without an application. It does not meet the rules, for the reasons below.",
        ),
        "#b42318",
    ),
    Verdict.NEEDS_REVIEW: _Words(
        Text("담당자 확인이 필요합니다", "A person must look at it"),
        Text(
            "신청 없이 제출된 서류입니다. 아래 항목을 확실히 판단할 수 없습니다.",
            "This paper was handed in without an application. The points below could not be told for sure.",
        ),
        "#175cd3",
    ),
}
_UNTRUSTED = _Words(
    Text("신청 정보의 출처를 확인할 수 없습니다", "An application of unknown origin"),
    Text(
        "application.json에 올바른 서명이 없어 그 내용을 믿지 않았으며, 아무것도 승인하지 않았습니다. 신청인에게는 알리지 않았습니다.",
        "Its application.json carries no valid signature, so nothing in it was believed and nothing approved. "
        "The applicant was not told.",
    ),
    "#175cd3",
)


def compose(news: News, decision_id: str, recipient: str, settings: Settings, now: datetime) -> Letter:
    """The whole mail. Its Message-ID depends on the decision alone.

    It goes to `settings.notify` if `recipient` is no address that a mail can carry, or not to be trusted.
    """
    to = recipient if news.trusted and _address(recipient) else settings.notify
    words = _words(news)
    message = EmailMessage(policy=SMTP if to.isascii() else SMTPUTF8)
    message["Message-ID"] = message_id = f"<{decision_id}@{_domain(settings.mail_from)}>"
    message["Date"] = format_datetime(now)
    message["From"] = settings.mail_from
    message["Reply-To"] = settings.notify
    message["To"] = _address(to) or to
    message["Subject"] = _subject(news, words)
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = "ko, en"
    values = {
        "news": news,
        "words": words,
        "about": printable(news.about),
        "printable": printable,
        "number": decision_id,
        "settings": settings,
    }
    message.set_content(_TEMPLATES.get_template("notice.txt").render(values))
    message.add_alternative(_TEMPLATES.get_template("notice.html").render(values), subtype="html")
    return Letter(message_id, to, message.as_bytes())


def deliver(ledger: Ledger, outbox: Path, now: datetime) -> int:
    """Writes every unsent notice as `ID.eml` into a folder. Returns how many.

    A file that is there already is the same notice, written before the ledger could note it.
    """
    outbox.mkdir(parents=True, exist_ok=True, mode=0o700)
    unsent = ledger.unsent()
    for notice in unsent:
        if notice.message is not None:
            _write_once(outbox / f"{notice.decision_id}.eml", notice.message)
        ledger.mark_sent(notice.message_id, now)
    return len(unsent)


def printable(name: str) -> str:
    """A name that strangers chose, fit for one line: no control or direction characters, no resident number, not too long."""
    shown = "".join(sign if sign.isprintable() else "�" for sign in scrub(name))
    return shown if len(shown) <= _LONGEST_NAME else f"{shown[:_LONGEST_NAME]}…"


def _words(news: News) -> _Words:
    if not news.trusted:
        return _UNTRUSTED
    if news.channel and news.missing and news.verdict is Verdict.NEEDS_REVIEW:
        return _REVIEWED_AND_OWED
    return (_OPERATOR if news.channel is None else _APPLICANT)[news.verdict]


def _subject(news: News, words: _Words) -> str:
    if news.channel is None:
        return f"[도장] {printable(news.about)}: {words.title.ko} / {words.title.en}"
    return f"[도장] {news.channel.ko} 신청 {printable(news.about)}: {words.title.ko} / {words.title.en}"


def _address(text: str) -> Address | None:
    """The address, if it is one: `name@domain` and nothing else; Korean letters are fine (SMTPUTF8)."""
    name, _, domain = text.partition("@")
    if not (name and domain and text.isprintable()) or set(text) & set(' @<>,;:"()[]\\') != {"@"} or "@" in domain:
        return None
    try:
        return Address(username=name, domain=domain)
    except (HeaderParseError, ValueError):
        return None


def _domain(address: str) -> str:
    found = _address(address)
    return found.domain if found else "localhost"


def _write_once(path: Path, body: bytes) -> None:
    draft = path.with_suffix(f".{uuid4().hex}.part")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(handle)
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()


_TEMPLATES = Environment(
    loader=PackageLoader("pipeline.serving"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
