"""What a person can answer to a decision: reasons that may be told, papers to ask for again, fields to correct."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from checks.reasons import Tellable, of_paper, tellable
from checks.rulebook import Rulebook, load
from pipeline.corrections import correctable
from pipeline.document import Facts, Kind, Paper, Text
from pipeline.errors import ERRORS
from pipeline.facts import reader
from pipeline.manifest import Channel
from pipeline.serving import books, reviews
from pipeline.serving.office import Office
from pipeline.serving.papers import dossier, place
from pipeline.serving.tables import DecisionRow


@dataclass(frozen=True, slots=True)
class OnSheet:
    """One paper as the sheet numbers it, and which of its fields a person can correct.

    `index` is its place in `Facts.papers` of the file `sha256`, both `None` where the file could not be read.
    """

    kind: Kind
    fields: tuple[str, ...] = ()
    sha256: str | None = None
    index: int | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person can answer to the decision of that number.

    `tellable` are the reasons, `kinds` the papers of which another copy can be asked for. `papers` are numbered
    from 1: the first paper of each file in the sheet's order, then the further papers of files that hold several.
    """

    number: int
    tellable: tuple[Tellable, ...]
    kinds: tuple[Kind, ...]
    papers: tuple[OnSheet, ...]

    @property
    def reasons(self) -> Mapping[str, Text]:
        """What each reason says to the applicant, by its id."""
        return {one.id: one.message for one in self.tellable}


def choices_of(office: Office, row: DecisionRow) -> Choices:
    """What a person can answer to that decision."""
    book = book_of(office, row)
    sheet = tuple(_on_sheet(office, row))
    seen = list(dict.fromkeys(one.kind for one in sheet))
    if not is_application(row):
        return Choices(row.number, of_paper(book, seen), (), sheet)
    if refusal := row.body["made_with"].get("refused"):
        return Choices(row.number, (_resend(refusal),), (), ())
    known = [kind for kind in book.kinds if kind in seen]
    kinds = known if set(seen) == set(known) else list(book.kinds)
    missing = [Kind(kind) for kind in row.body["missing"]]
    return Choices(row.number, tellable(book, kinds, missing), tuple(book.kinds), sheet)


def _resend(code: str) -> Tellable:
    """The one thing that can be told of an application whose manifest is none."""
    entry = ERRORS.get(code, ERRORS["manifest-invalid"])
    remedy = Text("신청 화면에서 다시 신청해 주세요.", "Apply again by way of the application form.")
    return Tellable(code, code, None, entry.message, remedy)


def _on_sheet(office: Office, row: DecisionRow) -> list[OnSheet]:
    """The papers as the sheet has them, by what the present reader read."""
    first, further = [], []
    for facts in sorted(_facts(office, row), key=lambda one: place(one, one.sha256 if one else None)):
        if facts is None:
            first.append(OnSheet(Kind.UNKNOWN))
            continue
        fixed = reviews.as_corrected(office, row.subject, facts)
        numbered = [_offered(paper, facts.sha256, index) for index, paper in enumerate(fixed.papers)]
        first.append(numbered[0])
        further += numbered[1:]
    return [*first, *further]


def _facts(office: Office, row: DecisionRow) -> Iterator[Facts | None]:
    """What was read in each file of the decision; `None` where nothing could be."""
    readings, then = office.ledger.readings, row.body["made_with"].get("reader", "")
    now = reader(office.settings)
    for sha256 in (file["sha256"] for file in row.body["papers"]):
        yield (readings.facts(sha256, now) or readings.facts(sha256, then)) if sha256 else None


def _offered(paper: Paper, sha256: str, index: int) -> OnSheet:
    return OnSheet(paper.kind, correctable(paper), sha256, index)


def book_of(office: Office, row: DecisionRow) -> Rulebook:
    """The rulebook by which it was judged, as it stands now; where it is gone, the one that is chosen in its place."""
    found = books.named(office.settings, row.body["made_with"].get("rulebook"))
    return found or load(_chosen_now(office, row))


def _chosen_now(office: Office, row: DecisionRow) -> str:
    if not is_application(row):
        return books.chosen_for(office.settings, Kind(row.kind or Kind.UNKNOWN))
    number = int(row.subject.partition(":")[2])
    claimed = dossier(office, number)
    return books.chosen(office.settings, claimed.claimed.manifest.channel if claimed else Channel.SENDER_NUMBER)


def is_application(row: DecisionRow) -> bool:
    """Whether the decision is about an application."""
    return row.subject.startswith("application:")
