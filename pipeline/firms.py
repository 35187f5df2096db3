"""How believable a name is, by what names are made of: a reader errs by one letter, and mostly into what nobody is called.

A firm's last word that is a slip away from a usual one (네트위스, 솔류션) is set right, never where the word read is one
itself; what remains doubtful is only believed less. No name is ever changed into another that may well be one.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.jamo import distance
from pipeline.lexicon import COMPANY_FORMS, DOUBLE_SURNAMES, DOUBTFUL_IN_FIRMS, FIRM_WORDS, GIVEN_SYLLABLES, SURNAMES

SET_RIGHT = 0.8
"""How far a name is believed of which the last word was set right."""
DOUBTFUL = 0.8
"""How far a name is believed with a syllable that hardly any name has."""

_FORM_AT_END = re.compile(rf"\s*(?:\((?:주|유|사|재|합|의)\)|[㈜㈔㈲]|{'|'.join(COMPANY_FORMS)})\s*$")
RUN_ON = 0.9
"""How far one is believed in which two Latin words may have run together: only whether a space stands there is doubtful."""
_NO_LETTERS = re.compile(r"[\[\]{}|<>~^=;\\°]")
"""What a reader makes of a letter's strokes, and no name has."""
_LONE_MASK = re.compile(r"[*＊●○◯■□×✕※◎]\s*[가-힣A-Za-z() ]+")
"""Who masks a name leaves its first letter: a sign there alone is a syllable that the print lost (황정림 → ● 정림)."""
_JOINED = re.compile(r"[a-z][A-Z]|[A-Z]{2}[A-Z][a-z]")
_PARTED = re.compile(r"(?<=[가-힣])\s(?=[가-힣])")
"""A space between syllables: readers part a word at random (`가온신 업`)."""
_SLIPS = {2: 0.5, 3: 1.0}
_MOST = 1.5
"""Letters in which a last word may differ, by its syllables: a short word is soon another one."""
_LONG = 4
"""Syllables of a word that is still told when it lost one."""
_GUESSES = "쥐쮜뚜쑤쭈뿐"
"""What readers make of `㈜` where it is printed without a space."""
_STRAY = re.compile(r"^주[가-힣]{3}|[A-Za-z][01]$")
"""A bare 주 before a name without a form, which may be `(주)`, and a particle behind a Latin name read as a digit."""
_FOR_PROFIT = re.compile(r"\d{3}-8[1678]-\d{5}")


def firm(name: str) -> tuple[str, float]:
    """A firm's name with its last word set right, and how far it is believed (0 to 1).

    >>> firm("(주)한빛네트위스"), firm("한빛데크"), firm("주식회사 동녁산업")
    (('(주)한빛네트웍스', 0.8), ('한빛데크', 1.0), ('주식회사 동녁산업', 0.8))

    So is one that lost a syllable within (웍, which readers pass over), if it is long enough to be told:

    >>> firm("한빛네트스"), firm("한빛인터셔널"), firm("참솔건축사무소")
    (('한빛네트웍스', 0.8), ('한빛인터내셔널', 0.8), ('참솔건축사무소', 1.0))

    Who is called so may be a person, whose name has no usual words (a line's owner, a sole trader):

    >>> firm("왕건철"), firm("두리건철"), firm("가온신 업")
    (('왕건철', 1.0), ('두리건설', 0.8), ('가온신업', 0.8))

    A mark within a name, one that hides its first letter alone, or two Latin words that may be one, leave a doubt:

    >>> firm("○]르제약"), firm("● 정림"), firm("HANBITSoft"), firm("HANBIT Soft")
    (('○]르제약', 0.8), ('● 정림', 0.8), ('HANBITSoft', 0.9), ('HANBIT Soft', 1.0))
    """
    if _a_person(name):
        return name, 1.0
    form = _FORM_AT_END.search(name)
    body, rest = (name[: form.start()], name[form.start() :]) if form else (name, "")
    meant = _meant(body)
    if not meant and _meant(solid := _PARTED.sub("", body)):
        body, meant = solid, _meant(solid)
    mended = body[: -len(meant[0])] + meant[0] if len(meant) == 1 else body if meant else _restored(body)
    doubtful = (
        len(meant) > 1
        or any(char in DOUBTFUL_IN_FIRMS for char in mended)
        or _NO_LETTERS.search(mended)
        or _LONE_MASK.fullmatch(name)
        or (_STRAY.search(name) and not (form or name.startswith(COMPANY_FORMS)))
    )
    spaced = RUN_ON if _JOINED.search(mended) else 1.0
    return mended + rest, (SET_RIGHT if mended != body else 1.0) * (DOUBTFUL if doubtful else 1.0) * spaced


