"""Fingerprints by case and file, with whom they belong to; and where one was seen before."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Engine, delete, select

from pipeline.document import Fingerprint
from pipeline.fingerprints.matching import PARTS, Shelf, packed, unpacked
from pipeline.serving.database import lock, reading, writing
from pipeline.serving.fingerprint_tables import KeptPrints
from pipeline.serving.ledger.rows import insert


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a paper is, as far as it is known: what the application names (if that is believed), and who stands on the paper."""

    number: str | None = None
    applicant: str | None = None
    company: str | None = None
    person: str | None = None


@dataclass(frozen=True, slots=True)
class Owned:
    """The fingerprints of one paper and whose they are."""

    owner: Owner
    prints: tuple[Fingerprint, ...]


@dataclass(frozen=True, slots=True)
class Earlier:
    """A case that showed the like before, and whose papers they are."""

    subject: str
    owners: tuple[Owner, ...]


class Fingerprints:
    """Fingerprints kept, see `KeptPrints`. What was opened once stays at hand in memory; safe to share between threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._shelves = {of: Shelf(of) for of in PARTS}
        self._last = 0

    def keep(self, subject: str, sha256: str, papers: Iterable[Owned], now: datetime) -> int:
        """Keeps those of a file of a case; the number by which it is earlier or later than others stays when they are kept again.

        One at a time, so that numbers come true in order: of two cases at once the later sees the earlier.
        """
        mine = (KeptPrints.subject == subject) & (KeptPrints.sha256 == sha256)
        kept = [one for one in papers if one.prints]
        prints = packed(each for one in kept for each in one.prints)
        body = {"papers": [{"owner": asdict(one.owner), "of": [each.of for each in one.prints]} for one in kept]}
        with writing(self._engine) as session:
            lock(session, "fingerprints")
            if (row := session.scalar(select(KeptPrints).where(mine))) is not None:
                row.prints, row.body = prints, body
                return row.id
            new = {"subject": subject, "sha256": sha256, "prints": prints, "body": body, "kept_at": now}
            session.execute(insert(session, KeptPrints, **new))
            return session.execute(select(KeptPrints.id).where(mine)).scalar_one()

    def earlier(self, one: Fingerprint, before: int, subject: str) -> list[Earlier]:
        """The other cases that showed the like before that number, the first one first."""
        with self._lock:
            self._learn()
            found = sorted({key for key in self._shelves[one.of].alike(one) if key < before})
        rows = select(KeptPrints).where(KeptPrints.id.in_(found), KeptPrints.subject != subject).order_by(KeptPrints.id)
        with reading(self._engine) as session:
            return [Earlier(row.subject, _owners(row, one.of)) for row in session.scalars(rows)]

    def forget(self, before: datetime) -> None:
        """Removes what was kept before that moment."""
        with writing(self._engine) as session:
            session.execute(delete(KeptPrints).where(KeptPrints.kept_at < before))

    def _learn(self) -> None:
        """Puts what was kept since on the shelves. What is gone from the ledger since is found there no more."""
        rows = select(KeptPrints.id, KeptPrints.prints).where(KeptPrints.id > self._last).order_by(KeptPrints.id)
        with reading(self._engine) as session:
            new = [(key, of, body) for key, prints in session.execute(rows) for of, body in unpacked(prints)]
        for name, shelf in self._shelves.items():
            shelf.put((key, body) for key, of, body in new if of == name)
        self._last = max((key for key, _, _ in new), default=self._last)


def _owners(row: KeptPrints, of: str) -> tuple[Owner, ...]:
    """Whose papers in that file have such a fingerprint."""
    return tuple(Owner(**paper["owner"]) for paper in row.body["papers"] if of in paper["of"])
