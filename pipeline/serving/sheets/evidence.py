"""What a reviewer has to look at: the papers of a case in order, and on each what is open, with its number.

Also where nothing is open a person is shown the least sure of what was read, so that a look is asked for
something, and nobody can tell from the sheet why it was they who were asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from checks.words import FIELDS, KINDS
from pipeline import document
from pipeline.document import Box, Field, Finding, Kind, Outcome, Severity
from pipeline.lexicon.signs import SIGNS
from pipeline.serving.reviews import Judged
from pipeline.serving.sheets.claims import Claim, claimed, fields_named

LEAST_ITEMS = 3
"""A person is shown at least so many places of a case, if there are any."""
_LOOK = "읽은 값이 서류에 적힌 것과 같은지 확인해 주세요."
_UNNAMED = {None: "서류", "tampering": "고친 흔적", "kind": "서류 종류"}
_STATES = {
    "stamp": {"present": "있음", "absent": "없음"},
    "signature": {"present": "있음", "absent": "없음"},
    "resident_number": {"masked": "가려짐", "exposed": "보임", "absent": "없음", "unclear": "확실하지 않음"},
}
_SHAPES = {"square": "사각", "round": "원형", "oval": "타원", "other": "기타 모양"}


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One paper of a case. `number` counts the papers from 1, `file` the files from 0; `paper` is `None` if unread."""

    number: int
    file: int
    kind: Kind
    paper: document.Paper | None
    findings: tuple[Finding, ...]

    @property
    def name(self) -> str:
        """`2. 재직증명서`."""
        return f"{self.number}. {KINDS[self.kind].ko}"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to look at on a paper. `number` counts from 1 on it; `target` names the field in a correction."""

    number: int
    outcome: Outcome
    severity: Severity
    field: str | None
    name: str
    sentences: tuple[str, ...]
    page: int | None
    box: Box | None
    seen: Field | None
    claim: Claim | None
    target: str


def exhibits(judged: Judged) -> tuple[Exhibit, ...]:
    """Every paper of the case by its number, as a person's answer counts them (`pipeline.serving.people.choices`).

    First the first paper of each file, then the further ones; a file that could not be read counts as one.
    """
    across = judged.decision.findings if judged.manifest else ()
    ranked = sorted(_papers(judged), key=lambda one: one[0])
    return tuple(
        Exhibit(number, file, paper.kind if paper else Kind.UNKNOWN, paper, (*mine, *_about(paper, across)))
        for number, (_, file, paper, mine) in enumerate(ranked, start=1)
    )


def _papers(judged: Judged) -> Iterator[tuple[bool, int, document.Paper | None, tuple[Finding, ...]]]:
    """Whether it is a further one of its file, the file, the paper, its own findings."""
    for file, one in enumerate(judged.papers):
        papers: Sequence[document.Paper | None] = one.facts.papers if one.facts else (None,)
        for place, paper in enumerate(papers):
            yield place > 0, file, paper, tuple(each for each in one.decision.findings if _owner(each, papers) is paper)


def _owner(finding: Finding, papers: Sequence[document.Paper | None]) -> document.Paper | None:
    """The paper of a file that a finding is about: the one with its page, else the first with its field."""
    known = [paper for paper in papers if paper is not None]
    on_page = [paper for paper in known if finding.page in paper.pages]
    with_field = [paper for paper in known if finding.field in paper.fields]
    return next(iter([*on_page, *with_field, *known]), None)


def _about(paper: document.Paper | None, across: Iterable[Finding]) -> Iterator[Finding]:
    """The findings across papers that a field of this very paper gave rise to."""
    for one in across:
        seen = fields_named(paper, one.field) if paper and one.field else ()
        if one.box is not None and any((one.page, one.box) == (each.page, each.box) for each in seen):
            yield one


def items(judged: Judged, papers: Sequence[Exhibit], *, held: bool) -> dict[int, tuple[Item, ...]]:
    """By a paper's number: what is open on it; for a person (`held`), also what was read least surely."""
    found = {one.number: list(_open(one, judged)) for one in papers}
    wanting = LEAST_ITEMS - sum(map(len, found.values())) if held else 0
    for _, number, item in sorted(_weak(papers, found, judged), key=lambda each: each[:2])[: max(wanting, 0)]:
        found[number].append(item)
    return {
        number: tuple(replace(one, number=place) for place, one in enumerate(some, start=1))
        for number, some in found.items()
    }


