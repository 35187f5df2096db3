"""Duties: what one process at a time does for all that share the ledger, such as listing the bucket."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, or_

from pipeline.serving.database import at_once
from pipeline.serving.duty_tables import Duty
from pipeline.serving.ledger.rows import insert


class Duties:
    """Duties by name."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def take(self, name: str, owner: str, lease: timedelta, now: datetime) -> bool:
        """Takes a duty, or keeps it, until `now + lease`. False: another has it."""
        mine = {"owner": owner, "until": now + lease}
        free = or_(Duty.owner == owner, Duty.until < now)
        taking = insert(self._engine, Duty, name=name, **mine)
        taking = taking.on_conflict_do_update(index_elements=[Duty.name], set_=mine, where=free)
        return bool(at_once(self._engine, taking.returning(Duty.name)))

    def leave(self, name: str, owner: str) -> None:
        """Gives a duty up, so that another need not wait for the lease to run out."""
        at_once(self._engine, delete(Duty).where(Duty.name == name, Duty.owner == owner))
