"""What lines of certificates say: numbers, dates, masks, Latin, and labels around them; all random, nothing to memorise."""

from __future__ import annotations

import random
import string
from collections.abc import Callable
from datetime import date, timedelta

from fixtures import dates, numbers, story
from fixtures.splits import SplitName, split
from recogniser.alphabet import SYLLABLES, UNITS
from recogniser.words import LABELS, PARTS, WORDS

MASKS = "*****●●○○XXx×■□"
"""Signs that hide digits, as often as papers use them."""
FORMS = ("㈜", "(주)", "주식회사 ", "㈜", "유한회사 ", "(유)", "(재)", "(사)")
DOMAINS = ("co.kr", "com", "net", "or.kr", "go.kr", "kr", "io", "ac.kr")
Make = Callable[[random.Random], str]


def digits(rng: random.Random, least: int, most: int | None = None) -> str:
    """That many random digits; now and then few different ones, so that doubles are learnt."""
    count = rng.randint(least, most or least)
    pool = string.digits if rng.random() < 0.8 else "".join(rng.sample(string.digits, 2))
    return "".join(rng.choice(pool) for _ in range(count))


def grouped(rng: random.Random, *counts: int, sign: str | None = None) -> str:
    """Groups of digits with a sign between them, usually the hyphen."""
    between = sign or rng.choices(("-", " - ", "–", ".", " ", "", "·"), (75, 8, 3, 4, 5, 4, 1))[0]
    return between.join(digits(rng, count) for count in counts)


def masked(rng: random.Random, text: str) -> str:
    """A number with some of its digits hidden: its end, a group, or a run anywhere."""
    places = [place for place, letter in enumerate(text) if letter.isdigit()]
    if not places:
        return text
    sign = rng.choice(MASKS)
    first, last = sorted((rng.randrange(len(places)), rng.randrange(len(places))))
    last = rng.choice((last, len(places) - 1))
    hidden = set(places[first : last + 1])
    return "".join(sign if place in hidden else letter for place, letter in enumerate(text))


def resident(rng: random.Random) -> str:
    """A resident number that belongs to nobody, mostly masked (주민등록번호)."""
    born = dates.between(rng, date(1940, 1, 1), date(2024, 12, 31))
    number = numbers.resident_number(rng, born, male=rng.random() < 0.5)
    between = rng.choices(("-", " - ", "–", ""), (85, 8, 4, 3))[0]
    first, last = number.split("-")
    if rng.random() < 0.25:
        return first + between + last
    kept = rng.choice((1, 1, 1, 0, 0, 2, 3))
    sign = rng.choice(MASKS)
    shown = rng.choice((first, first, first, sign * 6, first[:2] + sign * 4))
    return shown + between + last[:kept] + sign * (7 - kept)


def phone(rng: random.Random) -> str:
    """A telephone number in one of its spellings, masked now and then."""
    kind = rng.choice((numbers.landline, numbers.mobile, numbers.internet, numbers.representative))
    number = kind(rng)
    way = rng.random()
    if way < 0.15:
        return numbers.masked_phone(rng, number)[0]
    if way < 0.22:
        return f"+82{rng.choice(('-', ' ', '-(0)'))}{numbers.phone_hyphened(number).lstrip('0')}"
    if way < 0.3:
        return numbers.phone_hyphened(number).replace("-", rng.choice((".", " ", "–", ") ", "~")), 1)
    if way < 0.36:
        return f"{numbers.phone_hyphened(number)}{rng.choice(('~', ' ~ ', ', ', '/'))}{digits(rng, 1, 4)}"
    return numbers.phone_spelling(rng, number)


def business(rng: random.Random) -> str:
    """A 사업자등록번호."""
    return grouped(rng, 3, 2, 5)


def corporate(rng: random.Random) -> str:
    """A 법인등록번호."""
    return grouped(rng, 6, 7)


def day(rng: random.Random) -> str:
    """A date in one of its spellings."""
    one = dates.between(rng, date(1950, 1, 1), date(2039, 12, 31))
    if rng.random() < 0.15:
        other = one + timedelta(days=rng.randint(1, 4000))
        sign = rng.choice((" ~ ", "~", " - ", " 부터 ", "부터 "))
        return dates.tidy(rng, one) + sign + dates.tidy(rng, other) + ("까지" if "부터" in sign else "")
    return dates.spelled(rng, one, rare=0.35)


def moment(rng: random.Random) -> str:
    """A time, alone or after a date."""
    hour, minute, second = rng.randint(0, 23), rng.randint(0, 59), rng.randint(0, 59)
    said = rng.choice(
        (
            f"{hour:02}:{minute:02}:{second:02}",
            f"{hour}:{minute:02}",
            f"{hour}시 {minute}분",
            f"{hour:02}시 {minute:02}분 {second:02}초",
            f"{rng.choice(('오전', '오후'))} {hour % 12 + 1}:{minute:02}",
            f"{rng.choice(('AM', 'PM'))} {hour % 12 + 1:02}:{minute:02}",
        )
    )
    return said if rng.random() < 0.5 else f"{day(rng)} {said}"


