"""Telecom carriers' names as they are printed and misread: which carrier a line names, and how surely it is no other firm.

A known name is set right where a reader slipped. It is a name's own letters that count: `한솔텔레콤 주식회사` is as like
`온세텔레콤 주식회사` as many a misreading, and yet another firm.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline.jamo import alike, distance, fold
from pipeline.lexicon import CARRIER_NAMES, COMPANY_FORMS
from pipeline.wording import carrier

LIKENESS = 0.75
"""Of a whole line to a carrier's full name, from which on it may be one."""
_SLIP, _SLIPS = 0.5, 1.0
"""Letters by which a name's own part may differ and still be surely the carrier's; and be it at all."""
_LONG = 5
"""Characters of a name's own part in which a look-alike leaves no doubt."""
_FORM_LIKENESS = 0.65
"""Of what stands behind a name to its form (주식회사)."""
_EXPECTED = 0.7
"""Likeness of that part to a carrier's that the paper names elsewhere."""
_FORMS = tuple(sorted((*COMPANY_FORMS, "(주)"), key=len, reverse=True))
_BRANDS = "(?=텔레콤|브로드밴드|텔링크)"
_SK = re.compile(r"^(?:[s5698$§][^가-힣]{0,3}|[애와아야얘][k(<{\\|][^가-힣]{0,2})" + _BRANDS)
"""What readers make of `SK` before Hangul (`5(텔레콤`, `51브로드밴드`, `애(텔레콤`)."""
_OTHER_LETTERS = re.compile("[a-z]")
_OF_SK = re.compile(r"[sklioxi]")


@dataclass(frozen=True, slots=True)
class Named:
    """A carrier's full name. `likeness` (0 to 1): of what was read. `sure`: it can be no other firm's."""

    name: str
    likeness: float
    sure: bool

    @property
    def usual(self) -> str | None:
        """The carrier's usual name."""
        return carrier(self.name)


@lru_cache(maxsize=4096)
def named(text: str, expected: frozenset[str] = frozenset()) -> Named | None:
    """The carrier's full name that a line is, set right where misread; `None` for other lines.

    `expected`: usual names of carriers that the paper names elsewhere; more slips are then forgiven.

    >>> named("5(텔레콤 주식회사"), named("한솔텔레콤 주식회사")
    (Named(name='SK텔레콤 주식회사', likeness=1.0, sure=True), None)
    """
    solid = mended(fold(text))
    found = [one for name in CARRIER_NAMES if (one := _as(solid, name, expected)) is not None]
    return max(found, key=lambda one: (one.likeness, one.sure), default=None)


def mended(solid: str) -> str:
    """A folded name with `SK` where a reader made something else of it; other letters before the name stay (`LS텔레콤`)."""
    match = _SK.match(solid)
    if match is None or any(not _OF_SK.fullmatch(letter) for letter in _OTHER_LETTERS.findall(match[0])):
        return solid
    return f"sk{solid[match.end() :]}"


def _as(solid: str, name: str, expected: frozenset[str]) -> Named | None:
    wanted = fold(name)
    found = alike(solid, wanted, LIKENESS)
    if not found:
        return None
    form = next(form for form in _FORMS if form in wanted)
    core = wanted.replace(form, "")
    read = solid[len(form) :] if wanted.startswith(form) else _before(solid, form, core)
    likeness = round(found, 2)
    if expected and _usual(name) in expected and alike(read, core, _EXPECTED):
        return Named(name, likeness, sure=True)
    apart = _apart(read, core, at_end=wanted.startswith(form))
    if apart > (_SLIPS if len(core) >= _LONG - 1 else _SLIP):
        return None
    return Named(name, likeness, sure=not apart or (apart <= _SLIP and len(core) >= _LONG))


def _before(solid: str, form: str, core: str) -> str:
    """What stands before the form, or before what a seal left of it; nothing where none ends the line."""
    cuts = range(max(len(core) - 2, 1), len(core) + 2)
    ends = [cut for cut in cuts if alike(solid[cut:], form, _FORM_LIKENESS)]
    return min((solid[:cut] for cut in ends), key=lambda read: distance(read, core), default="")


def _apart(read: str, core: str, *, at_end: bool) -> float:
    """By how many letters a name's own part differs; its last syllable, where a seal lies over it, counts a look-alike at most."""
    apart = distance(read, core)
    sealed = at_end and len(core) > _LONG and read[: len(core) - 1] == core[:-1] and len(read) <= len(core)
    return min(apart, _SLIP) if sealed else apart


@lru_cache(maxsize=64)
def _usual(name: str) -> str | None:
    return carrier(name)


@lru_cache(maxsize=1024)
def begins(solid: str, expected: frozenset[str] = frozenset()) -> tuple[Named, int] | None:
    """The carrier's full name that a line without spaces begins with, and its length: a seal's letters run on behind it.

    Behind a name that ends in its own part other letters than a seal's may make another firm of it (`주식회사 케이티텔레캅`).
    """
    line = mended(fold(solid))
    more = len(solid) - len(line)
    found = [
        (one if one.usual in expected or _sealed(one.name, line[size:]) else replace(one, sure=False), size + more)
        for name in CARRIER_NAMES
        for size in range(len(fold(name)) + min(_MORE), min(len(fold(name)) + max(_MORE) + 1, len(line)))
        if (one := _as(line[:size], name, expected)) is not None
    ]
    return max(found, key=lambda one: (one[0].sure, one[0].likeness, one[1]), default=None)


def _sealed(name: str, behind: str) -> bool:
    """Whether what stands behind a name leaves it whole: its form ends it, or a seal's letters follow, none that make a name."""
    letters = [letter for letter in behind if "가" <= letter <= "힣"]
    ends = name.endswith(_FORMS) or not letters
    return ends or 2 * sum(letter in _SEALS or letter in name for letter in letters) >= len(letters)


_SEALS = frozenset("대표이사인직법장의")
"""What stands in a firm's seal beside its name."""
_MORE = range(-2, 4)
"""By how many characters a misread name may be shorter or longer."""
