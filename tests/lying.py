"""Born-digital certificates whose own text says something else than what they show, each in one of the ways to do so."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field

from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import TextMode
from PIL import Image, ImageDraw, ImageFont

from tests.drawn import FONT

ROWS = {
    "성      명": "김하늘",
    "생년월일": "1990년 1월 1일",
    "주      소": "서울특별시 강남구 테헤란로 123",
    "직      위": "선임연구원",
    "재직기간": "2019년 3월 4일 ~ 현재",
}
DATE = "2026년 10월 2일"
OTHER_DATE = "2026년 11월 7일"
COMPANY = "주식회사 한빛테크"
OTHER_COMPANY = "주식회사 바른무역"
DATE_AT, COMPANY_AT = (72.0, 190.0), (62.0, 215.0)
"""Where their baselines begin, mm from the upper left."""

Trick = Callable[[FPDF], None]


@dataclass
class Certificate:
    """An employment certificate (재직증명서); `before` and `after` draw beneath and over it."""

    date: str | None = DATE
    company: str | None = COMPANY
    name: str = "김하늘"
    fonts: dict[str, bytes] = field(default_factory=dict)
    before: Trick = lambda _: None
    after: Trick = lambda _: None

    def pdf(self) -> bytes:
        """The file."""
        page = FPDF(unit="mm")
        page.set_auto_page_break(auto=False)
        page.add_font("nanum", fname=FONT)
        for name, font in self.fonts.items():
            with tempfile.NamedTemporaryFile(suffix=".ttf") as file:
                file.write(font)
                file.flush()
                page.add_font(name, fname=file.name)
        page.add_page()
        self.before(page)
        self._draw(page)
        self.after(page)
        return bytes(page.output())

    def _draw(self, page: FPDF) -> None:
        write(page, 62, 40, "재  직  증  명  서", 28)
        for number, (label, value) in enumerate(ROWS.items()):
            top = 60 + 12 * number
            page.rect(20, top, 45, 12)
            page.rect(65, top, 120, 12)
            write(page, 25, top + 8, label)
            write(page, 70, top + 8, self.name if value == ROWS["성      명"] else value, 13, font=self._font("name"))
        write(page, 40, 165, "위와 같이 재직하고 있음을 증명합니다.", 15)
        if self.date:
            write(page, *DATE_AT, self.date, 16, font=self._font("date"))
        if self.company:
            write(page, *COMPANY_AT, self.company, 19, font=self._font("company"))

    def _font(self, name: str) -> str:
        return name if name in self.fonts else "nanum"


def write(page: FPDF, x: float, y: float, text: str, size: float = 13, *, font: str = "nanum") -> None:  # noqa: PLR0913 - what is drawn has a place, a size and a look
    page.set_font(font, size=size)
    page.text(x, y, text)


def invisible(x: float, y: float, text: str, size: float = 16) -> Trick:
    """Text in render mode 3."""

    def draw(page: FPDF) -> None:
        with page.local_context(text_mode=TextMode.INVISIBLE):
            write(page, x, y, text, size)

    return draw


def white(x: float, y: float, text: str, size: float = 16) -> Trick:
    """Text in the colour of the paper."""

    def draw(page: FPDF) -> None:
        page.set_text_color(255)
        write(page, x, y, text, size)
        page.set_text_color(0)

    return draw


def patched(x: float, y: float, text: str, shown: str, size: float = 16) -> Trick:
    """Text, and over it a picture that shows another one."""

    def draw(page: FPDF) -> None:
        write(page, x, y, text, size)
        page.image(strip(shown, size), x - 1, y - size * 0.42, 80, size * 0.55)

    return draw


def boxed(x: float, y: float, text: str, size: float = 16) -> Trick:
    """Text beneath a black box."""

    def draw(page: FPDF) -> None:
        write(page, x, y, text, size)
        page.set_fill_color(0)
        page.rect(x - 1, y - size * 0.4, page.get_string_width(text) + 2, size * 0.5, style="F")

    return draw


def strip(text: str, size: float) -> Image.Image:
    """A line of print as a picture of 80 mm at 300 dpi."""
    pixels = 300 / 72
    picture = Image.new("RGB", (round(80 / 25.4 * 300), round(size * 0.55 / 25.4 * 300)), "white")
    font = ImageFont.truetype(FONT, round(size * pixels))
    ImageDraw.Draw(picture).text((12, picture.height * 0.76), text, font=font, fill="black", anchor="ls")
    return picture


def mistaught(pairs: dict[str, str]) -> bytes:
    """A font in which a character (key) is drawn as another (value): what is written and said is not what is shown."""
    font = TTFont(FONT)
    for table in font["cmap"].tables:
        if table.isUnicode():
            glyphs = {said: table.cmap[ord(shown)] for said, shown in pairs.items()}
            table.cmap.update({ord(said): glyph for said, glyph in glyphs.items()})
    written = io.BytesIO()
    font.save(written)
    return written.getvalue()


def scanned(page: Image.Image, words: list[tuple[float, float, str, float]]) -> bytes:
    """A picture that fills an A4 page, and invisible text (x, y in mm, text, size) over it, as OCR programs lay it."""
    pdf = FPDF(unit="mm")
    pdf.set_auto_page_break(auto=False)
    pdf.add_font("nanum", fname=FONT)
    pdf.add_page()
    pdf.image(page, 0, 0, 210, 297)
    for x, y, text, size in words:
        invisible(x, y, text, size)(pdf)
    return bytes(pdf.output())
