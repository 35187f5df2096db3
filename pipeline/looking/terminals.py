"""Which pictures a terminal shows, told from the environment, and a picture in the form that it wants.

A terminal that is not known for certain shows none: escape codes that it does not know would be garbage on it. Inside
tmux or screen that is nobody, since neither passes pictures on by itself.
"""

from __future__ import annotations

import base64
import fcntl
import io
import struct
import termios
from collections.abc import Iterator, Mapping
from enum import StrEnum

from PIL import Image

from pipeline.looking.sixel import sixel

_CHUNK = 4096
"""The most base64 that kitty takes at once."""
_COLUMN = 8
"""Pixels that a column is taken for where the terminal does not say."""


class Protocol(StrEnum):
    """How a picture is sent to a terminal."""

    KITTY = "kitty"
    """https://sw.kovidgoyal.net/kitty/graphics-protocol/."""
    ITERM2 = "iterm2"
    """https://iterm2.com/documentation-images.html."""
    SIXEL = "sixel"
    NONE = "none"


_BY_TERM = {
    "xterm-kitty": Protocol.KITTY,
    "xterm-ghostty": Protocol.KITTY,
    "foot": Protocol.SIXEL,
    "foot-extra": Protocol.SIXEL,
    "mlterm": Protocol.SIXEL,
    "mlterm-256color": Protocol.SIXEL,
    "yaft-256color": Protocol.SIXEL,
    "contour": Protocol.SIXEL,
}
_BY_PROGRAM = {"iTerm.app": Protocol.ITERM2, "WezTerm": Protocol.ITERM2, "mintty": Protocol.ITERM2}
"""Counts only for a terminal that calls itself like xterm: a program's name is inherited by whatever it starts."""


def protocol(environment: Mapping[str, str]) -> Protocol:
    """What the terminal of that environment shows."""
    term = environment.get("TERM", "")
    if environment.get("TMUX") or environment.get("STY") or term.startswith(("screen", "tmux")):
        return Protocol.NONE
    if term in _BY_TERM:
        return _BY_TERM[term]
    program = environment.get("TERM_PROGRAM") or environment.get("LC_TERMINAL", "").replace("iTerm2", "iTerm.app")
    return _BY_PROGRAM.get(program, Protocol.NONE) if term == "xterm-256color" else Protocol.NONE


def encoded(png: bytes, how: Protocol, columns: int, pixels: int) -> bytes:
    """A picture for a terminal so many columns and pixels wide (0 pixels: it does not say), no wider than it.

    Raises `ValueError` for `NONE`.
    """
    wide = _width(png)
    room = pixels or columns * _COLUMN
    if how is Protocol.KITTY:
        return b"".join(_kitty(png, columns if wide > room else 0)) + b"\n"
    if how is Protocol.ITERM2:
        size = "100%" if wide > room else "auto"
        head = f"\x1b]1337;File=inline=1;size={len(png)};width={size};preserveAspectRatio=1:"
        return head.encode() + base64.b64encode(png) + b"\x07\n"
    if how is Protocol.SIXEL:
        return sixel(_narrowed(png, room)) + b"\n"
    raise ValueError(how)


def _kitty(png: bytes, columns: int) -> Iterator[bytes]:
    """Sent and shown in pieces; `q=2`: the terminal answers nothing."""
    body = base64.b64encode(png)
    pieces = [body[start : start + _CHUNK] for start in range(0, len(body), _CHUNK)]
    first = "a=T,f=100,q=2," + (f"c={columns}," if columns else "")
    for number, piece in enumerate(pieces):
        more = int(number < len(pieces) - 1)
        yield f"\x1b_G{first if number == 0 else ''}m={more};".encode() + piece + b"\x1b\\"


def _width(png: bytes) -> int:
    with Image.open(io.BytesIO(png)) as picture:
        return picture.width


def _narrowed(png: bytes, most: int) -> Image.Image:
    with Image.open(io.BytesIO(png)) as opened:
        picture = opened.convert("RGB")
    if picture.width > most:
        high = max(round(picture.height * most / picture.width), 1)
        picture = picture.resize((most, high), Image.Resampling.BOX)
    return picture


def pixels_of(handle: int) -> int:
    """How many pixels wide the terminal behind a file descriptor is; 0 if it does not say, or is none."""
    try:
        answer = fcntl.ioctl(handle, termios.TIOCGWINSZ, bytes(8))
    except OSError:
        return 0
    _, _, wide, _ = struct.unpack("HHHH", answer)
    return int(wide)
