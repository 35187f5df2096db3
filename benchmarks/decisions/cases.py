"""One paper or whole application: made, read, judged, and held against what a careful person would have decided."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

import cv2

from checks import rulebook
from checks.rule import Handed
from fixtures.damage import Damage
from fixtures.faults import BORN_DIGITAL, EVERY_FAULT
from fixtures.generate import Made, Wish, generate
from fixtures.splits import SplitName, split
from fixtures.story import SUBMITTED
from fixtures.whole import Whole, faulty, make
from pipeline.calibrating.comparing import RIGHT, compared
from pipeline.document import Facts, Finding, Json, Kind, Outcome, Paper, Severity, Verdict
from pipeline.errors import DojangError
from pipeline.facts import digest, read_here
from pipeline.judging import ApplicationDecision, judge, judge_application, rulebook_for
from pipeline.manifest import parse
from pipeline.settings import settings

Sort = Literal["paper", "application"]
KINDS: Mapping[Kind, int] = {
    Kind.BUSINESS_REGISTRATION: 19,
    Kind.EMPLOYMENT_CERTIFICATE: 20,
    Kind.TELECOM_SERVICE_CERTIFICATE: 19,
    Kind.NUMBER_USAGE_CONSENT: 14,
    Kind.UNIQUE_NUMBER_CERTIFICATE: 5,
    Kind.MAIL_ORDER_REPORT: 5,
    Kind.MEDICAL_DEVICE_REPORT: 4,
    Kind.HEALTH_FOOD_REPORT: 4,
    Kind.IDENTITY_CARD: 5,
    Kind.UNKNOWN: 5,
}
"""How many of a hundred papers are of each kind; one of a kind that nobody asks for is to be looked at by a person."""
LEVELS: Mapping[Damage, int] = {"clean": 33, "office": 33, "photo": 22, "fax": 6, "lowres": 6}
WRONG: Mapping[int, int] = {0: 50, 1: 33, 2: 17}
"""How many of a hundred have so many things wrong."""
_ONE_FIELD = (
    ("stamp", "signature"),
    ("resident",),
    ("date", "too-old"),
    ("company-name", "name-"),
    ("business-number", "check-digit"),
    ("number-masked", "phone-"),
)
"""Beginnings of faults that would be of one field, so that a paper cannot have two of them."""
_SEEDS = 1_000_000
_MANY = 10_000


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a person is asked: check, reason, kind of paper and field; whether the field was read rightly, and how surely (0 to 1)."""

    check: str
    reason: str
    kind: str
    field: str
    told: str
    confidence: float


