"""Two looks at one line → one reading: words joined as they stand, numbers and Latin from whoever read them better."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from pipeline.document import Box, Word

WORD_SPACE = 0.26
"""Gap that parts words, in letters: Tesseract parts Hangul syllables at random."""
COUNTED = re.compile(r"(?=.*(?:\d|[*×●○]{2}|[xX]{3}))[\d*xX×●○.,:;~/()\-–—'년월일시분초제번호원세층年月日]+")
"""A number or a mask, with the marks between digits and the units that a look at numbers reads (`2026년`, `제12호`)."""
LATIN = re.compile(r"(?=.*[A-Za-z]{2})[A-Za-z0-9@&.,:;'()/_+\-㈜]+")
UNIT = re.compile(r"\d[년월일호층번]")
"""A digit with its unit, which the second look takes for more digits."""
FIRM = "㈜"
"""A company's sign, which a look at Korean text takes for a letter."""
SURE_FIRM = 0.8
"""Least confidence of it."""
SURE = 0.97
"""Confidence of a second look from which on it wins over Hangul, but not over a mask."""
DAY = re.compile(r"\d{2}\.\d{1,2}\.\d{1,2}")
MARK = re.compile(r"[.,:~/()-]")
HANGUL = re.compile("[가-힣]")
HANGUL_ALONE = re.compile("[가-힣]+")
HANGUL_HEAD = re.compile(r"([가-힣]+)(:?[^가-힣:].{3,})")
"""Hangul, and then four or more characters that do not begin with Hangul."""
APART = 2.5
"""Gap, in letters, from which on two words of the second look are no neighbours."""
NARROW = 0.55
"""Width of a digit or Latin letter, in widths of a syllable."""
MASKED = re.compile(r"[*×xX＊●○]{2}")
MIXED_MASK = re.compile(r"(?=[*×xX＊%#※]*[*×＊])[*×xX＊%#※]{3,}")
"""Three or more masks, of which one surely is no letter."""
BELIEVED_NUMBER = 0.4
"""Least confidence of a second look's number."""
BELIEVED_LATIN = 0.72
"""Least confidence of a second look's Latin word: it sees Latin in Hangul too, but less surely."""
LEAST_LATIN = 0.4
"""Least confidence of a Latin word whose neighbours carry it: a run of them is believed by its mean."""
SURE_NUMBER = 0.75
"""Least confidence of a second look's number that takes the place of Hangul alone (a mask that was read so)."""
ADVANTAGE = 0.15
"""By how much the second look may be less confident and still win on a number."""
SURE_HANGUL = 0.75
"""Confidence from which on a first look's Hangul gives way to nothing."""


def joined(words: Sequence[Word]) -> tuple[Word, ...]:
    """Words whose boxes nearly touch, joined; gaps are held against the words' own letters."""
    found: list[Word] = []
    for word in words:
        if found and _touch(found[-1], word):
            found[-1] = _union(found[-1], word)
        else:
            found.append(word)
    return tuple(found)


def _touch(before: Word, word: Word) -> bool:
    letter = (before.box.width + word.box.width) / (len(before.text) + len(word.text))
    return word.box.left - before.box.right < WORD_SPACE * letter


def _union(before: Word, word: Word) -> Word:
    letters, more = len(before.text), len(word.text)
    confidence = (before.confidence * letters + word.confidence * more) / (letters + more)
    return Word(before.text + word.text, confidence, Box.around((before.box, word.box)))


def merged(first: Sequence[Word], second: Sequence[Word]) -> tuple[Word, ...]:
    """The first look's words, with the second look's numbers and Latin where those are better read."""
    words = _signed(first, second)
    for island in _islands(second):
        around = Box.around(one.box for one in island)
        words = [part for word in words for part in _parted(word, around)]
        beneath = [word for word in words if _within(word.box, around)]
        if all(_gives_way(word, island) for word in beneath) and not _has_more_marks(beneath, island):
            words = [word for word in words if word not in beneath] + _with_colon(beneath, island)
    return tuple(_one_mask(word) for word in sorted(words, key=lambda word: word.box.left))


def _signed(words: Sequence[Word], second: Sequence[Word]) -> list[Word]:
    """The words, with `㈜` where the second look surely sees it."""
    found = list(words)
    for sign in second:
        if sign.text == FIRM and sign.confidence >= SURE_FIRM:
            found = _with_firm(found, sign.box)
    return found


def _with_firm(words: Sequence[Word], sign: Box) -> list[Word]:
    """The words with the letters that stand where the sign is read as the sign, once."""
    if any(FIRM in word.text and _within(word.box, sign) for word in words):
        return list(words)
    found: list[Word] = []
    shown = FIRM
    for word in words:
        under = _under(word, sign)
        text = word.text[: under[0]] + shown + word.text[under[-1] + 1 :] if under else word.text
        shown = "" if under else shown
        found += [replace(word, text=text)] if text else []
    return found


def _under(word: Word, sign: Box) -> list[int]:
    """Places of a word's letters whose middles are within the sign."""
    letter = word.box.width / len(word.text)
    middles = [word.box.left + (place + 0.5) * letter for place in range(len(word.text))]
    return [place for place, middle in enumerate(middles) if sign.left < middle < sign.right]