def person_believed(name: str) -> float:
    """How far a person's name is believed: less where nobody bears such a family name or a syllable (홍→흥, 혜→헤).

    >>> person_believed("홍길동"), person_believed("흥길동"), person_believed("허헤슬"), person_believed("제갈록은")
    (1.0, 0.8, 0.8, 1.0)
    """
    bare = name.split(" 외 ", maxsplit=1)[0]
    if _LONE_MASK.fullmatch(bare):
        return DOUBTFUL
    if not re.fullmatch("[가-힣]{2,5}", bare):
        return 1.0
    if bare[:2] in DOUBLE_SURNAMES and len(bare) > 2:
        given = bare[2:]
    elif bare[0] in SURNAMES:
        given = bare[1:]
    else:
        return DOUBTFUL
    return 1.0 if all(char in GIVEN_SYLLABLES for char in given) else DOUBTFUL


def _a_person(name: str) -> bool:
    """Whether a name is built as a person's is: a family name, and two syllables that given names have."""
    bare = "".join(name.split())
    family = 2 if bare[:2] in DOUBLE_SURNAMES else 1
    known = family == 2 or bare[:1] in SURNAMES
    return known and len(bare) == family + 2 and all(char in GIVEN_SYLLABLES for char in bare[family:])


def corporation(number: str) -> bool:
    """Whether a 사업자등록번호 is a company's (영리법인의 본점: middle digits 81, 86, 87, 88), whose name carries its form.

    >>> corporation("123-81-12345"), corporation("123-45-12345")
    (True, False)
    """
    return _FOR_PROFIT.fullmatch(number) is not None


def sign_read(name: str, *, incorporated: bool) -> str:
    """A name without a form whose first syllable is what a reader made of `㈜`; `주` only where the firm surely has a form.

    >>> sign_read("뚜라온기획", incorporated=False), sign_read("주가온통상", incorporated=True), sign_read("주원상사", incorporated=False)
    ('(주)라온기획', '(주)가온통상', '주원상사')
    """
    signs = _GUESSES + ("주" if incorporated else "")
    return f"(주){name[1:].lstrip()}" if len(name) > 3 and name[0] in signs else name


@lru_cache(maxsize=1024)
def _meant(body: str) -> tuple[str, ...]:
    """The usual words that a name's misread last word may be; none where it ends in one, or in quite another."""
    if any(body.endswith(word) for word in FIRM_WORDS):
        return ()
    near = sorted(
        (distance(body[-len(word) :], word), word)
        for word in FIRM_WORDS
        if 2 <= len(word) < len(body) and _shares(body, word)
    )
    meant = [(apart, word) for apart, word in near if apart <= _SLIPS.get(len(word), _MOST)]
    return tuple(word for apart, word in meant if apart - meant[0][0] < _SLIPS[2])


@lru_cache(maxsize=1024)
def _restored(body: str) -> str:
    """The name with its last word's lost syllable, one within a word of four or more; the name itself where none was lost."""
    if any(body.endswith(word) for word in FIRM_WORDS):
        return body
    found = {
        body[: 1 - len(word)] + word for word in FIRM_WORDS if _LONG <= len(word) <= len(body) and _lost(body, word)
    }
    return found.pop() if len(found) == 1 else body


def _lost(body: str, word: str) -> bool:
    """Whether it ends in the word without one of its inner syllables; of two alike (건축사사무소) one is often left out on purpose."""
    within = [at for at in range(1, len(word) - 1) if word[at] not in (word[at - 1], word[at + 1])]
    return any(body.endswith(word[:at] + word[at + 1 :]) for at in within)


def _shares(body: str, word: str) -> bool:
    """Whether all but one of a word's syllables stand at the end of the name."""
    return sum(one != other for one, other in zip(body[-len(word) :], word, strict=True)) == 1
