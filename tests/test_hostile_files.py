"""Every trouble that is known by name: made here, answered with its code, within limits, and with a way out in both languages."""

from __future__ import annotations

import json
import os
import resource
import socket
import struct
import subprocess
import sys
import time
import zlib
from pathlib import Path

import cv2
import pypdfium2
import pytest
from PIL import Image, UnidentifiedImageError

from fixtures.hostile import documents, pictures
from fixtures.hostile.containers import OFFICE, zipped
from fixtures.hostile.opening import opened
from fixtures.hostile.troubles import READ, TROUBLES
from pipeline.document import Kind
from pipeline.errors import ERRORS, DojangError
from pipeline.fence import Fence
from pipeline.opening import open_leaves, sniff
from pipeline.opening.leaves import damage_told
from pipeline.opening.sparing import MOST_MB, sparing
from pipeline.reading import read_page
from pipeline.recognisers.bounded import MOST_TEXT, Bounded
from pipeline.recognisers.engines import recogniser
from pipeline.reviewing import Terms, review_application, review_files, today
from pipeline.settings import settings
from tests import drawn

SECONDS = 25.0
ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def fence() -> Fence:
    return Fence(seconds=SECONDS, memory_mb=1200, preload=("fixtures.hostile.opening",))


@pytest.mark.parametrize("name", TROUBLES)
def test_each_trouble_gets_its_code_in_time(fence: Fence, name: str) -> None:
    trouble = TROUBLES[name]
    data, began = trouble.make(), time.monotonic()
    assert answer(fence, data) == trouble.code
    assert time.monotonic() - began < SECONDS + 2


def answer(fence: Fence, data: bytes) -> str:
    """The code that a file is answered with; `READ` for pages."""
    try:
        assert fence.call(opened, data, settings())
    except DojangError as error:
        return error.code
    return READ


def test_the_next_file_is_opened_after_all_of_them(fence: Fence) -> None:
    assert fence.call(opened, documents.plain(), settings()) == [(2480, 1751, 3)]


