"""What a PDF editor leaves on a page that it wrote anew; what those do who issue papers is none of it."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pypdfium2
import pytest

from fixtures import pdf
from fixtures.drawing import Area, Canvas, Item, Text
from fixtures.fonts import Face
from fixtures.splits import split
from pipeline.document import Box
from pipeline.opening.history import History
from pipeline.opening.retouched import retouched

FONTS = split("tune").of_package("fonts-nanum").font_set(random.Random(1))
BODY = FONTS.face("body", "가나다 0123456789")
OTHER = next(face for face in FONTS.fallbacks if face != BODY and face.covers("0123456789가나다"))
SIZE = 11.0
PAPER = (255, 255, 255)


def written(*parts: tuple[str, Face], left: float = 40.0, baseline: float = 60.0) -> list[Text]:
    """Pieces of one row, each in its face."""
    found: list[Text] = []
    for text, face in parts:
        found.append(Text(left, baseline, text, face, SIZE))
        left += found[-1].width
    return found


def cover(text: Text, fill: tuple[int, int, int] = PAPER) -> Area:
    """A filled box over a text."""
    return Area((text.x, text.baseline - 4, text.x + text.width, text.baseline + 1), fill=fill)


def page(items: Sequence[Item]) -> bytes:
    """A printed page."""
    canvas = Canvas(FONTS)
    canvas.items.extend(items)
    return pdf.from_canvases([canvas])


def found(*items: Item) -> list[Box]:
    """What is found on a page of these."""
    return retouched(pypdfium2.PdfDocument(page(items))[0])


OLD, NEW = written(("2026. 03. 11.", BODY))[0], written(("2026. 11. 11.", BODY))[0]


def test_what_stands_upon_a_box_over_other_text_is_told_at_its_place() -> None:
    (place,) = found(OLD, cover(OLD), NEW)
    assert place.intersection(Box(0.18, 0.18, 0.35, 0.22)) > 0.5 * place.area


@pytest.mark.parametrize(
    "items",
    [
        (cover(OLD), OLD),
        (OLD, cover(OLD)),
        (OLD, cover(OLD), *written(("******", BODY))),
        (OLD, cover(OLD, (40, 40, 40)), *written(("가나다", BODY))),
        (OLD, cover(OLD), *written(("2026. 11. 11.", BODY), baseline=90.0)),
        (OLD, Area((0, 0, 210, 297), fill=PAPER), NEW),
    ],
    ids=["background", "bar", "asterisks", "dark-bar", "elsewhere", "whole-page"],
)
def test_areas_that_only_lie_beneath_or_hide_are_none(items: tuple[Item, ...]) -> None:
    assert not found(*items)


@pytest.mark.parametrize(
    "parts",
    [
        (("202", BODY), ("5", OTHER), (". 03. 11.", BODY)),
        (("02-12", BODY), ("99", OTHER)),
        (("02-", BODY), ("3344", OTHER), ("-5566", BODY)),
        (("2026. ", BODY), ("1", OTHER), ("1. 03.", BODY)),
        (("가", BODY), ("나", OTHER), ("다", BODY)),
    ],
    ids=["year", "end", "group", "first-digit", "syllable"],
)
def test_digits_and_syllables_in_a_font_of_their_own_are_told(parts: tuple[tuple[str, Face], ...]) -> None:
    assert found(*written(*parts))


@pytest.mark.parametrize(
    "parts",
    [
        (("2026. 03. 11.", BODY),),
        (("20", BODY), ("26", OTHER), ("년", BODY)),
        (("대표자", BODY), ("가나다", OTHER)),
        (("03", OTHER), ("월", BODY), ("11", OTHER), ("일", BODY)),
        (("가", BODY), ("뷁", OTHER), ("다", BODY)),
    ],
    ids=["one-font", "century-printed", "label", "form", "rare-syllable"],
)
def test_what_forms_do_is_none(parts: tuple[tuple[str, Face], ...]) -> None:
    assert not found(*written(*parts))


XMP = b"""<x:xmpmeta><xmp:CreateDate>2026-03-02T10:00:00+09:00</xmp:CreateDate><xmp:ModifyDate>%s</xmp:ModifyDate>
<xmp:CreatorTool>%s</xmp:CreatorTool></x:xmpmeta>"""


@pytest.mark.parametrize(
    ("changed", "program", "told"),
    [
        (b"2026-03-05T09:00:00+09:00", b"Adobe Acrobat Pro DC", True),
        (b"2026-03-02T10:00:00+09:00", b"Adobe Acrobat Pro DC", False),
        (b"2026-03-05T09:00:00+09:00", b"Hancom PDF 1.3", False),
    ],
)
def test_an_editor_that_only_xmp_names_is_told(changed: bytes, program: bytes, told: bool) -> None:  # noqa: FBT001 - a table
    data = page([OLD]) + b"\n% " + XMP % (changed, program)
    assert bool(History(data, pypdfium2.PdfDocument(data)).marks(0)) is told
