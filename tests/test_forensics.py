"""What was altered in a picture that had been compressed before shows; what was only saved anew, or never compressed, does not."""

from __future__ import annotations

import io
from functools import cache
from importlib import import_module

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.document import Box, Line, Picture, Word
from pipeline.forensics import Trace, traces
from pipeline.forensics.personal import personal
from pipeline.opening import open_leaves
from pipeline.settings import Settings

compression = import_module("pipeline.forensics.compression")

WIDTH, HEIGHT = 1100, 1400
ROWS = 24
STILL = np.eye(3)


@cache
def scan(quality: int | None = 72) -> Picture:
    """A page of rows of numbers with a scanner's grain, once through JPEG (or not)."""
    image = Image.new("RGB", (WIDTH, HEIGHT), (240, 239, 236))
    pen, font = ImageDraw.Draw(image), ImageFont.load_default(30)
    for row in range(ROWS):
        pen.text(
            (80, 60 + 54 * row),
            f"No. {row:02}  2026-0{row % 9 + 1}-{10 + row}   9{row:02}-81-{48271 * (row + 3) % 100_000:05}",
            (38, 36, 40),
            font,
        )
    grain = np.random.default_rng(7).normal(0, 3, (HEIGHT, WIDTH, 1))
    soft = cv2.GaussianBlur(np.asarray(image, np.uint8), (0, 0), 0.6)
    pixels = np.clip(soft + grain, 0, 255).astype(np.uint8)
    return pixels if quality is None else opened(saved(pixels, quality))


def saved(pixels: Picture, quality: int | None) -> bytes:
    stream = io.BytesIO()
    if quality is None:
        Image.fromarray(pixels).save(stream, "PNG", compress_level=1)
    else:
        Image.fromarray(pixels).save(stream, "JPEG", quality=quality)
    return stream.getvalue()


def opened(data: bytes) -> Picture:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), np.uint8)


def lines(text: str = "No. 00 2026-01-10") -> tuple[Line, ...]:
    boxes = [Box(80 / WIDTH, (60 + 54 * row) / HEIGHT, 700 / WIDTH, (96 + 54 * row) / HEIGHT) for row in range(ROWS)]
    return tuple(Line((Word(text, 0.95, box),), box) for box in boxes)


def retyped(pixels: Picture) -> Picture:
    """Two digits of the eleventh row painted over and typed anew."""
    image = Image.fromarray(pixels.copy())
    pen = ImageDraw.Draw(image)
    pen.rectangle((225, 600, 268, 634), fill=(240, 239, 236))
    pen.text((228, 600), "47", (40, 38, 42), ImageFont.load_default(30))
    return np.asarray(image, np.uint8)


def moved_digits(pixels: Picture) -> Picture:
    """A part of another row laid over the eleventh."""
    made = pixels.copy()
    made[598:636, 330:420] = pixels[598 - 54 * 4 + 3 : 636 - 54 * 4 + 3, 333:423]
    return made


def found(data: bytes, told: tuple[Line, ...] | None = None) -> list[Trace]:
    (leaf,) = open_leaves(data, Settings())
    source = leaf.source(leaf.render())
    assert source is not None
    return traces(source.pixels, source.table, source.way, told or lines())


@pytest.mark.parametrize("alter", [retyped, moved_digits])
@pytest.mark.parametrize("quality", [None, 90, 95])
def test_what_is_altered_after_a_scan_shows(alter: object, quality: int | None) -> None:
    assert callable(alter)
    signs = found(saved(alter(scan()), quality))
    assert signs
    assert "other-compression" in {one.sign for one in signs}
    assert all(0.40 < one.box.centre[1] < 0.48 for one in signs)


def ruled(pixels: Picture) -> Picture:
    """With a ruled line under the eleventh row."""
    made = pixels.copy()
    made[642:645, 60:1000] = (60, 58, 62)
    return made


@pytest.mark.parametrize(("alter", "told"), [(None, False), (retyped, True)])
def test_a_stretch_of_a_ruled_line_is_no_place(alter: object, told: bool) -> None:  # noqa: FBT001 - a table
    """It may come to lie beside the lattice where it climbs a pixel; what stands on it is told as ever."""
    pixels = opened(saved(ruled(scan(None)), 72)).copy()
    pixels[636:652, 330:490] = pixels[635:651, 333:493].copy()
    made = alter(pixels) if callable(alter) else pixels
    assert ("other-compression" in {one.sign for one in found(saved(made, None))}) is told


