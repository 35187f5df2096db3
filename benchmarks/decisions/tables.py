"""Figures of cases, and their tables."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import median
from typing import Any

from benchmarks.bench_samples import share, upper_bound
from benchmarks.decisions.cases import LEVELS, Case, Doubt
from pipeline.document import Verdict

DECIDED = {Verdict.APPROVED.value, Verdict.REJECTED.value, Verdict.INCOMPLETE.value}
"""What a case comes to without a person."""
GOALS: Mapping[str, tuple[tuple[str, tuple[str, ...], float], ...]] = {
    "paper": (("clean, office", ("clean", "office"), 0.90), ("photo", ("photo",), 0.70)),
    "application": (("all", ("clean, office", "photo"), 0.85),),
}
"""Of good ones, how many must be decided without a person: with both recognisers; with Tesseract alone 60 % of applications."""
_LEVELS = {"paper": tuple(LEVELS), "application": ("clean, office", "photo")}


def figures(cases: Sequence[Case]) -> dict[str, Any]:
    """Everything that is counted of papers, or of applications."""
    unfit, fit = [one for one in cases if not one.clean], [one for one in cases if one.clean]
    not_to_reject = [one for one in cases if one.expected != Verdict.REJECTED.value]
    approvals, rejections = _count(unfit, "wrongly_approved"), _count(not_to_reject, "needlessly_rejected")
    rejected = [one for one in cases if one.verdict == one.expected == Verdict.REJECTED.value]
    return {
        "n": len(cases),
        "broken": dict(sorted(Counter(str(len(one.broken)) for one in cases).items())),
        "unfit": len(unfit),
        "wrong_approvals": approvals,
        "wrong_approvals_upper_95": round(upper_bound(approvals, len(unfit)), 4),
        "not_to_reject": len(not_to_reject),
        "needless_rejections": rejections,
        "needless_rejections_upper_95": round(upper_bound(rejections, len(not_to_reject)), 4),
        "rejected": len(rejected),
        "named_the_broken_rule_alone": _count(rejected, "rightly_named"),
        "decisions": _decisions(cases),
        "clean_by_level": _by_level(fit),
        "clean_by_name": _decided_by(fit, lambda one: one.name),
        "unread": sum(bool(one.errors) for one in cases),
        "doubts": _doubts([one for one in fit if one.verdict == Verdict.NEEDS_REVIEW.value]),
        "faults": [_fault(one) for one in cases if _is_fault(one)],
    }


def _count(cases: Iterable[Case], name: str) -> int:
    return sum(getattr(one, name) for one in cases)


def _decisions(cases: Iterable[Case]) -> list[tuple[str, str, int]]:
    """What should have been decided, what was, how often."""
    pairs = Counter((one.expected, one.verdict) for one in cases)
    return [(expected, verdict, count) for (expected, verdict), count in sorted(pairs.items())]


def _by_level(fit: Sequence[Case]) -> dict[str, list[int]]:
    """Of good ones at each level: how many, how many decided without a person."""
    return _decided_by(fit, lambda one: one.level)


def _decided_by(fit: Iterable[Case], key: Any) -> dict[str, list[int]]:  # noqa: ANN401 - what a case is grouped by
    groups: dict[str, list[Case]] = defaultdict(list)
    for one in fit:
        groups[key(one)].append(one)
    return {name: [len(some), sum(one.verdict in DECIDED for one in some)] for name, some in sorted(groups.items())}


def _doubts(held: Sequence[Case]) -> list[dict[str, Any]]:
    """What sent good ones to a person: by check, reason, kind and field, the most frequent first."""
    groups: dict[tuple[str, ...], list[tuple[Case, Doubt]]] = defaultdict(list)
    for case in held:
        for key, one in {(one.check, one.reason, one.kind, one.field): one for one in case.doubts}.items():
            groups[key].append((case, one))
    rows = [_row(key, found) for key, found in groups.items()]
    errors = Counter(code for case in held for code in set(case.errors))
    rows += [_plain_row(("(file not read)", code, "", ""), count) for code, count in errors.items()]
    return sorted(rows, key=lambda row: (-row["alone"], -row["cases"], row["check"]))


def _row(key: Sequence[str], found: Sequence[tuple[Case, Doubt]]) -> dict[str, Any]:
    """`alone`: cases in which no other field of another kind was in doubt; `told`: read right, wrong, missing."""
    told = Counter(one.told for _, one in found)
    place = (key[2], key[3])
    alone = sum(all((other.kind, other.field) == place for other in case.doubts) for case, _ in found)
    return _plain_row(key, len({case.seed for case, _ in found})) | {
        "alone": alone,
        "told": [told["right"], told["wrong"], told["missing"]],
        "confidence": round(median(one.confidence for _, one in found), 2),
        "seeds": [case.seed for case, _ in found][:8],
    }


def _plain_row(key: Sequence[str], count: int) -> dict[str, Any]:
    names = dict(zip(("check", "reason", "kind", "field"), key, strict=True))
    return {**names, "cases": count, "alone": count, "told": [0, 0, 0], "confidence": 0.0, "seeds": []}


def _is_fault(one: Case) -> bool:
    misnamed = one.verdict == one.expected == Verdict.REJECTED.value and not one.rightly_named
    return one.wrongly_approved or one.needlessly_rejected or misnamed


def _fault(one: Case) -> dict[str, Any]:
    way = (
        "approved" if one.wrongly_approved else "rejected needlessly" if one.needlessly_rejected else "named otherwise"
    )
    return {
        "seed": one.seed,
        "sort": one.sort,
        "what": one.name,
        "level": one.level,
        "broken": list(one.broken),
        "fault": way,
        "failed": list(one.failed),
    }


# --- the tables -------------------------------------------------------------------------------


def table(sort: str, found: Mapping[str, Any]) -> list[str]:
    """Markdown."""
    lines = ["| | measured | goal | |", "|---|---|---|---|", *_goals(sort, found), "", *_decision_lines(found), ""]
    lines += [f"| {sort}s in order | n | decided without a person |", "|---|---|---|"]
    lines += [
        _decided(name, found["clean_by_level"][name]) for name in _LEVELS[sort] if name in found["clean_by_level"]
    ]
    lines += [_decided(name, one) for name, one in found["clean_by_name"].items()]
    return [*lines, "", *_doubt_lines(sort, found["doubts"]), *_fault_lines(found["faults"])]


def _decided(name: str, counts: Sequence[int]) -> str:
    return f"| {name} | {counts[0]} | {counts[1]} ({100 * counts[1] / counts[0]:.0f} %) |"


def _goals(sort: str, found: Mapping[str, Any]) -> Iterator[str]:
    approvals, unfit = found["wrong_approvals"], found["unfit"]
    rejections, others = found["needless_rejections"], found["not_to_reject"]
    bound = f"{100 * found['wrong_approvals_upper_95']:.1f} %"
    yield f"| wrong approvals | {approvals} of {unfit} (95 % bound {bound}) | 0 | {_met(approvals == 0)} |"
    bound = f"{100 * found['needless_rejections_upper_95']:.1f} %"
    yield f"| needless rejections | {rejections} of {others} (95 % bound {bound}) | ≤ 1 % | {_met(rejections <= 0.01 * others)} |"
    rejected, named = found["rejected"], found["named_the_broken_rule_alone"]
    yield f"| rejections that name what is wrong and nothing else | {named} of {rejected} | all | {_met(named == rejected)} |"
    for name, levels, least in GOALS[sort]:
        counts = [found["clean_by_level"].get(level, (0, 0)) for level in levels]
        total, decided = sum(one[0] for one in counts), sum(one[1] for one in counts)
        got = share(decided, total) or 0.0
        label = f"{sort}s in order decided without a person, {name}"
        yield f"| {label} | {decided} of {total} ({100 * got:.0f} %) | ≥ {100 * least:.0f} % | {_met(got >= least)} |"


def _met(yes: bool) -> str:  # noqa: FBT001 - one word for one truth
    return "yes" if yes else "**no**"


def _decision_lines(found: Mapping[str, Any]) -> Iterator[str]:
    verdicts = [one.value for one in Verdict]
    counts = {(expected, verdict): count for expected, verdict, count in found["decisions"]}
    yield f"| should be | {' | '.join(verdicts)} |"
    yield "|---" * (len(verdicts) + 1) + "|"
    for expected in verdicts:
        if any((expected, verdict) in counts for verdict in verdicts):
            yield f"| {expected} | {' | '.join(str(counts.get((expected, verdict), 0)) for verdict in verdicts)} |"


def _doubt_lines(sort: str, doubts: Sequence[Mapping[str, Any]], most: int = 40) -> Iterator[str]:
    yield f"What sends {sort}s in order to a person. *Alone*: nothing else stood in the way. Values as read, and how surely (median)."
    yield ""
    yield "| check | reason | kind, field | cases | alone | right / wrong / missing | confidence |"
    yield "|---|---|---|---|---|---|---|"
    for one in doubts[:most]:
        told = " / ".join(map(str, one["told"]))
        where = f"{one['kind']} `{one['field']}`" if one["field"] else one["kind"]
        cells = (
            one["check"],
            f"`{one['reason']}`",
            where,
            one["cases"],
            one["alone"],
            told,
            f"{one['confidence']:.2f}",
        )
        yield f"| {' | '.join(map(str, cells))} |"


def _fault_lines(faults: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if faults:
        yield ""
    for one in faults:
        broken = ", ".join(one["broken"]) or "nothing wrong"
        told = f" for {', '.join(one['failed'])}" if one["failed"] else ""
        yield f"- {one['sort']} {one['seed']} ({one['what']}, {one['level']}; {broken}): {one['fault']}{told}"