def _islands(second: Sequence[Word]) -> list[list[Word]]:
    """Runs of neighbouring words that the second look is believed in, Latin and numbers apart."""
    alike = [(kind, list(words)) for kind, words in groupby(second, _kind) if kind]
    runs = [(kind, run) for kind, words in alike for run in (_neighbours(words) if kind == "number" else [words])]
    return [run for kind, run in runs if _mean(run) >= (BELIEVED_NUMBER if kind == "number" else BELIEVED_LATIN)]


def _neighbours(words: Sequence[Word]) -> list[list[Word]]:
    """Numbers in runs, parted where letters that the second look leaves out may stand between them."""
    runs: list[list[Word]] = []
    for word in words:
        if runs and word.box.left - runs[-1][-1].box.right < APART * _letter((runs[-1][-1], word)):
            runs[-1].append(word)
        else:
            runs.append([word])
    return runs


def _letter(words: Sequence[Word]) -> float:
    """Mean width of a letter."""
    return sum(word.box.width for word in words) / sum(len(word.text) for word in words)


def _kind(word: Word) -> str:
    if COUNTED.fullmatch(word.text):
        return "number" if word.confidence >= BELIEVED_NUMBER else ""
    return "latin" if LATIN.fullmatch(word.text) and word.confidence >= LEAST_LATIN else ""


def _mean(words: Sequence[Word]) -> float:
    """Confidence over the letters."""
    return sum(word.confidence * len(word.text) for word in words) / sum(len(word.text) for word in words)


def _parted(word: Word, island: Box) -> list[Word]:
    """A word of Hangul and something else, cut where the something else begins if the island begins about there."""
    found = HANGUL_HEAD.fullmatch(word.text)
    if not found:
        return [word]
    head, rest = found.groups()
    letter = word.box.width / (len(head) + NARROW * len(rest))
    cut = word.box.left + len(head) * letter
    if abs(island.left - cut) > (1.0 if len(head) > 1 else 0.6) * letter or island.right < word.box.right - letter:
        return [word]
    left, top, _, bottom = word.box
    edge = min(cut, island.left)
    return [
        replace(word, text=head, box=Box(left, top, edge, bottom)),
        replace(word, text=rest, box=Box(edge, *word.box[1:])),
    ]


def _with_colon(beneath: Sequence[Word], island: list[Word]) -> list[Word]:
    """The island, with the colon before it (`전자우편:tax@…`) that the first look saw."""
    if not any(word.text.startswith(":") for word in beneath) or island[0].text.startswith(":"):
        return island
    return [replace(island[0], text=f":{island[0].text}"), *island[1:]]


def _within(word: Box, island: Box) -> bool:
    """Whether over half of the narrower one is shared."""
    shared = min(word.right, island.right) - max(word.left, island.left)
    return shared > 0.5 * max(min(word.width, island.width), 1e-6)


def _gives_way(word: Word, island: Sequence[Word]) -> bool:
    around, confidence = Box.around(one.box for one in island), _mean(island)
    said = "".join(one.text for one in island)
    if word.box.width > 1.2 * around.width or _adds_nothing(said, word.text):
        return False
    if confidence >= SURE and _covers(around, word) and (MASKED.search(said) or not MASKED.search(word.text)):
        return True
    if COUNTED.fullmatch(island[0].text) and _outweighs(word, said, confidence):
        return False
    if COUNTED.fullmatch(word.text) or UNIT.search(word.text):
        return _units(word.text) in _units(said) and confidence > word.confidence - ADVANTAGE
    return not HANGUL.search(word.text) or word.confidence < min(SURE_HANGUL, confidence)


def _has_more_marks(words: Sequence[Word], island: Sequence[Word]) -> bool:
    """Whether the words are the island's number with more marks between its digits: small ones are lost, not made up."""
    one, other = ("".join(word.text for word in group) for group in (words, island))
    same = re.sub(r"\D", "", one) == re.sub(r"\D", "", other)
    plain = COUNTED.fullmatch(one) is not None and one[0] not in "-.,:" and not MASKED.search(one + other)
    more = len(MARK.findall(one)) - len(MARK.findall(other))
    comma = one.replace(",", ".") == other and not DAY.search(other)
    return plain and same and (more > 0 or (comma and one != other))


def _adds_nothing(number: str, text: str) -> bool:
    """Whether a text has the number's digits already, and letters that the number lacks."""
    letters, digits = len(_units(text)), re.sub(r"\D", "", text)
    same = bool(digits) and digits in re.sub(r"\D", "", number)
    return same and len(_units(number)) < letters <= 2 and not MASKED.search(number)


def _covers(island: Box, word: Word) -> bool:
    """Whether no letter of the word stands beside the island."""
    slack = 0.4 * word.box.width / len(word.text)
    return island.left - slack < word.box.left and word.box.right < island.right + slack


def _units(text: str) -> str:
    """The letters of a number, in order."""
    return "".join(HANGUL.findall(text))


def _outweighs(word: Word, number: str, confidence: float) -> bool:
    """Whether a word says more than the number that would take its place: Hangul alone, a mask that the number lacks."""
    if HANGUL_ALONE.fullmatch(word.text):
        return confidence < SURE_NUMBER
    return bool(MASKED.search(word.text)) and not MASKED.search(number)


def _one_mask(word: Word) -> Word:
    """A run of asterisks that was read as a mixture (`**×*x`), as asterisks."""
    text = MIXED_MASK.sub(lambda run: "*" * len(run[0]), word.text)
    return word if text == word.text else replace(word, text=text)
