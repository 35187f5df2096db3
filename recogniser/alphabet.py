"""What a model can tell apart: its characters, what stands for every other letter, and text ↔ class numbers.

Class 0 is the CTC blank; then come the characters in their order; `OTHER` is the last of them.
A larger model has a longer alphabet and nothing else of its own.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

OTHER = "\ufffd"
"""Any letter that the alphabet lacks: one for each letter on paper."""
DIGITS = "0123456789"
LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
SIGNS = " .,:;-~/()[]<>@_+&%#'\"*●○■□·×?!=|※"
UNITS = "년월일시분초오전후호제번원세주층동길로까지부터㈜年月日"
"""Letters that stand beside digits: of dates, times, sums, numbers of papers, addresses."""
NUMBERS = DIGITS + LATIN + SIGNS + UNITS + OTHER
"""The alphabet of the number model."""
SYLLABLES = "".join(chr(code) for code in range(0xAC00, 0xD7A4))
JAMO = "".join(chr(code) for code in (*range(0x1100, 0x1113), *range(0x1161, 0x1176), *range(0x11A8, 0x11C3)))
"""The 19 leads, 21 vowels and 27 tails that all 11,172 syllables are made of: as Unicode's canonical decomposition writes them."""
KOREAN = DIGITS + LATIN + SIGNS + "㈜年月日" + JAMO + OTHER
"""The alphabet of a model for all Korean text: a syllable is two or three classes, so none is too rare to be learnt."""
_ALIKE = str.maketrans(
    {
        "–": "-",
        "—": "-",
        "―": "-",
        "‐": "-",
        "−": "-",
        "•": "·",
        "ㆍ": "·",
        "・": "·",
        "‧": "·",
        "◯": "○",
        "〇": "○",
        "〈": "<",
        "〉": ">",
        "《": "<",
        "》": ">",
        "“": '"',
        "”": '"',
        "‘": "'",
        "’": "'",
        "`": "'",
        "∼": "~",
        "〜": "~",
        "✕": "×",
    }
)
"""Signs that look alike are one class."""


@dataclass(frozen=True, slots=True)
class Alphabet:
    """The characters of a model, in the order of its classes (from 1; 0 is the blank)."""

    characters: str = NUMBERS
    _numbers: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Numbers the characters. Raises `ValueError` if one stands twice or `OTHER` is not the last."""
        numbers = {letter: number for number, letter in enumerate(self.characters, 1)}
        if len(numbers) != len(self.characters) or not self.characters.endswith(OTHER):
            raise ValueError("an alphabet holds every character once and ends with OTHER")
        object.__setattr__(self, "_numbers", numbers)

    def __len__(self) -> int:
        """Classes, the blank included."""
        return len(self.characters) + 1

    def plain(self, text: str) -> str:
        """A text as the model would say it: one space between words, like signs alike, unknown letters `OTHER`."""
        same = "".join(
            unicodedata.normalize("NFKC", letter) if 0xFF01 <= ord(letter) <= 0xFF5E else letter
            for letter in text.translate(_ALIKE)
        )
        if JAMO[0] in self._numbers:
            same = unicodedata.normalize("NFD", same)
        known = "".join(letter if letter in self._numbers or letter.isspace() else OTHER for letter in same)
        return " ".join(known.split())

    def written(self, text: str) -> str:
        """The same in whole syllables: what `plain` took apart is put together."""
        return unicodedata.normalize("NFC", self.plain(text))

    def encoded(self, text: str) -> list[int]:
        """Class numbers of a text."""
        return [self._numbers[letter] for letter in self.plain(text)]
