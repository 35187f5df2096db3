"""Lines → kind. The title is the strongest evidence; labels and formulas support or contradict it.

What looks like ours is not ours by that: a page whose title fits another paper better
(사업자등록증명, 보험가입증명서 …), or that speaks of something else, is `unknown`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from statistics import median

from pipeline.document import Kind, Page
from pipeline.jamo import alike, fold, stands_in
from pipeline.labels import labelled
from pipeline.lexicon import (
    CARRIERS,
    CONTRADICTIONS,
    FOREIGN_FORMS,
    FOREIGN_TITLES,
    FORMULAS,
    LETTER_WORDS,
    NO_TITLES,
    REFUTATIONS,
    REQUIRED,
    SUPPORT,
    TITLE_FORMS,
    TITLES,
)
from pipeline.rows import Row, rows

LEAST_TITLE = 0.72
"""Likeness under which a line is no title."""
LEAST_KIND = 0.5
"""Confidence under which a page is `unknown`."""

LEAST_BORNE_OUT = 0.6
"""Confidence from which a badly read title is made up for by ample words of its kind."""
AMPLE = 7
"""Words of a kind that leave no doubt of it, where its title was read at all."""

_TITLE_LENGTHS = range(3, 26)
_SHORT_TITLE = 0.8
_RUINED = 0.3
_LEAST_LEFT = 4
_ONLY_REGISTRATIONS = ("발급사유", "사업자단위과세", "전자세금계산서전용")
"""What stands on a registration (사업자등록증) and not on the certificate of it (사업자등록증명)."""
_FORM_LIKENESS = 0.97
_TOP = 0.45
_TRIM_ENDS = re.compile(r"^[^가-힣a-z0-9]+|[^가-힣a-z0-9)]+$")
_ITEM = re.compile(r"[-·ㆍ•○●□■▪*※]|\(?\d{1,2}[.)]|[①-⑳]|[가-하][.)]")
_NOTE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|<[^<>]*>")
_TRIM = re.compile(r"^[^가-힣a-z0-9(]+|[^가-힣a-z0-9)]+$")
_JUNK = re.compile(r"^([가-힣]{4,})[^가-힣(].*$")
_CARD_NUMBER = re.compile(r"(?<!\d)\d{6}-?(?:[1-4]?[*■●○•x]|[1-4]\d{6}(?!\d))")
"""A resident number, hidden or open: every card has one, and a card has few words besides."""
_LITTER = re.compile(r"(?<=[가-힣])(?:[^가-힣()]|\(주\)|\((?:[^가-힣()]|[가-힣](?![가-힣]))*\)?)+$")
_FIRM = re.compile(r"^[가-힣a-z]{2,10}주식회사(?=[가-힣]{5,})")
_TITLE_END = re.compile(r"(?:서|증|원|장|부|표|안내|내역|증명|확인|등본|초본|대장|계)$")


@dataclass(frozen=True, slots=True)
class _Title:
    """A line that may be the page's title. `kind` is `None` for another paper's. `weight`: likeness, size and place."""

    kind: Kind | None
    likeness: float
    weight: float


def classify(page: Page) -> tuple[Kind, float]:
    """The page's kind and how sure that is (0 to 1); `unknown` where nothing, or another paper, is told."""
    lines = rows(page)
    if not lines:
        return Kind.UNKNOWN, 0.5
    titles = sorted(_titles(lines), key=lambda title: -title.weight)
    best = next((title for title in titles if title.kind is not None), None)
    foreign = next((title for title in titles if title.kind is None), None)
    if foreign is not None and (best is None or foreign.weight >= best.weight):
        return Kind.UNKNOWN, round(min(0.6 + 0.4 * foreign.weight, 0.99), 3)
    text = fold("".join(row.text for row in lines)) + " " + " ".join(one.wording for one in labelled(page))
    if best is None or best.kind is None:
        return _without_title(lines, text)
    return _told(best.kind, _confidence(best, titles, text))


