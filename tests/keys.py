"""Keys of tests, and ledgers opened with them."""

from __future__ import annotations

from pathlib import Path

from pipeline.serving.keys import keyring_of
from pipeline.serving.ledger import Ledger
from pipeline.serving.sealing import Keyring
from pipeline.settings import Settings

DATA_KEY = "ZmljdGl0aW91cy1maWN0aXRpb3VzLWZpY3RpdGlvdXM="
KEYRING = Keyring([DATA_KEY.encode()])


def keyring(place: str | Path) -> Keyring:
    """A file's is that of the folder it lies in, as the service finds it; a server's is the tests' own."""
    return keyring_of(Settings(data=place.parent)) if isinstance(place, Path) else KEYRING


def ledger_at(place: str | Path) -> Ledger:
    """The ledger there."""
    return Ledger(place, keyring(place))
