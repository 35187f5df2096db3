"""Doubtful fields of a paper, one strip each: the place enlarged, what was read, and what was claimed.

What was read and what was claimed stand below each other in large letters; syllables that differ are marked.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from checks.names import Agreement
from pipeline.document import Box, Severity
from pipeline.drawing import strokes
from pipeline.drawing.pages import WIDTH, fitted, shrunk
from pipeline.drawing.strokes import Pen
from pipeline.serving.files import Kept
from pipeline.serving.sheets import brush
from pipeline.serving.sheets.brush import LOOKS, Letter
from pipeline.serving.sheets.claims import agreement
from pipeline.serving.sheets.evidence import Exhibit, Item, spoken

_EDGE = 24
_HEAD = 50
"""Height of a strip's coloured head, in pixels."""
_TEXT = 22
_STEP = 32
_LARGE = 42
_VALUE_LEFT = 200
"""Where values begin: the same for what was read and what was claimed, so that syllables stand below each other."""
_CROP_HIGH = 210
"""A crop is at most so high, and never enlarged more than `_ENLARGED` times."""
_ENLARGED = 3.0
_AROUND = (0.10, 0.012)
"""What is shown beside and above a place: fractions of the page."""


@dataclass(frozen=True, slots=True)
class _Strip:
    """One item laid out: its words, its letters, its crop."""

    item: Item
    sentences: tuple[str, ...]
    crop: Image.Image | None
    read: list[Letter]
    claim: list[Letter]

    @property
    def height(self) -> int:
        """In pixels."""
        values = brush.spelled_height(self.read, _LARGE, _wide()) + (
            brush.spelled_height(self.claim, _LARGE, _wide()) if self.claim else 0
        )
        crop = self.crop.height + 18 if self.crop else 0
        return _HEAD + 10 + _STEP * len(self.sentences) + crop + values + 26


def _wide() -> int:
    return WIDTH - _VALUE_LEFT - _EDGE


_SIGNED = Box(0.0, 0.5, 1.0, 1.0)
"""Where papers are sealed and signed: shown where neither was found."""
_SIGNED_HIGH = 850


class Pages:
    """The covered pages of a case's files, each opened at most once. `paths`: of every file its pages in order."""

    def __init__(self, paths: Sequence[Sequence[Kept]]) -> None:
        self._paths = paths
        self._opened: dict[Kept, Image.Image] = {}

    def crop(self, file: int, page: int | None, box: Box | None, high: int, wide: int) -> Image.Image | None:
        """The place enlarged (`magnified`), or `None` where there is none."""
        paths = self._paths[file]
        if box is None or page is None or not 1 <= page <= len(paths):
            return None
        return magnified(self._page(paths[page - 1]), box, high, wide)

    def foot(self, file: int, page: int) -> Image.Image | None:
        """The lower half of a page, where a seal or a signature would stand."""
        paths = self._paths[file]
        if not 1 <= page <= len(paths):
            return None
        whole = self._page(paths[page - 1])
        part = whole.crop(_SIGNED.pixels(*whole.size))
        part.thumbnail((WIDTH - 2 * _EDGE, _SIGNED_HIGH))
        return part

    def whole(self, file: int, page: int) -> Image.Image:
        """A page at the size of a sheet, to be drawn upon. One that was opened for its places is not decoded again."""
        path = self._paths[file][page - 1]
        if path not in self._opened:
            return fitted(path.read_bytes())
        small = shrunk(self._opened[path])
        return small.copy() if small is self._opened[path] else small

    def _page(self, path: Kept) -> Image.Image:
        if path not in self._opened:
            with Image.open(io.BytesIO(path.read_bytes())) as opened:
                opened.load()
                self._opened[path] = opened if opened.mode == "RGB" else opened.convert("RGB")
        return self._opened[path]


def doubts(exhibit: Exhibit, items: Sequence[Item], pages: Pages) -> bytes:
    """The strips of a paper's items under its name, as JPEG."""
    strips = [_strip(one, exhibit, pages) for one in items]
    whole = Image.new("RGB", (WIDTH, 62 + sum(one.height for one in strips)), strokes.PAPER)
    pen = ImageDraw.Draw(whole)
    pen.rectangle((0, 0, WIDTH, 56), fill=strokes.DESK)
    strokes.write(pen, (_EDGE, 12), exhibit.name, 27, bold=True)
    top = 62
    for one in strips:
        _draw(whole, pen, one, top)
        top += one.height
    return brush.jpeg(whole)


