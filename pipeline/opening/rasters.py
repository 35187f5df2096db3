"""Pictures: PNG, JPEG, TIFF (every page), WebP, HEIC, AVIF, BMP, GIF (the first frame).

A JPEG is reduced while it is decoded, anything else after; the limit on pixels is held against what decoding
would take, before it is begun.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import cv2
import numpy as np
import pillow_heif
from PIL import Image

from pipeline.document import Picture
from pipeline.errors import DojangError
from pipeline.opening.history import picture_history
from pipeline.opening.leaves import PAGE_PIXELS, Leaf, damage_told
from pipeline.opening.pixels import page_of
from pipeline.opening.sources import picture_source
from pipeline.settings import Settings

Image.MAX_IMAGE_PIXELS = None  # our own limit is tested before anything is decoded
pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)

SUBFILE = 254
"""TIFF's tag NewSubfileType; its lowest bit marks a smaller copy of another page."""


def open_picture(data: bytes, limits: Settings) -> list[Leaf]:
    """The pages of a picture file: several of a TIFF, else one."""
    with _opened(data) as image:
        _held_within(image, limits)
        frames = _pages(image, limits) if image.format == "TIFF" else [0]
        marks = picture_history(image)
    return [
        Leaf(
            partial(_decode, data, frame, limits),
            marks=lambda: marks,
            source=partial(picture_source, data, frame, limits),
        )
        for frame in frames
    ]


def _pages(image: Image.Image, limits: Settings) -> list[int]:
    """The numbers of a TIFF's frames that are no smaller copies of others."""
    frames = int(getattr(image, "n_frames", 1))
    if frames > 2 * limits.max_pages:
        raise DojangError("too-many-pages")
    kept = [frame for frame in range(frames) if not _is_copy(image, frame)] or [0]
    if len(kept) > limits.max_pages:
        raise DojangError("too-many-pages")
    return kept


def _is_copy(image: Image.Image, frame: int) -> bool:
    image.seek(frame)
    said = getattr(image, "tag_v2", {}).get(SUBFILE, 0)
    return isinstance(said, int) and bool(said & 1)


def _decode(data: bytes, frame: int, limits: Settings) -> Picture:
    with _opened(data) as image:
        if frame:
            image.seek(frame)
        _held_within(image, limits)
        if image.format in {"JPEG", "MPO"}:
            scale = min((PAGE_PIXELS / (image.width * image.height)) ** 0.5, 1.0)
            image.draft(image.mode, (round(image.width * scale), round(image.height * scale)))
        page = np.asarray(page_of(image), dtype=np.uint8)
    return page if page.ndim == 3 else cv2.cvtColor(page, cv2.COLOR_GRAY2RGB)


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    """The picture, its pixels not decoded yet. Whatever Pillow raises meanwhile is `damaged-file`."""
    with damage_told(), Image.open(io.BytesIO(data)) as image:
        yield image


def _held_within(image: Image.Image, limits: Settings) -> None:
    if image.width * image.height > limits.max_pixels:
        raise DojangError("page-too-large")
