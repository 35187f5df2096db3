"""Running text: sentences and addresses, which no field is taken from and of which only the beginning is read."""

from __future__ import annotations

import re

from pipeline.document import Word

HEAD = 7.0
"""What is read of running text, in heights of its letters: a label that begins it, and enough to tell another text."""
LEAST = 14
"""Letters that running text has at least."""
_SENTENCE = re.compile(
    "니다|습니|하고있|있음을|위하여|대하여|관하여|의하여|따라|바랍|합니|하여야|에한함|법률|규칙|조제[0-9]+항"
)
_ADDRESS = re.compile(
    "(?:특별시|광역시|자치시|자치도|경기도|강원도|충청[남북]도|전라[남북]도|경상[남북]도|제주도).{2,}(?:로|길|동|읍|면|리)[0-9]"
)
_ADDRESS_LABEL = re.compile(r"[^:：0-9]{0,6}(?:소재지|주소)\)?[:：]?")
_TELLING = re.compile(
    r"[0-9]-[0-9]|[0-9*]{5}|[0-9]{4}[.년/]|[*×●■]{2}|[Xx]{3}|[A-Za-z]{3}|[@:：㈜]"
    r"|주식회사|유한|\(주\)|법인|조합|협회|재단|번호|성명|대표|직인|원본|사본"
)
"""What a field, a mask or a label may be taken from."""


def is_running(text: str) -> bool:
    """Whether a line (without spaces) is running text and holds nothing that a field may be taken from."""
    if len(text) < LEAST or not (_SENTENCE.search(text) or _ADDRESS.search(text)):
        return False
    label = _ADDRESS_LABEL.match(text)
    return not _TELLING.search(text[label.end() if label else 0 :])


def head(words: tuple[Word, ...], aspect: float) -> tuple[Word, ...]:
    """The words that begin a line, up to `HEAD`; `aspect`: width by height of the page."""
    edge = words[0].box.left + HEAD * words[0].box.height / aspect
    return tuple(word for at, word in enumerate(words) if at == 0 or word.box.right <= edge)
