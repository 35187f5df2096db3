"""Tesseract behind the `Recogniser` seam: the one place that calls it.

One process reads all crops of a look (a text file lists the pictures):
starting Tesseract costs more than reading a line. `OMP_THREAD_LIMIT=1` always; parallelism is by
document.
"""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import cv2
import pytesseract

from pipeline.document import Box, Picture, Word
from pipeline.errors import DojangError
from pipeline.recognisers import Look

LANGUAGES = {Look.TEXT: "kor", Look.LATIN: "eng"}
LINE_MODES = {Look.TEXT: 13, Look.LATIN: 7}
"""Raw lines for Korean; `eng` reads digits and masks better where it finds the line itself (measured)."""
CONFIG = "--psm {mode} --dpi 300 -c tessedit_do_invert=0"
MARGIN = 4
"""White pixels around a crop: Tesseract loses letters that touch the edge."""
SECONDS = 60
"""Longest one process may take: the fence ends it earlier when the file's time is up."""


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
    """Reads cropped lines by Tesseract's `kor` model, and `eng` for the second look."""

    @property
    def name(self) -> str:
        """Engine, version, language."""
        return f"tesseract {probe()} {LANGUAGES[Look.TEXT]}"

    def read(self, crops: Sequence[Picture], look: Look = Look.TEXT) -> list[tuple[Word, ...]]:
        """See `Recogniser.read`. Raises `timed-out`; probes the installation first."""
        probe()
        if not crops:
            return []
        with tempfile.TemporaryDirectory(prefix="dojang-") as folder:
            listing = _write(crops, Path(folder))
            table = _run(listing, look)
        return _words(table, [crop.shape[:2] for crop in crops])


def _write(crops: Sequence[Picture], folder: Path) -> Path:
    """The crops as uncompressed pictures with a margin, and the file that lists them."""
    names = []
    for number, crop in enumerate(crops):
        name = folder / f"{number}.pgm"
        grey = cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY) if crop.ndim == 3 else crop
        edge = int(grey.max(initial=255))
        cv2.imwrite(
            str(name), cv2.copyMakeBorder(grey, MARGIN, MARGIN, MARGIN, MARGIN, cv2.BORDER_CONSTANT, value=(edge,))
        )
        names.append(str(name))
    listing = folder / "list.txt"
    listing.write_text("\n".join(names))
    return listing


def _run(listing: Path, look: Look) -> str:
    config = CONFIG.format(mode=LINE_MODES[look])
    try:
        return str(pytesseract.image_to_data(str(listing), lang=LANGUAGES[look], config=config, timeout=SECONDS))
    except RuntimeError as error:
        if isinstance(error, pytesseract.TesseractError):
            raise DojangError("damaged-file") from None
        raise DojangError("timed-out") from None


def _words(table: str, sizes: list[tuple[int, ...]]) -> list[tuple[Word, ...]]:
    """Tesseract's TSV, one tuple of words a crop; `page_num` counts the crops from 1."""
    found: list[list[Word]] = [[] for _ in sizes]
    for row in csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = row["text"] or ""
        if row["level"] != "5" or not text.strip():
            continue
        crop = int(row["page_num"]) - 1
        height, width = sizes[crop][:2]
        left, top = int(row["left"]) - MARGIN, int(row["top"]) - MARGIN
        box = Box(
            max(left / width, 0.0),
            max(top / height, 0.0),
            min((left + int(row["width"])) / width, 1.0),
            min((top + int(row["height"])) / height, 1.0),
        )
        found[crop].append(Word(text.strip(), max(float(row["conf"]), 0.0) / 100, box))
    return [tuple(words) for words in found]
