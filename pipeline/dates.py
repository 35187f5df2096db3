"""Dates as Korean papers print them and as a reader damages them: strict grammars, no guessing.

A date is found only where a year, a month and a day all stand. What begins like a date but is
blank, broken or impossible comes back too, with `value` `None`: an unreadable date is a fact of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import dateparser

from pipeline.jamo import distance
from pipeline.numbers import narrow, repaired

DANGI = 2333
"""단기 minus this is the common era."""

_LIVING = range(1900, 2101)
_SLIP = 0.8
_LOST = 0.6
"""Certainty of a date of which a sign between the numbers was lost."""
_DIGIT = r"[0-9OoQlI|SBZ〇]"
_YEAR = rf"{_DIGIT}\s?{_DIGIT}\s?{_DIGIT}\s?{_DIGIT}"
_ONE_OR_TWO = rf"{_DIGIT}(?:\s?{_DIGIT})?"
_HANJA = str.maketrans("〇○零一二三四五六七八九十", "영영영일이삼사오육칠팔구십")
_COUNTS = "〇○零一二三四五六七八九"
_ONES = "일이삼사오육륙칠팔구"
_NUMERALS = "영공일이삼사오육륙칠팔구십백천"
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905 - reads better than twelve quotes
_MONTH_NAME = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|[o0]ct|n[o0]v|dec)[a-z]*"

_KOREAN = re.compile(
    rf"(?P<era>단기|檀紀)?\s*(?<![0-9A-Za-z])(?P<y>{_YEAR}|['’`]?\s?{_DIGIT}\s?{_DIGIT})\s*(?P<a>[가-힣年])"
    rf"\s*(?P<m>{_ONE_OR_TWO})\s*(?P<b>[가-힣月])\s*(?P<d>{_ONE_OR_TWO})\s*(?P<c>[가-힣日])",
)
_POINT = r"\s*[.,·ㆍ‧・∙•/]\s*"
_DASH = r"\s*[-–—‐−]\s*"
_SIGNED = re.compile(
    rf"(?<![0-9A-Za-z./-])(?P<y>{_YEAR})(?:(?:{_POINT}|\s*[년年]\s*)(?P<m1>{_ONE_OR_TWO})(?:{_POINT}|\s+)(?P<d1>{_ONE_OR_TWO})"
    rf"|(?:{_DASH})(?P<m2>{_ONE_OR_TWO})(?:{_DASH})(?P<d2>{_ONE_OR_TWO}))(?!(?!T\d\d:|(?<=\D\d\d)\d\d:\d\d)[0-9A-Za-z]|\s?[-/]\s?[0-9A-Za-z]|[.,·]\d)",
)
_SHORT = re.compile(
    r"(?<![0-9A-Za-z./-])(?P<y>['’`]?\s?\d\d)(?P<s>\s*[./·-]\s*)(?P<m>\d\d?)(?:\s*[./·-]\s*)(?P<d>\d\d?)(?![0-9A-Za-z]|\s?[-/]\s?[0-9A-Za-z]|\.\d)",
)
_COMPACT = re.compile(
    r"(?<![0-9A-Za-z./-])(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>[0-2]\d|3[01])(?![0-9A-Za-z-])"
)
_SPELT = re.compile(
    rf"(?P<y>[{_NUMERALS}](?:\s?[{_NUMERALS}])*)\s*년\s*(?P<m>[{_NUMERALS}](?:\s?[{_NUMERALS}]){{0,2}}|유|시)\s*월"
    rf"\s*(?P<d>(?:[영공]\s?)?(?:[일이삼]?\s?십(?:\s?[{_ONES}])?|[{_ONES}]))\s*일(?!\s?요\s?일)",
)
_CHINESE = re.compile(
    rf"(?P<era>단기|檀紀)?\s*(?P<y>[{_COUNTS}](?:\s?[{_COUNTS}]){{3}})\s*[年년]\s*(?P<m>[{_COUNTS}十]{{1,3}})\s*[月월]"
    rf"\s*(?P<d>[{_COUNTS}十]{{1,4}})\s*[日일]",
)
_ENGLISH = re.compile(
    rf"(?<![\w])(?:(?P<d1>\d\d?)\s*(?:st|nd|rd|th)?\s*(?:of\s+)?[-/.,\s]?\s*(?:\d\d?월\s*/\s*)?(?P<m1>{_MONTH_NAME})[-/.,\s]\s*,?\s*(?P<y1>\d{{4}})"
    rf"|(?P<m2>{_MONTH_NAME})\.?\s*(?P<d2>\d\d?)\s*(?:st|nd|rd|th)?\s*[.,]?\s*(?P<y2>\d{{4}}))(?!\d)",
    re.IGNORECASE,
)
_YEAR_LAST = re.compile(r"(?<![\w./-])(?P<a>\d\d?)\s?[./]\s?(?P<b>\d\d?)\s?[./]\s?(?P<y>(?:19|20)\d\d)(?!\w|[./-]\d)")
_UNSIGNED = re.compile(
    r"(?<![\w./-])(?<!\d\s)(?P<y>(?:19|20)\d\d)\s?(?:[.,'’`·/]\s?(?P<m1>0[1-9]|1[0-2])\s?(?P<d1>0[1-9]|[12]\d|3[01])"
    r"|\s(?P<m2>0[1-9]|1[0-2])(?:\s|\s?[.,'’`·/]\s?)(?P<d2>0[1-9]|[12]\d|3[01]))(?!\w|\s?[-/]|\s?\d(?!\d?:\d\d)|\.\d)"
)
_GENERAL = re.compile(
    rf"(?<![\w])\d{{4}}[ ,-]+{_MONTH_NAME}[ .,-]+\d\d?(?:st|nd|rd|th)?(?![\w])",
    re.IGNORECASE,
)
_BROKEN = (
    re.compile(rf"(?<![0-9A-Za-z])(?:{_DIGIT}\s?){{2,4}}년[^년월일\n]{{0,7}}월[^년월일\n]{{0,6}}일?"),
    re.compile(rf"(?<![0-9A-Za-z./-]){_YEAR}\s*년[^년월일\n]{{0,6}}(?:월|$)"),
    re.compile(r"년\s+월\s+일"),
    re.compile(r"(?<![\w./-])(?:19|20)\d\d\s?[.,]\s?\d?[\dA-Za-z?*]?\s?[.,]\s?[\dA-Za-z?*]?(?![\w])"),
)


@dataclass(frozen=True, slots=True)
class Found:
    """A date in a text, from `start` to before `end`. `certainty` (0 to 1) is the grammar's: repairs lower it.

    `value` is `None` for a date that is blank, cut or impossible. `compact` says it stands without any sign.
    """

    value: date | None
    start: int
    end: int
    certainty: float
    compact: bool = False


def find(text: str) -> tuple[Found, ...]:
    """The dates of a text in order, not overlapping; the surer grammar wins."""
    narrowed = narrow(text)
    chosen: list[Found] = []
    for grammar in GRAMMARS:
        for one in grammar(narrowed):
            if not _numbered(one, narrowed) and all(_apart(one, other) for other in chosen):
                chosen.append(one)
    return tuple(sorted(chosen, key=lambda one: one.start))


def _apart(one: Found, other: Found) -> bool:
    return one.end <= other.start or other.end <= one.start


def _numbered(one: Found, text: str) -> bool:
    """Whether it is a number that only looks like a date: `제 2026-10-02 호`."""
    return bool(re.search(r"제\s?$", text[: one.start]) or re.match(r"\s?호(?![가-힣])", text[one.end :]))


def _korean(text: str) -> Iterator[Found]:
    for match in _KOREAN.finditer(text):
        damage = _marks(match["a"], match["b"], match["c"])
        if damage is None:
            continue
        year, month, day, letters = _numbers(match["y"], match["m"], match["d"])
        unnamed = not match["era"] and year - DANGI in _LIVING
        year -= DANGI if match["era"] or unnamed else 0
        yield _found(match, _day(year, month, day), _SLIP ** (letters + damage + unnamed) * _century(match["y"]))


def _marks(year: str, month: str, day: str) -> float | None:
    """How damaged 년, 월, 일 are (0: not at all); `None` if these are other words."""
    pairs = (("년年", year), ("월月", month), ("일日", day))
    apart = [0.0 if mark in right else distance(right[0], mark) for right, mark in pairs]
    good = sum(not one for one in apart)
    if good < 1 or max(apart) > 2.0 or sum(apart) > 3.0:
        return None
    return sum(apart) / 2


def _signed(text: str) -> Iterator[Found]:
    for match in _SIGNED.finditer(text):
        year, month, day, letters = _numbers(match["y"], match["m1"] or match["m2"], match["d1"] or match["d2"])
        lost = not re.search(r"[.,·ㆍ‧・/-].*[.,·ㆍ‧・/–—‐−-]", match[0])
        yield _found(match, _day(year, month, day), _SLIP ** (letters + lost))


def _short(text: str) -> Iterator[Found]:
    for match in _SHORT.finditer(text):
        year, month, day, _ = _numbers(match["y"], match["m"], match["d"])
        value = _day(year, month, day)
        if value is not None:
            yield _found(match, value, _century(match["y"]))


def _compact(text: str) -> Iterator[Found]:
    for match in _COMPACT.finditer(text):
        year, month, day, _ = _numbers(match["y"], match["m"], match["d"])
        value = _day(year, month, day)
        if value is not None:
            yield Found(value, match.start(), match.end(), 0.85, compact=True)


def _spelt(text: str) -> Iterator[Found]:
    for match in _SPELT.finditer(text):
        month = {"유": 6, "시": 10}.get(match["m"]) or _numeral(match["m"])
        yield _found(match, _day(_numeral(match["y"]), month, _numeral(match["d"])), 0.95)


def _chinese(text: str) -> Iterator[Found]:
    """`二〇二六年 十月 二日`."""
    for match in _CHINESE.finditer(text):
        year, month, day = (_numeral(match[part].translate(_HANJA)) for part in "ymd")
        yield _found(match, _day(year - (DANGI if match["era"] else 0), month, day), 0.95)


def _year_last(text: str) -> Iterator[Found]:
    """`10/02/2026`: which of the two is the month is told only where the other cannot be one."""
    for match in _YEAR_LAST.finditer(text):
        one, other = sorted((int(match["a"]), int(match["b"])))
        told = other > 12 or one == other
        yield _found(match, _day(int(match["y"]), one, other) if told else None, 0.85)


def _unsigned(text: str) -> Iterator[Found]:
    """`2026.1002`, `2026 10 02`: points that were lost."""
    for match in _UNSIGNED.finditer(text):
        month, day = match["m1"] or match["m2"], match["d1"] or match["d2"]
        yield _found(match, _day(int(match["y"]), int(month), int(day)), _LOST)


def _english(text: str) -> Iterator[Found]:
    for match in _ENGLISH.finditer(text):
        month = 1 + _MONTHS.index((match["m1"] or match["m2"])[:3].lower().replace("0", "o"))
        yield _found(match, _day(int(match["y1"] or match["y2"]), month, int(match["d1"] or match["d2"])), 1.0)


def _general(text: str) -> Iterator[Found]:
    """Other orders with a month's English name, all three parts standing: read by dateparser, strictly."""
    for match in _GENERAL.finditer(text):
        read = dateparser.parse(
            match[0],
            languages=["en"],
            settings={"STRICT_PARSING": True, "REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"]},
        )
        if read is not None:
            yield _found(match, read.date(), 0.9)


