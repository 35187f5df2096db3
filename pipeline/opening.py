"""Bytes → leaves: one a page, each knowing how to render itself; and the file's own text.

The type is told from the bytes, never from the name. What cannot be opened is a `DojangError`
whose code says why. Nothing is rendered before its size is known to be within the limits.
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pdfplumber
import pypdfium2
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException
from PIL import Image, ImageOps, UnidentifiedImageError

from pipeline.document import Box, Line, Picture, Word
from pipeline.errors import DojangError
from pipeline.settings import Settings

PDF_DPI = 300
"""Resolution at which an A4 page of a PDF is rendered."""
LAID_UNDER = 0.8
"""Confidence of a text layer under a scan, which another reader made; of one that the page is drawn from, 1."""
PAGE_PIXELS = 9_500_000
"""A page is rendered or reduced to at most this many pixels (A4 at 300 dpi has 8.7 million)."""
PDF_PASSWORD_ERROR = 4
"""pdfium's FPDF_ERR_PASSWORD."""

LOADER_ERRORS = (
    OSError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    AssertionError,
    EOFError,
    RuntimeError,
    SyntaxError,
    struct.error,
    zlib.error,
    PSException,
    PdfminerException,
    MalformedPDFException,
)
"""What Pillow, pdfminer and pdfium raise on damaged files; much more than `OSError`."""

Image.MAX_IMAGE_PIXELS = None  # our own limit is tested before anything is decoded


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page as handed in. `render` gives its picture (RGB), `claimed` the lines of its text layer."""

    render: Callable[[], Picture]
    claimed: Callable[[], tuple[Line, ...]]


def open_leaves(data: bytes, limits: Settings) -> list[Leaf]:
    """The pages of a file. Raises `DojangError` with a code of `errors.ERRORS`."""
    if not data:
        raise DojangError("empty-file")
    if len(data) > limits.max_bytes:
        raise DojangError("too-large")
    opener = OPENERS.get(sniff(data))
    if opener is None:
        raise DojangError(_refusal(data))
    return opener(data, limits)


def sniff(data: bytes) -> str:
    """What the bytes are: `pdf`, `picture`, or an empty string for anything else."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    starts = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"BM", b"GIF8")
    is_webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    return "picture" if data.startswith(starts) or is_webp else ""


def _refusal(data: bytes) -> str:
    """The code for a file that is neither PDF nor picture."""
    office_marks = (b"[Content_Types].xml", b"mimetypeapplication/hwp+zip", b"mimetypeapplication/vnd.oasis")
    if data.startswith((b"\xd0\xcf\x11\xe0", b"HWP Document File", b"{\\rtf")):
        return "office-file"
    if data.startswith(b"PK") and any(mark in data[:4096] for mark in office_marks):
        return "office-file"
    archives = (
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"Rar!",
        b"7z\xbc\xaf",
        b"\x1f\x8b",
        b"BZh",
        b"\xfd7zXZ",
        b"ALZ\x01",
        b"EGGA",
    )
    return "archive-file" if data.startswith(archives) else "unsupported-type"


# --- pictures ---------------------------------------------------------------------------------


def _open_picture(data: bytes, limits: Settings) -> list[Leaf]:
    try:
        with Image.open(io.BytesIO(data)) as image:
            frames = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
            if image.width * image.height > limits.max_pixels:
                raise DojangError("page-too-large")
    except UnidentifiedImageError:
        raise DojangError("damaged-file") from None
    except LOADER_ERRORS:
        raise DojangError("damaged-file") from None
    if frames > limits.max_pages:
        raise DojangError("too-many-pages")
    return [_picture_leaf(data, frame, limits) for frame in range(frames)]


def _picture_leaf(data: bytes, frame: int, limits: Settings) -> Leaf:
    return Leaf(render=lambda: _decode(data, frame, limits), claimed=tuple)


def _decode(data: bytes, frame: int, limits: Settings) -> Picture:
    try:
        with Image.open(io.BytesIO(data)) as image:
            image.seek(frame)
            if image.width * image.height > limits.max_pixels:
                raise DojangError("page-too-large")
            return np.asarray(_bounded(_square_pixels(ImageOps.exif_transpose(_to_rgb(image)))), dtype=np.uint8)
    except MemoryError:
        raise DojangError("out-of-memory") from None
    except LOADER_ERRORS:
        raise DojangError("damaged-file") from None


def _to_rgb(image: Image.Image) -> Image.Image:
    """RGB on white, whatever the mode; EXIF and resolution stay."""
    info = image.info
    if image.mode.startswith(("I", "F")):
        flat = np.asarray(image, dtype=np.float64)
        scale = 255.0 / 65535.0 if flat.max(initial=0) > 255 else 1.0
        rgb = Image.fromarray((flat * scale).clip(0, 255).astype(np.uint8)).convert("RGB")
    elif image.mode in {"RGBA", "LA", "PA"} or "transparency" in info:
        layer = image.convert("RGBA")
        rgb = Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB")
    else:
        rgb = image.convert("RGB")
    rgb.info = dict(info)
    rgb.getexif().load(image.getexif().tobytes() if image.getexif() else b"")
    return rgb


def _square_pixels(image: Image.Image) -> Image.Image:
    """A fax has twice as many dots across as down: stretch it to equal resolution."""
    across, down = (float(dots) for dots in image.info.get("dpi", (1, 1)))
    if across <= 0 or down <= 0 or 0.8 < across / down < 1.25 or not 0.2 < across / down < 5:
        return image
    if across > down:
        return image.resize((image.width, round(image.height * across / down)), Image.Resampling.BICUBIC)
    return image.resize((round(image.width * down / across), image.height), Image.Resampling.BICUBIC)


