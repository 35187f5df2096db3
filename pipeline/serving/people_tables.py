"""The ledger's tables of people: who looked at what, and who answered a run."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.serving.columns import Table, Typed


class Viewing(Table):
    """A look: the one at an uncovered page that a signed link allows (`token` names the link), or one at a covered picture.

    Of the latter the token holds the picture's name; `sha256` is empty and `page` 0.
    """

    __tablename__ = "viewings"

    token: Mapped[str] = mapped_column(Text, primary_key=True)
    subject: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    page: Mapped[int]
    by: Mapped[str] = mapped_column(Typed)
    at: Mapped[datetime]


class Reviewer(Table):
    """Who pressed Resume on a run, as the authenticating proxy named them.

    `accepted` is what Prefect said to it: yes, no, or not known (yet).
    """

    __tablename__ = "reviewers"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[str] = mapped_column(Text, index=True)
    name: Mapped[str] = mapped_column(Typed)
    at: Mapped[datetime]
    accepted: Mapped[bool | None]
