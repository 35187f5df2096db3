"""The pixels that a file itself holds for a page: what a scanner or a camera made, in the blocks in which it was compressed.

A page is read from a picture that was drawn, reduced or turned. What compression left is in the pixels before that.
"""

from __future__ import annotations

import io

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image

from pipeline.document import Picture
from pipeline.opening.leaves import LOADER_ERRORS, Source
from pipeline.opening.pixels import ORIENTATION
from pipeline.settings import Settings

MOST_PIXELS = 26_000_000
"""Pixels of a picture that are decoded once more: a telephone's camera has 12 to 24 million."""
WHOLE = 0.6
"""Share of a PDF's page that its one picture must cover."""
UPRIGHT = 0.002
"""Of a picture's size: by how much it may lie askew on its page."""
_JPEG = frozenset({"JPEG", "MPO"})
_LOSSLESS = frozenset({"PNG", "BMP"})
"""What keeps pixels as they were. (TIFF may be JPEG within, whose table is not told.)"""
_STILL = np.eye(3)
_WAYS = {
    1: _STILL,
    3: np.array([[-1.0, 0.0, 1.0], [0.0, -1.0, 1.0], [0.0, 0.0, 1.0]]),
    6: np.array([[0.0, -1.0, 1.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]),
    8: np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, 1.0], [0.0, 0.0, 1.0]]),
}
"""By EXIF's orientation: from fractions of the picture as stored to fractions of the page; mirrors are left out."""


def picture_source(data: bytes, frame: int, limits: Settings, rendered: Picture) -> Source | None:
    """Of a picture file: the page as rendered where nothing resampled it, else decoded once more; nothing where that would not tell."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            if frame:
                image.seek(frame)
            return _of_picture(image, limits, rendered)
    except LOADER_ERRORS:
        return None


def _of_picture(image: Image.Image, limits: Settings, rendered: Picture) -> Source | None:
    same = (image.height, image.width) == rendered.shape[:2]
    if image.format in _LOSSLESS:
        return Source(rendered, None, _STILL) if same else None
    if image.format not in _JPEG:
        return None
    way, table = _WAYS.get(image.getexif().get(ORIENTATION, 1)), _table(image)
    if way is None or image.width * image.height > min(MOST_PIXELS, limits.max_pixels):
        return None
    if way is _STILL and same:
        return Source(rendered, table, way)
    return Source(np.asarray(image, dtype=np.uint8), table, way) if _decodes(image) else None


def _decodes(image: Image.Image) -> bool:
    """Whether decoding gives a JPEG's pixels as they are."""
    return image.format in _JPEG and image.mode in {"L", "RGB"}


def _table(image: Image.Image) -> NDArray[np.int64] | None:
    """The steps of a JPEG's brightness, down then across."""
    tables = getattr(image, "quantization", {})
    steps = np.array(tables.get(0, ()), dtype=np.int64)
    return steps.reshape(8, 8) if steps.size == 64 else None


def document_source(
    document: pypdfium2.PdfDocument, number: int, limits: Settings, _rendered: Picture
) -> Source | None:
    """Of a PDF's page that shows one picture, as scanners make them: that picture, if it is JPEG and lies upright."""
    try:
        page = document[number]
        found = [one for one in page.get_objects(max_depth=2) if one.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]
        if len(found) != 1 or page.get_rotation() or not isinstance(found[0], pypdfium2.PdfImage):
            return None
        way = _way(found[0], page.get_size())
        if way is None or found[0].get_filters() != ["DCTDecode"]:
            return None
        return _of_stream(bytes(found[0].get_data()), limits, way)
    except LOADER_ERRORS:
        return None


def _of_stream(data: bytes, limits: Settings, way: NDArray[np.float64]) -> Source | None:
    with Image.open(io.BytesIO(data)) as image:
        if image.width * image.height > min(MOST_PIXELS, limits.max_pixels) or not _decodes(image):
            return None
        return Source(np.asarray(image, dtype=np.uint8), _table(image), way)


def _way(image: pypdfium2.PdfImage, size: tuple[float, float]) -> NDArray[np.float64] | None:
    """From fractions of a picture to fractions of its page; nothing where it is turned, mirrored or small."""
    a, b, c, d, e, f = image.get_matrix().get()
    width, height = size
    if a <= 0 or d <= 0 or max(abs(b), abs(c)) > UPRIGHT * max(a, d) or a * d < WHOLE * width * height:
        return None
    return np.array([[a / width, 0.0, e / width], [0.0, d / height, 1.0 - (f + d) / height], [0.0, 0.0, 1.0]])
