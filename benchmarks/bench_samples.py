"""Generated papers of the measuring split, read and judged: how right, how often without a person, how fast.

Prints tables of kind and field accuracy by damage level and of decisions, then one line of JSON.
`BENCH_QUICK=1` takes 30 papers in place of 200. `--show N` prints the worst misses. `--split tune`
is for looking for faults: figures that are published come from `measure`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from multiprocessing import get_context
from pathlib import Path

from benchmarks import samples_page
from checks import rulebook
from fixtures.faults import FAULTS
from fixtures.generate import Made, Wish, generate
from fixtures.series import wishes
from fixtures.splits import SPLITS
from pipeline.calibrating.comparing import MISSING, RIGHT, WRONG, compared
from pipeline.document import Decision, Facts, Json, Outcome
from pipeline.errors import DojangError
from pipeline.facts import read
from pipeline.judging import judge, rulebook_for
from pipeline.recognisers.engines import recogniser
from pipeline.settings import settings

OUT = Path(__file__).parent / "out"
BOUND = {kind.value for kind in FAULTS}
"""The kinds that the sender-number rulebook asks for: their fields are compared."""
LEVELS = ("clean", "office", "photo", "fax", "lowres")
"""Damage, the lightest first."""


@dataclass(slots=True)
class Result:
    """What came of one paper."""

    name: str
    truth: Json
    kind: str = "unknown"
    decision: str = "needs-review"
    reasons: list[str] = field(default_factory=list)
    fields: dict[str, tuple[str, str | None, str | None, float]] = field(default_factory=dict)
    """Name: outcome, value in truth, value as read, confidence."""
    seconds: float = 0.0
    pages: int = 1
    error: str | None = None

    @property
    def kind_right(self) -> bool:
        """Papers that no rulebook binds may be told or be unknown."""
        return self.kind == self.truth["kind"] or (self.truth["kind"] not in BOUND and self.kind == "unknown")


def paper_result(job: tuple[int, Wish]) -> Result:
    """Makes, reads and judges one paper (in a worker)."""
    made = generate(*job)
    result = Result(made.name, {key: value for key, value in made.truth.items() if key != "lines"})
    started = time.perf_counter()
    try:
        facts = read(made.data).facts
    except DojangError as error:
        result.error = error.code
        return result
    result.seconds = time.perf_counter() - started
    return judged(result, made, facts)


def judged(result: Result, made: Made, facts: Facts) -> Result:
    """Sets down what was read and decided."""
    book = rulebook.load("sender-number")
    if rulebook_for(facts.best.kind) == book.name:
        decision = judge(facts, book, date.fromisoformat(made.truth["submitted"]))
        result.decision, result.reasons = decision.verdict.value, failures(decision)
    result.kind, result.pages = facts.best.kind.value, len(facts.page_kinds)
    if made.truth["kind"] in BOUND:
        result.fields = dict(compared(made.truth["fields"], facts.best))
    return result


def failures(decision: Decision) -> list[str]:
    """Reason codes of checks that failed, then of those unsure."""
    order = (Outcome.FAIL, Outcome.UNSURE)
    return [f"{one.outcome.value}:{one.reason}" for kind in order for one in decision.findings if one.outcome is kind]


def upper_bound(hits: int, count: int, miss: float = 0.05) -> float:
    """The one-sided 95 % upper bound of a share (Clopper-Pearson)."""
    if count == 0 or hits >= count:
        return 1.0
    low, high = hits / count, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(hits, count, middle) > miss else (low, middle)
    return high


def _at_most(hits: int, count: int, share: float) -> float:
    """The chance of at most so many hits."""
    total = term = (1 - share) ** count
    for place in range(1, hits + 1):
        term *= (count - place + 1) / place * share / (1 - share)
        total += term
    return total


def figures(results: Sequence[Result]) -> Json:
    """The line of JSON."""
    asked = [one for one in results if one.truth["kind"] in BOUND]
    unfit = [one for one in results if one.truth["decision"] != "approved"]
    fit = [one for one in results if one.truth["decision"] != "rejected"]
    approvals = sum(one.decision == "approved" for one in unfit)
    rejections = sum(one.decision == "rejected" for one in fit)
    values = [value for one in asked for value in one.fields.values()]
    told = Counter(value[0] for value in values)
    sure_wrong = sum(value[0] == WRONG and value[3] >= 0.9 for value in values)
    sure = sum(value[3] >= 0.9 for value in values)
    return {
        "bench": "samples",
        "n": len(results),
        "kind_accuracy": share(sum(one.kind_right for one in results), len(results)),
        "fields_n": len(values),
        "fields_right": share(told[RIGHT], len(values)),
        "fields_wrong": share(told[WRONG], len(values)),
        "fields_missing": share(told[MISSING], len(values)),
        "sure_n": sure,
        "sure_wrong": sure_wrong,
        "sure_wrong_upper_95": round(upper_bound(sure_wrong, sure), 4),
        "unfit_n": len(unfit),
        "wrong_approvals": approvals,
        "wrong_approvals_upper_95": round(upper_bound(approvals, len(unfit)), 4),
        "fit_n": len(fit),
        "wrong_rejections": rejections,
        "wrong_rejections_upper_95": round(upper_bound(rejections, len(fit)), 4),
        "rejected_for_another_reason": sum(other_reason(one) for one in asked),
        "asked_n": len(asked),
        "decided_without_a_person": share(sum(one.decision != "needs-review" for one in asked), len(asked)),
        "seconds_a_page": round(sum(one.seconds for one in results) / max(1, sum(one.pages for one in results)), 2),
        "errors": sum(one.error is not None for one in results),
    }


def by_damage(results: Sequence[Result]) -> dict[str, Json]:
    """The figures of each level of damage, the lightest first."""
    groups: dict[str, list[Result]] = defaultdict(list)
    for one in results:
        groups[one.truth["damage"]].append(one)
    return {
        level: figures(groups[level]) | {"fields": field_counts(groups[level])} for level in LEVELS if level in groups
    }


def field_counts(results: Sequence[Result]) -> dict[str, tuple[int, int, int]]:
    """Of each field: right, wrong, and how many there were."""
    told: dict[str, Counter[str]] = defaultdict(Counter)
    for one in results:
        for name, value in one.fields.items():
            told[name][value[0]] += 1
    return {name: (told[name][RIGHT], told[name][WRONG], told[name].total()) for name in sorted(told)}


def conditions(workers: int) -> str:
    """When and on what this was measured."""
    today = datetime.now(tz=timezone(timedelta(hours=9))).date()
    python, machine = platform.python_version(), f"{len(os.sched_getaffinity(0))} cores {platform.machine()}"
    load = os.getloadavg()[0]
    return f"{today}, {recogniser(settings()).name}, Python {python}, {machine}, {workers} workers, load {load:.1f} at the end"


def other_reason(one: Result) -> bool:
    """Rightly rejected, yet not for what is wrong with it."""
    failed = {reason.removeprefix("fail:") for reason in one.reasons if reason.startswith("fail:")}
    return one.decision == one.truth["decision"] == "rejected" and not failed & set(one.truth["reasons"])


def share(part: int, whole: int) -> float | None:
    """A share to four places; none of nothing."""
    return round(part / whole, 4) if whole else None


def print_tables(results: Sequence[Result]) -> None:
    """Kind, fields and decisions by damage level."""
    groups_by_damage: dict[str, list[Result]] = defaultdict(list)
    for one in results:
        groups_by_damage[one.truth["damage"]].append(one)
    levels = [level for level in LEVELS if level in groups_by_damage]
    print("| right / wrong / n | " + " | ".join(levels) + " | all |")
    print("|---" * (len(levels) + 2) + "|")
    groups = [*(groups_by_damage[level] for level in levels), list(results)]
    print(row("kind", [[RIGHT if one.kind_right else WRONG for one in group] for group in groups]))
    for name in sorted({name for one in results for name in one.fields}):
        print(row(name, [[one.fields[name][0] for one in group if name in one.fields] for group in groups]))
    print(row("all fields", [[value[0] for one in group for value in one.fields.values()] for group in groups]))
    print()
    pairs = Counter((one.truth["decision"], one.decision) for one in results)
    print("| should be | approved | rejected | needs-review |\n|---|---|---|---|")
    decisions = ("approved", "rejected", "needs-review")
    for wanted in decisions:
        print(f"| {wanted} | " + " | ".join(str(pairs[wanted, given]) for given in decisions) + " |")
    print()


def row(name: str, groups: Iterable[Sequence[str]]) -> str:
    """One line of the table."""
    cells = (f"{group.count(RIGHT)} / {group.count(WRONG)} / {len(group)}" if group else "" for group in groups)
    return f"| {name} | " + " | ".join(cells) + " |"


def badness(one: Result) -> tuple[bool, bool, bool, int, int]:
    """The worst first: wrong approvals, wrong rejections, wrong kind, sure and wrong values, wrong values."""
    wrong = [value for value in one.fields.values() if value[0] == WRONG]
    return (
        one.decision == "approved" != one.truth["decision"],
        one.decision == "rejected" != one.truth["decision"],
        not one.kind_right,
        sum(value[3] >= 0.9 for value in wrong),
        len(wrong) + sum(value[0] == MISSING for value in one.fields.values()) // 2,
    )


def print_misses(results: Sequence[Result], count: int) -> None:
    """The worst papers: what they are, what was decided, which values are wrong."""
    for one in sorted(results, key=badness, reverse=True)[:count]:
        truth = one.truth
        made = " ".join(str(truth[key]) for key in ("layout", "font", "damage", "container", "turned", "broken"))
        print(f"{one.name} {made}")
        print(
            f"  kind {one.kind}; {truth['decision']} {truth['reasons']} -> {one.decision} {one.reasons} {one.error or ''}"
        )
        for name, (told, wanted, found, confidence) in one.fields.items():
            if told != RIGHT:
                print(f"  {told:8} {name}: {wanted!r} -> {found!r} ({confidence:.2f})")


def run(wanted: Sequence[tuple[int, Wish]], workers: int) -> list[Result]:
    """All papers, in as many processes."""
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        return list(pool.map(paper_result, wanted))


def main() -> None:
    """Runs the measurement."""
    quick = os.environ.get("BENCH_QUICK") == "1"
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", choices=SPLITS, default="measure")
    parser.add_argument("--count", type=int, default=30 if quick else 200)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--show", type=int, default=0, metavar="N")
    parser.add_argument(
        "--markdown", action="store_true", help="measure nothing: print the last run for docs/benchmarks.md"
    )
    options = parser.parse_args()
    if options.markdown:
        last = json.loads((OUT / f"samples-{options.split}.json").read_text(encoding="utf-8"))
        print(samples_page.markdown(samples_page.Table(**last)))
        return
    results = run(list(wishes(options.seed, options.split, options.count)), options.workers)
    print_tables(results)
    print_misses(results, options.show)
    line = {**figures(results), "split": options.split, "seed": options.seed}
    table = samples_page.Table(line, by_damage(results), conditions(options.workers))
    OUT.mkdir(exist_ok=True)
    (OUT / f"samples-{options.split}.json").write_text(json.dumps(table._asdict()), encoding="utf-8")
    print(json.dumps(line))


if __name__ == "__main__":
    main()
