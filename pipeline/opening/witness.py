"""A second reader of a PDF's text, which shares no code with the one that paints it: pdfplumber, upon pdfminer.

Whoever writes a file can make one reader see other letters than the next: text that stands for drawn text
(ActualText), entries given twice, updates that one reader follows and the other does not. What two readers of
different origin decode alike, at the same place, the file really says.

A page that pdfplumber cannot read is given to it once more as pdfium writes it, in a sound file; what it cannot read even so
nobody confirms, and counts like text beneath a scan. It works within bounds: it is slow, and files may be made so
that it is slower.
"""

from __future__ import annotations

import io
import logging
import signal
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from types import FrameType
from typing import NamedTuple

import numpy as np
import pdfplumber
import pypdfium2
from pdfminer.layout import LTChar, LTContainer, LTPage
from pdfminer.pdfpage import PDFPage
from pdfminer.psexceptions import PSException
from pdfplumber.pdf import PDF
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from pipeline.opening.codes import Fonts
from pipeline.opening.leaves import LOADER_ERRORS

MOST_LETTERS = 15_000
"""Letters of a page, by either reader, up to which they are compared: a full page of print has some three thousand."""
PAGE_SECONDS = 3.0
"""Longest work on a page, seconds of the processor; a page of print takes a tenth of one."""
FILE_SECONDS = 10.0
"""Likewise on a file."""
CELLS = 2000
"""Two places are the same from one to two such parts of the page's longer side (A4: 0.15 to 0.3 mm)."""
INSIDE = 0.15
"""Share of a letter's width and height at each edge that its neighbours may stand in."""
UNKNOWN = "\ufffd"
"""What stands for a glyph that pdfplumber has no letter for; it writes `(cid:12)`."""

for _name in ("pdfminer", "pdfplumber"):  # what they complain about may hold what stands in the document
    logging.getLogger(_name).addHandler(logging.NullHandler())
    logging.getLogger(_name).propagate = False

_FAILURES = (*LOADER_ERRORS, MemoryError, PSException, PdfminerException, MalformedPDFException)
"""What pdfplumber and pdfminer raise on damaged files."""


class Said(NamedTuple):
    """A letter of the first reader: where its baseline begins, and its box; points in the page's own coordinates."""

    text: str
    x: float
    y: float
    left: float
    bottom: float
    right: float
    top: float


class Heard(NamedTuple):
    """A letter of the second reader, likewise; `UNKNOWN` where it sees one and cannot tell which."""

    text: str
    x: float
    y: float


