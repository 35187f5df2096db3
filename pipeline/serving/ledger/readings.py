"""What was read: facts by content and reader, and what people corrected in them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine, Executable, select

from pipeline.document import Facts
from pipeline.serving.database import at_once, reading, writing
from pipeline.serving.ledger.rows import insert
from pipeline.serving.tables import Content, Correction, FactsRow


class Readings:
    """Contents, facts and corrections."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep_content(self, sha256: str, size: int, now: datetime) -> None:
        """Notes that these bytes exist."""
        at_once(self._engine, self._content(sha256, size, now))

    def is_erased(self, sha256: str) -> bool:
        """Whether what we kept of these bytes was erased on purpose."""
        with reading(self._engine) as session:
            row = session.get(Content, sha256)
        return row is not None and row.erased_at is not None

    def facts(self, sha256: str, reader: str) -> Facts | None:
        """What that reader read in these bytes, if it has."""
        with reading(self._engine) as session:
            row = session.get(FactsRow, (sha256, reader))
        return Facts.from_json(row.body) if row else None

    def keep_facts(self, facts: Facts, size: int, now: datetime) -> None:
        """Keeps a reading of so many bytes, and that they exist; the first one stays."""
        row = {"sha256": facts.sha256, "reader": facts.reader, "body": facts.to_json(), "made_at": now}
        with writing(self._engine) as session:
            session.execute(self._content(facts.sha256, size, now))
            session.execute(insert(session, FactsRow, **row).on_conflict_do_nothing())

    def _content(self, sha256: str, size: int, now: datetime) -> Executable:
        return insert(self._engine, Content, sha256=sha256, size=size, seen_at=now).on_conflict_do_nothing()

    def corrections(self, subject: str) -> list[Correction]:
        """What people corrected in the papers of a subject, in order; of each field only what holds, the newest."""
        rows = select(Correction).where(Correction.subject == subject).order_by(Correction.id)
        with reading(self._engine) as session:
            newest = {(row.sha256, row.paper, row.field): row for row in session.scalars(rows)}
        return sorted(newest.values(), key=lambda row: row.id)
