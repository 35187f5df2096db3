"""Line recognisers side by side: Tesseract's `kor` and `eng`, our two models, and what all looks together make of a line.

Lines in fonts of the measuring split, one below the other on pages that are damaged as papers are and cut by our own layout; so
every reader gets the very same crops. Prints tables by class and damage, and by font; then one line of JSON. `BENCH_QUICK=1`
takes one page a level (less than three minutes); `--split tune` is for looking, `--show` lists what was misread, `--markdown`
measures nothing: it prints the tables of the last run.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

import cv2

from benchmarks.bench_samples import OUT, conditions
from benchmarks.matching import folded
from fixtures import dates, numbers, story
from fixtures.damage import DAMAGES, Damage
from fixtures.fonts import Face
from fixtures.splits import SPLITS, SplitName, split
from pipeline.document import Json, Picture, Word
from pipeline.merging import joined, merged
from pipeline.recognisers import Look, Recogniser
from pipeline.recognisers.engines import Both
from pipeline.recognisers.own import Own
from pipeline.recognisers.own.model import KOREAN as MODEL
from pipeline.recognisers.own.model import NUMBERS, model
from pipeline.recognisers.tesseract import Tesseract
from recogniser import texts
from recogniser.alphabet import OTHER, Alphabet
from recogniser.lines import cuts
from recogniser.scores import distance
from recogniser.sheets import listed

LINES = 40
"""Lines of a page."""
KOR, ENG, NUMBER, KOREAN = "Tesseract kor", "Tesseract eng", "own, numbers", "own, Korean"
TESSERACT, BOTH = "kor + eng", "both"
"""What two looks come to: by Tesseract alone, and as `DOJANG_RECOGNISER=both` reads."""
READERS = (KOR, ENG, NUMBER, KOREAN, TESSERACT, BOTH)
SORTS = ("dates", "numbers", "masks", "latin", "companies", "people", "syllables")
HIDING = str.maketrans(dict.fromkeys("＊●○◯■□×✕Xxｘ※•⁎∗", "*"))
"""One sign that hides a digit is as good as another."""
SURE_MASKS = frozenset("*●○■□×※")
"""Signs that no digit was read as, unless by mistake."""
LAST = OUT / "recogniser.json"
PLAIN = Alphabet()
"""What the number model can tell."""
Words = tuple[Word, ...]


def _dates(rng: random.Random) -> str:
    one = dates.between(rng, date(1960, 1, 1), date(2036, 12, 31))
    return dates.spelled(rng, one, rare=0.0) if rng.random() < 0.8 else texts.moment(rng)


def _numbers(rng: random.Random) -> str:
    ways: tuple[Callable[[random.Random], str], ...] = (
        texts.business,
        texts.corporate,
        texts.amount,
        texts.code,
        _phone,
    )
    return rng.choice(ways)(rng)


def _phone(rng: random.Random) -> str:
    return numbers.phone_spelling(rng, rng.choice((numbers.landline, numbers.mobile, numbers.internet))(rng))


def _masks(rng: random.Random) -> str:
    if rng.random() < 0.35:
        return numbers.masked_phone(rng, numbers.mobile(rng))[0]
    born = dates.between(rng, date(1950, 1, 1), date(2005, 12, 31))
    kept = rng.choice((0, 1, 1, 1))
    return f"{born:%y%m%d}-{texts.digits(rng, kept) if kept else ''}{rng.choice('**●○X') * (7 - kept)}"


def _latin(rng: random.Random) -> str:
    return rng.choice((texts.latin, texts.address))(rng)


@dataclass(frozen=True, slots=True)
class Line:
    """One crop and what it says, what kind of thing that is, in which font, how damaged."""

    crop: Picture
    text: str
    sort: str
    font: str
    level: Damage


@dataclass(slots=True)
class Tally:
    """Counts over lines."""

    lines: int = 0
    whole: int = 0
    letters: int = 0
    errors: int = 0
    invented: int = 0
    """Lines with a digit where a mask stands, or a mask where a digit stands."""

    def add(self, line: Line, said: str) -> None:
        """One more line."""
        truth, read = told(line.text, line.sort), told(said, line.sort)
        wrong = distance(truth, read)
        self.lines, self.letters = self.lines + 1, self.letters + len(truth)
        self.whole, self.errors = self.whole + (wrong == 0), self.errors + min(wrong, len(truth))
        self.invented += invents(line, said)


def told(text: str, sort: str) -> str:
    """A text as it is compared: without spaces, like signs alike; of masks one sign."""
    plain = folded(text).replace("~", "-").replace("·", ".")
    return plain.translate(HIDING) if sort == "masks" else plain


def invents(line: Line, said: str) -> bool:
    """Whether a digit was read where a mask stands, or a mask where a digit stands."""
    truth, read = told(line.text, line.sort), told(said, line.sort)
    if line.sort == "masks":
        return len(re.findall(r"\d", read)) > len(re.findall(r"\d", truth))
    return line.sort in {"dates", "numbers"} and bool(SURE_MASKS & set(read)) and not SURE_MASKS & set(truth)


def lines(world: SplitName, level: Damage, page: int) -> Iterator[Line]:
    """The lines of one page: every sort in every font of the split in turn."""
    rng = random.Random(f"recogniser:{world}:{level}:{page}")
    families = [family for family in split(world).families if family.use != "seal"]
    makers: Sequence[Callable[[random.Random], str]] = (
        _dates,
        _numbers,
        _masks,
        _latin,
        lambda rng: story.company_name(rng, split(world), corporate=rng.random() < 0.8),
        lambda rng: rng.choice((story.name_of_person, story.address))(rng),
        lambda rng: "".join(rng.choice(texts.COMMON) for _ in range(rng.randint(3, 7))),
    )
    sorts = dict(zip(SORTS, makers, strict=True))
    drawn: dict[str, tuple[str, str]] = {}
    placed: list[tuple[str, Face, float]] = []
    for place in range(LINES):
        sort = list(sorts)[place % len(sorts)]
        family = families[(place // len(sorts) + page) % len(families)]
        text, face = sorts[sort](rng), family.face(bold=rng.random() < 0.25)
        if face.covers(text):
            drawn["".join(text.split())] = sort, family.name
            placed.append((text, face, rng.choice((9.0, 10.0, 11.0, 12.0, 13.0))))
    for cut in cuts(listed(placed), rng, level):
        known = drawn.get("".join(cut.text.split()))
        if known:
            yield Line(cut.crop, cut.text, *known, level)


# --- reading ----------------------------------------------------------------------------------


@dataclass(slots=True)
class Bench:
    """Readers' tallies by class and damage and by font, and their time."""

    tallies: dict[tuple[str, str, str], Tally] = field(default_factory=lambda: defaultdict(Tally))
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    lines: int = 0
    misread: list[tuple[str, str, str, str, str]] = field(default_factory=list)

    def read(self, some: Sequence[Line], tesseract: Recogniser, numbers: Own | None, korean: Own | None) -> None:
        """Lets every reader read them."""
        crops, looks = [line.crop for line in some], {}
        for name, engine, look in (
            (KOR, tesseract, Look.TEXT),
            (ENG, tesseract, Look.LATIN),
            (NUMBER, numbers, Look.NUMBERS),
            (KOREAN, korean, Look.TEXT),
        ):
            if engine:
                looks[name] = self._timed(name, engine, crops, look)
        looks[TESSERACT] = _merged(looks[KOR], looks[ENG])
        if numbers:
            both = Both(tesseract, numbers, korean)
            seconds = [()] * len(crops) if both.whole else both.read(crops, Look.NUMBERS)
            looks[BOTH] = _merged(both.read(crops, Look.TEXT), seconds)
        self.lines += len(some)
        for name, found in looks.items():
            for line, words in zip(some, found, strict=True):
                if name != NUMBER or OTHER not in PLAIN.plain(line.text):
                    self._count(name, line, " ".join(word.text for word in words))

    def _timed(self, name: str, engine: Recogniser, crops: Sequence[Picture], look: Look) -> list[Words]:
        before = _spent()
        found = engine.read(crops, look)
        self.seconds[name] += _spent() - before
        return found

    def _count(self, name: str, line: Line, said: str) -> None:
        for group in (line.level, "all"):
            self.tallies[name, line.sort, group].add(line, said)
        self.tallies[name, "font", line.font].add(line, said)
        if told(said, line.sort) != told(line.text, line.sort):
            self.misread.append((name, line.level, line.font, line.text, said))

    def to_json(self) -> Json:
        """All of it, as kept for `--markdown`."""
        return {
            "lines": self.lines,
            "milliseconds": {name: round(1000 * spent / max(self.lines, 1), 2) for name, spent in self.seconds.items()},
            "tallies": [[*key, asdict(tally)] for key, tally in sorted(self.tallies.items())],
        }


