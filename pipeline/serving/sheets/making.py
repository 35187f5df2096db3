"""A case's sheet: its pictures drawn and kept under our own data, table and text for Prefect beside them.

Values stand in the pictures only. The text links them by signed links; whoever opens the run later
than the decision holds finds words and codes, and no picture. A sheet says nothing of why a person is
asked, nor what the rules would have decided: a lot, a doubt and a confirmation look the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from checks.words import KINDS
from pipeline.document import Finding, Kind, Outcome, Severity, Verdict
from pipeline.serving.files import Kept
from pipeline.serving.links import Links, open_links
from pipeline.serving.office import Office, day_of, pages
from pipeline.serving.reviews import Judged, by_person
from pipeline.serving.sheets.comparison import compared
from pipeline.serving.sheets.crops import Pages, doubts
from pipeline.serving.sheets.evidence import Exhibit, Item, exhibits, field_name, items
from pipeline.serving.sheets.pictures import Mark, annotated
from pipeline.serving.sheets.words import SIGNS, checks_table, escaped
from pipeline.serving.tables import DecisionRow

UNCLEAR_NUMBER = "resident-number-unclear"
"""The reason for which a person may look at the original once."""
_WHOLE = "신청 전체"
_HEADS = {
    Verdict.APPROVED: "○ 승인 · Approved",
    Verdict.REJECTED: "✕ 반려 · Rejected",
    Verdict.INCOMPLETE: "◇ 서류 대기 · Incomplete",
    Verdict.NEEDS_REVIEW: "△ 담당자 확인 · Needs a person",
}
_PRESS = (
    "이상 없으면 **승인**, 요건에 맞지 않으면 사유를 골라 **반려**, 서류를 알아볼 수 없으면 **재제출 요청**, "
    "잘못 읽은 항목이 있으면 바르게 적고 **정정 후 다시 판정**을 고르세요."
)

_LOOK = "쪽 그림을 보고 판단해 주세요 · Please judge by the pages"
_PASSED = "모든 검사를 통과했습니다 · Every check passed"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What Prefect keeps: rows of the table of checks, the markdown of the sheet, a short one for the Resume form."""

    table: list[dict[str, str]]
    text: str
    description: str


@dataclass(frozen=True, slots=True)
class _Still:
    """One picture: its name, what is said of it, how it is drawn."""

    name: str
    caption: str
    draw: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class _Case:
    """All that the sheet of one decision is made from."""

    row: DecisionRow
    judged: Judged
    papers: tuple[Exhibit, ...]
    items: dict[int, tuple[Item, ...]]
    paths: tuple[tuple[Kept, ...], ...]
    links: Links
    until: date
    due_on: date

    @property
    def whole(self) -> list[Finding]:
        """What concerns the application and is no paper's own."""
        if self.judged.manifest is None and self.judged.refused is None:
            return []
        told = {id(one) for paper in self.papers for one in paper.findings}
        return [one for one in self.judged.decision.findings if id(one) not in told]


def make(office: Office, row: DecisionRow, judged: Judged) -> Sheet:
    """Draws the pictures that are not there yet, and says the rest in words. May be called as often as one likes."""
    case = _case(office, row, judged)
    opened = Pages(case.paths)
    close, far = _close_stills(case, opened), _page_stills(case, opened)
    for one in (*close, *far):
        if not office.sheets.has(one.name):
            office.sheets.keep(one.name, one.draw())
    body = [*_open_list(case), *_shown(case, close), *_originals(case)]
    pictures = _shown(case, far) if far else ["쪽 그림이 없습니다 · No page could be read", ""]
    return Sheet(
        table=checks_table([*((one.name, one.findings) for one in case.papers), (_WHOLE, case.whole)]),
        text="\n".join([*_heading(case), *_objection(case), *body, "## 쪽 그림 · Pages", "", *pictures]),
        description="\n".join([_PRESS, "", *_due(case), *body, *_page_links(case, far)]),
    )


def _case(office: Office, row: DecisionRow, judged: Judged) -> _Case:
    papers = exhibits(judged)
    return _Case(
        row=row,
        judged=judged,
        papers=papers,
        items=items(judged, papers, held=row.verdict == Verdict.NEEDS_REVIEW),
        paths=tuple(tuple(pages(office, one.sha256)) if one.sha256 else () for one in judged.papers),
        links=open_links(office.data, office.settings.public),
        until=day_of(row.decided_at) + timedelta(days=office.settings.retention_days),
        due_on=office.ledger.cases.case(row.subject).due_on,
    )


def _close_stills(case: _Case, opened: Pages) -> list[_Still]:
    """What to look at: the comparison with what was claimed, then each paper's items enlarged."""
    found = []
    manifest = case.judged.manifest
    if manifest is not None:
        found.append(
            _Still(
                f"{case.row.id}-claims",
                "신청 내용과 서류 대조",
                lambda: compared(manifest, case.papers, opened, case.judged.book.sure_enough),
            )
        )
    for paper in case.papers:
        some = case.items[paper.number]
        if some and paper.paper is not None:
            found.append(
                _Still(
                    f"{case.row.id}-{paper.number}-items", f"{paper.name} 확인할 항목", _items_of(paper, some, opened)
                )
            )
    return found


def _items_of(paper: Exhibit, some: Sequence[Item], opened: Pages) -> Callable[[], bytes]:
    return lambda: doubts(paper, some, opened)


def _page_stills(case: _Case, opened: Pages) -> list[_Still]:
    """Every page of every paper, annotated."""
    return [
        _Still(
            f"{case.row.id}-{paper.number}-page-{page}", f"{paper.name} {page}쪽", _page_of(case, paper, page, opened)
        )
        for paper in case.papers
        if paper.paper is not None
        for page in paper.paper.pages
        if page <= len(case.paths[paper.file])
    ]