class Testimony:
    """Which letters of the first reader the second one decodes alike. `side`: the page's longer side, points."""

    def __init__(self, said: Sequence[Said], heard: Sequence[Heard], side: float) -> None:
        self._cell = side / CELLS
        self._heard = {key for one in heard for key in self._keys(one)}
        known = {key for one in said for key in self._keys(one)}
        strange = [(one.x, one.y) for one in heard if not all(self._near(key, known) for key in self._keys(one))]
        self._strange = np.array(strange, dtype=np.float64).reshape(-1, 2)

    def confirms(self, letter: Said) -> bool:
        """Whether the second reader has this letter here, and none that the first one has not. Signs are not held."""
        return all(self._near(key, self._heard) for key in self._keys(letter)) and not self._beside(letter)

    def _keys(self, one: Said | Heard) -> list[tuple[str, float, float]]:
        return [(char, one.x // self._cell, one.y // self._cell) for char in _letters_of(one.text)]

    @staticmethod
    def _near(key: tuple[str, float, float], known: set[tuple[str, float, float]]) -> bool:
        char, x, y = key
        return any((char, x + right, y + up) in known for right in (0, -1, 1) for up in (0, -1, 1))

    def _beside(self, letter: Said) -> bool:
        """Whether a letter that the first reader has not stands in this one's place."""
        if not len(self._strange):
            return False
        across, up = INSIDE * (letter.right - letter.left), INSIDE * (letter.top - letter.bottom)
        x, y = self._strange.T
        inside = (x > letter.left - across) & (x < letter.right - across)
        return bool(np.any(inside & (y > letter.bottom - up) & (y < letter.top - up)))


class Witness:
    """The second reader of one file. `document` writes the file anew where it must be mended first."""

    def __init__(self, data: bytes, document: pypdfium2.PdfDocument) -> None:
        self._data = data
        self._document = document
        self._left = FILE_SECONDS

    def testimony(self, number: int, said: Sequence[Said], side: float) -> Testimony | None:
        """What it has to say to a page's letters (page from 0); nothing where it cannot read the page in time."""
        if len(said) > MOST_LETTERS:
            return None
        began = time.process_time()
        try:
            with _hurried(min(PAGE_SECONDS, self._left)):
                heard = self._heard(number)
        except _TimeUpError:
            return None
        finally:
            self._left -= time.process_time() - began
        return None if heard is None or len(heard) > MOST_LETTERS else Testimony(said, heard, side)

    def _heard(self, number: int) -> list[Heard] | None:
        """The page's letters, from the file as it is, else from the file as pdfium mends it."""
        ways: tuple[Callable[[], list[Heard]], ...] = (
            lambda: _read(self._plain, number),
            lambda: _read(_mended(self._document, number), 0),
        )
        for way in ways:
            try:
                return way()
            except _FAILURES:
                continue
        return None

    @cached_property
    def _plain(self) -> PDF:
        return _opened(io.BytesIO(self._data))


def _mended(document: pypdfium2.PdfDocument, number: int) -> PDF:
    """One page of a file, in a sound file of its own."""
    page, written = pypdfium2.PdfDocument.new(), io.BytesIO()
    page.import_pages(document, [number])
    page.save(written)
    page.close()
    return _opened(written)


def _opened(file: io.BytesIO) -> PDF:
    opened = pdfplumber.open(file)
    opened.rsrcmgr = Fonts()
    return opened


def _read(file: PDF, number: int) -> list[Heard]:
    page = file.pages[number]
    back = _to_own(page.page_obj)
    return [_letter(char, back) for char in _chars(page.layout)]


def _chars(page: LTPage) -> Iterator[LTChar]:
    """The page's characters, those of forms too."""
    things: list[object] = [page]
    while things:
        thing = things.pop()
        if isinstance(thing, LTChar):
            yield thing
        elif isinstance(thing, LTContainer):
            things += thing


def _letter(char: LTChar, back: Callable[[float, float], tuple[float, float]]) -> Heard:
    text = char.get_text()
    x, y = back(float(char.matrix[4]), float(char.matrix[5]))
    return Heard(UNKNOWN if text.startswith("(cid:") else text, x, y)


def _to_own(page: PDFPage) -> Callable[[float, float], tuple[float, float]]:
    """From where pdfminer puts a point, on the media box as it is turned, to the page's own coordinates."""
    left, bottom, right, top = page.mediabox
    turned: dict[int, Callable[[float, float], tuple[float, float]]] = {
        90: lambda x, y: (right - y, x + bottom),
        180: lambda x, y: (right - x, top - y),
        270: lambda x, y: (y + left, top - x),
    }
    return turned.get(page.rotate, lambda x, y: (x + left, y + bottom))


def _letters_of(text: str) -> Iterator[str]:
    """What is compared: letters and digits in their plain forms. Readers name dashes and dots differently."""
    for char in text:
        plain = unicodedata.normalize("NFKC", char)
        yield from (one for one in plain if (one.isalnum() and ord(one) < 0x10000) or one == UNKNOWN)


class _TimeUpError(BaseException):
    """The processor's time is used up; no `Exception`, for libraries swallow those."""


@contextmanager
def _hurried(seconds: float) -> Iterator[None]:
    """Ends what runs in it by `_TimeUpError` after so much of the processor's time.

    Signals reach the main thread alone, which is where a fence's child works; elsewhere nothing ends it.
    """
    if seconds <= 0:
        raise _TimeUpError
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _time_up)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds, 1.0)  # again: what is raised in a destructor is lost
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    finally:
        signal.signal(signal.SIGVTALRM, before)


def _time_up(_signal: int, _frame: FrameType | None) -> None:
    raise _TimeUpError
