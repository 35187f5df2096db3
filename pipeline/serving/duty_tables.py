"""The ledger's tables of this moment: what one process at a time does for all that share it, and what it found not to agree."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.serving.columns import Table


class Duty(Table):
    """Who has a duty until when. It says how things stand at this moment and nothing else, so no backup takes it along."""

    __tablename__ = "duties"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    owner: Mapped[str] = mapped_column(Text)
    until: Mapped[datetime]


class Discrepancy(Table):
    """How much did not agree when it was last counted, by what was counted (`reconciling.Count`); in no backup, either."""

    __tablename__ = "discrepancies"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    count: Mapped[int]
    at: Mapped[datetime]
