"""Tesseract as a library: a model is loaded once in a process and reads one crop after the other.

Loading `kor` and `eng` takes longer than reading a third of a page with them, and a program loads them anew for every page.
What one crop reads as does not depend on those before it. Called by its C interface (`capi.h`, the same since 3.02).
"""

from __future__ import annotations

import ctypes
import ctypes.util
import shutil
import threading
import time
import weakref
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from pipeline.document import Picture, Word
from pipeline.errors import DojangError
from pipeline.recognisers import Look
from pipeline.recognisers.tesseract.asked import DPI, LANGUAGES, LINE_MODES, SECONDS, VARIABLES, framed, words_of

NAMES = ("libtesseract.so.5", "libtesseract.5.dylib")
_HANDLE, _TEXT, _INT = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
_CALLS: dict[str, tuple[type | None, list[type]]] = {
    "TessVersion": (_TEXT, []),
    "TessBaseAPICreate": (_HANDLE, []),
    "TessBaseAPIDelete": (None, [_HANDLE]),
    "TessBaseAPIInit3": (_INT, [_HANDLE, _TEXT, _TEXT]),
    "TessBaseAPISetPageSegMode": (None, [_HANDLE, _INT]),
    "TessBaseAPISetVariable": (_INT, [_HANDLE, _TEXT, _TEXT]),
    "TessBaseAPISetImage": (None, [_HANDLE, _TEXT, _INT, _INT, _INT, _INT]),
    "TessBaseAPISetSourceResolution": (None, [_HANDLE, _INT]),
    "TessBaseAPIGetTsvText": (_HANDLE, [_HANDLE, _INT]),
    "TessBaseAPIClear": (None, [_HANDLE]),
    "TessDeleteText": (None, [_HANDLE]),
}
"""What is called: result, arguments."""


class Engine:
    """One model, ready to read; one crop at a time, whichever thread asks."""

    def __init__(self, calls: ctypes.CDLL, look: Look) -> None:
        self._calls = calls
        self._handle = calls.TessBaseAPICreate()
        weakref.finalize(self, calls.TessBaseAPIDelete, self._handle)
        if calls.TessBaseAPIInit3(self._handle, None, LANGUAGES[look].encode()):
            raise DojangError("language-missing", LANGUAGES[look])
        calls.TessBaseAPISetPageSegMode(self._handle, LINE_MODES[look])
        for name, value in VARIABLES.items():
            calls.TessBaseAPISetVariable(self._handle, name.encode(), value.encode())
        self._lock = threading.Lock()

    def read(self, crops: Sequence[Picture]) -> list[tuple[Word, ...]]:
        """See `Recogniser.read`. Raises `timed-out`."""
        end = time.monotonic() + SECONDS
        return [self._line(crop, end) for crop in crops]

    def _line(self, crop: Picture, end: float) -> tuple[Word, ...]:
        if time.monotonic() > end:
            raise DojangError("timed-out")
        with self._lock:
            return words_of(self._table(crop), crop)

    def _table(self, crop: Picture) -> str:
        picture, calls, handle = framed(crop), self._calls, self._handle
        height, width = picture.shape
        calls.TessBaseAPISetImage(handle, picture.tobytes(), width, height, 1, width)
        calls.TessBaseAPISetSourceResolution(handle, DPI)
        text = calls.TessBaseAPIGetTsvText(handle, 0)
        if not text:
            raise DojangError("damaged-file")
        try:
            return ctypes.string_at(text).decode("utf-8", "replace")
        finally:
            calls.TessDeleteText(text)
            calls.TessBaseAPIClear(handle)


@cache
def engine(version: str, look: Look) -> Engine | None:
    """The look's model in the library of that version; nothing where there is none. Raises `language-missing`."""
    calls = load(version)
    return Engine(calls, look) if calls else None


@cache
def load(version: str) -> ctypes.CDLL | None:
    """The library of the installed program: one of another version may know other languages, or none."""
    return next((found for name in _places() if (found := _opened(name)) and _version(found) == version), None)


def _places() -> Iterator[str]:
    """Where the library may lie: where the system looks, and beside the program."""
    yield from NAMES
    program = shutil.which("tesseract")
    if program:
        yield from (str(Path(program).resolve().parents[1] / "lib" / name) for name in NAMES)
    found = ctypes.util.find_library("tesseract")
    if found:
        yield found


def _opened(name: str) -> ctypes.CDLL | None:
    try:
        calls = ctypes.CDLL(name)
        for call, (result, arguments) in _CALLS.items():
            getattr(calls, call).restype, getattr(calls, call).argtypes = result, arguments
    except (OSError, AttributeError):
        return None
    return calls


def _version(calls: ctypes.CDLL) -> str:
    return str(calls.TessVersion().decode())
