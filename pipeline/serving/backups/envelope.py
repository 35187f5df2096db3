"""A sealed stream: what a backup is wrapped in. Pieces of a mebibyte, each sealed with its number and whether it is the last.

So a piece that was changed, left out, moved or cut off is noticed, and neither end ever holds the whole.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import IO

from pipeline.errors import DojangError
from pipeline.serving.sealing import Keyring

MAGIC = b"DOJANG-SEALED-1\n"
_PIECE = 1 << 20
_LENGTH = struct.Struct(">I")
_HEAD = struct.Struct(">Q?")
_LONGEST = 2 * _PIECE


class Sealer(io.RawIOBase):
    """Seals what is written to it into `target`; `close` writes the last piece, and leaves `target` open."""

    def __init__(self, target: IO[bytes], keyring: Keyring) -> None:
        self._target = target
        self._keyring = keyring
        self._held = bytearray()
        self._number = 0
        token = keyring.seal(MAGIC)
        target.write(MAGIC + _LENGTH.pack(len(token)) + token)

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, data: object) -> int:
        """Takes all of it."""
        view = memoryview(data).cast("B")  # type: ignore[arg-type]  # whatever holds bytes, as io says
        self._held += view
        while len(self._held) > _PIECE:
            self._put(bytes(self._held[:_PIECE]), last=False)
            del self._held[:_PIECE]
        return len(view)

    def close(self) -> None:
        """Once."""
        if not self.closed:
            self._put(bytes(self._held), last=True)
        super().close()

    def _put(self, piece: bytes, *, last: bool) -> None:
        sealed = self._keyring.seal(_HEAD.pack(self._number, last) + piece)
        self._target.write(_LENGTH.pack(len(sealed)) + sealed)
        self._number += 1


class Opener(io.RawIOBase):
    """Reads, from its start, what a `Sealer` wrote.

    Its reads raise `data-key-wrong`, and `ValueError` for a stream that is cut or mixed up.
    """

    def __init__(self, source: IO[bytes], keyring: Keyring) -> None:
        self._source = source
        self._pieces = _opened(source, keyring)
        self._held = b""

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: object) -> int:
        """As io says; 0 at the end."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]  # likewise
        while not self._held:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._held = piece
        some, self._held = self._held[: len(view)], self._held[len(view) :]
        view[: len(some)] = some
        return len(some)


def is_sealed(source: IO[bytes]) -> bool:
    """Whether a stream begins like one of ours; it is left at its start."""
    found = source.read(len(MAGIC)) == MAGIC
    source.seek(0)
    return found


def _opened(source: IO[bytes], keyring: Keyring) -> Iterator[bytes]:
    if source.read(len(MAGIC)) != MAGIC:
        raise ValueError("not sealed")
    keyring.open(_framed(source))  # a word of ours, that tells a wrong key from a damage
    number, last = 0, False
    while not last:
        sealed = _framed(source)
        try:
            plain = keyring.open(sealed)
        except DojangError:
            raise ValueError("changed") from None
        counted, last = _HEAD.unpack_from(plain)
        if counted != number:
            raise ValueError("mixed up")
        number += 1
        yield plain[_HEAD.size :]
    if source.read(1):
        raise ValueError("something behind the end")


def _framed(source: IO[bytes]) -> bytes:
    """The next sealed piece. Raises `ValueError`."""
    length = source.read(_LENGTH.size)
    if len(length) != _LENGTH.size or not 0 < _LENGTH.unpack(length)[0] <= _LONGEST:
        raise ValueError("cut off")
    return source.read(_LENGTH.unpack(length)[0])
