"""Pages to cut lines from: papers as the generator draws them, and sheets packed with lines of numbers.

A sheet knows where each character stands, so that whatever a layout cuts from its picture, what the cut says is known.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from fixtures import fonts, raster, seals, series
from fixtures.drawing import POINT, Canvas, Colour, Text
from fixtures.fonts import Face, FontMissing, FontSet
from fixtures.generate import draw
from fixtures.splits import SplitName, split
from recogniser import texts

Matrix = NDArray[np.float64]
LATIN_FACES = (
    "DejaVuSans.ttf",
    "DejaVuSans-Bold.ttf",
    "DejaVuSansCondensed.ttf",
    "DejaVuSansMono.ttf",
    "DejaVuSerif.ttf",
    "DejaVuSerif-Bold.ttf",
    "NimbusSans-Regular.otf",
    "NimbusSans-Bold.otf",
    "NimbusSans-Italic.otf",
    "NimbusSansNarrow-Regular.otf",
    "NimbusRoman-Regular.otf",
    "NimbusRoman-Bold.otf",
    "NimbusRoman-Italic.otf",
    "NimbusMonoPS-Regular.otf",
    "NimbusMonoPS-Bold.otf",
    "C059-Roman.otf",
    "P052-Roman.otf",
    "URWGothic-Book.otf",
    "URWBookman-Light.otf",
)
"""Latin faces beside the split's own: of fonts-dejavu-core and fonts-urw-base35, where those are installed."""
SIZES = (7.0, 7.6, 8.3, 9.0, 9.0, 9.6, 10.0, 10.0, 10.5, 11.0, 11.0, 12.0, 12.0, 13.0, 14.0, 16.0, 18.0)
"""Points of the letters of a packed sheet's rows."""
MARGIN = 8.0
"""Millimetres at the edge of a sheet."""


@dataclass(frozen=True, slots=True)
class Letters:
    """Where characters stand: the text, and edges (left, top, right, bottom) of each in fractions of the page."""

    text: str
    edges: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A drawn page in RGB at `dpi`, and its characters."""

    picture: Image.Image
    dpi: int
    letters: Letters

    def stretched(self, matrix: Matrix) -> Letters:
        """The characters where a map of page fractions puts them."""
        return Letters(self.letters.text, moved(self.letters.edges, matrix))


def moved(edges: NDArray[np.float64], matrix: Matrix) -> NDArray[np.float64]:
    """Upright rectangles around where a homogeneous map puts rectangles."""
    left, top, right, bottom = edges.T
    corners = [_point(x, y, matrix) for x, y in ((left, top), (right, top), (right, bottom), (left, bottom))]
    xs, ys = np.stack([x for x, _ in corners]), np.stack([y for _, y in corners])
    return np.stack([xs.min(0), ys.min(0), xs.max(0), ys.max(0)], axis=1)


def _point(
    x: NDArray[np.float64], y: NDArray[np.float64], matrix: Matrix
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    below = matrix[2, 0] * x + matrix[2, 1] * y + matrix[2, 2]
    return (
        (matrix[0, 0] * x + matrix[0, 1] * y + matrix[0, 2]) / below,
        (matrix[1, 0] * x + matrix[1, 1] * y + matrix[1, 2]) / below,
    )


def letters_of(canvas: Canvas) -> Letters:
    """Every character on a canvas, blanks too."""
    said: list[str] = []
    edges: list[tuple[float, float, float, float]] = []
    for item in canvas.items:
        if isinstance(item, Text) and item.text:
            said.append(item.text + " ")
            edges.extend(_placed(item))
    if not edges:
        return Letters("", np.zeros((0, 4)))
    size = np.array([canvas.width, canvas.height, canvas.width, canvas.height])
    return Letters("".join(said), np.array(edges) / size)


def _placed(item: Text) -> Iterator[tuple[float, float, float, float]]:
    """Edges of each character of a run, in mm, and of a blank after it."""
    em = item.size * POINT
    _, top, _, bottom = item.face.ink(item.text)
    x = item.x
    for letter in item.text:
        width = advance(item.face, letter) * em
        yield x, item.baseline + top * em, x + width, item.baseline + bottom * em
        x += width + item.tracking
    yield x, item.baseline + top * em, x + 0.1 * em, item.baseline + bottom * em


@cache
def advance(face: Face, letter: str) -> float:
    """A character's width in ems."""
    return face.advance(letter)


# --- papers -----------------------------------------------------------------------------------


