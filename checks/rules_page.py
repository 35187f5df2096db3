"""Every rulebook and every reason code as the page `docs/rules.md`: made from the rules, never by hand."""

from __future__ import annotations

import string
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from checks.bookfile import Mode, Owed, OwnerIs
from checks.reasons import APPROVAL_REVOKED, BY_PEOPLE
from checks.rule import Reason
from checks.rulebook import Bound, Row, Rulebook, load, names, table
from checks.words import KINDS, Words, fill
from pipeline.document import Kind, Text

_HEAD = """# Rules

This page is made from the rulebooks and the rules (`python -m checks.rules_page > docs/rules.md`); a test keeps
it so. A rulebook is a TOML file in [`checks/rulebooks/`](../checks/rulebooks); a rule is a Python file in
[`checks/document/`](../checks/document) or [`checks/application/`](../checks/application).

A check has one of three outcomes. `pass`; `fail`, when what was read shows for certain that the rule is broken; `unsure`, when it
could not be told: a field read with less confidence than `sure_enough` neither passes nor fails, and a person looks. A paper is
rejected if a `blocking` check fails, approved only if every blocking check passes. `advisory` checks tell, and count in the score:
the weighted share of checks passed, 0 to 100, in which `unsure` counts as not passed. A rule that a kind binds itself takes
the place of the same rule under "every paper".

In an application, what one paper leaves in doubt other papers may settle ([`checks/evidence.py`](../checks/evidence.py)): readings
of one name or number that agree with each other, on papers of different kinds, and with the application, multiply their odds. The
application's word alone settles nothing, one sure reading of something else forbids it, and a seal, a resident number, a date or a sign of
tampering is never settled. A name read faintly is settled only where its own paper also shows the company's registration number, or is
signed by the head whom the company's registration names; a name that reading set right (솔루산→솔루션), never: it may be another's.

A rulebook may be based on another (`based_on`), and then says only in what it differs. The examples after particular providers are written
from what their public pages say; who registers with one of them should read its page again.

Every rulebook must hold `kind-known`, `untampered` and `resident-number-hidden` against every paper, and `manifest-trusted`,
`documents-complete` and `files-read` against every application, all of them blocking.

What nobody could be asked (the tax service's register without a key, or out of reach) is `unsure` and `advisory` whatever a rulebook
says, and does not count in the score: no application waits for it.
"""


PICTURED = (
    "business-number-missing",
    "business-number-wrong",
    "certificate-too-old",
    "company-name-masked",
    "company-name-missing",
    "grantee-missing",
    "issuance-date-missing",
    "issuance-number-missing",
    "issued-in-future",
    "issuer-missing",
    "issuing-institution-missing",
    "licence-number-exposed",
    "number-masked",
    "number-missing",
    "resident-number-exposed",
    "stamp-missing",
    "stamp-or-signature-missing",
)
"""Codes of which a drawn paper is shown (`fixtures.reason_pictures`); those about several papers or about doubt have none."""

_ANY: Words = {"kind": KINDS[Kind.UNKNOWN]}


def shipped() -> list[Rulebook]:
    """The books that come with Dojang: whole ones first, then what differs from them."""
    return sorted((load(name) for name in reversed(names())), key=lambda book: book.based_on is not None)


def render(books: Sequence[Rulebook]) -> str:
    """The page, as Markdown."""
    return "\n".join([_HEAD, *(_book(book) for book in books), _reasons(books), _by_people(), _pictures(books)])


def _book(book: Rulebook) -> str:
    base = load(book.based_on) if book.based_on else None
    rows = table(book) if base is None else [row for row in table(book) if row not in table(base)]
    owed = [] if base is not None and base.owed == book.owed else [_owed(one) for one in book.owed]
    lines = [
        f"## {book.name}: {book.title}",
        "",
        *((_settings(book), "") if base is None else (_differences(book, base), "")),
        *(("An application owes:", "", *(f"- {one}" for one in owed), "") if owed else ()),
        *_table(("check", "rule", "parameters", "severity", "weight", "source"), _rows(rows)),
    ]
    return "\n".join(lines) + "\n"


