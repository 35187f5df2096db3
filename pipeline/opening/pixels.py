"""A decoded picture of any mode → RGB or grey on white, reduced band by band, in square pixels, turned as its camera says.

A huge scan is reduced before it gets three bytes a pixel, so that memory is bounded by what decoding takes.
"""

from __future__ import annotations

import numpy as np
from PIL import Image

from pipeline.opening.leaves import PAGE_PIXELS

BAND = 256
"""Rows that are converted at once."""
ORIENTATION = 0x0112
"""EXIF's tag: 1 is upright, 2 to 8 are the seven other ways a picture can lie."""
_QUARTERS = frozenset((5, 6, 7, 8))
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def page_of(image: Image.Image) -> Image.Image:
    """The picture as a page: RGB or L, at most `PAGE_PIXELS`. Decodes it; raises what Pillow does."""
    lying = _orientation(image)
    image.load()
    left = _orientation(image)
    dots = resolution(image)
    if lying != left and lying in _QUARTERS:  # the decoder has turned it, and left its resolution as it was
        dots = dots[::-1]
    turn = _UPRIGHT.get(left)
    page = _bounded(_squared(reduced(image), dots))
    return page if turn is None else page.transpose(turn)


def _orientation(image: Image.Image) -> int:
    said = image.getexif().get(ORIENTATION, 1)
    return said if isinstance(said, int) else 1


def resolution(image: Image.Image) -> tuple[float, float]:
    """Dots across and down an inch; equal where the file says nothing usable."""
    said = image.info.get("dpi", (1, 1))
    across, down = (float(dots) for dots in said)
    return (across, down) if across > 0 and down > 0 and 0.2 < across / down < 5 else (1.0, 1.0)


def reduced(image: Image.Image) -> Image.Image:
    """The picture in RGB or L, by a whole factor smaller where it has over four times the pixels of a page."""
    factor = max(int((image.width * image.height / PAGE_PIXELS) ** 0.5), 1)
    span = _span(image)
    if factor == 1:
        return plain(image, span)
    page = Image.new("RGB", (-(-image.width // factor), -(-image.height // factor)))
    for top in range(0, image.height, BAND * factor):
        band = image.crop((0, top, image.width, min(top + BAND * factor, image.height)))
        page.paste(plain(band, span).reduce(factor), (0, top // factor))
    return page


def _span(image: Image.Image) -> float:
    """The value of white, for the modes that do not say."""
    if image.mode.startswith("I;16"):
        return 65535.0
    if image.mode not in {"I", "F"}:
        return 255.0
    lightest = np.nan_to_num(np.asarray(image)).max(initial=0)
    return float(next((top for top in (1, 255, 65535) if lightest <= top), lightest))


def plain(image: Image.Image, span: float) -> Image.Image:
    """RGB on white, or L, whatever the mode; `span` is the value of white in the modes that count beyond 255."""
    if image.mode.startswith(("I", "F")):
        flat = np.nan_to_num(np.asarray(image, dtype=np.float32)) * (255.0 / span)
        return Image.fromarray(flat.clip(0, 255).astype(np.uint8))
    if image.mode == "LAB":
        return image.getchannel("L")
    if image.mode in {"RGBA", "RGBa", "LA", "La", "PA"} or "transparency" in image.info:
        layer = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB")
    if image.mode in {"RGB", "L"}:
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _squared(image: Image.Image, dots: tuple[float, float]) -> Image.Image:
    """A fax has twice as many dots across as down: it is stretched to equal resolution."""
    across, down = dots
    if 0.8 < across / down < 1.25:
        return image
    if across > down:
        return image.resize((image.width, round(image.height * across / down)), Image.Resampling.BICUBIC)
    return image.resize((round(image.width * down / across), image.height), Image.Resampling.BICUBIC)


def _bounded(image: Image.Image) -> Image.Image:
    """At most `PAGE_PIXELS`."""
    scale = (PAGE_PIXELS / (image.width * image.height)) ** 0.5
    if scale >= 1:
        return image
    size = max(round(image.width * scale), 1), max(round(image.height * scale), 1)
    return image.resize(size, Image.Resampling.LANCZOS)
