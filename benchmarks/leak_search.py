"""Looks for digits of numbers in whatever a service wrote: in every usual spelling, and within what is packed or encoded."""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

_BETWEEN = re.compile(r"(?<=[0-9])[\s\-‐-―−.·_/\\,:*]{1,4}(?=[0-9])")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})|&#x?([0-9a-fA-F]+);|%([0-9A-Fa-f]{2})|\\[nrt]")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_\-]{24,}={0,2}")
_ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08")
_WIDE = re.compile(rb"[0-9]\x00[0-9]|[\x10-\x19]\xff[\x10-\x19]\xff|\xff[\x10-\x19]\xff[\x10-\x19]")
"""Digits of two bytes each, plain or full-width."""
_DEEPEST = 3
_SHORTEST = 7
_MOST, _LONGEST = 8_000_000, 4_000_000
"""Bytes that are unpacked from one place, and that are looked at for it."""


def hits(data: bytes, numbers: Iterable[str]) -> set[str]:
    """Which of these numbers (all digits in a row) the bytes show, in any spelling, packed or not.

    A number of thirteen also counts by its last seven alone, where they stand free.
    """
    wanted, found = list(numbers), set()
    for layer in layers(data):
        for text in readings(layer):
            found |= {one for one in wanted if _shows(text, one)}
    return found


def layers(data: bytes, depth: int = 0) -> Iterator[bytes]:
    """The bytes, and what is packed or encoded in them."""
    yield data
    if depth >= _DEEPEST:
        return
    unpacked = [_inflated(data[match.start() : match.start() + _LONGEST]) for match in _ZLIB.finditer(data)]
    decoded = [_debased(match[0]) for match in _BASE64.finditer(data)]
    inner = [one + b" " * (len(one) % 2) for one in (*unpacked, *decoded) if len(one) >= _SHORTEST]
    if inner:
        yield from layers(b"  \n ".join(inner), depth + 1)


def readings(data: bytes) -> Iterator[str]:
    """As text, digits of every script made plain, with nothing between digits that people write there."""
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        if encoding != "utf-8" and not _WIDE.search(data):
            continue
        raw = data.decode(encoding, "ignore")
        for text in (raw, _ESCAPED.sub(_unescaped, raw)):
            plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
            yield plain
            yield _BETWEEN.sub("", plain)


def _shows(text: str, number: str) -> bool:
    if number in text:
        return True
    return len(number) == 13 and re.search(rf"(?<![0-9A-Za-z]){number[6:]}(?![0-9A-Za-z])", text) is not None


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    if not code:
        return " "
    try:
        return chr(int(code, 16))
    except (ValueError, OverflowError):
        return " "


def _inflated(data: bytes) -> bytes:
    unpacking = zlib.decompressobj(47)
    try:
        return unpacking.decompress(data, _MOST)
    except zlib.error:
        return b""


def _debased(data: bytes) -> bytes:
    raw = data.rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/")
    try:
        return base64.b64decode(raw + b"=" * (-len(raw) % 4))
    except binascii.Error:
        return b""


def files(folder: Path, *, without: Iterable[Path] = ()) -> Iterator[Path]:
    """Every file under a folder, but for what lies in others."""
    left_out = [one.resolve() for one in without]
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not any(path.resolve().is_relative_to(one) for one in left_out):
            yield path
