"""Whether two names mean one company or one person, as far as reading can tell.

Corporate forms are written in many ways (주식회사, (주), ㈜, before or after), and recognition takes
one jamo for another. Names that differ by what a reader confuses, or only in what reading cannot settle, are
NEAR: neither the same nor different. A syllable of which more than one jamo differs is another syllable.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import NamedTuple

from pipeline.jamo import distance


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

_SLIPS = 1.0
"""Letters by which a syllable may differ for a reading's sake: one quite other jamo (네트웍스→네트워스), or two look-alikes."""
_MOST_SLIPS = 2.0
"""Likewise a whole name. Measured on drawn papers: of sure readings (0.9) none was further off."""

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


def same_representative(printed: str, other: str) -> Agreement:
    """Whether a name is one of those that a paper prints as its representatives (대표자): several stand in a row, or `외 1명`.

    >>> same_representative("홍길동 외 1명", "홍길동"), same_representative("홍길동 외 1명", "박서준")
    (<Agreement.SAME: 'same'>, <Agreement.NEAR: 'near'>)
    """
    found = {same_person(one, two) for one in _persons(printed) for two in _persons(other)}
    if Agreement.SAME in found:
        return Agreement.SAME
    unnamed = _OTHERS.search(printed) or _OTHERS.search(other)
    return Agreement.NEAR if unnamed or Agreement.NEAR in found or not found else Agreement.DIFFERENT


_OTHERS = re.compile(r"\s*외\s*[0-9]*\s*(?:명|인)\s*$")
_BETWEEN = re.compile(r"[,，、·ㆍ/;]|\s(?:및|와|과)\s")


def representatives(printed: str) -> list[str]:
    """The persons whom a paper names as its representatives, as printed; those of `외 1명` are not named."""
    return _persons(printed)


def _persons(printed: str) -> list[str]:
    return [name for name in _BETWEEN.split(_OTHERS.sub("", printed[:_LONGEST])) if _bare(name)]


def one_core(one: str, other: str) -> bool:
    """Whether two names of companies differ in no more than their legal form (`주식회사 한빛테크`, `한빛테크`)."""
    core = company_name(one).core
    return bool(core) and core == company_name(other).core


def stands_in(name: str, text: str) -> bool:
    """Whether all letters of a name but its legal form stand in a text as they are; spaces and signs do not count.

    >>> stands_in("(주)한빛테크", "㈜ 한빛 테크 (인)"), stands_in("한빛테크", "한빛데크")
    (True, False)
    """
    return company_name(name).core in _bare(unicodedata.normalize("NFKC", text).casefold())


def _same_text(first: str, second: str) -> Agreement:
    if not first or not second:
        return Agreement.NEAR
    if first == second:
        return Agreement.SAME
    return Agreement.NEAR if _misread(first, second) else Agreement.DIFFERENT


def _misread(first: str, second: str) -> bool:
    """Whether a reader may have taken one for the other: syllable by syllable, or with one more or less."""
    if distance(first, second) > _MOST_SLIPS:
        return False
    if len(first) != len(second):
        return True
    return all(distance(one, two) <= _SLIPS for one, two in zip(first, second, strict=True))
