"""Bytes → Facts: the steps of reading, in order.

`read` does all of it in a fenced child, since files come from strangers, and so does `look`, which also hands out
the lines; nothing that leaves it holds a resident number.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import cv2

from extractors import Found, Sheets, extractors
from pipeline.classify import classify
from pipeline.confidence import uncalibrated
from pipeline.document import Box, Facts, Field, Kind, Line, Page, Paper, Picture, Sign
from pipeline.errors import DojangError
from pipeline.fence import Fence
from pipeline.fingerprints import fingerprints
from pipeline.identifiers import exposes
from pipeline.legibility import illegible
from pipeline.opening import open_leaves
from pipeline.opening.hidden import hidden_texts
from pipeline.paging import continues
from pipeline.reading import read_page, read_pages
from pipeline.recognisers.bounded import Bounded
from pipeline.recognisers.engines import recogniser
from pipeline.redaction import Covered, covers, doubted, looked_over, redact_paper, redacted, redacted_lines
from pipeline.settings import Settings, settings

READER = "15"
"""Raised with every change that can change facts, also of a model file: they are cached by content and reader."""
JPEG_QUALITY = 80


@dataclass(frozen=True, slots=True)
class Reading:
    """The facts of a file, and its upright pages as JPEG with resident numbers covered (if asked for)."""

    facts: Facts
    pictures: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class SeenPage:
    """One page as reading saw it: upright, as JPEG, and its lines; personal numbers covered and starred.

    `turned` as in `Page`; `covered` are the places painted over.
    """

    number: int
    turned: float
    lines: tuple[Line, ...]
    covered: tuple[Box, ...]
    picture: bytes


@dataclass(frozen=True, slots=True)
class View:
    """What reading made of a file, and what it saw on the way."""

    facts: Facts
    pages: tuple[SeenPage, ...]


def read(data: bytes, *, kind: Kind | None = None, pictures: bool = False) -> Reading:
    """Reads a file within limits on time and memory.

    `kind` overrides what the page says it is. Raises `DojangError`: a file's own codes, `timed-out`,
    `out-of-memory`, `reading-failed`, `tesseract-missing`, `language-missing`.
    """
    return _fence().call(read_here, data, settings(), kind, pictures)


def look(data: bytes, *, kind: Kind | None = None) -> View:
    """Reads a file as `read` does, and hands out the lines too: for people who ask why something was read as it was.

    Raises what `read` raises.
    """
    return _fence().call(look_here, data, settings(), kind)


def weighed(data: bytes) -> tuple[Facts, Facts]:
    """Reads a file as `read` does, once, and gives its facts two times: with scores in place of confidences, and as they are.

    For measuring what scores are worth. Raises what `read` raises.
    """
    return _fence().call(weighed_here, data, settings())


def uncovered(data: bytes, page: int) -> bytes:
    """One upright page (from 1) as it was handed in, nothing covered, as JPEG: for the one view that is logged.

    Made in the fence; whoever gets it must neither keep nor log it. Raises `DojangError`.
    """
    return _fence().call(uncovered_here, data, settings(), page)


def warm(workers: int) -> None:
    """Starts the fenced processes for so many readings side by side, while other work goes on."""
    _fence().warm(workers)


def abandon() -> None:
    """Ends every reading at once; those that wait for one wait forever. To be called right before the process ends."""
    _fence().abandon()


def reader(limits: Settings) -> str:
    """This reader's version, by which facts are kept: one for each choice of engines and calibration. Raises `calibration-invalid`."""
    usual = Settings.model_fields["recogniser"].default
    name = READER if limits.recogniser == usual else f"{READER}-{limits.recogniser}"
    return name if limits.calibration is None else f"{name}-{_calibration(limits.calibration)}"


@cache
def _calibration(path: Path) -> str:
    """The first digits of its digest."""
    try:
        return digest(path.read_bytes())[:8]
    except OSError:
        raise DojangError("calibration-invalid") from None


def digest(data: bytes) -> str:
    """SHA-256 of a file's bytes, hex."""
    return hashlib.sha256(data).hexdigest()


@cache
def _fence() -> Fence:
    limits = settings()
    return Fence(seconds=limits.read_seconds, memory_mb=limits.read_memory_mb, preload=("pipeline.facts",))


def read_here(data: bytes, limits: Settings, kind: Kind | None = None, pictures: bool = False) -> Reading:  # noqa: FBT001, FBT002 - called by position through the fence
    """What `read` does, in this very process: for the fence's child, and for measurements."""
    pages, facts = _read(data, limits, kind)
    _require_legible(pages, facts)
    return Reading(facts, tuple(_jpeg(page) for page in pages) if pictures else ())


def _require_legible(pages: Sequence[Page], facts: Facts) -> None:
    """Raises `unreadable` where no page could be read and the pictures are to blame; one bad page of several is not held against a file."""
    causes = [illegible(page, kind) for page, kind in zip(pages, facts.page_kinds, strict=True)]
    if causes and all(causes):
        raise DojangError("unreadable", next(cause.value for cause in causes if cause))


