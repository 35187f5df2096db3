"""Tesseract as a program: one process reads all crops of a look (a text file lists the pictures)."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import cv2
import pytesseract

from pipeline.document import Picture, Word
from pipeline.errors import DojangError
from pipeline.recognisers import Look
from pipeline.recognisers.tesseract.asked import DPI, LANGUAGES, LINE_MODES, SECONDS, VARIABLES, by_page, framed


def read(crops: Sequence[Picture], look: Look) -> list[tuple[Word, ...]]:
    """See `Recogniser.read`. Raises `timed-out`."""
    with tempfile.TemporaryDirectory(prefix="dojang-") as folder:
        table = _run(_write(crops, Path(folder)), look)
    return by_page(table, list(crops))


def _write(crops: Sequence[Picture], folder: Path) -> Path:
    """The crops as uncompressed pictures, and the file that lists them."""
    names = [str(folder / f"{number}.pgm") for number in range(len(crops))]
    for name, crop in zip(names, crops, strict=True):
        cv2.imwrite(name, framed(crop))
    listing = folder / "list.txt"
    listing.write_text("\n".join(names))
    return listing


def _run(listing: Path, look: Look) -> str:
    settings = " ".join(f"-c {name}={value}" for name, value in VARIABLES.items())
    config = f"--psm {LINE_MODES[look]} --dpi {DPI} {settings}"
    try:
        return str(pytesseract.image_to_data(str(listing), lang=LANGUAGES[look], config=config, timeout=SECONDS))
    except RuntimeError as error:
        if isinstance(error, pytesseract.TesseractError):
            raise DojangError("damaged-file") from None
        raise DojangError("timed-out") from None
