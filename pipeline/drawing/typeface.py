"""The Korean typeface of everything that is drawn for people: found on this machine, loaded once a size.

NanumGothic is what `scripts/setup.sh` installs; other faces with Hangul step in for it. Where there is none,
`find` raises `font-missing` and drawing goes on in a Latin face: a picture without Hangul is better than none.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from PIL import ImageFont

from pipeline.errors import DojangError

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
"""A face at a size."""

FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.fonts",
    "~/.local/share/fonts",
    "~/Library/Fonts",
    "/Library/Fonts",
    "/System/Library/Fonts",
    "/opt/homebrew/share/fonts",
)
"""Where fonts lie on Debian and on macOS."""
_FILES = {
    False: ("NanumGothic.ttf", "NanumBarunGothic.ttf", "NotoSansCJK-Regular.ttc", "AppleSDGothicNeo.ttc"),
    True: ("NanumGothicBold.ttf", "NanumBarunGothicBold.ttf", "NotoSansCJK-Bold.ttc", "AppleSDGothicNeo.ttc"),
}
"""By boldness: the faces that will do, the best first."""
_log = logging.getLogger(__name__)


def find(*, bold: bool = False) -> Path:
    """The file of the Korean face. Raises `font-missing`."""
    path = _found(bold)
    if path is None:
        raise DojangError("font-missing")
    return path


@cache
def at(pixels: int, *, bold: bool = False) -> Font:
    """The face with an em of so many pixels; a Latin one, with a warning, where no Korean one is installed."""
    path = _found(bold) or _found(not bold)
    if path is None:
        _log.warning("font-missing: no Korean font; pictures are drawn without Hangul")
        return ImageFont.load_default(pixels)
    return ImageFont.truetype(str(path), pixels, layout_engine=ImageFont.Layout.BASIC)


@cache
def _found(bold: bool) -> Path | None:  # noqa: FBT001 - a key of the cache
    known = {path.name: path for path in _installed()}
    return next((known[name] for name in _FILES[bold] if name in known), None)


def _installed() -> Iterator[Path]:
    for folder in FOLDERS:
        for root, _, names in os.walk(Path(folder).expanduser()):
            yield from (Path(root) / name for name in names)