def paper(seed: int, world: SplitName = "train") -> Sheet:
    """The first page of a generated paper of a split."""
    number, wish = next(series.wishes(seed, world, 1))
    canvas = draw(number, wish).desk.pages[0]
    dpi = random.Random(seed).choice((200, 300))
    return Sheet(raster.render(canvas, dpi), dpi, letters_of(canvas))


# --- packed sheets ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Said:
    """What a packed sheet is made of: the split of its faces, and whether words prevail over numbers."""

    world: SplitName
    letters: bool = False


@cache
def faces(world: SplitName = "train") -> tuple[tuple[Face, ...], tuple[Face, ...]]:
    """A split's faces, for all text; for training further ones for Latin text."""
    families = [family for family in split(world).families if world == "train" or family.use != "seal"]
    own = tuple(family.face(bold=bold) for family in families for bold in (False, True))
    return own, tuple(_installed()) if world == "train" else ()


def _installed() -> Iterator[Face]:
    for file in LATIN_FACES:
        try:
            yield Face(fonts.locate(file, "fonts-dejavu-core, fonts-urw-base35"))
        except FontMissing:
            continue


def packed(seed: int, world: SplitName = "train", *, letters: bool = False) -> Sheet:
    """A page full of lines in many faces and sizes, with rules, shading, seals and patterns about them."""
    rng = random.Random(f"packed:{world}:{seed}")
    canvas = Canvas(FontSet(world, {}, ()), 210.0, 297.0, _paper_colour(rng))
    _background(rng, canvas)
    y = MARGIN
    while y < canvas.height - MARGIN:
        y = _row(rng, canvas, y, Said(world, letters))
    for _ in range(rng.choice((0, 0, 1, 2, 4))):
        _seal(rng, canvas)
    dpi = rng.choice((200, 200, 200, 200, 300))
    picture = _weighted(rng, raster.render(canvas, dpi), dpi)
    return _sheared(rng, Sheet(picture, dpi, letters_of(canvas)))


def listed(lines: Sequence[tuple[str, Face, float]], dpi: int = 300) -> Sheet:
    """A page with one line below the other, each in its face and size in points: nothing else on it."""
    canvas = Canvas(FontSet("listed", {}, ()))
    y = 14.0
    for text, face, size in lines:
        y += 1.9 * size * POINT
        canvas.items.append(Text(20.0, y, text, face, size))
    return Sheet(raster.render(canvas, dpi), dpi, letters_of(canvas))


def _paper_colour(rng: random.Random) -> Colour:
    return rng.choice(((255, 255, 255), (255, 255, 255), (252, 250, 240), (240, 246, 250), (246, 240, 236)))


def _background(rng: random.Random, canvas: Canvas) -> None:
    """Pale waves and bands behind the text, as security paper has them."""
    if rng.random() < 0.25:
        shade = rng.randint(205, 238)
        mask = Image.new("RGBA", (1050, 1485), (0, 0, 0, 0))
        pixels = np.array(mask)
        colour = (shade, rng.randint(shade - 15, 245), rng.randint(shade - 15, 245), 255)
        x = np.arange(0, 1050, 3)
        for start in range(-40, 1525, rng.randint(6, 14)):
            wave = start + rng.uniform(6, 30) * np.sin(x / rng.uniform(25, 90) + start)
            cv2.polylines(pixels, [np.stack([x, wave], 1).astype(np.int32)], isClosed=False, color=colour)
        canvas.place(Image.fromarray(pixels), 0, 0, canvas.width, canvas.height)


def _row(rng: random.Random, canvas: Canvas, top: float, said: Said) -> float:
    """One row of lines from left to right; returns where the next may begin."""
    size = rng.choice(SIZES)
    height = size * POINT
    baseline = top + 0.95 * height + rng.uniform(0, 1.5)
    pitch = height * rng.uniform(1.25, 1.9) + 1.2
    colours = _colours(rng)
    if colours[1] is not None:
        canvas.area((MARGIN / 2, top - 0.2, canvas.width - MARGIN / 2, top + pitch - 0.6), colours[1])
    x = MARGIN + rng.uniform(0, 6)
    while x < canvas.width - MARGIN - 12:
        x += _written(rng, canvas, (x, baseline), size, colours[0], said) + rng.uniform(9, 16)
        if rng.random() < 0.12:
            canvas.rule(x - 5, top - 0.5, x - 5, top + pitch, rng.uniform(0.1, 0.4))
    if rng.random() < 0.15:
        y = baseline + height * rng.uniform(0.18, 0.5)
        canvas.rule(
            MARGIN, y, canvas.width - MARGIN, y, rng.uniform(0.1, 0.5), rng.choice(((0, 0, 0), (120, 120, 120)))
        )
    return top + pitch