def amount(rng: random.Random) -> str:
    """A sum, a share, a count."""
    value = rng.randint(1, 10 ** rng.randint(2, 11))
    return rng.choice(
        (
            f"{value:,}",
            f"{value:,}원",
            f"{value:,} 원",
            f"\\{value:,}".removeprefix("\\"),
            f"{rng.randint(0, 100)}.{digits(rng, 1, 2)}%",
            f"{rng.randint(0, 100)}%",
            f"{rng.randint(1, 999)}번",
            f"{rng.randint(1, 30)}/{rng.randint(1, 30)}",
            f"({rng.randint(1, 99)})",
            f"{rng.randint(1, 99)}.",
            f"- {rng.randint(1, 99)} -",
            f"+{value:,}",
            f"만 {rng.randint(1, 99)}세",
        )
    )


def code(rng: random.Random) -> str:
    """A number of a paper, an issue code, an account, a part's name."""
    year = rng.randint(1998, 2032)
    upper = string.ascii_uppercase + string.digits
    block = "".join(rng.choice(upper) for _ in range(4))
    return rng.choice(
        (
            f"제{year}-{digits(rng, 3, 6)}호",
            f"제 {year} - {digits(rng, 2, 5)} 호",
            f"제{digits(rng, 2, 8)}호",
            f"{year}-{digits(rng, 4)}-{digits(rng, 4, 8)}",
            "-".join([block, *("".join(rng.choice(upper) for _ in range(4)) for _ in range(rng.randint(1, 3)))]),
            grouped(rng, 3, 6, 2, 3),
            grouped(rng, 6, 2, 6),
            grouped(rng, 4, 4, 4, 4),
            grouped(rng, 3, 3, 6, sign="-"),
            digits(rng, 5),
            digits(rng, 8, 16),
            f"({digits(rng, 5)})",
            f"{rng.choice(string.ascii_uppercase)}{digits(rng, 4, 9)}",
            f"{year}-{rng.choice(('서울', '경기', '부산', '인천'))}{rng.choice(('강남', '수원', '연제'))}-{digits(rng, 4, 5)}",
            f"[{block}]",
            f"No. {digits(rng, 3, 8)}",
            f"#{digits(rng, 2, 5)}",
            f"<{digits(rng, 3, 6)}>",
            f"{block}_{digits(rng, 2, 4)}",
        )
    )


def latin(rng: random.Random) -> str:
    """Latin words: of companies, forms, or of random letters."""
    made = rng.random()
    if made < 0.4:
        text = " ".join(rng.choice(WORDS) for _ in range(rng.randint(1, 4)))
    elif made < 0.6:
        text = f"{rng.choice(split('train').companies['latin'])} {rng.choice(WORDS)}"
    else:
        text = " ".join(
            "".join(rng.choice(string.ascii_lowercase) for _ in range(rng.randint(2, 9)))
            for _ in range(rng.randint(1, 3))
        )
    return rng.choice((text, text.upper(), text.title(), f"({text})", f"{text} {digits(rng, 1, 4)}"))


def address(rng: random.Random) -> str:
    """An e-mail or web address."""
    name = "".join(rng.choice(string.ascii_lowercase + "._-0123456789") for _ in range(rng.randint(2, 12))).strip("._-")
    host = "".join(rng.choice(string.ascii_lowercase + "-") for _ in range(rng.randint(2, 10))).strip("-") or "a"
    web = f"{host}.{rng.choice(DOMAINS)}"
    return rng.choice(
        (f"{name or 'a'}@{web}", f"www.{web}", f"https://www.{web}", f"http://{web}/{name}", f"{name or 'b'}@{web}")
    )


def place(rng: random.Random) -> str:
    """A postal address."""
    province, towns = rng.choice(story.PLACES)
    road = f"{rng.choice(story.ROADS)}{rng.choice(('로', '길', '대로', f'로{rng.randint(1, 99)}번길'))}"
    return (
        f"{province} {rng.choice(towns)} {road} {rng.randint(1, 999)}"
        + rng.choice(("", f"-{rng.randint(1, 99)}", f", {rng.randint(1, 30)}층", f", {rng.randint(101, 2999)}호"))
        + rng.choice(("", f" ({hangul(rng, 2)}동)", f" {rng.randint(101, 130)}동 {rng.randint(101, 2999)}호"))
    )


COMMON = "".join(letter for letter in SYLLABLES if len(letter.encode("euc-kr", "ignore")) == 2)
"""The 2,350 syllables of KS X 1001."""


