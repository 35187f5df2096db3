"""An application's claims beside what every paper says of them: one picture, one strip a claim."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from PIL import Image, ImageDraw

from checks.names import Agreement
from pipeline.document import Field, Outcome
from pipeline.drawing import strokes
from pipeline.drawing.pages import WIDTH
from pipeline.drawing.strokes import Pen
from pipeline.manifest import Manifest
from pipeline.serving.sheets import brush
from pipeline.serving.sheets.brush import LOOKS, Letter
from pipeline.serving.sheets.claims import Claim, agreement, claims, said
from pipeline.serving.sheets.crops import Pages
from pipeline.serving.sheets.evidence import Exhibit

_SOURCE, _VALUE, _CROP, _TOLD = 24, 280, 720, 1096
"""Where the columns begin: who says it, what it says, the place on the paper, how it stands to the claim."""
_GROUND = (233, 239, 250)
_ROW = 74
_LARGE = 32
_MOST = 8
"""A consent may list hundreds of phone numbers."""
_WORDS = {
    Agreement.SAME: (Outcome.PASS, "같음"),
    Agreement.NEAR: (Outcome.UNSURE, "비슷함"),
    Agreement.DIFFERENT: (Outcome.FAIL, "다름"),
}


@dataclass(frozen=True, slots=True)
class _Row:
    """One who speaks of a claim: name, letters, how it stands to the claim, how sure it was read and whether that is enough, where."""

    source: str
    letters: list[Letter]
    agreement: Agreement | None
    confidence: float | None = None
    sure: bool = True
    crop: Image.Image | None = None

    @property
    def height(self) -> int:
        """In pixels."""
        return max(_ROW, brush.spelled_height(self.letters, _LARGE, _CROP - _VALUE - 20) + 18)


def compared(manifest: Manifest, papers: Sequence[Exhibit], pages: Pages, bar: float) -> bytes:
    """Every claim with what the papers say of it, as JPEG. What was read below the `bar` is told apart.

    What nobody claims is held against the first paper that says something of it.
    """
    known = [(one, list(_rows(one, papers, pages, bar))) for one in claims(manifest)]
    blocks = [(claim, rows) for claim, rows in known if claim.value or rows]
    height = 62 + sum(_claim_height(claim) + sum(row.height for row in rows) for claim, rows in blocks)
    whole = Image.new("RGB", (WIDTH, height), strokes.PAPER)
    pen = ImageDraw.Draw(whole)
    pen.rectangle((0, 0, WIDTH, 56), fill=strokes.DESK)
    strokes.write(pen, (_SOURCE, 12), "신청 내용과 서류 대조", 27, bold=True)
    top = 62
    for claim, rows in blocks:
        _draw_claim(pen, claim, top)
        top += _claim_height(claim)
        for row in rows:
            _draw_row(whole, pen, row, top)
            top += row.height
    return brush.jpeg(whole)


def _rows(claim: Claim, papers: Sequence[Exhibit], pages: Pages, bar: float) -> Iterator[_Row]:
    for label, value in claim.own:
        stands = agreement(claim, value)
        yield _Row(label, _letters(value, claim.value, stands), stands)
    against = claim
    for exhibit, seen in _sayings(claim, papers):
        stands = agreement(against, seen.value)
        crop = pages.crop(exhibit.file, seen.page, seen.box, _ROW - 16, _TOLD - _CROP - 16)
        letters = _letters(seen.value, against.value, stands)
        yield _Row(exhibit.name, letters, stands, seen.confidence, seen.confidence >= bar, crop)
        against = against if against.value else replace(against, value=seen.value)


def _sayings(claim: Claim, papers: Sequence[Exhibit]) -> Iterator[tuple[Exhibit, Field]]:
    """What each paper says, what agrees first; one that says the same twice is heard once, no more than `_MOST` times."""
    for exhibit in papers:
        said_by = said(claim, exhibit.paper) if exhibit.paper else ()
        heard = {(seen.value, seen.box): seen for seen in said_by}
        if any(seen.value for seen in heard.values()):
            heard = {mark: seen for mark, seen in heard.items() if seen.value}
        alike = sorted(heard.values(), key=lambda seen: agreement(claim, seen.value) is not Agreement.SAME)
        yield from ((exhibit, seen) for seen in alike[:_MOST])


def _letters(value: str | None, claim: str | None, stands: Agreement | None) -> list[Letter]:
    return brush.held_against(value or "", None if stands is Agreement.SAME else claim)


def _claim_letters(claim: Claim) -> list[Letter]:
    return brush.held_against(claim.value or "", None)


def _claim_height(claim: Claim) -> int:
    return max(58, brush.spelled_height(_claim_letters(claim), _LARGE, _TOLD - _VALUE) + 12)


def _draw_claim(pen: Pen, claim: Claim, top: int) -> None:
    """What is claimed, on a ground of its own."""
    pen.rectangle((0, top, WIDTH, top + _claim_height(claim) - 1), fill=_GROUND)
    strokes.write(pen, (_SOURCE, top + 14), claim.name, 26, bold=True)
    if claim.value:
        brush.spell(pen, (_VALUE, top + 8), _claim_letters(claim), _LARGE, _TOLD - _VALUE)
        strokes.write(pen, (_TOLD, top + 18), "신청 내용", 20, strokes.FAINT)
    else:
        strokes.write(pen, (_VALUE, top + 18), "신청 내용에 없음: 서류끼리 비교하세요", 20, strokes.FAINT)


def _draw_row(whole: Image.Image, pen: Pen, row: _Row, top: int) -> None:
    strokes.write(pen, (_SOURCE, top + 22), _fitting(row.source, 21, _VALUE - _SOURCE - 10), 21, strokes.FAINT)
    if row.letters:
        brush.spell(pen, (_VALUE, top + 10), row.letters, _LARGE, _CROP - _VALUE - 20)
    else:
        strokes.write(pen, (_VALUE, top + 20), "찾지 못함", 24, strokes.FAINT)
    if row.crop is not None:
        whole.paste(row.crop, (_CROP, top + 8))
    if row.agreement is not None:
        outcome, word = _WORDS[row.agreement]
        brush.icon(pen, (_TOLD, top + 12), 22, outcome)
        strokes.write(pen, (_TOLD + 30, top + 9), word, 22, LOOKS[outcome].colour, bold=True)
    if row.confidence is not None:
        colour = strokes.FAINT if row.sure else LOOKS[Outcome.UNSURE].colour
        strokes.write(pen, (_TOLD, top + 41), f"확신 {row.confidence:.0%}", 19, colour, bold=not row.sure)
    pen.line((_SOURCE, top + row.height - 1, WIDTH - _SOURCE, top + row.height - 1), fill=strokes.RULE)


def _fitting(text: str, size: int, most: int) -> str:
    """The beginning of a text that fits."""
    return strokes.wrapped(text, size, most)[0] if strokes.width(text, size) > most else text
