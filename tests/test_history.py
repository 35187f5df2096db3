"""A PDF that was altered after it was issued tells so; one that was only signed, noted on, joined or saved anew does not."""

from __future__ import annotations

import io
import re
from functools import cache

import pytest
from PIL import Image

from fixtures.forgeries import Pair, forge
from fixtures.forgeries.files import FileWay
from pipeline.opening import open_leaves
from pipeline.opening.leaves import Mark
from pipeline.settings import Settings


@cache
def pair(way: FileWay) -> Pair:
    found = next(made for seed in range(20) if (made := forge(seed, way)))
    assert found.box is not None
    return found


def marks(data: bytes) -> tuple[Mark, ...]:
    return open_leaves(data, Settings())[0].marks()


def with_update(data: bytes, objects: dict[int, bytes]) -> bytes:
    """The file with an incremental update that holds these objects (without `obj` and `endobj`)."""
    trailer = re.findall(rb"trailer\s*<<(.*?)>>", data, re.DOTALL)[-1]
    before = re.findall(rb"startxref\s+(\d+)", data)[-1]
    made, rows = bytearray(data if data.endswith(b"\n") else data + b"\n"), []
    for number, body in objects.items():
        rows.append(b"%d 1\n%010d 00000 n \n" % (number, len(made)))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(made)
    size = max(objects) + 1
    trailer = re.sub(rb"/Size \d+", b"/Size %d" % max(size, 400), trailer)
    made += b"xref\n" + b"".join(rows) + b"trailer\n<<" + trailer + b"/Prev " + before + b">>\n"
    return bytes(made + b"startxref\n%d\n%%%%EOF\n" % start)


def noted(data: bytes, note: bytes) -> bytes:
    """The file with a note of that kind upon its first page, as a reader's program appends it."""
    number, body = next(
        (int(one[1]), one[2])
        for one in re.finditer(rb"(\d+) 0 obj\s*(<<.*?>>)\s*endobj", data, re.DOTALL)
        if b"/Type /Page\n" in one[2]
    )
    page = body[: body.rindex(b">>")] + b"/Annots [399 0 R]>>"
    return with_update(data, {number: page, 399: note})


@pytest.mark.parametrize("way", ["pdf-update", "pdf-box"])
def test_an_update_that_replaces_text_is_a_sign_at_its_place(way: FileWay) -> None:
    made = pair(way)
    found = marks(made.forged)
    assert {mark.sign for mark in found} == {"edited-after-issue"}
    assert made.box is not None
    assert any(mark.box is not None and mark.box.intersection(made.box) > 0 for mark in found)
    assert marks(made.twin) == ()


def test_an_editor_that_names_itself_and_the_day_is_a_sign() -> None:
    made = pair("pdf-rewritten")
    assert marks(made.forged) == (Mark("edited-after-issue"),)
    assert marks(made.twin) == ()


def test_a_file_written_anew_in_silence_is_none() -> None:
    assert marks(pair("pdf-silent").forged) == ()


@pytest.mark.parametrize(
    "note",
    [
        b"<</Type/Annot/Subtype/Square/Rect[60 600 260 640]/IC[0 0 0]/C[0 0 0]/F 4>>",
        b"<</Type/Annot/Subtype/Highlight/Rect[60 600 260 640]/QuadPoints[60 640 260 640 60 600 260 600]/C[1 1 0]/F 4>>",
        b"<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature1)/Rect[0 0 0 0]/F 132>>",
    ],
    ids=["bar", "highlighter", "signature"],
)
def test_what_is_noted_on_a_paper_is_no_sign(note: bytes) -> None:
    data = noted(pair("pdf-update").twin, note)
    assert data.count(b"%%EOF") == 2
    assert marks(data) == ()


def test_an_update_of_metadata_alone_is_no_sign() -> None:
    assert marks(with_update(pair("pdf-update").twin, {399: b"<</Producer(some signer)>>"})) == ()


def test_a_scan_that_an_editor_wrapped_is_no_sign() -> None:
    stream = io.BytesIO()
    Image.new("RGB", (600, 800), "white").save(
        stream, "PDF", producer="Foxit PhantomPDF 10", creationDate="D:20260101000000", modDate="D:20260301000000"
    )
    assert marks(stream.getvalue()) == ()


@pytest.mark.parametrize(("software", "told"), [("Adobe Photoshop 25.1", True), ("SM-S918N", False)])
def test_a_picture_that_a_photo_editor_wrote_is_a_sign(software: str, told: bool) -> None:  # noqa: FBT001 - a table
    exif = Image.Exif()
    exif[0x0131] = software
    stream = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(stream, "JPEG", exif=exif)
    assert bool(marks(stream.getvalue())) is told


def test_broken_ends_of_file_do_no_harm() -> None:
    data = pair("pdf-update").twin
    assert marks(data + b"\n%%EOF\n" * 3) == ()
    assert marks(b"%PDF-1.4\n%%EOF\n" + data) == ()