def _page_of(case: _Case, paper: Exhibit, page: int, opened: Pages) -> Callable[[], bytes]:
    title, marks = f"{paper.name} · {page}쪽", list(_marks(paper, case.items[paper.number], page))
    return lambda: annotated(opened.whole(paper.file, page), title, marks)


def _marks(paper: Exhibit, some: Sequence[Item], page: int) -> Iterator[Mark]:
    """The items on that page (on the paper's first page also those without a place), and what passed there."""
    first = paper.paper is not None and page == paper.paper.pages[0]
    for one in some:
        if (one.page == page and one.box) or (first and not (one.page and one.box)):
            yield Mark(one.outcome, one.name, one.box, one.number, " ".join(one.sentences))
    listed = {(one.field, one.box) for one in some}
    for each in paper.findings:
        if each.outcome is Outcome.PASS and each.page == page and each.box and (each.field, each.box) not in listed:
            yield Mark(Outcome.PASS, field_name(each.field), each.box)


# --- words ------------------------------------------------------------------------------------


def _heading(case: _Case) -> list[str]:
    row = case.row
    kind = KINDS[Kind(row.kind)].ko if row.kind in {one.value for one in Kind} else "신청"
    told = [kind, f"심사표 {row.number}호 (no. {row.number})", f"{row.score} / 100", row.subject]
    lines = [f"# {_HEADS[Verdict(row.verdict)]}", "", " · ".join(map(escaped, told)), "", *_due(case)]
    if case.judged.manifest is not None and not case.judged.trusted:
        lines += ["**신청 정보의 출처를 확인할 수 없습니다: 아래의 신청 내용을 믿지 마세요.**", ""]
    if case.judged.decision.missing:
        owed = ", ".join(KINDS[kind].ko for kind in case.judged.decision.missing)
        lines += [f"**아직 제출되지 않은 서류 · Still owed**: {escaped(owed)}", ""]
    return lines


def _due(case: _Case) -> list[str]:
    """By when it is to be decided, where a person is asked."""
    held = case.row.verdict == Verdict.NEEDS_REVIEW
    return [f"**처리 기한 · Due: {case.due_on.isoformat()}**", ""] if held else []


def _open_list(case: _Case) -> list[str]:
    """What to look at, those in the way first: a list, since Prefect's UI lets wide tables run out of sight."""
    entries = sorted(_entries(case), key=lambda one: one[0])
    if not entries:
        held = case.row.verdict == Verdict.NEEDS_REVIEW
        return [_LOOK if held else _PASSED, ""]
    return ["**확인할 것 · To look at**", "", *(f"- {one}" for _, one in entries), ""]


def _entries(case: _Case) -> Iterator[tuple[tuple[bool, bool], str]]:
    for paper in case.papers:
        for one in case.items[paper.number]:
            order = (one.severity is Severity.ADVISORY, one.outcome is not Outcome.FAIL)
            place = f"{paper.name} · {one.number} {one.name}" + (f" ({one.page}쪽)" if one.page else "")
            target = f" `{one.target}`" if one.target else ""
            told = escaped(" ".join(one.sentences))
            yield order, f"{_sign(one.outcome, one.severity)} {escaped(place)} — {told}{target}"
    for each in case.whole:
        if each.outcome is not Outcome.PASS and each.weight:
            order = (each.severity is Severity.ADVISORY, each.outcome is not Outcome.FAIL)
            yield order, f"{_sign(each.outcome, each.severity)} {_WHOLE} — {escaped(each.message.ko)}"


def _sign(outcome: Outcome, severity: Severity) -> str:
    sign = SIGNS[outcome].partition(" ·")[0]
    return f"**{sign}**" if severity is Severity.BLOCKING else f"{sign} (참고)"


def _shown(case: _Case, stills: Sequence[_Still]) -> list[str]:
    """The pictures, each under its caption, which opens it in full.

    Captions are words of ours alone: within a link Prefect's UI shows markup and escapes as they stand.
    """
    lines: list[str] = []
    for one in stills:
        link = case.links.picture(one.name, case.row.id, case.until)
        lines += [f"[{one.caption}]({link})", "", f"![{one.caption}]({link})", ""]
    return lines


def _page_links(case: _Case, stills: Sequence[_Still]) -> list[str]:
    links = [f"[{one.caption}]({case.links.picture(one.name, case.row.id, case.until)})" for one in stills]
    return [f"쪽 전체 · Pages: {' · '.join(links)}", ""] if links else []


def _objection(case: _Case) -> list[str]:
    """Where an applicant's objection to a rejection by the rules is taken down."""
    if case.row.verdict != Verdict.REJECTED or by_person(case.row):
        return []
    link = case.links.objection(case.row.id, case.until)
    return [f"[신청인이 이의를 제기했으면 여기서 접수 · The applicant objects]({link})", ""]


def _originals(case: _Case) -> list[str]:
    """For a resident number that reading could not settle: a link that shows the page as it was handed in, once."""
    links = [
        f"[{paper.name} {page}쪽]({case.links.original(f'{paper.file}-{page}', case.row.id, case.until)})"
        for paper in case.papers
        if paper.paper is not None and any(one.reason == UNCLEAR_NUMBER for one in paper.findings)
        for page in paper.paper.pages
    ]
    if not links or case.row.verdict != Verdict.NEEDS_REVIEW:
        return []
    return [
        f"**원본 보기 (한 번만 보이고, 누가 보았는지 기록됩니다) · The original, once, logged**: {' · '.join(links)}",
        "",
    ]
