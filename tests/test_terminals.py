"""Pictures for terminals: who gets them, and that what is sent is what was drawn."""

from __future__ import annotations

import base64
import io
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pipeline.document import Picture
from pipeline.looking.sixel import sixel
from pipeline.looking.terminals import Protocol, encoded, pixels_of, protocol


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "none"),
        ({"TERM": "dumb"}, "none"),
        ({"TERM": "linux"}, "none"),
        ({"TERM": "xterm-256color"}, "none"),
        ({"TERM": "xterm-kitty"}, "kitty"),
        ({"TERM": "xterm-ghostty"}, "kitty"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, "iterm2"),
        ({"TERM": "xterm-256color", "LC_TERMINAL": "iTerm2"}, "iterm2"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, "iterm2"),
        ({"TERM": "foot"}, "sixel"),
        ({"TERM": "mlterm-256color"}, "sixel"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, "none"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "vscode", "LC_TERMINAL": "iTerm2"}, "none"),
        ({"TERM": "linux", "TERM_PROGRAM": "iTerm.app"}, "none"),
        ({"TERM": "xterm", "KITTY_WINDOW_ID": "1"}, "none"),
        ({"TERM": "screen-256color", "LC_TERMINAL": "iTerm2"}, "none"),
        ({"TERM": "tmux-256color", "KITTY_WINDOW_ID": "1"}, "none"),
        ({"TERM": "xterm-kitty", "TMUX": "/tmp/tmux-0/default,1,0"}, "none"),  # noqa: S108 - a value, no file
        ({"TERM": "xterm-kitty", "STY": "1.pts"}, "none"),
    ],
)
def test_only_a_terminal_that_is_known_gets_pictures(environment: dict[str, str], expected: str) -> None:
    assert protocol(environment) is Protocol(expected)


def png(picture: Picture) -> bytes:
    written = io.BytesIO()
    Image.fromarray(picture).save(written, "PNG")
    return written.getvalue()


NOISE = png(np.random.default_rng(1).integers(0, 256, (80, 120, 3), dtype=np.uint8))


def test_kitty_gets_the_file_in_pieces() -> None:
    sent = encoded(NOISE, Protocol.KITTY, 80, 0)
    pieces = re.findall(rb"\x1b_G([^;]*);([A-Za-z0-9+/=]*)\x1b\\", sent)
    assert base64.b64decode(b"".join(body for _, body in pieces)) == NOISE
    assert len(pieces) > 2
    assert all(len(body) <= 4096 for _, body in pieces)
    assert [keys for keys, _ in pieces] == [b"a=T,f=100,q=2,m=1", *[b"m=1"] * (len(pieces) - 2), b"m=0"]
    assert re.sub(rb"\x1b_G[^\x1b]*\x1b\\", b"", sent) == b"\n"


@pytest.mark.parametrize(
    ("columns", "pixels", "fits"), [(80, 0, True), (10, 0, False), (10, 120, True), (80, 119, False)]
)
def test_a_picture_is_never_wider_than_its_terminal(columns: int, pixels: int, fits: bool) -> None:  # noqa: FBT001 - a parameter
    kitty = encoded(NOISE, Protocol.KITTY, columns, pixels).partition(b";")[0]
    assert (b"c=" not in kitty) == fits
    assert (b"width=auto" in encoded(NOISE, Protocol.ITERM2, columns, pixels)) == fits
    across = int(re.search(rb'"1;1;(\d+);', encoded(NOISE, Protocol.SIXEL, columns, pixels))[1])  # type: ignore[index]  # it is there
    assert across == (120 if fits else pixels or columns * 8)


def test_iterm2_gets_the_file_with_its_size() -> None:
    sent = encoded(NOISE, Protocol.ITERM2, 80, 0)
    head, body = re.fullmatch(rb"\x1b\]1337;File=([^:]*):([A-Za-z0-9+/=]*)\x07\n", sent).groups()  # type: ignore[union-attr]  # it matches
    assert base64.b64decode(body) == NOISE
    assert f"size={len(NOISE)}".encode() in head.split(b";")
    assert b"inline=1" in head.split(b";")


def test_none_gets_nothing() -> None:
    with pytest.raises(ValueError, match="none"):
        encoded(NOISE, Protocol.NONE, 80, 0)


def shown(data: bytes) -> Picture:
    """What a terminal makes of sixel: its colours in hundredths, row by row."""
    wide, high = map(int, re.search(rb'"1;1;(\d+);(\d+)', data).groups())  # type: ignore[union-attr]  # it is there
    picture = np.full((high + 6, wide, 3), -1)
    palette: dict[int, tuple[int, ...]] = {}
    x = top = colour = 0
    body = data[data.index(b'"') :].removesuffix(b"\x1b\\")
    for sign, number, more, often, one in re.findall(rb'(?:([#"])(\d+)((?:;\d+)*))|(?:!(\d+))?([?-~$-])', body):
        if sign == b"#":
            colour = int(number)
            if more:
                palette[colour] = tuple(map(int, more.split(b";")[2:]))
        elif one == b"$":
            x = 0
        elif one == b"-":
            x, top = 0, top + 6
        elif one:
            count, bits = int(often or 1), one[0] - 63
            for row in range(6):
                if bits >> row & 1:
                    picture[top + row, x : x + count] = palette[colour]
            x += count
    assert (picture[high:] == -1).all()
    return picture[:high]


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 40), st.integers(1, 20), st.integers(0, 2**32 - 1), st.integers(1, 8))
def test_sixel_shows_every_pixel(wide: int, high: int, seed: int, colours: int) -> None:
    rng = np.random.default_rng(seed)
    palette = rng.integers(0, 256, (colours, 3), dtype=np.uint8)
    picture = palette[rng.integers(0, colours, (high, wide))]
    found = shown(sixel(Image.fromarray(picture)))
    assert np.abs(found - picture / 2.55).max() <= 1.0


def test_what_is_no_terminal_says_no_width() -> None:
    with open("/dev/null", "rb") as nothing:  # noqa: PTH123 - a device, no file
        assert pixels_of(nothing.fileno()) == 0
