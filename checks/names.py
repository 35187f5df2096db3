"""Whether two names mean one company or one person, as far as reading can tell.

Corporate forms are written in many ways (주식회사, (주), ㈜, before or after), and recognition takes
one jamo for another. Names that differ by little, or only in what reading cannot settle, are NEAR:
neither the same nor different.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import NamedTuple

from pipeline.jamo import distance, jamo


class Agreement(StrEnum):
    """How two names stand to each other."""

    SAME = "same"
    NEAR = "near"
    """A person must look."""
    DIFFERENT = "different"


_FORMS = {
    "주식회사": r"주식회사|\(주\)|co\.?,?ltd\.?|inc\.|corp\.|corporation|incorporated",
    "유한회사": r"유한회사|\(유\)",
    "유한책임회사": r"유한책임회사|\(유책\)",
    "합자회사": r"합자회사|\(합자\)|\(자\)",
    "합명회사": r"합명회사|\(합명\)|\(합\)",
    "사단법인": r"사단법인|\(사\)",
    "재단법인": r"재단법인|\(재\)",
    "의료법인": r"의료법인|\(의\)",
    "학교법인": r"학교법인|\(학\)",
    "사회복지법인": r"사회복지법인|\(복\)",
}
"""Legal forms, and how each is written once full-width and enclosed characters are unfolded."""

_ALIAS = re.compile(r"[(\[{]([^()\[\]{}가-힣]*)[)\]}]")
"""A name in another script, in brackets."""

_NEAR = 0.3
"""Share of the longer name's jamo up to which a difference may be a reading's: of two made-up companies one pair in fifty is so near."""

_LONGEST = 200
"""Characters looked at: no company's name is longer."""


class CompanyName(NamedTuple):
    """A company's name taken apart: its core without spaces, its legal form, its names in other scripts."""

    core: str
    form: str | None
    aliases: frozenset[str]


def company_name(name: str) -> CompanyName:
    """Takes a name as printed apart.

    >>> company_name("㈜한빛 테크").core, company_name("한빛테크 주식회사").form
    ('한빛테크', '주식회사')
    """
    text = unicodedata.normalize("NFKC", name[:_LONGEST]).casefold()
    text = re.sub(r"\s+", "", text)
    form = None
    for one, pattern in sorted(_FORMS.items(), key=lambda item: -len(item[0])):
        if re.search(pattern, text):
            form, text = one, re.sub(pattern, "", text)
            break
    aliases = frozenset(filter(None, (_bare(alias) for alias in _ALIAS.findall(text))))
    return CompanyName(_bare(_ALIAS.sub("", text)), form, aliases)


def _bare(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())


def same_company(one: str, other: str) -> Agreement:
    """Whether two names are one company's.

    >>> same_company("주식회사 한빛테크", "㈜한빛테크(Hanbit Tech)"), same_company("한빛테크", "주식회사 한빛테크")
    (<Agreement.SAME: 'same'>, <Agreement.NEAR: 'near'>)
    """
    first, second = company_name(one), company_name(other)
    agreement = _same_text(first.core, second.core)
    if agreement is Agreement.SAME:
        return Agreement.SAME if first.form == second.form else Agreement.NEAR
    if agreement is Agreement.DIFFERENT and _perhaps(first, second):
        return Agreement.NEAR
    return agreement


def _perhaps(first: CompanyName, second: CompanyName) -> bool:
    """One stands in the other, or they cannot be compared: different scripts."""
    if first.aliases & {second.core, *second.aliases} or first.core in second.aliases:
        return True
    if first.core in second.core or second.core in first.core:
        return True
    return _hangul(first.core) != _hangul(second.core)


def _hangul(text: str) -> bool:
    return any("가" <= letter <= "힣" for letter in text)


def same_person(one: str, other: str) -> Agreement:
    """Whether two names are one person's; spaces do not count.

    >>> same_person("김 하늘", "김하늘"), same_person("김하늘", "김하눌"), same_person("김하늘", "박서준")
    (<Agreement.SAME: 'same'>, <Agreement.NEAR: 'near'>, <Agreement.DIFFERENT: 'different'>)
    """
    first, second = (_bare(unicodedata.normalize("NFKC", name[:_LONGEST]).casefold()) for name in (one, other))
    if _hangul(first) != _hangul(second):
        return Agreement.NEAR
    return _same_text(first, second)


def _same_text(first: str, second: str) -> Agreement:
    if not first or not second:
        return Agreement.NEAR
    if first == second:
        return Agreement.SAME
    longest = max(len(jamo(first)), len(jamo(second)))
    return Agreement.NEAR if distance(first, second) <= _NEAR * longest else Agreement.DIFFERENT
