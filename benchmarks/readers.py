"""The readers that `bench_reading.py` sets side by side: Dojang, Tesseract on whole pages, OCRmyPDF, and the floor.

Each takes a paper of one page, prepared outside of what is timed, and gives its plain text, one string a line.
Programs run as a user would run them, one thread each.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
from PIL import Image

from pipeline.document import Page, Picture, Word
from pipeline.opening import open_leaves
from pipeline.reading import read_pages
from pipeline.recognisers import Look, Recogniser
from pipeline.recognisers.engines import recogniser
from pipeline.recognisers.tesseract.asked import framed
from pipeline.rows import rows_of
from pipeline.settings import Settings

DOJANG, FIRST, PLAIN, BEST, OCRMYPDF, FLOOR = (
    "Dojang",
    "Dojang, no second looks",
    "Tesseract",
    "Tesseract, best setting",
    "OCRmyPDF",
    "floor",
)
WHOLE_PAGE = {PLAIN: (), BEST: ("--psm", "4", "-c", "thresholding_method=2")}
"""Options beside `-l kor+eng`; the second is the best that was found for whole pages of certificates."""
LONGEST = 300
"""Seconds a program may take for one page."""
A4_WIDTH = 210 / 25.4
"""Inches."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page, ready for every reader.

    `file` is the paper as handed in; `picture` what Tesseract takes: the file where that is a picture, else the page
    rendered at 300 dpi. `listing` names the first look's crops, for the floor; `first` is what the first look reads.
    """

    data: bytes
    file: Path
    picture: Path
    listing: Path
    first: tuple[str, ...] = ()


class FirstLook:
    """A recogniser without second looks; it keeps the crops that it is given."""

    def __init__(self, inner: Recogniser) -> None:
        self._inner = inner
        self.calls: list[list[Picture]] = []

    @property
    def name(self) -> str:
        """The engine's."""
        return self._inner.name

    @property
    def whole(self) -> bool:
        """It is not."""
        return False

    def read(self, crops: Sequence[Picture], look: Look = Look.TEXT) -> list[tuple[Word, ...]]:
        """The first look's words; nothing from any other look."""
        if look is not Look.TEXT:
            return [() for _ in crops]
        self.calls.append(list(crops))
        return self._inner.read(crops, look)


def prepare(data: bytes, name: str, folder: Path) -> Sheet:
    """Writes what the readers need. Raises the errors of opening."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_bytes(data)
    picture = file
    if file.suffix == ".pdf":
        picture = folder / "page.png"
        Image.fromarray(open_leaves(data, Settings())[0].render()).save(picture, dpi=(300, 300))
    looked = FirstLook(recogniser(Settings()))
    page = read_pages(data, Settings(), looked)[0]
    return Sheet(data, file, picture, _crops(max(looked.calls, key=len, default=[]), folder), tuple(plain_text(page)))


def _crops(crops: Sequence[Picture], folder: Path) -> Path:
    """The crops as Tesseract is given them: grey, with a margin."""
    names = []
    for number, crop in enumerate(crops):
        name = str(folder / f"crop-{number}.pgm")
        cv2.imwrite(name, framed(crop))
        names.append(name)
    listing = folder / "crops.txt"
    listing.write_text("\n".join(names), encoding="utf-8")
    return listing


def plain_text(page: Page) -> list[str]:
    """A page's rows as they were read from the picture; the file's own text layer is left aside."""
    return [row.text for row in rows_of(page.lines, (), page.number)]


def dojang(sheet: Sheet) -> list[str]:
    """All of reading, second looks with it, from the file's bytes to rows."""
    return [row for page in read_pages(sheet.data, Settings(), recogniser(Settings())) for row in plain_text(page)]


def first_look(sheet: Sheet) -> list[str]:
    """The same with the first look alone."""
    return [
        row
        for page in read_pages(sheet.data, Settings(), FirstLook(recogniser(Settings())))
        for row in plain_text(page)
    ]


def tesseract_command(sheet: Sheet, name: str) -> list[str]:
    """A whole page by Tesseract itself."""
    return ["tesseract", str(sheet.picture), "-", *WHOLE_PAGE[name], "-l", "kor+eng"]


def ocrmypdf_command(sheet: Sheet) -> list[str]:
    """OCRmyPDF on the file; what it cannot open (WebP), and pictures that do not say their resolution, as PNG."""
    source, options = sheet.file, []
    if sheet.file.suffix != ".pdf":
        with Image.open(sheet.file) as image:
            options = ["--image-dpi", str(round(image.width / A4_WIDTH))]
            if sheet.file.suffix == ".webp":
                source = sheet.file.with_suffix(".png")
                image.save(source)
    out = sheet.file.with_name("out.pdf")
    sidecar = ["--sidecar", str(sheet.file.with_name("out.txt"))]
    return [
        "ocrmypdf",
        "--quiet",
        "--jobs",
        "1",
        "--force-ocr",
        "-l",
        "kor+eng",
        *options,
        *sidecar,
        str(source),
        str(out),
    ]


def floor_command(sheet: Sheet) -> list[str]:
    """Tesseract's own recognition of the first look's crops, one process for all."""
    how = ("--psm", "13", "--dpi", "300", "-c", "tessedit_do_invert=0")
    return ["tesseract", str(sheet.listing), "-", "-l", "kor", *how]


def _output(command: Sequence[str]) -> list[str]:
    """A program's standard output by lines; nothing where it fails."""
    done = subprocess.run(command, capture_output=True, timeout=LONGEST, check=False)
    return re.split(r"[\n\f]+", done.stdout.decode("utf-8", "replace"))


def _ocrmypdf(sheet: Sheet) -> list[str]:
    sidecar = sheet.file.with_name("out.txt")
    sidecar.unlink(missing_ok=True)
    _output(ocrmypdf_command(sheet))
    return re.split(r"[\n\f]+", sidecar.read_text(encoding="utf-8")) if sidecar.exists() else []


def readers() -> Mapping[str, Callable[[Sheet], list[str]]]:
    """Every reader that this machine has."""
    found: dict[str, Callable[[Sheet], list[str]]] = {
        DOJANG: dojang,
        FIRST: first_look,
        PLAIN: lambda sheet: _output(tesseract_command(sheet, PLAIN)),
        BEST: lambda sheet: _output(tesseract_command(sheet, BEST)),
        FLOOR: lambda sheet: _output(floor_command(sheet)),
    }
    return found | {OCRMYPDF: _ocrmypdf} if shutil.which("ocrmypdf") else found


def missing() -> str:
    """What to say of readers that are not there; empty where all are."""
    if shutil.which("ocrmypdf"):
        return ""
    return "OCRmyPDF is not here, so it is left out: install it with `apt-get install ocrmypdf`, or in an environment of its own."


def png_bytes(picture: Image.Image, dpi: int) -> bytes:
    """A picture as PNG."""
    stream = io.BytesIO()
    picture.save(stream, "PNG", dpi=(dpi, dpi))
    return stream.getvalue()


def workplace() -> tempfile.TemporaryDirectory[str]:
    """A folder for sheets, gone afterwards."""
    return tempfile.TemporaryDirectory(prefix="bench-reading-")
