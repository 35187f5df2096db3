"""What a file says beside its pages: title and author, XMP, outline, attachments, comments; tags and texts of pictures.

Nobody sees it on the paper, and it goes wherever the file goes: a number that names a person must not stand there.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any

import pypdfium2
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psexceptions import PSException
from PIL import ExifTags, Image

from pipeline.opening.leaves import LOADER_ERRORS
from pipeline.opening.sniffing import sniff
from pipeline.opening.sparing import sparing

_MOST_BYTES = 2_000_000
"""Of one attachment or stream that are looked at."""
_MOST_PARTS = 500
_DEEPEST = 5
_ENCODINGS = ("utf-8", "utf-16", "utf-16-be", "cp949")
_CODES = (b"UNICODE\0", b"ASCII\0\0\0")
"""What stands before a comment of EXIF."""
_IFDS = (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo)


def hidden_texts(data: bytes) -> Iterator[str]:
    """Every such text, as far as the file can be opened; what breaks off says no more."""
    kind = sniff(data)
    with sparing():
        if kind == "pdf":
            yield from _guarded(_of_pdfium(data))
            yield from _guarded(_of_pdfminer(data))
        elif kind == "picture":
            yield from _guarded(_of_picture(data))


def _guarded(texts: Iterator[str]) -> Iterator[str]:
    try:
        yield from texts
    except (*LOADER_ERRORS, PSException):
        return


def _of_pdfium(data: bytes) -> Iterator[str]:
    document = pypdfium2.PdfDocument(data)
    yield from document.get_metadata_dict().values()
    for number, entry in enumerate(document.get_toc(max_depth=8)):
        if number > _MOST_PARTS:
            break
        yield entry.get_title()
    for number in range(min(document.count_attachments(), _MOST_PARTS)):
        attachment = document.get_attachment(number)
        yield attachment.get_name()
        yield from _decoded(bytes(attachment.get_data()[:_MOST_BYTES]))


def _of_pdfminer(data: bytes) -> Iterator[str]:
    """The catalog's XMP, which pdfium does not show, and every string of every object: annotations, fields of forms, all else."""
    document = PDFDocument(PDFParser(io.BytesIO(data)))
    metadata = resolve1(document.catalog.get("Metadata"))
    if isinstance(metadata, PDFStream):
        yield from _decoded(metadata.get_data()[:_MOST_BYTES])
    for number, reference in enumerate(xref_numbers(document)):
        if number > _MOST_PARTS * 10:
            break
        yield from _guarded(_of_object(document, reference))


def _of_object(document: PDFDocument, number: int) -> Iterator[str]:
    """Of one object: one that is broken hides no other."""
    for raw in _strings(document.getobj(number)):
        yield from _decoded(raw)


def _strings(value: object, depth: int = 0) -> Iterator[bytes]:
    """The strings within an object; what it refers to comes by itself."""
    if isinstance(value, bytes):
        yield value[:_MOST_BYTES]
    elif isinstance(value, dict | list) and depth < _DEEPEST:
        for one in value.values() if isinstance(value, dict) else value:
            yield from _strings(one, depth + 1)


def xref_numbers(document: PDFDocument) -> Iterator[int]:
    """The number of every object that the file lists."""
    for xref in document.xrefs:
        yield from xref.get_objids()


def _of_picture(data: bytes) -> Iterator[str]:
    with Image.open(io.BytesIO(data)) as image:
        for frame in range(min(int(getattr(image, "n_frames", 1)), _MOST_PARTS)):
            image.seek(frame)
            yield from _plain(image.info)
            yield from _plain(dict(getattr(image, "tag_v2", {})))
        exif = image.getexif()
        yield from _plain({tag: exif[tag] for tag in exif})
        for ifd in _IFDS:
            yield from _plain(exif.get_ifd(ifd))


def _plain(values: Mapping[Any, object]) -> Iterator[str]:
    for value in values.values():
        for one in value if isinstance(value, tuple | list) else (value,):
            if isinstance(one, bytes):
                yield from _decoded(one[:_MOST_BYTES])
            elif isinstance(one, str):
                yield one[:_MOST_BYTES]


def _decoded(raw: bytes) -> Iterator[str]:
    """Bytes as each encoding that they may be in has them."""
    for code in _CODES:
        raw = raw.removeprefix(code)
    for encoding in _ENCODINGS:
        yield raw.decode(encoding, "ignore")
