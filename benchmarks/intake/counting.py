"""What became of the uploads, held against what was uploaded and what others heard: lost, decided twice, told twice.

Pure arithmetic; `gathering` fetches what is counted here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from benchmarks.intake.material import Plan
from pipeline.document import Json
from pipeline.serving.tables import UploadState


class Row(NamedTuple):
    """An upload as the ledger has it."""

    key: str
    state: str
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Books:
    """What the ledger says at the end.

    Uploads by subject, the newest last; the subject of each decision by its id; what was given up; what a notice (by Message-ID) and
    an event (by id) is about: the id of a decision, or a subject.
    """

    uploads: Mapping[str, Row]
    decisions: Mapping[str, str]
    dead: Collection[str]
    notices: Mapping[str, str]
    events: Mapping[str, str]
    chained: bool = True
    """Whether every line of the decision log follows from those before it."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What others took, repeats and all: Message-IDs of mails, and of posts the idempotency key and the file's key."""

    mails: Sequence[str]
    posts: Sequence[tuple[str, str]]


def counted(plan: Plan, books: Books, heard: Heard) -> Json:
    """All counts; those under `FAULTS` must be 0."""
    decided = Counter(books.decisions.values())
    lost = _lost(plan, books, decided)
    wrongly = {one for one in books.dead if books.uploads[one].key not in plan.poison}
    mails, posts = set(heard.mails), dict(heard.posts)
    return {
        "uploads": len(plan.puts),
        "decided": len(decided),
        "dead": len(books.dead),
        "poison": len(plan.poison),
        "lost": len(lost),
        "dead_wrongly": len(wrongly),
        "decided_twice": sum(decided.values()) - len(decided) + (not books.chained),
        "told_twice": _mailed_twice(books, mails) + _posted_twice(books, posts),
        "untold": len(books.notices.keys() - mails) + len(books.events.keys() - posts.keys()),
        "mails": len(mails),
        "mails_again": len(heard.mails) - len(mails),
        "posts": len(posts),
        "posts_again": len(heard.posts) - len(posts),
    }


FAULTS = ("lost", "dead_wrongly", "decided_twice", "told_twice", "untold")


def settled(plan: Plan, books: Books) -> bool:
    """Whether everything that was uploaded came to an end, be it the wrong one."""
    dead = {books.uploads[one].key for one in books.dead}
    return _lost(plan, books, Counter(books.decisions.values())) <= dead


def _lost(plan: Plan, books: Books, decided: Mapping[str, int]) -> set[str]:
    """The keys whose last upload was neither decided as it is nor, if poison, given up; and those of any other that nobody dealt with."""
    newest = {row.key: subject for subject, row in books.uploads.items()}
    lost = {key for key, sha256 in plan.final.items() if not _ended(plan, books, decided, newest.get(key), sha256)}
    gone = {subject for subject, row in books.uploads.items() if row.state == UploadState.GONE}
    open_ones = books.uploads.keys() - decided.keys() - set(books.dead) - gone
    return lost | {books.uploads[one].key for one in open_ones}


def _ended(plan: Plan, books: Books, decided: Mapping[str, int], subject: str | None, sha256: str) -> bool:
    if subject is None:
        return False
    row = books.uploads[subject]
    if row.key in plan.poison:
        return subject in books.dead
    return subject in decided and row.sha256 == sha256


def _mailed_twice(books: Books, mails: Collection[str]) -> int:
    """Mails beyond the first about one decision or case, and those that the ledger knows nothing of."""
    about = Counter(books.notices[one] for one in mails if one in books.notices)
    return sum(about.values()) - len(about) + len(set(mails) - books.notices.keys())


def _posted_twice(books: Books, posts: Mapping[str, str]) -> int:
    """Posts of one file beyond its decided versions, and those that the ledger knows nothing of."""
    versions = Counter(books.uploads[one].key for one in set(books.decisions.values()))
    told: dict[str, set[str]] = defaultdict(set)
    for key, name in posts.items():
        told[name].add(key)
    beyond = sum(max(len(keys) - versions[name], 0) for name, keys in told.items())
    return max(beyond, len(posts.keys() - books.events.keys()))