def hangul(rng: random.Random, count: int | None = None) -> str:
    """Random syllables, some of them nearly those that the number model tells apart."""
    return "".join(_syllable(rng) for _ in range(count or rng.randint(1, 8)))


def _syllable(rng: random.Random) -> str:
    way = rng.random()
    if way < 0.1:
        return _near(rng, rng.choice([letter for letter in UNITS if "가" <= letter <= "힣"]))
    if way < 0.15:
        return rng.choice(SYLLABLES)
    if way < 0.5:
        return rng.choice(COMMON)
    return rng.choice("".join(story.GIVEN) + story.SURNAMES + "".join(LABELS[:50]).replace(" ", ""))


def _near(rng: random.Random, letter: str) -> str:
    """A syllable that differs in one of its three parts."""
    lead, rest = divmod(ord(letter) - 0xAC00, 588)
    vowel, tail = divmod(rest, 28)
    match rng.randrange(3):
        case 0:
            lead = rng.randrange(19)
        case 1:
            vowel = rng.randrange(21)
        case _:
            tail = rng.randrange(28)
    return chr(0xAC00 + lead * 588 + vowel * 28 + tail)


def company(rng: random.Random, world: SplitName = "train") -> str:
    """A company's name with its form of law, of a split's parts or of random syllables."""
    parts = split(world).companies
    words = PARTS if world == "train" else parts["second"]
    name = rng.choice(
        (
            rng.choice(parts["first"]) + rng.choice(parts["second"]),
            rng.choice(words) + rng.choice(words),
            hangul(rng, rng.randint(1, 3)) + rng.choice(words),
            hangul(rng, rng.randint(2, 5)),
            rng.choice(parts["latin"]),
        )
    )
    form = rng.choice(FORMS)
    return rng.choice((f"{form}{name}", f"{name}{form.strip()}", f"{form} {name}", name))


def sentence(rng: random.Random) -> str:
    """Words of Hangul, with a date or number among them now and then."""
    words = [hangul(rng, rng.randint(1, 5)) for _ in range(rng.randint(1, 5))]
    if rng.random() < 0.5:
        words.insert(rng.randint(0, len(words)), value(rng))
    return " ".join(words) + rng.choice((".", "", "", ")"))


def leader(rng: random.Random) -> str:
    """A contents line with dots, a row of signs, an empty form."""
    return rng.choice(
        (
            f"{hangul(rng, 3)} {'.' * rng.randint(4, 20)} {rng.randint(1, 99)}",
            rng.choice("-=*·.~_") * rng.randint(3, 12),
            dates.blank(rng),
            f"( {hangul(rng, 1)} )",
            "□ " + hangul(rng, 3) + "  ■ " + hangul(rng, 2),
            f"( {rng.choice('OXV')} )",
            f"{hangul(rng, 3)}({digits(rng, 1, 3)})",
        )
    )


def name(rng: random.Random) -> str:
    """A person's name, partly hidden now and then."""
    sign = rng.choice("*○●")
    whole = rng.choice(story.SURNAMES) + rng.choice(story.GIVEN) + rng.choice(story.GIVEN)
    return rng.choice((whole, whole[0] + sign + whole[2], whole[0] + sign * 2, f"{whole} (인)"))


VALUES: tuple[tuple[Make, int], ...] = (
    (business, 12),
    (corporate, 7),
    (resident, 14),
    (phone, 16),
    (day, 22),
    (moment, 5),
    (amount, 6),
    (code, 12),
    (latin, 9),
    (address, 6),
)
LINES: tuple[tuple[Make, int], ...] = (
    (company, 7),
    (place, 5),
    (sentence, 7),
    (leader, 3),
    (name, 3),
)


def value(rng: random.Random) -> str:
    """A number, a date, a code, Latin: what the number model is for."""
    text = _pick(rng, VALUES)
    return masked(rng, text) if rng.random() < 0.04 else text


def line(rng: random.Random, *, letters: bool = False) -> str:
    """What one line says: mostly numbers, or (`letters`) mostly names, addresses and words, for a model of all letters."""
    way = rng.random()
    if way < (0.15 if letters else 0.5):
        return value(rng)
    if way < (0.35 if letters else 0.75):
        label = rng.choice(LABELS)
        label = " ".join(label) if rng.random() < 0.12 and len(label) < 6 else label
        between = rng.choice((" : ", ": ", ":", " ", "  ", " - ", ")", ". "))
        said = _pick(rng, LINES) if letters and rng.random() < 0.5 else value(rng)
        return f"{rng.choice(('', '', '', '○ ', '■ ', '- ', '1. ', '· '))}{label}{between}{said}"
    return _pick(rng, LINES)


def _pick(rng: random.Random, kinds: tuple[tuple[Make, int], ...]) -> str:
    return rng.choices([make for make, _ in kinds], [weight for _, weight in kinds])[0](rng)