@dataclass(slots=True)
class Case:
    """What came of one. `due`: reasons of which one of each group must be told; `true`: reasons that may be told."""

    sort: Sort
    seed: int
    name: str
    level: str
    broken: tuple[str, ...]
    expected: str
    due: tuple[tuple[str, ...], ...] = ()
    true: tuple[str, ...] = ()
    verdict: str = Verdict.NEEDS_REVIEW.value
    failed: tuple[str, ...] = ()
    """Reasons for which it was rejected."""
    doubts: list[Doubt] = field(default_factory=list)
    errors: tuple[str, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong with it."""
        return self.expected == Verdict.APPROVED.value

    @property
    def wrongly_approved(self) -> bool:
        """The worst that can happen."""
        return self.verdict == Verdict.APPROVED.value and not self.clean

    @property
    def needlessly_rejected(self) -> bool:
        """Rejected, where a careful person would not have."""
        return self.verdict == Verdict.REJECTED.value != self.expected

    @property
    def rightly_named(self) -> bool:
        """Whether a rejection names what is wrong, at least one thing, and nothing else."""
        named = set(self.failed)
        return bool(named) and named <= set(self.true) and any(named & set(group) for group in self.due)


# --- papers -----------------------------------------------------------------------------------


def wished(seed: int, world: SplitName) -> Wish:
    """The paper of a seed."""
    rng = random.Random(f"decisions:{seed}:{world}")
    kind = rng.choices(list(KINDS), list(KINDS.values()))[0]
    level = rng.choices(list(LEVELS), list(LEVELS.values()))[0]
    wish = Wish(kind, world, level, covering=kind is Kind.IDENTITY_CARD)
    faults = _faults(rng, kind, world)
    return faulty(wish, *faults) if faults else wish


def _faults(rng: random.Random, kind: Kind, world: SplitName) -> list[str]:
    """None, one or two things that may be wrong with one paper of that kind."""
    count = rng.choices(list(WRONG), list(WRONG.values()))[0]
    able = [one for one in EVERY_FAULT.get(kind, ()) if one != "licence-exposed" or _licences(kind, world)]
    found: list[str] = []
    for fault in rng.sample(able, len(able)):
        digital = found and BORN_DIGITAL & {fault, *found}
        if len(found) < count and not digital and not any(_clash(fault, other) for other in found):
            found.append(fault)
    return found


def _licences(kind: Kind, world: SplitName) -> bool:
    return any(layout.startswith("driver") for layout in split(world).layouts[kind])


def _clash(one: str, other: str) -> bool:
    return any(one.startswith(group) and other.startswith(group) for group in _ONE_FIELD)


def paper(seed: int, world: SplitName) -> tuple[Made, Facts | DojangError]:
    """Made and read."""
    made = generate(seed, wished(seed, world))
    return made, facts_of(made)


def paper_case(seed: int, made: Made, found: Facts | DojangError) -> Case:
    """Judged on its own, as `dojang review` does."""
    truth = made.truth
    faults = EVERY_FAULT.get(Kind(truth["kind"]), {})
    due = tuple((faults[one],) for one in truth["broken"])
    foreign = truth["kind"] == Kind.UNKNOWN.value
    expected = Verdict.NEEDS_REVIEW if foreign else Verdict.REJECTED if due else Verdict.APPROVED
    case = Case("paper", seed, truth["kind"], truth["damage"], tuple(truth["broken"]), expected.value, due)
    case.true = tuple(code for group in due for code in group)
    if isinstance(found, DojangError):
        case.errors = (found.code,)
        return case
    decision = judge(found, rulebook.load(rulebook_for(found.best.kind)), SUBMITTED)
    case.verdict = decision.verdict.value
    case.failed = _failed(decision.findings)
    case.doubts = _doubts(decision.findings, [(found.best, truth)])
    return case


# --- applications -----------------------------------------------------------------------------


def application(seed: int, world: SplitName) -> tuple[Whole, dict[str, Facts | DojangError]]:
    """Made and read: a file handed in twice is read once."""
    count = random.Random(f"decisions:application:{seed}").choices(list(WRONG), list(WRONG.values()))[0]
    whole = make(seed, world, count)
    by_bytes = {made.data: made for made in whole.papers.values()}
    read = {data: facts_of(made) for data, made in by_bytes.items()}
    return whole, {file: read[made.data] for file, made in whole.papers.items()}


def application_case(seed: int, whole: Whole, found: Mapping[str, Facts | DojangError]) -> Case:
    """Judged as `dojang apply` does."""
    told = [one for one in whole.breaks if whole.scene.trusted or ":" in one.name]
    levels = {made.truth["damage"] for made in whole.papers.values()}
    case = Case(
        "application",
        seed,
        f"{whole.scene.channel.value}, {whole.scene.branch}",
        "photo" if "photo" in levels else "clean, office",
        tuple(one.name for one in whole.breaks),
        whole.verdict.value,
        tuple(tuple(one.codes) for one in told if one.verdict is Verdict.REJECTED),
        tuple(code for one in told for code in (*one.codes, *one.also)),
    )
    manifest = parse(whole.manifest)
    handed = [Handed(name, one, SUBMITTED, digest(whole.papers[name].data)) for name, one in found.items()]
    day = SUBMITTED + timedelta(days=whole.scene.waited)
    book = rulebook.load(manifest.channel.value)
    judged = judge_application(manifest, handed, book, day, trusted=whole.scene.trusted)
    own = [one for _, decision in judged.documents if decision for one in decision.findings]
    case.verdict, case.failed = judged.verdict.value, _failed([*judged.decision.findings, *own])
    case.errors = tuple(one.code for one in found.values() if isinstance(one, DojangError))
    case.doubts = list(_all_doubts(whole, judged, book))
    return case


def _all_doubts(whole: Whole, judged: ApplicationDecision, book: rulebook.Rulebook) -> Iterator[Doubt]:
    """Those of each file, and those across."""
    every: list[tuple[Paper, Json]] = []
    for one, decision in judged.documents:
        if decision is not None and isinstance(one.facts, Facts):
            papers = [(paper, whole.papers[one.file].truth) for paper in one.facts.papers]
            yield from _doubts(decision.findings, papers)
            every += papers
    for finding in filter(_doubtful, judged.decision.findings):
        yield _doubt(finding, _looked_at(finding, book, every))


# --- what was found ---------------------------------------------------------------------------


def facts_of(made: Made) -> Facts | DojangError:
    """What reading makes of a file, in this process."""
    cv2.setNumThreads(1)
    try:
        return read_here(made.data, settings()).facts
    except DojangError as error:
        return error


def _failed(findings: Sequence[Finding]) -> tuple[str, ...]:
    failing = (one for one in findings if one.outcome is Outcome.FAIL and one.severity is Severity.BLOCKING)
    return tuple(sorted({str(one.reason) for one in failing}))


def _doubtful(one: Finding) -> bool:
    return one.outcome is Outcome.UNSURE and one.severity is Severity.BLOCKING


Papers = Sequence[tuple[Paper, Json]]
"""Papers as read, each with its truth."""


def _doubts(findings: Sequence[Finding], papers: Papers) -> list[Doubt]:
    return [_doubt(one, papers) for one in findings if _doubtful(one)]


def _doubt(one: Finding, papers: Papers) -> Doubt:
    """The doubt, and whether what it is about was read rightly: of several papers the one read most faintly."""
    name = one.field or ""
    nothing = (papers[0][1]["kind"] if len(papers) == 1 else "", "", 0.0)
    kind, told, confidence = min(_seen(name, papers), key=lambda each: each[2], default=nothing)
    return Doubt(one.id, str(one.reason), kind, name, told, round(confidence, 3))


def _seen(name: str, papers: Papers) -> Iterator[tuple[str, str, float]]:
    """What became of the field on each paper: kind, outcome, confidence as read."""
    for paper, truth in papers:
        if name in {"kind", ""}:
            yield truth["kind"], RIGHT if paper.kind.value == truth["kind"] else "wrong", paper.kind_confidence
        for key, (told, _, _, confidence) in compared(truth["fields"], paper):
            if key == name:
                yield truth["kind"], told, confidence


def _looked_at(one: Finding, book: rulebook.Rulebook, papers: Papers) -> Papers:
    """The papers that a check across papers looks at: those of the kinds that it is bound to."""
    bound = next(each for each in book.application if each.id == one.id)
    kinds = getattr(bound.parameters, "kinds", None) or (getattr(bound.parameters, "kind", None),)
    return [each for each in papers if None in kinds or each[0].kind in kinds]


def seeds(sort: Sort, seed: int, count: int) -> range:
    """The seeds of so many; papers and applications have none in common."""
    first = seed * _SEEDS + (0 if sort == "paper" else _SEEDS // 2) // _MANY * _MANY
    return range(first, first + count)
