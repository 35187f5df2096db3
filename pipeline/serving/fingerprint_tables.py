"""The ledger's table of fingerprints: what must not recur in papers of other applicants."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.serving.columns import SealedBytes, SealedJson, Table


class KeptPrints(Table):
    """The fingerprints of one file of one case (`pipeline.fingerprints.matching.packed`), and in `body` whose they are; both sealed.

    A smaller `id` was kept earlier: of two cases the later one is told of the earlier.
    """

    __tablename__ = "fingerprints"
    __table_args__ = (UniqueConstraint("subject", "sha256", name="fingerprints_once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    prints: Mapped[bytes] = mapped_column(SealedBytes)
    body: Mapped[dict[str, Any]] = mapped_column(SealedJson)
    kept_at: Mapped[datetime]
