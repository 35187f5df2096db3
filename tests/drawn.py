"""Small pages drawn for tests of reading, in the one font that `make setup` brings."""

import io

import cv2
import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFont

from pipeline.document import Line, Picture
from pipeline.layout import find_ink, find_strips
from pipeline.opening import open_leaves
from pipeline.reading import read_page
from pipeline.recognisers.tesseract import Tesseract
from pipeline.settings import settings

FONT = "/usr/share/fonts/truetype/nanum/NanumGothic.ttf"


def font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT, size)


def employment_page(width: int = 1240, height: int = 1754) -> Image.Image:
    """A ruled employment certificate at 150 dpi, with a title set wide and a vermilion seal over the name's end."""
    page = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(page)
    draw.text((360, 150), "재   직   증   명   서", font=font(56), fill="black")
    rows = [
        ("성      명", "김하늘"),
        ("생년월일", "1990년 1월 1일"),
        ("주      소", "서울특별시 강남구 테헤란로 123"),
        ("직      위", "선임연구원"),
        ("입  사  일", "2019년 3월 4일"),
    ]
    for number, (label, value) in enumerate(rows):
        top = 330 + 60 * number
        draw.rectangle((120, top, 1120, top + 60), outline="black", width=2)
        draw.line((330, top, 330, top + 60), fill="black", width=2)
        draw.text((150, top + 15), label, font=font(26), fill="black")
        draw.text((350, top + 15), value, font=font(26), fill="black")
    draw.text((250, 900), "위와 같이 재직하고 있음을 증명합니다.", font=font(32), fill="black")
    draw.text((450, 1080), "2026년 10월 2일", font=font(32), fill="black")
    draw.text((350, 1250), "주식회사 한빛테크", font=font(38), fill="black")
    return sealed(page)


def sealed(page: Image.Image) -> Image.Image:
    """With a translucent vermilion frame over the end of the company's name."""
    seal = Image.new("RGB", page.size, "white")
    ImageDraw.Draw(seal).rectangle((620, 1230, 720, 1330), outline=(214, 58, 44), width=8)
    return ImageChops.multiply(page, seal)


def guilloche(page: Image.Image) -> Image.Image:
    """Fine coloured waves beneath everything, as on a tax office's paper."""
    across, down = np.meshgrid(np.arange(page.width), np.arange(page.height))
    waves = np.sin(across / 7 + 4 * np.sin(down / 31)) + np.sin(down / 6 + 4 * np.sin(across / 27))
    tint = np.stack([225 + 0 * waves, 222 + 18 * waves, 200 + 20 * waves], axis=-1).clip(0, 255)
    return Image.fromarray(np.minimum(tint, np.asarray(page, dtype=np.float64)).astype(np.uint8))


def png(page: Image.Image) -> bytes:
    written = io.BytesIO()
    page.save(written, "PNG")
    return written.getvalue()


def lines_of(page: Image.Image) -> tuple[tuple[Line, ...], float]:
    """What reading makes of the page, and by how much it turned it."""
    (leaf,) = open_leaves(png(page), settings())
    read = read_page(leaf, 1, Tesseract())
    return read.lines, read.turned


def strips_of(page: Image.Image) -> list[Picture]:
    return [strip.crop for strip in find_strips(find_ink(np.asarray(page)))]


def turned(page: Image.Image, degrees: float) -> Image.Image:
    """Turned clockwise about the middle, white where nothing was."""
    return page.rotate(-degrees, resample=Image.Resampling.BICUBIC, fillcolor="white", expand=degrees % 90 == 0)


def on_a_desk(page: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Photographed at an angle on a dark desk, in uneven light."""
    width, height = page.size
    desk = np.full((height + 300, width + 300, 3), (88, 66, 50), dtype=np.uint8)
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    target = source + 150 + rng.uniform(-60, 60, (4, 2)).astype(np.float32)
    matrix = cv2.getPerspectiveTransform(source, target)
    size = (desk.shape[1], desk.shape[0])
    sheet = cv2.warpPerspective(np.asarray(page), matrix, size)
    where = cv2.warpPerspective(np.full((height, width), 255, dtype=np.uint8), matrix, size)
    desk[where > 127] = sheet[where > 127]
    light = np.linspace(1.0, 0.65, size[0])[None, :, None]
    return Image.fromarray((desk * light).astype(np.uint8))