def _merged(first: Sequence[Words], second: Sequence[Words]) -> list[Words]:
    """What the pipeline makes of two looks at each line."""
    return [merged(joined(one), other) for one, other in zip(first, second, strict=True)]


def _spent() -> float:
    """The processor's seconds of this process and of the programs that it has waited for."""
    uses = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(use.ru_utime + use.ru_stime for use in uses)


# --- tables -----------------------------------------------------------------------------------


def tables(found: Json) -> Iterator[str]:
    """The tables, in Markdown."""
    tallies = {(name, sort, group): Tally(**one) for name, sort, group, one in found["tallies"]}
    readers = [name for name in READERS if any(key[0] == name for key in tallies)]
    levels = [level for level in DAMAGES if any(key[2] == level for key in tallies)]
    yield f"{found['conditions']}. {found['lines']} lines."
    for sort in SORTS:
        yield ""
        yield f"| {sort}: whole lines / character errors | " + " | ".join((*levels, "all")) + " |"
        yield "|---" * (len(levels) + 2) + "|"
        for name in readers:
            if name != NUMBER or sort in SORTS[:4]:
                cells = [_cell(tallies.get((name, sort, group))) for group in (*levels, "all")]
                yield f"| {name} | " + " | ".join(cells) + " |"
    yield from _by_font(tallies, readers)
    yield from _dangers(tallies, readers)
    yield ""
    yield "| | " + " | ".join(found["milliseconds"]) + " |"
    yield "|---" * (len(found["milliseconds"]) + 1) + "|"
    yield "| milliseconds a line | " + " | ".join(f"{spent:.1f}" for spent in found["milliseconds"].values()) + " |"