def _differences(book: Rulebook, base: Rulebook) -> str:
    """In what a book differs from the one that it is based on, but for the papers owed and the checks shown beneath."""
    changed = [f"`{name}` {value}" for name, value in _values(book).items() if _values(base)[name] != value]
    ids = {row.id for row in table(book)}
    gone = [f"`{row.id}`" for row in table(base) if row.id not in ids]
    said = [f"As [{base.name}](#{base.name}-{base.title.replace(' ', '-')}), but for what stands here."]
    said += [f"Settings: {' · '.join(changed)}."] if changed else []
    said += [f"Without {', '.join(gone)}."] if gone else []
    return " ".join(said)


def _settings(book: Rulebook) -> str:
    return " · ".join(f"`{name}` {value}" for name, value in _values(book).items())


def _values(book: Rulebook) -> dict[str, object]:
    return {
        "approve_at": book.approve_at,
        "mode": book.mode.value,
        "audit_share": book.audit_share,
        "patience_days": book.patience_days,
        **({} if book.promise_days is None else {"promise_days": book.promise_days}),
        "sure_enough": book.sure_enough,
    }


def _owed(owed: Owed) -> str:
    kinds = " or ".join(f"`{kind.value}` ({KINDS[kind].ko})" for kind in owed.any_of)
    trade = f", for the trade `{owed.for_business.value}`{_shown_by(owed)}" if owed.for_business else ""
    unless = f", unless {' or '.join(f'`{one.value}`' for one in owed.unless)}" if owed.unless else ""
    return f"{kinds}{trade}{unless}. {owed.source.by}: {owed.source.name}"


def _shown_by(owed: Owed) -> str:
    """By which words of a registration's 업태 and 종목 a trade counts as named."""
    if not owed.shown_as:
        return ""
    said = f", named in the application or shown on the registration (업태, 종목: {', '.join(owed.shown_as)})"
    said += f"; {', '.join(owed.perhaps_as)}: a person looks" if owed.perhaps_as else ""
    return said + (f"; likewise beside {', '.join(owed.not_beside)}" if owed.not_beside else "")


def _rows(rows: Iterable[Row]) -> Iterator[tuple[str, ...]]:
    group = ""
    for row in rows:
        if row.applies_to != group:
            group = row.applies_to
            yield (f"**{place(group)}**", *[""] * 5)
        yield (f"`{row.id}`", f"`{row.rule}`", row.parameters, row.severity, f"{row.weight:g}", row.source)


def in_words(book: Rulebook) -> Iterator[str]:
    """A rulebook's settings and what an application owes, in sentences."""
    points = book.approve_at
    yield f"승인: 막는 규칙을 모두 지키고 {points}점 이상 · Approved: no blocking rule broken or in doubt, and {points} points"
    yield f"확신: 읽은 값의 확률 {book.sure_enough:g} 이상 · Sure: what was read with a probability of {book.sure_enough:g}"
    yield _MODES[book.mode]
    yield f"자동 승인의 {book.audit_share:.0%}는 담당자가 다시 봄 · A person looks at {book.audit_share:.0%} of automatic approvals"
    yield f"빠진 서류를 {book.patience_days}일 기다림 · What is owed is waited for {book.patience_days} days"
    if book.promise_days is not None:
        yield f"담당자는 {book.promise_days}영업일 안에 결정 · A person decides within {book.promise_days} business days"
    yield "제출 서류 · An application owes:"
    yield from (f"  {_owed_in_words(one)}" for one in book.owed)


_MODES = {
    Mode.AUTO: "결정이 바로 나감 · Decisions go out by themselves",
    Mode.ASSIST: "담당자가 승인과 반려를 모두 확인 · A person confirms each approval and rejection",
    Mode.SHADOW: "시험 운영: 아무것도 나가지 않음 · On trial: nothing goes out",
}
_OWNERS = {
    OwnerIs.COMPANY: "회사 명의 · the company's own line",
    OwnerIs.SOLE_TRADER: "개인사업자 본인 명의 · a sole trader's in person",
    OwnerIs.REPRESENTATIVE: "법인 대표자 개인 명의 · a corporation's representative's private line",
    OwnerIs.EMPLOYEE: "임직원 명의 · an employee's",
    OwnerIs.ANOTHER: "타사·타인 명의 · another's",
}


