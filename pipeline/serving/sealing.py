"""Sealing: what is encrypted at rest, how equality is asked of it, and which keys do it.

Fernet (AES-128-CBC with HMAC-SHA256, of the library `cryptography`): what was changed or cut does not open. Several keys
may open, the first alone seals, so that keys can be changed while everything stays readable (`dojang rekey`).
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from pipeline.errors import DojangError

INDEX_BYTES = 32


class Keyring:
    """Keys by which bytes are sealed (the first) and opened (any).

    `keys` are as `new_key` makes them: 32 bytes in URL-safe base64. Raises `ValueError` for any other, and where there is none.
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._fernet = MultiFernet([Fernet(one) for one in keys])

    def __repr__(self) -> str:
        """No key."""
        return "Keyring(…)"

    def seal(self, plain: bytes) -> bytes:
        """Encrypted and authenticated; never twice the same."""
        return self._fernet.encrypt(plain)

    def open(self, sealed: bytes) -> bytes:
        """What was sealed. Raises `data-key-wrong`: sealed by another key, or changed since."""
        try:
            return self._fernet.decrypt(sealed)
        except InvalidToken:
            raise DojangError("data-key-wrong") from None

    def resealed(self, sealed: bytes) -> bytes:
        """The same under the first key. Raises `data-key-wrong`."""
        try:
            return self._fernet.rotate(sealed)
        except InvalidToken:
            raise DojangError("data-key-wrong") from None


@dataclass(frozen=True, slots=True)
class Vault:
    """A ledger's keys: those that seal, and the secret by which equal values get equal marks.

    `index` is the ledger's own, kept in it, sealed: it stays when keys change, or nothing would be found again.
    """

    keyring: Keyring
    index: bytes = field(repr=False)

    def mark(self, purpose: str, plain: bytes) -> str:
        """HMAC-SHA256, hex: equal for equal values of one purpose, and nothing to anyone without the index."""
        return hmac.new(self.index, purpose.encode() + b"\0" + plain, "sha256").hexdigest()


def new_key() -> str:
    """A fresh key, as `DOJANG_DATA_KEY` takes it."""
    return Fernet.generate_key().decode("ascii")
