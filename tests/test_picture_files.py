"""Every kind of picture file that certificates arrive in opens to the same page: a black mark on white, upper left."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pillow_heif
import pytest
from PIL import Image, TiffImagePlugin

from pipeline.document import Picture
from pipeline.opening import PAGE_PIXELS, open_leaves, sniff
from pipeline.settings import Settings

pillow_heif.register_heif_opener()
WIDTH, HEIGHT = 120, 160


def marked(mode: str = "RGB", size: tuple[int, int] = (WIDTH, HEIGHT)) -> Image.Image:
    """White, with a black mark in the upper left quarter."""
    grey = np.full((size[1], size[0]), 255, np.uint8)
    grey[size[1] // 10 : size[1] // 4, size[0] // 10 : size[0] // 4] = 0
    if mode == "I;16":
        return Image.fromarray(grey.astype(np.uint16) * 257)
    if mode == "F":
        return Image.fromarray(grey.astype(np.float32) / 255)
    if mode in {"RGBA", "LA"}:
        base = Image.new(mode, size, 0)
        base.putalpha(Image.fromarray(255 - grey))
        return base
    if mode == "CMYK":
        return Image.merge("CMYK", [*[Image.new("L", size, 0)] * 3, Image.fromarray(255 - grey)])
    return Image.fromarray(grey).convert(mode)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    written = io.BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def pages(data: bytes) -> list[Picture]:
    return [leaf.render() for leaf in open_leaves(data, Settings())]


def is_marked(page: Picture) -> bool:
    """The mark stands upper left, black; all else is white."""
    height, width = page.shape[:2]
    mark = page[round(height * 0.12) : round(height * 0.22), round(width * 0.12) : round(width * 0.22)]
    rest = page[height // 3 :]
    return page.shape[2] == 3 and bool(mark.mean() < 40 and rest.mean() > 235)


@pytest.mark.parametrize(
    ("mode", "kind", "options"),
    [
        *((mode, "PNG", {}) for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")),
        ("P", "PNG", {"transparency": 0}),
        *((mode, "JPEG", {"quality": 90}) for mode in ("L", "RGB", "CMYK")),
        ("RGB", "JPEG", {"progressive": True}),
        *((mode, "TIFF", {"compression": "tiff_lzw"}) for mode in ("1", "L", "RGB", "RGBA", "CMYK", "I;16", "F")),
        ("1", "TIFF", {"compression": "group4"}),
        ("1", "TIFF", {"compression": "group3"}),
        ("L", "TIFF", {"compression": "jpeg"}),
        ("RGB", "TIFF", {"compression": "tiff_deflate"}),
        *((mode, "WEBP", {"lossless": True}) for mode in ("RGB", "RGBA")),
        *((mode, "HEIF", {"quality": 90}) for mode in ("L", "RGB", "RGBA", "I;16")),
        *((mode, "AVIF", {}) for mode in ("RGB", "RGBA")),
        *((mode, "BMP", {}) for mode in ("1", "L", "P", "RGB")),
        ("P", "GIF", {}),
    ],
)
def test_each_mode_of_each_type_opens_to_the_same_page(mode: str, kind: str, options: dict[str, object]) -> None:
    image = marked(mode)
    if options.get("transparency") == 0:
        image = Image.eval(marked("L"), lambda value: 1 if value < 128 else 0).convert("L")
        image.putpalette([200, 30, 30, 0, 0, 0], "RGB")
    (page,) = pages(saved(image, kind, **options))
    assert page.shape[:2] == (HEIGHT, WIDTH)
    assert is_marked(page)


def test_an_interlaced_png_opens() -> None:
    """Adam7: the seven passes are packed here, since Pillow writes none."""
    grey = np.asarray(marked("L"))
    starts = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    rows = b"".join(b"\0" + row.tobytes() for x, y, across, down in starts for row in grey[y::down, x::across])

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 0, 0, 0, 1)
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    (page,) = pages(data)
    assert is_marked(page)


TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""How a picture lies in a file whose EXIF orientation is the key."""


@pytest.mark.parametrize("kind", ["JPEG", "TIFF", "PNG", "WEBP", "HEIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_exif_orientation_is_followed(kind: str, orientation: int) -> None:
    image = marked()
    lying = image.transpose(TURNS[orientation]) if orientation in TURNS else image
    exif = Image.Exif()
    exif[0x0112] = orientation
    (page,) = pages(saved(lying, kind, exif=exif.tobytes() if kind == "HEIF" else exif))
    assert page.shape[:2] == (HEIGHT, WIDTH)
    assert is_marked(page)


@pytest.mark.parametrize("compression", ["group3", "group4", "tiff_lzw"])
@pytest.mark.parametrize(("dpi", "height"), [((204, 98), 2290), ((204, 196), 1100), ((98, 204), 1100)])
def test_a_fax_comes_out_in_square_dots(compression: str, dpi: tuple[int, int], height: int) -> None:
    first, second = (marked("1", (1728, 1100)) for _ in range(2))
    data = saved(first, "TIFF", save_all=True, append_images=[second], dpi=dpi, compression=compression)
    for page in pages(data):
        assert page.shape[0] == pytest.approx(height, abs=3)
        assert page.shape[1] == pytest.approx(1728 if dpi[0] > dpi[1] else 3597, abs=3)
        assert is_marked(page)


def test_a_turned_fax_is_stretched_along_its_own_rows() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    lying = marked("L", (1100, 1728)).transpose(Image.Transpose.ROTATE_90)
    (page,) = pages(saved(lying, "TIFF", exif=exif, dpi=(98, 196)))
    assert page.shape[:2] == (3456, 1100)


def test_a_tiffs_smaller_copies_are_no_pages() -> None:
    small = TiffImagePlugin.ImageFileDirectory_v2()
    small[254] = 1
    thumbnail = marked("L", (30, 40))
    thumbnail.encoderinfo = {"tiffinfo": small}
    data = saved(marked("L"), "TIFF", save_all=True, append_images=[thumbnail])
    assert [page.shape[:2] for page in pages(data)] == [(HEIGHT, WIDTH)]


def test_the_first_frame_of_what_moves_counts() -> None:
    other = Image.new("RGB", (WIDTH, HEIGHT), "black")
    for kind in ("GIF", "WEBP", "PNG"):
        (page,) = pages(saved(marked(), kind, save_all=True, append_images=[other]))
        assert is_marked(page), kind


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP", "HEIF", "AVIF", "BMP", "GIF"])
def test_the_bytes_say_what_it_is(kind: str) -> None:
    assert sniff(saved(marked(), kind)) == "picture"


@pytest.mark.parametrize(("mode", "kind"), [("RGB", "JPEG"), ("1", "PNG"), ("RGB", "PNG"), ("1", "TIFF")])
def test_a_huge_scan_is_reduced_to_a_page(mode: str, kind: str) -> None:
    (page,) = pages(saved(marked(mode, (7016, 9933)), kind, **({"compress_level": 1} if kind == "PNG" else {})))
    assert 0.9 * PAGE_PIXELS < page.shape[0] * page.shape[1] <= 1.01 * PAGE_PIXELS
    assert page.shape[0] / page.shape[1] == pytest.approx(9933 / 7016, rel=0.002)
    assert is_marked(page)
