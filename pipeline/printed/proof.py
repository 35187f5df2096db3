"""Whether what the picture reads bears out what the file says of a printed line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from pipeline.document import Word
from pipeline.jamo import likeness
from pipeline.lexicon import COMPANY_SIGNS
from pipeline.rows import MASKS, agreed, fold_each

LIKELY = 0.85
"""From here on a character of the file's is borne out: as read, or but for a reader's slip."""
ANOTHER = 0.6
"""Likeness under which a line is another one than the file says."""
PLAIN = re.compile(r"[0-9A-Za-z*＊]")
"""What the second look reads better than the first."""


def solid(words: Sequence[Word]) -> str:
    """What words say, without spaces."""
    return "".join("".join(word.text.split()) for word in words)


def borne_out(said: str, seen: str, second: str = "") -> bool:
    """Whether every character of the file's stands there, and no digit, mask or further letter beside them."""
    return min(agreed(said, seen, second), default=1.0) >= LIKELY and not (
        _more(said, seen) and (not second or _more(said, second))
    )


def another(said: str, seen: str) -> bool:
    """Whether a line reads as something else altogether."""
    return likeness(said, seen) < ANOTHER


def wants_digits(said: str, seen: str) -> bool:
    """Whether the second look may settle it: it reads digits, masks and Latin."""
    return bool(PLAIN.search(said) or PLAIN.search(seen) or any(char in MASKS for char in said + seen))


def _more(said: str, seen: str) -> bool:
    """Whether a digit or a mask was read where the file has none, or a letter more."""
    matcher = SequenceMatcher(None, fold_each(said), fold_each(seen), autojunk=False)
    return any(_is_more(said[start:end], seen[low:high]) for _, start, end, low, high in matcher.get_opcodes())


def _is_more(said: str, seen: str) -> bool:
    if any(char.isdigit() or char in MASKS for char in seen) and fold_each(said) != fold_each(seen):
        return True
    return sum(map(str.isalnum, seen)) > sum(char.isalnum() or char in COMPANY_SIGNS for char in said)