ALONE = """
import resource
from fixtures.hostile import documents, opening
from pipeline.settings import Settings
resource.setrlimit(resource.RLIMIT_AS, (3_000_000_000, 3_000_000_000))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
opening.opened(documents.looping_form(), Settings())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says what a process has")
def test_drawings_that_draw_each_other_get_no_more_than_a_page_may_need() -> None:
    process = subprocess.Popen([sys.executable, "-c", ALONE], cwd=ROOT, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode < 0, "pdfium ends its process: the fence calls the file damaged"
    assert used.ru_maxrss < (MOST_MB + 400) * 1024


def test_the_bound_on_taking_a_page_apart_is_there_for_it_alone() -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    with sparing(50), pytest.raises(MemoryError):
        bytearray(200_000_000)
    assert resource.getrlimit(resource.RLIMIT_AS) == before
    assert bytearray(200_000_000)


@pytest.mark.parametrize("code", ["office-file", "archive-file", "unsupported-type", "encrypted-pdf", "empty-file"])
def test_what_is_handed_in_wrongly_has_a_way_out_in_both_languages(code: str) -> None:
    remedy = ERRORS[code].remedy
    assert ERRORS[code].mendable
    if code == "office-file":
        assert "PDF" in remedy.ko
        assert "사진" in remedy.ko
        assert "PDF" in remedy.en
        assert "picture" in remedy.en
    assert any("가" <= letter <= "힣" for letter in remedy.ko)
    assert remedy.en.isascii()


WRONGLY_NAMED = {
    "scan.jpg": (documents.plain(), None),
    "스캔 본.pdf": (pictures.drawn("PNG"), None),
    "a.pdf": (OFFICE["hwp (한글 5)"], "office-file"),
    "b.png": (OFFICE["docx"], "office-file"),
    "c.jpg": (zipped("scan.jpg"), "archive-file"),
    "d.pdf": (b"MZ" + bytes(99), "unsupported-type"),
    "e\nf.PDF": (b"", "empty-file"),
}


def test_a_name_s_ending_says_nothing(tmp_path: Path) -> None:
    for name, (data, _) in WRONGLY_NAMED.items():
        (tmp_path / name).write_bytes(data)
    found = review_files([tmp_path / name for name in WRONGLY_NAMED], Terms(today(), Kind.UNKNOWN))
    for one, (_, code) in zip(found, WRONGLY_NAMED.values(), strict=True):
        told = one.error.code if one.error else None
        assert told in {code, "unreadable"} if code is None else told == code


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    (tmp_path / "link.pdf").symlink_to(tmp_path / "pipe.pdf")
    (tmp_path / "loop.pdf").symlink_to(tmp_path / "loop.pdf")
    (tmp_path / "folder.pdf").mkdir()
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(os.fsencode(tmp_path / "s"))
    names = ["pipe.pdf", "link.pdf", "loop.pdf", "folder.pdf", "s", "gone.pdf", "n" * 300]
    found = review_files([tmp_path / name for name in names], Terms(today()))
    codes = [one.error.code for one in found if one.error]
    listening.close()
    unreadable = "file-unreadable"
    assert codes == ["not-a-file", "not-a-file", unreadable, "not-a-file", unreadable, "file-not-found", unreadable]


def test_a_file_is_what_it_begins_as() -> None:
    for name in ("a PNG whose remark is a PDF", "a JPEG with a ZIP behind it"):
        assert sniff(TROUBLES[name].make()) == "picture"
    for name in ("a PDF with a ZIP behind it", "a PDF behind a mail's head"):
        assert sniff(TROUBLES[name].make()) == "pdf"


RAISED = [
    OSError("broken"),
    ValueError("Decompressed data too large"),
    IndexError("index out of range"),
    KeyError(256),
    TypeError(),
    AttributeError(),
    AssertionError(),
    SyntaxError("not a PNG file"),
    ZeroDivisionError(),
    RecursionError(),
    EOFError(),
    BufferError(),
    NotImplementedError(),
    struct.error("unpack requires 4 bytes"),
    zlib.error("Error -3"),
    UnicodeDecodeError("utf-8", b"x", 0, 1, "no"),
    Image.DecompressionBombError("too many pixels"),
    UnidentifiedImageError("what is it"),
    cv2.error("empty"),
    pypdfium2.PdfiumError("Failed to load page."),
]


@pytest.mark.parametrize("error", RAISED, ids=lambda error: type(error).__name__)
def test_whatever_a_loader_raises_is_a_damaged_file(error: Exception) -> None:
    with pytest.raises(DojangError) as caught, damage_told():
        raise error
    assert (caught.value.code, str(caught.value)) == ("damaged-file", "damaged-file")


def test_want_of_memory_is_told_as_such() -> None:
    with pytest.raises(DojangError, match="out-of-memory"), damage_told():
        raise MemoryError


def test_far_more_text_than_certificates_hold_is_not_read() -> None:
    page = drawn.png(drawn.employment_page())
    (leaf,) = open_leaves(page, settings())
    engine = recogniser(settings())
    with pytest.raises(DojangError, match="too-much-text"):
        read_page(leaf, 1, Bounded(engine, most=60))
    again = Bounded(engine, most=MOST_TEXT / settings().max_pages)
    assert (again.name, again.whole) == (engine.name, engine.whole)
    assert read_page(leaf, 1, again).lines


def test_a_number_in_a_name_is_told_and_shown_nowhere(tmp_path: Path) -> None:
    folder = tmp_path / "900101-1234567"
    folder.mkdir()
    for name in ("김하늘 900101-1234567.png", "scan.png"):
        (folder / name).write_bytes(pictures.drawn("PNG"))
    found = list(review_files(sorted(folder.iterdir()), Terms(today(), Kind.UNKNOWN)))
    assert next(one.error.code for one in found if one.error) == "number-in-name"
    found.append(review_application(folder, None))
    assert "1234567" not in json.dumps([one.json for one in found])
