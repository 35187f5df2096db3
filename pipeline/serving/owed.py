"""What is owed is told at once, with the decision, and again halfway to the last day for it: once, and only while it is owed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from checks.bookfile import Mode
from checks.rulebook import load
from pipeline.document import Kind, Text, Verdict
from pipeline.serving import books, papers
from pipeline.serving.ledger import MACHINE, Letter
from pipeline.serving.mail import news
from pipeline.serving.mail.notices import News, compose
from pipeline.serving.mail.phrases import BY_PERSON, Settled
from pipeline.serving.office import Office, day_of
from pipeline.serving.papers import Dossier
from pipeline.serving.tables import DecisionRow

OCCASION = "owed-halfway"
HALFWAY = replace(
    BY_PERSON[Settled.ANOTHER_COPY],
    title=Text("아직 제출되지 않은 서류가 있습니다", "Documents are still owed"),
    lead=Text(
        "앞서 안내해 드린 아래 서류가 아직 제출되지 않았습니다. 제출 기한까지 신청하실 때와 같은 방법으로 제출해 주시면 심사를 "
        "이어 갑니다. 방금 제출하셨다면 더 하실 일은 없습니다.",
        "The documents below, of which we wrote before, have not come yet. Hand them in by the day above, the way you "
        "applied, and we will go on. If you have sent them just now, there is nothing more to do.",
    ),
)
"""What is said then."""


def remind(office: Office, now: datetime) -> int:
    """Adds a notice to the applicant of each application that still owes papers halfway to its last day; returns how many are new.

    Raises `BucketError`, and `settings-invalid` where `notify` or `mail_from` is no address.
    """
    return sum(_remind(office, row, now) for row in _owing(office) if _may_be_told(office, row))


def _owing(office: Office) -> Iterator[DecisionRow]:
    """The decisions that hold of cases that rest while papers are owed."""
    ledger, store = office.ledger, office.store.address
    rows = (ledger.decisions.last(subject) for subject in ledger.cases.owing(store))
    yield from (row for row in rows if row is not None)
    yield from ledger.decisions.held(store)


def _may_be_told(office: Office, row: DecisionRow) -> bool:
    """Bare files have no applicant, a rulebook on trial tells nobody, and nobody is told twice."""
    if not row.subject.startswith("application:") or row.mode == Mode.SHADOW or not _kinds(row):
        return False
    return all(one.occasion != OCCASION for one in office.ledger.outbox.notices(row.id))


def _remind(office: Office, row: DecisionRow, now: datetime) -> int:
    found = papers.dossier(office, int(row.subject.partition(":")[2]))
    if found is None or not found.claimed.trusted:
        return 0
    days = load(books.chosen(office.settings, found.claimed.manifest.channel)).patience_days
    span = _Span(papers.owed_since(found, row), days)
    if not span.is_half_over(day_of(now), told_on=day_of(row.decided_at)):
        return 0
    return office.ledger.outbox.add(row.id, [_letter(office, found, row, span.last, now)], OCCASION, now)


@dataclass(frozen=True, slots=True)
class _Span:
    """The days for what is owed, as of Seoul: from `since` on so many."""

    since: date
    days: int

    @property
    def last(self) -> date:
        """The last of them."""
        return self.since + timedelta(days=self.days)

    def is_half_over(self, today: date, told_on: date) -> bool:
        """Whether half of them are over and not all, and the applicant was last told in the first half."""
        half = self.since + timedelta(days=(self.days + 1) // 2)
        return told_on < half <= today <= self.last


def _letter(office: Office, found: Dossier, row: DecisionRow, last: date, now: datetime) -> Letter:
    manifest = found.claimed.manifest
    told = replace(_news(found, row), until=last, words=HALFWAY)
    return compose(told, row.id, manifest.applicant.email, office.settings, now, occasion=OCCASION)


def _news(found: Dossier, row: DecisionRow) -> News:
    """The papers that were asked for: by the rules, or by a person with how a good copy looks."""
    manifest, kinds = found.claimed.manifest, _kinds(row)
    if row.via != MACHINE and row.body.get("copies"):
        return news.of_person(Settled.ANOTHER_COPY, manifest.application_id, manifest.channel, again=kinds)
    names: tuple[Text, ...] = tuple(news.kind_name(kind) for kind in kinds)
    return News(Verdict.INCOMPLETE, manifest.application_id, news.CHANNELS[manifest.channel], missing=names)


def _kinds(row: DecisionRow) -> list[Kind]:
    return [Kind(one) for one in row.body.get("copies") or row.body.get("missing") or ()]