def _strip(item: Item, exhibit: Exhibit, pages: Pages) -> _Strip:
    read, claim = spoken(item.field, item.seen), item.claim.value if item.claim else None
    same = item.claim is not None and agreement(item.claim, read) is Agreement.SAME
    mine, theirs = (None, None) if same else (claim, read)
    return _Strip(
        item=item,
        sentences=tuple(line for one in item.sentences for line in strokes.wrapped(one, _TEXT, WIDTH - 2 * _EDGE)),
        crop=_crop(item, exhibit, pages),
        read=brush.held_against(read, mine) if read else [],
        claim=brush.held_against(claim, theirs) if claim else [],
    )


def _crop(item: Item, exhibit: Exhibit, pages: Pages) -> Image.Image | None:
    if item.box is None and item.field in {"stamp", "signature"} and exhibit.paper:
        return pages.foot(exhibit.file, item.page or exhibit.paper.pages[-1])
    return pages.crop(exhibit.file, item.page, item.box, _CROP_HIGH, WIDTH - 2 * _EDGE)


def magnified(page: Image.Image, box: Box, high: int, wide: int) -> Image.Image:
    """The place with some of what stands around it, enlarged to fit; the place itself is framed."""
    shown = box.grown(*_AROUND)
    left, top, right, bottom = strokes.inside(shown.pixels(*page.size), page.size)
    part = page.crop((left, top, right + 1, bottom + 1))
    scale = min(high / part.height, wide / part.width, _ENLARGED)
    part = part.resize(
        (max(round(part.width * scale), 1), max(round(part.height * scale), 1)), Image.Resampling.BICUBIC
    )
    inner = box.grown(0.003, 0.002).pixels(*page.size)
    edges = [round((edge - start) * scale) for edge, start in zip(inner, (left, top, left, top), strict=True)]
    frame = strokes.inside((edges[0], edges[1], edges[2], edges[3]), part.size)
    ImageDraw.Draw(part).rectangle(frame, outline=strokes.FRAMED, width=2)
    return part


def _draw(whole: Image.Image, pen: Pen, strip: _Strip, top: int) -> None:
    item = strip.item
    _head(pen, item, top)
    at = top + _HEAD + 10
    for line in strip.sentences:
        strokes.write(pen, (_EDGE, at), line, _TEXT)
        at += _STEP
    if strip.crop is not None:
        whole.paste(strip.crop, (_EDGE, at + 6))
        pen.rectangle((_EDGE - 1, at + 5, _EDGE + strip.crop.width, at + 6 + strip.crop.height), outline=strokes.RULE)
        at += strip.crop.height + 18
    at += _value(pen, at, "읽은 값", strip.read, _nothing(item))
    if strip.claim:
        _value(pen, at, "신청 내용", strip.claim, "")


def _head(pen: Pen, item: Item, top: int) -> None:
    """Number, field, how sure; how a correction names it."""
    look = LOOKS[item.outcome]
    pen.rectangle((0, top, WIDTH, top + _HEAD), fill=look.tint)
    pen.rectangle((0, top, 7, top + _HEAD), fill=look.colour)
    brush.icon(pen, (_EDGE, top + 10), 30, item.outcome)
    name = f"{item.number}  {item.name}"
    strokes.write(pen, (_EDGE + 44, top + 9), name, 28, bold=True)
    beside = [f"{item.page}쪽"] if item.page else []
    beside += ["참고 항목"] if item.severity is Severity.ADVISORY else []
    left = _EDGE + 44 + strokes.width(name, 28, bold=True) + 22
    strokes.write(pen, (left, top + 16), " · ".join(beside), 20, strokes.FAINT)
    sure = f"확신 {item.seen.confidence:.0%}" if item.seen else ""
    told = "   ".join(filter(None, [f"정정 {item.target}" if item.target else "", sure]))
    strokes.write(pen, (WIDTH - _EDGE - strokes.width(told, 22, bold=True), top + 14), told, 22, look.colour, bold=True)


def _value(pen: Pen, top: int, label: str, letters: Sequence[Letter], otherwise: str) -> int:
    """A label and its value in large letters; the height used."""
    strokes.write(pen, (_EDGE, top + 18), label, 24, strokes.FAINT, bold=True)
    if not letters:
        strokes.write(pen, (_VALUE_LEFT, top + 14), otherwise, 28, strokes.FAINT)
    return max(brush.spell(pen, (_VALUE_LEFT, top), letters, _LARGE, _wide()), 1)


def _nothing(item: Item) -> str:
    if item.field is None or item.seen is None:
        return "쪽 그림을 보고 확인해 주세요."
    return "이 항목을 서류에서 찾지 못했습니다."
