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


def _nameless(*fonts: str) -> bytes:
    """A PDF whose page says `가나다라`, every letter in the font (`A`: nameless, `B`: another nameless, `N`: named) that is told."""
    box = b"1000 0 0 0 1000 1000 d1 100 100 800 800 re f"
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 100]/Contents 4 0 R/Resources<</Font<</A 5 0 R/B 6 0 R/N 7 0 R>>>>>>",
        _stream(
            b" ".join(
                b"BT /%s 20 Tf %d 50 Td <%02x> Tj ET" % (one.encode(), 40 + 20 * at, 65 + at)
                for at, one in enumerate(fonts)
            )
        ),
        *[
            (
                b"<</Type/Font/Subtype/Type3/FontBBox[0 0 1000 1000]/FontMatrix[.001 0 0 .001 0 0]/FirstChar 65/LastChar 68"
                b"/Widths[1000 1000 1000 1000]/CharProcs<</a 8 0 R>>/Encoding<</Type/Encoding/Differences[65/a/a/a/a]>>/ToUnicode 9 0 R>>"
            )
        ]
        * 2,
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 9 0 R/FirstChar 65/LastChar 68/Widths[1000 1000 1000 1000]>>",
        _stream(box),
        _stream(
            b"/CIDInit/ProcSet findresource begin 9 dict begin begincmap 1 begincodespacerange<00><ff>endcodespacerange "
            b"4 beginbfchar<41><ac00><42><b098><43><b2e4><44><b77c>endbfchar endcmap end end"
        ),
    ]
    data, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    return data + end % (len(parts) + 1, table, len(parts) + 1, len(data))


def _stream(data: bytes) -> bytes:
    return b"<</Length %d>>stream\n%s\nendstream" % (len(data), data)


def test_a_browser_s_nameless_fonts_are_one_typeface_and_a_named_one_among_them_is_none_of_it() -> None:
    """A browser prints `발신번호` in Noto Serif KR as three fonts of 255 letters."""
    assert retouched(pypdfium2.PdfDocument(_nameless("A", "B", "A", "A"))[0]) == []
    assert retouched(pypdfium2.PdfDocument(_nameless("A", "N", "A", "A"))[0]) != []
    assert retouched(pypdfium2.PdfDocument(_nameless("A", "N", "B", "A"))[0]) != []
