"""A stage for tests of sheets and their links: an office in a folder, papers drawn as their facts say."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from checks.rule import Handed
from checks.rulebook import load
from pipeline import judging
from pipeline.document import Box, Facts, Field, Kind, Paper
from pipeline.drawing import typeface
from pipeline.errors import DojangError
from pipeline.manifest import parse
from pipeline.serving import reviews
from pipeline.serving.database import writing
from pipeline.serving.ledger import NewDecision
from pipeline.serving.ledger.cases import Dates, open_cases
from pipeline.serving.office import Office, open_office
from pipeline.serving.reviews import Judged
from pipeline.serving.tables import DecisionRow
from pipeline.settings import Settings
from pipeline.unread import judge_unread
from tests.keys import with_ledger
from tests.made_facts import TODAY, manifest_json, paper

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
SIZE = (1240, 1754)


def office(data: Path, **more: Any) -> Office:
    """An office whose clock stands at `NOW`."""
    return open_office(with_ledger(Settings(data=data, now=NOW, quiet_seconds=0.0, **more)))


def spread(made: Paper, page: int = 1) -> Paper:
    """The paper with every field that is there at a place of its own on that page."""
    fields = {
        name: _placed(one, number, page) if one.box else one for number, (name, one) in enumerate(made.fields.items())
    }
    numbers = tuple(_placed(one, 12 + place % 5, page) for place, one in enumerate(made.phone_numbers))
    return Paper(made.kind, made.kind_confidence, (page,), fields, numbers, made.tampering)


def _placed(one: Field, row: int, page: int) -> Field:
    top = 0.1 + 0.05 * row
    return Field(
        one.value, one.confidence, page, Box(0.4, top, 0.7, top + 0.02), one.text, one.shape, one.hidden_digits
    )


def facts(*papers: Paper, sha256: str = "ab" * 32) -> Facts:
    """A file with these papers, a page each."""
    placed = tuple(spread(one, page) for page, one in enumerate(papers, start=1))
    return Facts(sha256, tuple(one.kind for one in placed), placed, "3", "tesseract 5.3.0 kor")


def drawn(papers: Sequence[Paper], page: int) -> bytes:
    """A page that shows the values where their fields are, as JPEG."""
    picture = Image.new("RGB", SIZE, "white")
    pen = ImageDraw.Draw(picture)
    for made in papers:
        for one in (*made.fields.values(), *made.phone_numbers):
            if one.box and one.page == page:
                pen.text((one.box.left * SIZE[0], one.box.top * SIZE[1]), one.value or "", "black", typeface.at(28))
    encoded = io.BytesIO()
    picture.save(encoded, "JPEG", quality=85)
    return encoded.getvalue()


def blank_pages(place: Office) -> None:
    """Pages that can be drawn on, in the place of those that are kept."""
    encoded = io.BytesIO()
    Image.new("RGB", (1240, 1754), "white").save(encoded, "JPEG")
    for name in list(place.pages.names()):
        place.pages.keep(name, encoded.getvalue())


def keep_pages(place: Office, *seen: Facts) -> None:
    """The covered pages, as reading keeps them."""
    for one in seen:
        for page in range(1, len(one.page_kinds) + 1):
            place.pages.keep(f"{one.sha256}-{page:03d}", drawn(one.papers, page))


def bare(place: Office, seen: Facts | DojangError, subject: str = "upload:1") -> Judged:
    """A bare file, judged."""
    book = load("sender-number")
    if isinstance(seen, DojangError):
        decision, kind, found = judge_unread(seen), "unknown", None
    else:
        keep_pages(place, seen)
        decision, kind, found = judging.judge(seen, book, TODAY), seen.best.kind.value, seen
    papers = (reviews.Paper(found.sha256 if found else None, kind, decision, found),)
    return _judged(subject, kind, "bare", papers, decision=decision, book=book)


def application(place: Office, *files: Facts | DojangError, trusted: bool = True, **claims: Any) -> Judged:
    """An application with these files, judged."""
    manifest = parse(manifest_json(**claims))
    keep_pages(place, *(one for one in files if isinstance(one, Facts)))
    book = load(manifest.channel.value)
    handed = [Handed(f"secret-{place}.pdf", one, TODAY) for place, one in enumerate(files)]
    whole = judging.judge_application(manifest, handed, book, TODAY, trusted=trusted)
    papers = tuple(
        reviews.Paper(one.facts.sha256, one.facts.best.kind.value, decision, one.facts)
        if isinstance(one.facts, Facts) and decision
        else reviews.Paper(None, "unknown", judge_unread(one.facts))
        for one, decision in whole.documents
    )
    more = {"manifest": manifest, "trusted": trusted, "whole": whole}
    return _judged("application:1", "application", "sender-number", papers, decision=whole.decision, book=book, **more)


def _judged(subject: str, kind: str, channel: str, papers: tuple[reviews.Paper, ...], **more: Any) -> Judged:
    return Judged(
        subject=subject,
        material="0" * 64,
        kind=kind,
        channel=channel,
        submitted=TODAY,
        about="secret-file-name.pdf",
        recipient="applicant@example.com",
        papers=papers,
        made_with={},
        **more,
    )


def all_papers() -> tuple[Facts, ...]:
    """The four papers of a sender number's application, all in order."""
    kinds = (
        Kind.BUSINESS_REGISTRATION,
        Kind.EMPLOYMENT_CERTIFICATE,
        Kind.TELECOM_SERVICE_CERTIFICATE,
        Kind.NUMBER_USAGE_CONSENT,
    )
    return tuple(facts(paper(kind), sha256=f"{number:02x}" * 32) for number, kind in enumerate(kinds, start=1))


def decided(place: Office, judged: Judged, verdict: str | None = None, number: int = 1) -> DecisionRow:
    """The decision as the ledger has it; `verdict` as it was routed."""
    new = NewDecision(
        id=f"{number:032x}",
        subject=judged.subject,
        number=number,
        material=judged.material,
        verdict=verdict or judged.decision.verdict.value,
        score=judged.decision.score,
        kind=judged.kind,
        reason=None,
        submitted=judged.submitted,
        body={"papers": [{"sha256": one.sha256} for one in judged.papers], "missing": [], "made_with": {}},
    )
    with writing(place.ledger.engine) as session:
        open_cases(session, "s", {judged.subject}, Dates(TODAY, TODAY))
    place.ledger.decisions.decide(new, [], NOW)
    return place.ledger.decisions.get(new.id)