@pytest.mark.parametrize(("rows", "told"), [((168, 600), True), ((168, 330, 600, 870), False)])
def test_many_places_alike_are_no_edit(rows: tuple[int, ...], told: bool) -> None:  # noqa: FBT001 - a table
    pixels = scan().copy()
    for row in rows:
        pixels[row - 2 : row + 36, 330:420] = pixels[row + 1 : row + 39, 333:423]
    assert ("other-compression" in {one.sign for one in found(saved(pixels, None))}) is told


@pytest.mark.parametrize("quality", [None, 60, 75, 85, 92])
def test_a_scan_that_is_only_saved_anew_has_no_sign(quality: int | None) -> None:
    assert found(saved(scan(), quality)) == []


@pytest.mark.parametrize("quality", [None, 80])
def test_a_page_that_was_never_compressed_before_says_nothing(quality: int | None) -> None:
    assert found(saved(scan(None), quality)) == []
    assert "other-compression" not in {one.sign for one in found(saved(retyped(scan(None)), quality))}


@pytest.mark.parametrize("quality", [None, 88])
def test_a_row_wiped_out_shows_as_paper_without_grain(quality: int | None) -> None:
    made = scan(None).copy()
    made[600 + 54 : 636 + 54, 224:420] = (239, 238, 235)
    signs = found(saved(made, quality))
    assert [one.sign for one in signs] == ["patched-background"]
    assert 0.45 < signs[0].box.centre[1] < 0.50


def test_paper_without_any_grain_tells_of_no_patch() -> None:
    even = np.where(scan(None).min(axis=2, keepdims=True) > 200, np.uint8(238), scan(None))
    assert found(saved(np.asarray(even, np.uint8), 90)) == []


def test_a_messenger_that_resamples_leaves_nothing_to_tell() -> None:
    small = cv2.resize(scan(), None, fx=0.83, fy=0.83, interpolation=cv2.INTER_AREA)
    assert found(saved(np.asarray(small, np.uint8), 78)) == []


def test_two_pictures_put_together_on_one_page_are_no_edit() -> None:
    made = scan().copy()
    made[700:1300] = scan(None)[703:1303]
    assert found(saved(made, 95)) == []


@pytest.mark.parametrize("shade", [0, 90])
def test_a_bar_over_a_number_is_no_forgery(shade: int) -> None:
    made = scan().copy()
    made[595:640, 225:330] = shade
    assert found(saved(made, 92)) == []


def test_what_people_cover_as_they_are_asked_to_is_left_out() -> None:
    told = lines("주민등록번호 900101-1******")
    assert len(personal(told)) == ROWS
    assert found(saved(retyped(scan()), 95), told) == []


def test_a_scan_in_a_pdf_is_looked_at_in_its_own_pixels() -> None:
    stream = io.BytesIO()
    Image.fromarray(retyped(scan())).save(stream, "PDF", quality=93, resolution=130)
    (leaf,) = open_leaves(stream.getvalue(), Settings())
    source = leaf.source(leaf.render())
    assert source is not None
    assert source.pixels.shape[:2] == (HEIGHT, WIDTH)
    assert source.table is not None
    assert "other-compression" in {one.sign for one in traces(source.pixels, source.table, source.way, lines())}


@pytest.mark.parametrize("turn", [1, 3, 6, 8])
def test_a_turned_photo_shows_it_at_the_place_on_the_upright_page(turn: int) -> None:
    upright = Image.fromarray(retyped(scan()))
    back = {1: None, 3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}[turn]
    # the scan itself must lie on the grid as stored, as a camera's picture does
    before = Image.fromarray(scan(None))
    stored = before.transpose(back) if back is not None else before
    first = Image.fromarray(opened(saved(np.asarray(stored, np.uint8), 72)))
    forth = {1: None, 3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_270, 8: Image.Transpose.ROTATE_90}[turn]
    seen = first.transpose(forth) if forth is not None else first
    upright = Image.fromarray(retyped(np.asarray(seen, np.uint8)))
    lying = upright.transpose(back) if back is not None else upright
    exif = Image.Exif()
    exif[0x0112] = turn
    stream = io.BytesIO()
    lying.save(stream, "JPEG", quality=93, exif=exif)
    signs = found(stream.getvalue())
    assert signs
    assert all(0.40 < one.box.centre[1] < 0.48 and 0.18 < one.box.centre[0] < 0.27 for one in signs)


@pytest.mark.parametrize("size", [(1, 1), (7, 300), (60, 47)])
def test_a_tiny_picture_says_nothing(size: tuple[int, int]) -> None:
    tiny = scan()[: size[0], : size[1]]
    assert traces(np.ascontiguousarray(tiny), None, STILL, lines()) == []


def test_a_page_without_lines_is_not_looked_at() -> None:
    assert traces(scan(), None, STILL, ()) == []
