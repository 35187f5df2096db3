"""Tesseract behind the `Recogniser` seam: the one place that calls it.

Its library reads in this very process, so that a model is loaded once and not for every page; where the library is not
to be had, or is not the program's, the program reads all crops of a look in one process. One thread always
(`OMP_THREAD_LIMIT=1`): parallelism is by document.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache

import pytesseract

from pipeline.document import Picture, Word
from pipeline.errors import DojangError
from pipeline.recognisers import Look
from pipeline.recognisers.tesseract import library, program
from pipeline.recognisers.tesseract.asked import LANGUAGES

__all__ = ["Tesseract", "probe"]


@cache
def probe() -> str:
    """Tesseract's version. Raises `tesseract-missing` or `language-missing`."""
    os.environ["OMP_THREAD_LIMIT"] = "1"
    try:
        version = str(pytesseract.get_tesseract_version())
        installed = set(pytesseract.get_languages())
    except pytesseract.TesseractNotFoundError:
        raise DojangError("tesseract-missing") from None
    missing = sorted(set(LANGUAGES.values()) - installed)
    if missing:
        raise DojangError("language-missing", ", ".join(missing))
    return version


class Tesseract:
    """Reads cropped lines by Tesseract's `kor` model, and `eng` for the second look and for Latin text."""

    @property
    def name(self) -> str:
        """Engine, version, language."""
        return f"tesseract {probe()} {LANGUAGES[Look.TEXT]}"

    @property
    def whole(self) -> bool:
        """Not: `kor` makes letters of masks and Latin."""
        return False

    def read(self, crops: Sequence[Picture], look: Look = Look.TEXT) -> list[tuple[Word, ...]]:
        """See `Recogniser.read`. Raises `timed-out`; probes the installation first."""
        version = probe()
        if not crops:
            return []
        model = Look.TEXT if look is Look.TEXT else Look.LATIN
        engine = library.engine(version, model)
        return engine.read(crops) if engine else program.read(crops, model)