def _broken(text: str) -> Iterator[Found]:
    for pattern in _BROKEN:
        yield from (_found(match, None, 1.0) for match in pattern.finditer(text))


def _found(match: re.Match[str], value: date | None, certainty: float) -> Found:
    blank = len(match[0]) - len(match[0].lstrip())
    return Found(value, match.start() + blank, match.end(), certainty)


def _numbers(*parts: str) -> tuple[int, int, int, int]:
    """Year, month, day, and how many letters stood for digits."""
    values, letters = [], 0
    for part in parts:
        mended, count = repaired(re.sub(r"[\s'’`]", "", part))
        letters += count
        values.append(int(mended))
    year, month, day = values
    return (_full_year(year) if year < 100 else year), month, day, letters


def _full_year(short: int) -> int:
    """Two digits: of this century, unless that lies far ahead (birth years)."""
    return 2000 + short if short < 60 else 1900 + short


def _century(year: str) -> float:
    return 1.0 if len(re.sub(r"[\s'’`]", "", year)) == 4 else 0.85


def _day(year: int, month: int, day: int) -> date | None:
    """The day, or `None` for none that a living firm's paper can carry."""
    if not (year in _LIVING and 1 <= month <= 12 and 1 <= day <= 31):
        return None
    first = date(year, month, 1)
    found = first + timedelta(days=day - 1)
    return found if found.month == month else None


def _numeral(text: str) -> int:
    """Sino-Korean numerals: 이천이십사, 이공이사. An odd string comes out as an impossible number."""
    solid = "".join(text.split()).replace("륙", "육").replace("공", "영")
    if not any(unit in solid for unit in "십백천"):
        return int("".join(str("영일이삼사오육칠팔구".index(char)) for char in solid))
    total, digit = 0, 0
    units: dict[str, int] = {"십": 10, "백": 100, "천": 1000}
    for char in solid:
        if char in units:
            total += (digit or 1) * units[char]
            digit = 0
        else:
            digit = "영일이삼사오육칠팔구".index(char)
    return total + digit


GRAMMARS = (
    _korean, _spelt, _chinese, _signed, _english, _general, _compact, _short, _year_last, _unsigned, _broken,
)  # fmt: skip
"""From the surest to the least sure."""