def _cell(tally: Tally | None) -> str:
    if not tally or not tally.lines:
        return ""
    return f"{100 * tally.whole / tally.lines:.1f} % / {100 * tally.errors / max(tally.letters, 1):.1f} %"


def _by_font(tallies: dict[tuple[str, str, str], Tally], readers: Sequence[str]) -> Iterator[str]:
    fonts = sorted({key[2] for key in tallies if key[1] == "font"})
    yield ""
    yield "| whole lines by font | " + " | ".join(readers) + " |"
    yield "|---" * (len(readers) + 1) + "|"
    for font in fonts:
        found = [tallies.get((name, "font", font), Tally()) for name in readers]
        yield f"| {font} | " + " | ".join(f"{100 * one.whole / max(one.lines, 1):.1f} %" for one in found) + " |"


def _dangers(tallies: dict[tuple[str, str, str], Tally], readers: Sequence[str]) -> Iterator[str]:
    yield ""
    yield "| lines, of all | " + " | ".join(readers) + " |"
    yield "|---" * (len(readers) + 1) + "|"
    for title, sorts in (
        ("a digit read where a mask stands", ("masks",)),
        ("a mask where a digit stands", ("dates", "numbers")),
    ):
        found = [[tallies.get((name, sort, "all"), Tally()) for sort in sorts] for name in readers]
        cells = [f"{sum(one.invented for one in group)} of {sum(one.lines for one in group)}" for group in found]
        yield f"| {title} | " + " | ".join(cells) + " |"


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", choices=SPLITS, default="measure")
    parser.add_argument("--pages", type=int, default=1 if os.environ.get("BENCH_QUICK") else 12, help="at each level")
    parser.add_argument("--first", type=int, default=0, help="number of the first page")
    parser.add_argument("--korean", type=Path, default=MODEL, help="another Korean model")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--markdown", action="store_true")
    asked = parser.parse_args()
    if asked.markdown:
        print("\n".join(tables(json.loads(LAST.read_text(encoding="utf-8")))))
        return
    cv2.setNumThreads(1)
    bench, began = Bench(), time.monotonic()
    numbers, korean = (Own(known) if (known := model(file)) else None for file in (NUMBERS, asked.korean))
    for page in range(asked.first, asked.first + asked.pages):
        for level in DAMAGES:
            bench.read(list(lines(asked.split, level, page)), Tesseract(), numbers, korean)
    told_of = {"bench": "recogniser", "split": asked.split, "conditions": conditions(1)}
    found = bench.to_json() | told_of | {"seconds": round(time.monotonic() - began)}
    OUT.mkdir(parents=True, exist_ok=True)
    LAST.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    print("\n".join(tables(found)))
    for one in bench.misread if asked.show else []:
        print(*one, sep=" | ")
    print(json.dumps(summary(found), ensure_ascii=False))


def summary(found: Json) -> Json:
    """The figures that goals are set for."""
    whole: Json = defaultdict(dict)
    for name, sort, group, one in found["tallies"]:
        if sort != "font" and one["lines"]:
            whole[name][f"{sort}, {group}"] = round(one["whole"] / one["lines"], 4)
    kept = ("bench", "split", "lines", "milliseconds", "seconds")
    return {key: found[key] for key in kept} | {"whole": dict(whole)}


if __name__ == "__main__":
    main()