def _told(kind: Kind, confidence: float) -> tuple[Kind, float]:
    if confidence < LEAST_KIND:
        return Kind.UNKNOWN, round(1.0 - confidence, 3)
    return kind, round(confidence, 3)


def _confidence(best: _Title, titles: Sequence[_Title], text: str) -> float:
    """The title's likeness, weighed by what stands beside it and by other papers' titles near it."""
    kind = best.kind or Kind.UNKNOWN
    rival = max((one.weight for one in titles if one.kind is not kind), default=0.0)
    doubt = 1.0 if rival < 0.9 * best.weight else 0.6
    size = min(best.weight / best.likeness, 1.0)
    told = min(0.99, sqrt(best.likeness)) * _backing(kind, text) * doubt * (0.7 + 0.3 * size)
    least = LEAST_KIND if _certifies(kind, text) else LEAST_BORNE_OUT
    return max(told, _borne_out(kind, text)) if told > least and doubt == 1.0 else told


def _borne_out(kind: Kind, text: str) -> float:
    """How sure a kind is of which a title was read badly, by the words of the page alone: far more than another kind's."""
    found = sum(fold(word) in text for word in SUPPORT[kind]) + _FORMAL * _certifies(kind, text)
    if _against(kind, text) or found < AMPLE:
        return 0.0
    return min(0.9 + 0.01 * (found - AMPLE), 0.96)


def _certifies(kind: Kind, text: str) -> bool:
    """Whether a page names the law under which it is issued and says by its form's own words that it certifies."""
    own = FORMULAS.get(kind, ())
    return bool(own) and all(word in text or stands_in(word, text) for word in own)


_FORMAL = 2
"""Words of a kind that the law and the formula of its form count for, beside themselves."""


