"""PDF: its pages, rendered by pdfium."""

from __future__ import annotations

from functools import partial

import numpy as np
import pypdfium2

from pipeline.document import Picture
from pipeline.errors import DojangError
from pipeline.opening.history import History
from pipeline.opening.leaves import PAGE_PIXELS, Leaf, damage_told
from pipeline.opening.painted import without_text
from pipeline.opening.sources import document_source
from pipeline.opening.sparing import sparingly
from pipeline.opening.text_layer import text_layer
from pipeline.opening.witness import Witness
from pipeline.settings import Settings

PDF_DPI = 300
"""Resolution at which an A4 page of a PDF is rendered."""
PASSWORD_ERROR = 4
"""pdfium's FPDF_ERR_PASSWORD."""


def open_pdf(data: bytes, limits: Settings) -> list[Leaf]:
    """The pages of a PDF. Raises `encrypted-pdf`, `damaged-file`, `too-many-pages`."""
    document = _load(data)
    pages = len(document)
    if pages == 0:
        raise DojangError("damaged-file")
    if pages > limits.max_pages:
        raise DojangError("too-many-pages")
    witness, history = Witness(data, document), History(data, document)
    return [
        Leaf(
            sparingly(partial(_render, document, number)),
            sparingly(partial(text_layer, document, number, witness, _rest)),
            sparingly(partial(history.marks, number)),
            sparingly(partial(document_source, document, number, limits)),
        )
        for number in range(pages)
    ]


def _load(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        code = "encrypted-pdf" if error.err_code == PASSWORD_ERROR else "damaged-file"
        raise DojangError(code) from None


def _render(document: pypdfium2.PdfDocument, number: int) -> Picture:
    with damage_told():
        page = document[number]
        width, height = page.get_size()
        if width <= 1 or height <= 1:
            raise DojangError("damaged-file")
        return _drawn(page)


def _rest(page: pypdfium2.PdfPage) -> Picture:
    """The page without its text."""
    with damage_told(), without_text(page):
        return _drawn(page)


def _drawn(page: pypdfium2.PdfPage) -> Picture:
    width, height = page.get_size()
    scale = min(PDF_DPI / 72, (PAGE_PIXELS / (width * height)) ** 0.5)
    bitmap = page.render(scale=scale, may_draw_forms=True, rev_byteorder=True)
    return np.ascontiguousarray(bitmap.to_numpy()[:, :, :3])
