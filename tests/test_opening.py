import io

import numpy as np
import pytest
from PIL import Image

from pipeline.errors import DojangError
from pipeline.opening import PAGE_PIXELS, open_leaves, sniff
from pipeline.settings import settings
from tests.bad_files import BAD_FILES, pdf, png


@pytest.mark.parametrize("name", BAD_FILES)
def test_every_bad_file_gets_its_code(name: str) -> None:
    data, code = BAD_FILES[name]
    with pytest.raises(DojangError) as caught:
        render_all(data)
    assert caught.value.code == code


def render_all(data: bytes) -> None:
    for leaf in open_leaves(data, settings()):
        leaf.render()


def picture_bytes(image: Image.Image, kind: str, **options: object) -> bytes:
    written = io.BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def rendered(data: bytes) -> np.ndarray:
    (leaf,) = open_leaves(data, settings())
    return leaf.render()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF"])
def test_each_picture_type_opens(kind: str) -> None:
    assert rendered(png(64, 48, kind)).shape == (48, 64, 3)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_each_mode_of_a_white_picture_comes_out_white(mode: str) -> None:
    white = {"1": 1, "L": 255, "LA": (255, 255), "P": 0, "RGB": (255,) * 3, "RGBA": (0, 0, 0, 0), "I;16": 65535}[mode]
    image = Image.new(mode, (30, 20), white)
    if mode == "P":
        image.putpalette([255] * 768)
    assert rendered(picture_bytes(image, "PNG")).min() == 255


def test_cmyk_jpeg_comes_out_in_rgb() -> None:
    image = Image.new("CMYK", (30, 20), (0, 255, 255, 0))
    red, green, _ = rendered(picture_bytes(image, "JPEG")).mean(axis=(0, 1))
    assert red > 180
    assert green < 90


def test_exif_orientation_is_followed() -> None:
    image = Image.new("RGB", (60, 20), "white")
    exif = Image.Exif()
    exif[0x0112] = 6
    assert rendered(picture_bytes(image, "JPEG", exif=exif)).shape == (60, 20, 3)


def test_a_fax_of_unequal_resolution_is_stretched() -> None:
    image = Image.new("1", (1728, 1100), 1)
    height, width, _ = rendered(picture_bytes(image, "TIFF", dpi=(204, 98))).shape
    assert width == 1728
    assert 2250 < height < 2330


def test_a_huge_scan_is_reduced() -> None:
    height, width, _ = rendered(png(5000, 7000)).shape
    assert height * width <= 1.01 * PAGE_PIXELS


def test_pdf_pages_are_rendered_at_300_dpi() -> None:
    first, second = open_leaves(pdf(2), settings())
    assert first.render().shape == (3508, 2479, 3) or first.render().shape == (3509, 2480, 3)
    assert second.claimed() == ()


def test_leading_bytes_before_a_pdf_header_are_forgiven() -> None:
    assert sniff(b"\n\n" + pdf()) == "pdf"