def _backing(kind: Kind, text: str) -> float:
    """How far the page's words bear out a title (0 to 1)."""
    needed = REQUIRED.get(kind, ())
    if needed and not any(word in text or stands_in(word, text) for word in needed):
        return 0.3
    if any(fold(word) in text for word in REFUTATIONS.get(kind, ())):
        return 0.3
    found = sum(fold(word) in text for word in SUPPORT[kind])
    found += kind is Kind.IDENTITY_CARD and _CARD_NUMBER.search(text) is not None
    against = _against(kind, text)
    steps: tuple[float, ...] = (0.75, 0.9, 1.0) if kind is Kind.IDENTITY_CARD else (0.35, 0.6, 0.8, 0.92, 0.97, 1.0)
    return float(steps[min(found, len(steps) - 1)] * 0.75 ** max(against - found // 6, 0))


def _without_title(lines: Sequence[Row], text: str) -> tuple[Kind, float]:
    """By words alone, where the title cannot be read; a title that can be read and is none of ours settles it."""
    broken = _is_broken_registration(lines, text)
    if _headed_otherwise(lines) and not broken:
        return Kind.UNKNOWN, 0.9
    scores = sorted(
        (
            (sum(fold(word) in text for word in SUPPORT[kind]) - 2 * _against(kind, text), kind)
            for kind in SUPPORT
            if not REQUIRED.get(kind) or any(word in text for word in REQUIRED[kind])
        ),
        key=lambda score: -score[0],
    )
    best, second = scores[0], scores[1] if len(scores) > 1 else (0, Kind.UNKNOWN)
    if _certifies(best[1], text) and best[0] >= _FEWEST and _headed_by(best[1], lines):
        return best[1], _BY_FORM
    if best[0] >= 7 and best[0] - second[0] >= 3:
        registration = best[1] is Kind.BUSINESS_REGISTRATION
        return best[1], 0.9 if registration and (broken or _beyond_doubt(best[0], second[0], lines)) else 0.55
    return Kind.UNKNOWN, 0.6


def _headed_by(kind: Kind, lines: Sequence[Row]) -> bool:
    """Whether a line stands above that is something like a title of the kind."""
    heads = [_bare(fold(row.text)) for row in lines if row.box.centre[1] < _TOP]
    return any(_ruin(head, fold(title)) for head in heads for title in TITLES[kind])


_FEWEST, _BY_FORM = 5, 0.9
"""Words of a kind beside its form's law and formula; and how sure it then is."""


def _beyond_doubt(found: int, second: int, lines: Sequence[Row]) -> bool:
    """Whether a page without a legible title has so many words of a registration that it can be no other.

    Where the title should stand a line must stand that is something like it: a reader's ruin of it.
    """
    title = TITLES[Kind.BUSINESS_REGISTRATION][0]
    heads = (fold(row.text) for row in lines if row.box.centre[1] < _TOP)
    return found >= 10 and found - second >= 5 and any(_ruin(head, title) for head in heads)


def _lost_letters(head: str) -> bool:
    """Whether a head is a registration's title of which letters were lost and none was added (`사자등증`)."""
    title = TITLES[Kind.BUSINESS_REGISTRATION][0]
    letters = iter(title)
    whole = head[:1] == title[0] and head[-1:] == title[-1] and len(head) >= _LEAST_LEFT
    return whole and all(letter in letters for letter in head)


def _is_broken_registration(lines: Sequence[Row], text: str) -> bool:
    """Whether a page is headed by a registration's broken title and has ample words, one of them a registration's alone."""
    kind = Kind.BUSINESS_REGISTRATION
    heads = (_bare(fold(row.text)) for row in lines if row.box.centre[1] < _TOP)
    told = _borne_out(kind, text) > 0.0 and any(word in text for word in _ONLY_REGISTRATIONS)
    return told and any(map(_lost_letters, heads))


def _ruin(head: str, title: str) -> bool:
    return abs(len(head) - len(title)) <= 2 and alike(head, title, _RUINED) > 0.0


def _against(kind: Kind, text: str) -> int:
    return sum(fold(word) in text for word in (*CONTRADICTIONS[kind], *LETTER_WORDS))


def _headed_otherwise(lines: Sequence[Row]) -> bool:
    """Whether a large, surely read line at the top is a title, and not one of ours."""
    usual = median(row.box.height for row in lines)
    for row in lines:
        solid = _bare(fold(row.text))
        sure = sum(row.span.confidences) / len(row.characters) > 0.75
        large = row.box.height > 1.3 * usual and row.box.centre[1] < _TOP
        if sure and large and len(solid) in _TITLE_LENGTHS and _TITLE_END.search(solid):
            return True
    return False


def _titles(lines: Sequence[Row]) -> Iterator[_Title]:
    """Every line of the page that could be a title, with its weight."""
    usual = median(row.box.height for row in lines)
    for wording, row in _candidates(lines):
        kind, likeness = _match(wording)
        if likeness:
            size = min(max(row.box.height / usual, 0.5), 2.0)
            place = 1.0 if row.box.centre[1] < _TOP else 0.8
            yield _Title(kind, likeness, likeness * place * (0.7 + 0.15 * size))


def _candidates(lines: Sequence[Row]) -> Iterator[tuple[str, Row]]:
    """The text of each row, of each cell, and of two large rows in succession, without notes; no items of a list."""
    usual = median(row.box.height for row in lines)
    for row in lines:
        texts = {
            row.text,
            *(cell.text for cell in row.cells),
            *(part for cell in row.cells for part in _parts(cell.text)),
        }
        below = next((other for other in lines[row.number + 1 : row.number + 2]), None)
        if below is not None and _two_lines(row, below, usual):
            texts.add(row.text + below.text)
        for text in texts:
            if not _ITEM.match(text):
                yield from ((one, row) for one in _wordings(fold(text)) if len(one) in _TITLE_LENGTHS)


def _parts(text: str) -> tuple[str, ...]:
    """What a site's header parts by a bar: `SK텔레콤 주식회사 | 이용계약증명서`."""
    return tuple(text.split("|")) if "|" in text else ()


def _wordings(text: str) -> tuple[str, ...]:
    """A line with its notes where so it is a title of ours (`영업신고증(건강기능식품)`), else without them."""
    whole = _TRIM_ENDS.sub("", _unlittered(text))
    whole = whole if "(" in whole else whole.rstrip(")")
    return (whole,) if _match(whole)[0] is not None else (_bare(text),)


def _unlittered(text: str) -> str:
    """A card's title without what was read into the pattern behind it (`운전면허증…:ㄴ4…`, `운전면허증one㈜`)."""
    bare = _LITTER.sub("", text)
    return bare if bare in _card_titles() else text


@lru_cache(maxsize=1)
def _card_titles() -> frozenset[str]:
    return frozenset(fold(title) for title in TITLES[Kind.IDENTITY_CARD])


def _two_lines(row: Row, below: Row, usual: float) -> bool:
    """Whether two rows may be one title: both large, alike in height, close together."""
    heights = sorted((row.box.height, below.box.height))
    close = below.box.top - row.box.bottom < heights[1]
    short = len(row.characters) + len(below.characters) < _TITLE_LENGTHS.stop
    return short and close and heights[0] > 1.2 * usual and heights[1] < 1.4 * heights[0]


def _bare(text: str) -> str:
    """A title without notes, decoration, `사본`, number, or the carrier's name before it."""
    bare = _JUNK.sub(r"\1", _TRIM.sub("", _NOTE.sub("", text)))
    bare = re.sub(r"^제?[0-9-]+호?(?=[가-힣])", "", bare).removesuffix("사본").removesuffix("certificateofemployment")
    bare = _FIRM.sub("", bare)
    for carrier in _carriers():
        bare = bare.removeprefix(carrier)
    return _TRIM.sub("", bare) or fold(text)


@lru_cache(maxsize=1)
def _carriers() -> tuple[str, ...]:
    names = {fold(name) for printed in CARRIERS.values() for name in printed}
    return tuple(sorted(names, key=len, reverse=True))


@lru_cache(maxsize=4096)
def _match(wording: str) -> tuple[Kind | None, float]:
    """The kind whose title a line is, and how well; `None` for another paper's title; likeness 0 for no title."""
    ours, kind = max(
        ((_likeness(wording, title), kind) for kind, titles in TITLES.items() for title in titles),
        key=lambda match: match[0],
    )
    if max(_likeness(wording, label) for label in NO_TITLES) >= ours:
        return None, 0.0
    theirs = max(_likeness(wording, title) for title in FOREIGN_TITLES)
    if ours < 1.0 and re.search(FOREIGN_FORMS, wording) and _TITLE_END.search(wording):
        theirs = max(theirs, _FORM_LIKENESS)
    form = next((kind for kind, pattern in TITLE_FORMS.items() if re.fullmatch(pattern, wording)), None)
    if form is not None and ours < _FORM_LIKENESS:
        ours, kind = _FORM_LIKENESS, form
    if theirs >= ours:
        return None, theirs
    return kind, ours * (1.0 if ours - theirs > 0.04 or ours == 1.0 else 0.8)


def _likeness(wording: str, title: str) -> float:
    folded = _folded(title)
    if set(wording).isdisjoint(folded):
        return 0.0
    return alike(wording, folded, LEAST_TITLE if len(folded) > 4 else _SHORT_TITLE)


@lru_cache(maxsize=512)
def _folded(title: str) -> str:
    """A title of the lexicon's, folded once."""
    return fold(title)


def is_title(text: str) -> bool:
    """Whether a line is a certificate's title, ours or another's."""
    bare = _bare(fold(text))
    return len(bare) in _TITLE_LENGTHS and _match(bare)[1] > 0.0
