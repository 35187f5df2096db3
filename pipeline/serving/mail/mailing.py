"""Mail addresses, and a mail made of a text and its HTML twin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from pipeline.document import Text
from pipeline.errors import DojangError
from pipeline.identifiers import scrub
from pipeline.serving.ledger import Letter
from pipeline.settings import Settings

DECISION = "decision"
"""The occasion of a notice that tells a decision."""

_FOOTER = Text("결정 번호", "Decision")
_LONGEST_NAME = 80
_NEVER_IN_ADDRESSES = frozenset(' @<>,;:"()[]\\')


@dataclass(frozen=True, slots=True)
class Post:
    """What a mail is about: a decision and the occasion to write of it; both together make its Message-ID."""

    decision_id: str
    occasion: str = DECISION

    @property
    def mark(self) -> str:
        """Names the mail, also as a file."""
        return self.decision_id if self.occasion == DECISION else f"{self.decision_id}.{self.occasion}"


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail before it is written: to whom, under which subject, and what fills `TEMPLATE.txt` and `TEMPLATE.html`."""

    post: Post
    to: Address
    subject: str
    template: str
    values: dict[str, Any]


def write(draft: Draft, settings: Settings, now: datetime) -> Letter:
    """The whole mail. Raises `settings-invalid` where `notify` or `mail_from` is no address."""
    sender, operator, to = sender_of(settings), operator_of(settings), draft.to
    plain = all(one.addr_spec.isascii() for one in (sender, operator, to))
    message = EmailMessage(policy=SMTP.clone(utf8=not plain, cte_type="7bit"))
    message["Message-ID"] = message_id = f"<{draft.post.mark}@{sender.domain}>"
    message["Date"] = format_datetime(now)
    message["From"] = sender
    message["Reply-To"] = operator
    message["To"] = to
    message["Subject"] = draft.subject
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = "ko, en"
    values = {"footer": _FOOTER, "number": draft.post.decision_id, **draft.values, "printable": printable}
    message.set_content(_TEMPLATES.get_template(f"{draft.template}.txt").render(values))
    message.add_alternative(_TEMPLATES.get_template(f"{draft.template}.html").render(values), subtype="html")
    return Letter(message_id, to.addr_spec, message.as_bytes())


def address_of(text: str) -> Address | None:
    """The address, if it is one: `name@domain` and nothing else.

    A Korean name is kept (only a server with SMTPUTF8 can write there), a Korean domain becomes its ASCII form.
    """
    name, _, domain = text.partition("@")
    if not (name and domain and text.isprintable()) or _NEVER_IN_ADDRESSES & set(name + domain):
        return None
    try:
        return Address(username=name, domain=domain.encode("idna").decode())
    except (HeaderParseError, ValueError):
        return None


def sender_of(settings: Settings) -> Address:
    """The sender of notices, with a name before the address if the operator wants one. Raises `settings-invalid`."""
    name, address = parseaddr(settings.mail_from) if settings.mail_from.isprintable() else ("", "")
    found = _required(address, "DOJANG_MAIL_FROM")
    return Address(name, found.username, found.domain)


def operator_of(settings: Settings) -> Address:
    """Where the operator is told. Raises `settings-invalid`."""
    return _required(settings.notify, "DOJANG_NOTIFY")


def printable(name: str) -> str:
    """A name that strangers chose, fit for one line: no control or direction characters, no resident number, not too long."""
    shown = "".join(sign if sign.isprintable() else "�" for sign in scrub(name))
    return shown if len(shown) <= _LONGEST_NAME else f"{shown[:_LONGEST_NAME]}…"


def short(subject: str) -> str:
    """`upload:12` as people call it: U12; likewise A12."""
    name, _, number = subject.partition(":")
    return f"{name[:1].upper()}{number}"


def spelled(day: date) -> Text:
    """A day as a letter says it."""
    return Text(f"{day.year}년 {day.month}월 {day.day}일", day.isoformat())


def _required(text: str, setting: str) -> Address:
    found = address_of(text)
    if found is None:
        raise DojangError("settings-invalid", setting)
    return found


_TEMPLATES = Environment(
    loader=PackageLoader("pipeline.serving.mail"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