def _colours(rng: random.Random) -> tuple[Colour, Colour | None]:
    """Of the letters and, where it is shaded, of what is behind them."""
    dark = rng.choice(((0, 0, 0), (0, 0, 0), (0, 0, 0), (30, 30, 30), (70, 70, 70), (20, 30, 90), (110, 110, 110)))
    way = rng.random()
    if way < 0.05:
        return (255, 255, 255), rng.choice(((30, 60, 120), (60, 60, 60), (0, 90, 80), (120, 30, 40)))
    if way < 0.17:
        grey = rng.randint(205, 242)
        return dark, (grey, min(grey + rng.randint(0, 12), 255), min(grey + rng.randint(0, 12), 255))
    return dark, None


def _written(
    rng: random.Random, canvas: Canvas, at: tuple[float, float], size: float, colour: Colour, said: Said
) -> float:
    """Writes one random line and returns its width in mm; nothing where it does not fit or no face has its letters."""
    text = texts.line(rng, letters=said.letters)
    own, latin = faces(said.world)
    face = rng.choice(latin) if latin and text.isascii() and rng.random() < 0.55 else rng.choice(own)
    if not face.covers(text):
        able = [one for one in own if one.covers(text)]
        if not able:
            return 0.0
        face = rng.choice(able)
    em = size * POINT
    tracking = (
        rng.choices((0.0, rng.uniform(-0.07, 0.0), rng.uniform(0, 0.25), rng.uniform(0.25, 1.2)), (66, 14, 14, 6))[0]
        * em
    )
    item = Text(at[0], at[1], text, face, size, colour, tracking)
    if at[0] + item.width > canvas.width - MARGIN:
        return 0.0
    canvas.items.append(item)
    return item.width


def _seal(rng: random.Random, canvas: Canvas) -> None:
    """A seal anywhere, over whatever stands there."""
    ink = rng.choices(tuple(seals.INKS), (50, 16, 16, 12, 4, 2))[0]
    made = seals.Seal(rng.choice(("square", "round", "oval")), ink, texts.hangul(rng, 4), "", rng.uniform(-20, 20))
    own, _ = faces()
    picture = seals.draw(rng, made, rng.choice([face for face in own if face.covers(made.text)] or list(own)))
    side = rng.uniform(16, 28)
    canvas.place(picture, rng.uniform(5, 180), rng.uniform(5, 265), side, side * picture.height / picture.width)


def _weighted(rng: random.Random, page: Image.Image, dpi: int) -> Image.Image:
    """Strokes bolder or thinner by part of a pixel, now and then."""
    way = rng.random()
    if way > 0.35:
        return page
    pixels = np.asarray(page)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3))
    share = rng.uniform(0.3, 1.0) * (0.7 if dpi < 300 else 1.0)
    changed = cv2.erode(pixels, kernel) if way < 0.22 else cv2.dilate(pixels, kernel)
    share = share if way < 0.22 else 0.5 * share
    return Image.fromarray(cv2.addWeighted(changed, share, pixels, 1 - share, 0))


def _sheared(rng: random.Random, sheet: Sheet) -> Sheet:
    """Letters wider, narrower or slanted: the page stretched and sheared."""
    wide = rng.choice((1.0, 1.0, rng.uniform(0.78, 1.25)))
    slant = math.tan(math.radians(rng.uniform(-4, 12))) if rng.random() < 0.2 else 0.0
    if wide == 1.0 and slant == 0.0:
        return sheet
    width, height = sheet.picture.size
    across = round(width * wide + abs(slant) * height)
    shift = slant * height if slant > 0 else 0.0
    pixels = np.array([[wide, -slant, shift], [0, 1, 0], [0, 0, 1]])
    picture = cv2.warpAffine(
        np.asarray(sheet.picture), pixels[:2], (across, height), flags=cv2.INTER_AREA, borderValue=(255, 255, 255)
    )
    fractions = np.diag([1 / across, 1 / height, 1.0]) @ pixels @ np.diag([width, height, 1.0])
    return Sheet(Image.fromarray(picture), sheet.dpi, sheet.stretched(fractions))