def _open(exhibit: Exhibit, judged: Judged) -> Iterator[Item]:
    """What did not pass, one item for each field and place; the failed before the unsure."""
    groups: dict[tuple[str | None, Box | None], list[Finding]] = {}
    open_ones = [one for one in exhibit.findings if one.outcome is not Outcome.PASS]
    for one in sorted(open_ones, key=lambda each: (each.severity is Severity.ADVISORY, each.outcome is Outcome.UNSURE)):
        groups.setdefault((one.field, one.box), []).append(one)
    for (field, box), group in groups.items():
        seen = _seen(exhibit.paper, field, box)
        signs = _signs(exhibit.paper) if field == "tampering" else ()
        yield _item(exhibit, judged, group[0], field, seen, (*_sentences(group), *signs))


def _signs(paper: document.Paper | None) -> tuple[str, ...]:
    """What each sign of tampering means, and the earlier case that it is about."""
    told = [(SIGNS[one.sign].ko, one.case) for one in (paper.tampering if paper else ()) if one.sign in SIGNS]
    return tuple(dict.fromkeys(f"{text} (앞선 건: {case})" if case else text for text, case in told))


def _sentences(group: Sequence[Finding]) -> tuple[str, ...]:
    """All that failed; of doubts about one field the first speaks for the others."""
    failed = [one.message.ko for one in group if one.outcome is Outcome.FAIL]
    return tuple(dict.fromkeys(failed or [group[0].message.ko]))


def _weak(papers: Sequence[Exhibit], found: dict[int, list[Item]], judged: Judged) -> Iterator[tuple[float, int, Item]]:
    """What passed, by how surely it was read: confidence, the paper's number, the item."""
    for exhibit in papers:
        taken = {item.field for item in found[exhibit.number]}
        for field in dict.fromkeys(one.field for one in exhibit.findings if one.field and one.outcome is Outcome.PASS):
            passed = next(one for one in exhibit.findings if one.field == field and one.outcome is Outcome.PASS)
            seen = _seen(exhibit.paper, field, passed.box)
            if field not in taken and seen is not None and seen.box is not None:
                item = _item(exhibit, judged, replace(passed, outcome=Outcome.UNSURE), field, seen, (_LOOK,))
                yield seen.confidence, exhibit.number, item


def _item(  # noqa: PLR0913, PLR0917 - one place where an item is put together
    exhibit: Exhibit,
    judged: Judged,
    finding: Finding,
    field: str | None,
    seen: Field | None,
    sentences: tuple[str, ...],
) -> Item:
    return Item(
        number=0,
        outcome=finding.outcome,
        severity=finding.severity,
        field=field,
        name=field_name(field),
        sentences=sentences,
        page=finding.page or (seen.page if seen else None),
        box=finding.box or (seen.box if seen else None),
        seen=seen,
        claim=claimed(judged.manifest, exhibit.kind, field) if field else None,
        target=f"{exhibit.number}.{field}" if field in FIELDS and exhibit.paper else "",
    )


def _seen(paper: document.Paper | None, field: str | None, box: Box | None) -> Field | None:
    """The field as it was read: of several phone numbers the one in that box."""
    known = fields_named(paper, field) if paper and field else ()
    return next((one for one in known if one.box == box), next(iter(known), None))


def field_name(field: str | None) -> str:
    """What people call a field."""
    return FIELDS[field].ko if field is not None and field in FIELDS else _UNNAMED.get(field, "서류")


def spoken(field: str | None, seen: Field | None) -> str | None:
    """A field's value as people say it; `None` where nothing was read."""
    if seen is None or seen.value is None:
        return None
    word = _STATES.get(field or "", {}).get(seen.value, seen.value)
    shape = _SHAPES.get(seen.shape or "")
    return f"{word} ({shape})" if shape and seen.value == "present" else word
