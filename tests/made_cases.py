"""Cases on a real ledger and a real folder bucket, with facts as if they had been read: no recognition runs."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from checks import rulebook
from checks.bookfile import Mode
from pipeline.document import Kind, Paper
from pipeline.facts import READER
from pipeline.serving import intake, manifests, papers, refusals, reviews
from pipeline.serving.office import Office, open_office
from pipeline.serving.people import deciding
from pipeline.serving.tables import DecisionRow
from pipeline.settings import Settings
from tests.keys import with_ledger
from tests.made_facts import facts, field, manifest_json, paper

KEY = "a fictitious key"
NOW = datetime.fromisoformat("2026-11-21T10:00:00+09:00")
FOUR = (
    Kind.BUSINESS_REGISTRATION,
    Kind.EMPLOYMENT_CERTIFICATE,
    Kind.TELECOM_SERVICE_CERTIFICATE,
    Kind.NUMBER_USAGE_CONSENT,
)


@dataclass
class Cases:
    """An office, and what is handed in there."""

    office: Office

    @property
    def inbox(self) -> Path:
        return self.office.data / "inbox"

    def hand_in(self, key: str, *read: Paper) -> str:
        """A file of which these papers are read; its hash."""
        body = f"the bytes of {key}, {len(read)}".encode()
        sha256 = hashlib.sha256(body).hexdigest()
        path = self.inbox / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
        self.keep(sha256, len(body), *read)
        return sha256

    def keep(self, sha256: str, size: int, *read: Paper) -> None:
        """Notes that these papers were read in a content."""
        self.office.ledger.readings.keep_content(sha256, size, NOW)
        self.office.ledger.readings.keep_facts(replace(facts(*read, sha256=sha256), reader=READER), size, NOW)
        self.office.pages.keep(f"{sha256}-001", b"a page")

    def apply(self, name: str, *read: Paper, signed: bool = True, **changes: Any) -> str:
        """An application with one file for each paper; its subject."""
        body = manifest_json(application_id=name, **changes)
        for number, one in enumerate(read, start=1):
            self.hand_in(f"{name}/{number}.pdf", one)
        (self.inbox / name).mkdir(parents=True, exist_ok=True)
        (self.inbox / name / "application.json").write_bytes(body)
        if signed:
            (self.inbox / name / "application.json.sig").write_text(manifests.sign(KEY.encode(), body))
        self.look()
        return self.subject(name)

    def look(self, now: datetime = NOW) -> None:
        """A look into the bucket."""
        intake.scan(self.office.store, self.office.ledger, self.office.settings, now)

    def subject(self, name: str) -> str:
        return self.office.ledger.arrivals.subjects(self.office.store.address)[name]

    def judge(self, subject: str, now: datetime = NOW) -> reviews.Judged:
        word, _, number = subject.partition(":")
        if word == "application":
            found = papers.handed_over(self.office, int(number))
            assert found is not None
            if isinstance(found, manifests.Refused):
                return refusals.judge_refused(self.office, int(number), found, now)
            return reviews.judge_application(self.office, found, papers.hand_in(self.office, found, now), now)
        upload = self.office.ledger.arrivals.upload(int(number))
        sha256, read = papers.read_upload(self.office, upload, now)
        return reviews.judge_upload(self.office, upload, sha256, read)

    def review(self, subject: str, now: datetime = NOW) -> DecisionRow:
        """What the service does with a case that is due."""
        return reviews.record(self.office, self.judge(subject, now), now)

    def answer(self, subject: str, decision: str, now: datetime = NOW, **more: Any) -> DecisionRow:
        given = {"by": "김담당", "via": "ui", **more}
        return deciding.answer(self.office, subject, deciding.Answer(decision, **given), now)

    def told(self, row: DecisionRow) -> list[tuple[str, str]]:
        """To whom a decision was told, and in which words."""
        mails = [
            message_from_bytes(one.message or b"", policy=default) for one in self.office.ledger.outbox.notices(row.id)
        ]
        bodies = [mail.get_body(("plain",)) for mail in mails]
        return [
            (str(mail["To"]), body.get_content()) for mail, body in zip(mails, bodies, strict=True) if body is not None
        ]


def open_cases(data: Path) -> Cases:
    (data / "inbox").mkdir(parents=True, exist_ok=True)
    chosen = Settings(data=data, notify="ops@example.com", manifest_key=KEY, quiet_seconds=0, now=NOW)
    return Cases(open_office(with_ledger(chosen)))


def run_as(monkeypatch: pytest.MonkeyPatch, mode: Mode = Mode.AUTO, audit_share: float = 0.0) -> None:
    """Every rulebook in that mode, with that share of audits."""

    def load(name: str) -> rulebook.Rulebook:
        return replace(rulebook.load(name), mode=mode, audit_share=audit_share)

    monkeypatch.setattr(reviews, "load", load)


def in_order(**changes: dict[str, Any]) -> Sequence[Paper]:
    """The four papers of a sender number, in order but for the changes by kind (`_` for `-`)."""
    return [paper(kind, changes.get(kind.value.replace("-", "_"))) for kind in FOUR]


def doubtful() -> Sequence[Paper]:
    """The same, with an issuance date that could not be read for sure (the second paper)."""
    return in_order(employment_certificate={"issuance_date": field("2026-10-02", 0.6)})