def look_here(data: bytes, limits: Settings, kind: Kind | None = None) -> View:
    """What `look` does, in this very process: for the fence's child."""
    pages, facts = _read(data, limits, kind)
    return View(facts, tuple(_seen(page) for page in pages))


def _read(data: bytes, limits: Settings, kind: Kind | None) -> tuple[tuple[Page, ...], Facts]:
    """The pages with nothing covered, which must not leave the fence, and the facts, which may."""
    cv2.setNumThreads(1)
    if any(map(exposes, hidden_texts(data))):
        raise DojangError("number-in-file")
    engine = Bounded(recogniser(limits))
    pages = read_pages(data, limits, engine)
    kinds, papers = gathered(pages, kind)
    return pages, Facts(digest(data), kinds, papers, reader(limits), engine.name)


def gathered(pages: Sequence[Page], kind: Kind | None = None) -> tuple[tuple[Kind, ...], tuple[Paper, ...]]:
    """What read pages are and say: the kind of each, and the papers that they make, the surest first, redacted."""
    kinds = [classify(page) for page in pages] if kind is None else [(kind, 1.0) for _ in pages]
    seen = {page.number: looked_over(page) for page in pages}
    papers = [_covered(_facts_of(sheets, confidence), seen) for sheets, confidence in _papers(pages, kinds)]
    papers.sort(key=lambda paper: (paper.kind is Kind.UNKNOWN, -paper.kind_confidence))
    return tuple(told for told, _ in kinds), tuple(papers)


def _covered(paper: Paper, seen: Mapping[int, Covered]) -> Paper:
    """The paper as it may leave reading: its texts starred, and doubted where a number may stand that nobody read."""
    starred = redact_paper(paper, {number: one.boxes for number, one in seen.items()})
    return doubted(starred, {number: one.unread for number, one in seen.items()})


def weighed_here(data: bytes, limits: Settings) -> tuple[Facts, Facts]:
    """What `weighed` does, in this very process: for the fence's child, and for measurements."""
    pages, facts = _read(data, limits, None)
    _require_legible(pages, facts)
    with uncalibrated():
        _, papers = gathered(pages)
    return replace(facts, papers=papers), facts


def _seen(page: Page) -> SeenPage:
    covered = covers([page])[page.number]
    picture = _encoded(redacted(page, covered))
    return SeenPage(page.number, page.turned, redacted_lines(page, covered), covered, picture)


def uncovered_here(data: bytes, limits: Settings, page: int) -> bytes:
    """What `uncovered` does, in this very process: for the fence's child."""
    cv2.setNumThreads(1)
    leaves = open_leaves(data, limits)
    if not 1 <= page <= len(leaves):
        raise DojangError("damaged-file")
    return _encoded(read_page(leaves[page - 1], page, Bounded(recogniser(limits))).picture)


def _papers(pages: Sequence[Page], kinds: Sequence[tuple[Kind, float]]) -> list[tuple[Sheets, float]]:
    """Every page that is told starts a paper, but for those that continue the one before them."""
    told = [kind for kind, _ in kinds]
    starts = [index for index in range(len(pages)) if index == 0 or not _goes_on(pages, told, index)]
    ends = [*starts[1:], len(pages)]
    return [
        (Sheets(kinds[start][0], tuple(pages[start:end])), kinds[start][1])
        for start, end in zip(starts, ends, strict=True)
    ]


def _goes_on(pages: Sequence[Page], told: Sequence[Kind], index: int) -> bool:
    """Whether a page belongs to the paper before it: of no told kind, or of the same and its next page.

    Its next page counts on from the last (`2/2`), or names nobody and no number of its own.
    """
    if told[index] is Kind.UNKNOWN:
        return True
    before = next((kind for kind in reversed(told[:index]) if kind is not Kind.UNKNOWN), None)
    return before is told[index] and continues(pages[:index], pages[index])


def _facts_of(sheets: Sheets, confidence: float) -> Paper:
    found = {one.field: one.extract(sheets) for one in extractors() if sheets.kind in one.kinds}
    stamp = found.get("stamp")
    return Paper(
        kind=sheets.kind,
        kind_confidence=confidence,
        pages=tuple(page.number for page in sheets.pages),
        fields={name: value for name, value in found.items() if isinstance(value, Field)},
        phone_numbers=tuple(one for one in _listed(found, "phone_numbers") if isinstance(one, Field)),
        tampering=tuple(one for one in _listed(found, "tampering") if isinstance(one, Sign)),
        fingerprints=fingerprints(sheets.kind, sheets.pages, stamp if isinstance(stamp, Field) else None),
    )


def _listed(found: dict[str, Found], name: str) -> tuple[Field | Sign, ...]:
    value = found.get(name, ())
    return value if isinstance(value, tuple) else ()


def _jpeg(page: Page) -> bytes:
    return _encoded(redacted(page))


def _encoded(picture: Picture) -> bytes:
    done, encoded = cv2.imencode(
        ".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY]
    )
    if not done:
        raise DojangError("damaged-file")
    return bytes(encoded.tobytes())