def _owed_in_words(owed: Owed) -> str:
    kinds = (
        " 또는 ".join(KINDS[kind].ko for kind in owed.any_of)
        + " · "
        + " or ".join(KINDS[one].en for one in owed.any_of)
    )
    trade = f" [{owed.for_business.value}]" if owed.for_business else ""
    trade += f" (업태·종목: {', '.join(owed.shown_as)})" if owed.shown_as else ""
    unless = f" (필요 없음 · not for: {'; '.join(_OWNERS[one] for one in owed.unless)})" if owed.unless else ""
    return f"{kinds}{trade}{unless}"


def place(applies_to: str) -> str:
    """What a group of rules is about, for people."""
    if applies_to in {"every", "application"}:
        return {"every": "every paper", "application": "the application"}[applies_to]
    return f"{applies_to} ({KINDS[Kind(applies_to)].ko})"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    return [f"| {' | '.join(head)} |", "|" + "---|" * len(head), *(f"| {' | '.join(row)} |" for row in rows)]


def _reasons(books: Sequence[Rulebook]) -> str:
    """Each code once for every wording, with the checks that give it."""
    given: dict[tuple[str, str, Text, Text], list[str]] = {}
    for bound in chain.from_iterable(_bounds(book) for book in books):
        for reason in bound.rule.reasons.values():
            checks = given.setdefault(_worded(bound, reason), [])
            if bound.id not in checks:
                checks.append(bound.id)
    rows = (
        (f"`{code}`", outcome, _both(message), _both(remedy), " ".join(f"`{one}`" for one in checks))
        for (code, outcome, message, remedy), checks in sorted(given.items())
    )
    head = ("code", "outcome", "message", "remedy", "checks")
    return (
        "\n".join(["## Reason codes", "", "Stable; … stands for what the case shows.", "", *_table(head, rows)]) + "\n"
    )


def _by_people() -> str:
    """What a person may say of a rule that it cannot say itself."""
    told = [(f"`{rule}`", reason) for rule, reasons in sorted(BY_PEOPLE.items()) for reason in reasons]
    rows = [
        (f"`{one.code}`", _both(_shown(one.message, _ANY)), _both(_shown(one.remedy, _ANY)), rule)
        for rule, one in [*told, ("a revoked approval", APPROVAL_REVOKED)]
    ]
    lines = ["## Reasons that only people give", "", *_table(("code", "message", "remedy", "of the rule"), rows)]
    return "\n".join(lines) + "\n"


def _pictures(books: Sequence[Rulebook]) -> str:
    """A paper for each reason that one paper shows by itself."""
    said: dict[str, Text] = {}
    for bound in chain.from_iterable(_bounds(book) for book in books):
        for code, _, message, _ in (_worded(bound, reason) for reason in bound.rule.reasons.values()):
            said.setdefault(code, message)
    lines = [
        "## Examples",
        "",
        "Drawn papers, of applicants who do not exist; what is wrong is framed where it stands at one place.",
        "A resident number is covered here, too.",
        "",
    ]
    for code in PICTURED:
        lines += [f"`{code}`: {said[code].ko}", "", f"![{said[code].en}](images/reason-{code}.png)", ""]
    return "\n".join(lines)


def _bounds(book: Rulebook) -> Iterator[Bound[Any]]:
    return chain(book.every, *book.kinds.values(), book.application)


def _worded(bound: Bound[Any], reason: Reason) -> tuple[str, str, Text, Text]:
    words = bound.words(Kind.UNKNOWN, {})
    code = fill(Text(reason.code, reason.code), words).en
    return code, reason.outcome.value, _shown(reason.message, words), _shown(reason.remedy, words)


def _shown(sentence: Text, words: Words) -> Text:
    """The sentence, with … where only a case can fill it."""
    blanks = {name for text in sentence for _, name, _, _ in string.Formatter().parse(text) if name}
    return fill(sentence, {**dict.fromkeys(blanks - set(words), "…"), **words})


def _both(text: Text) -> str:
    return f"{text.ko}<br>{text.en}"


if __name__ == "__main__":
    sys.stdout.write(render(shipped()))