def _bounded(image: Image.Image) -> Image.Image:
    scale = (PAGE_PIXELS / (image.width * image.height)) ** 0.5
    if scale >= 1:
        return image
    return image.resize((round(image.width * scale), round(image.height * scale)), Image.Resampling.LANCZOS)


# --- PDF --------------------------------------------------------------------------------------


def _open_pdf(data: bytes, limits: Settings) -> list[Leaf]:
    document = _load_pdf(data)
    pages = len(document)
    if pages == 0:
        raise DojangError("damaged-file")
    if pages > limits.max_pages:
        raise DojangError("too-many-pages")
    return [_pdf_leaf(document, data, number) for number in range(pages)]


def _load_pdf(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        code = "encrypted-pdf" if error.err_code == PDF_PASSWORD_ERROR else "damaged-file"
        raise DojangError(code) from None


def _pdf_leaf(document: pypdfium2.PdfDocument, data: bytes, number: int) -> Leaf:
    return Leaf(render=lambda: _render(document, number), claimed=lambda: _text_layer(document, data, number))


def _render(document: pypdfium2.PdfDocument, number: int) -> Picture:
    try:
        page = document[number]
        width, height = page.get_size()
        if width <= 1 or height <= 1:
            raise DojangError("damaged-file")
        scale = min(PDF_DPI / 72, (PAGE_PIXELS / (width * height)) ** 0.5)
        bitmap = page.render(scale=scale, may_draw_forms=True, rev_byteorder=True)
        return np.ascontiguousarray(bitmap.to_numpy()[:, :, :3])
    except MemoryError:
        raise DojangError("out-of-memory") from None
    except (pypdfium2.PdfiumError, *LOADER_ERRORS):
        raise DojangError("damaged-file") from None


def _text_layer(document: pypdfium2.PdfDocument, data: bytes, number: int) -> tuple[Line, ...]:
    """The lines of a page's text layer; none where it cannot be read: it is a claim, and the picture stays.

    Where the one reader finds far less than the other (it gives up on fonts that the other can decode), the
    other's words count: a number hidden from us may be plain to any viewer.
    """
    try:
        with pdfplumber.open(io.BytesIO(data), pages=[number + 1]) as plumbed:
            page = plumbed.pages[0]
            words = page.extract_words(use_text_flow=False, x_tolerance_ratio=0.3)
            width, height = float(page.width), float(page.height)
    except LOADER_ERRORS:
        words, (width, height) = [], document[number].get_size()
    others = _pdfium_words(document[number])
    if _letters(words) < 0.8 * _letters(others):
        words, (width, height) = others, document[number].get_size()
    return tuple(_rows(words, width, height, LAID_UNDER if _scanned(document[number]) else 1.0))


def _scanned(page: pypdfium2.PdfPage) -> bool:
    """Whether one picture fills most of the page: its text layer then is what some reader made of a scan."""
    width, height = page.get_size()
    try:
        bounds = [one.get_bounds() for one in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])]
    except pypdfium2.PdfiumError:
        return True
    return any((right - left) * (top - bottom) > 0.6 * width * height for left, bottom, right, top in bounds)


def _letters(words: list[dict[str, float | str]]) -> int:
    return sum(len(str(word["text"])) for word in words)


def _pdfium_words(page: pypdfium2.PdfPage) -> list[dict[str, float | str]]:
    """The words as pdfium, which draws the page, finds them; places as pdfplumber gives them (from the top)."""
    try:
        layer = page.get_textpage()
        text = layer.get_text_range()
        if layer.count_chars() != len(text):  # characters outside the basic plane: places would slip
            return []
        boxes = [layer.get_charbox(at, loose=True) for at in range(len(text))]
    except pypdfium2.PdfiumError:
        return []
    matches = re.finditer(r"\S+", text)
    height = page.get_height()
    return [_pdfium_word(match[0], boxes[match.start() : match.end()], height) for match in matches]


def _pdfium_word(text: str, boxes: list[tuple[float, float, float, float]], height: float) -> dict[str, float | str]:
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return {
        "text": text,
        "x0": min(lefts),
        "x1": max(rights),
        "top": height - max(tops),
        "bottom": height - min(bottoms),
    }


def _rows(words: list[dict[str, float | str]], width: float, height: float, confidence: float) -> Iterator[Line]:
    """Words as pdfplumber finds them, joined to lines where they stand on one row within three letter heights."""
    placed = [
        Word(
            str(word["text"]),
            confidence,
            Box(
                float(word["x0"]) / width,
                float(word["top"]) / height,
                float(word["x1"]) / width,
                float(word["bottom"]) / height,
            ),
        )
        for word in words
    ]
    row: list[Word] = []
    for word in placed:
        if row and not _continues(row[-1], word, width / height):
            yield Line(tuple(row), Box.around(one.box for one in row))
            row = []
        row.append(word)
    if row:
        yield Line(tuple(row), Box.around(one.box for one in row))


def _continues(before: Word, word: Word, aspect: float) -> bool:
    gap = (word.box.left - before.box.right) * aspect
    return before.box.same_row(word.box) and -0.5 * word.box.height < gap < 3 * word.box.height


OPENERS: dict[str, Callable[[bytes, Settings], list[Leaf]]] = {"pdf": _open_pdf, "picture": _open_picture}
