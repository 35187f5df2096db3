"""Words of a sheet: markdown that stays what it is, and the table of checks.

Table and text go to Prefect, which keeps everything in clear: they hold ids, codes and the rulebook's
words, never a field's value or a file's name, and no day that a sentence may have taken from a paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.document import Finding, Outcome, Severity

SIGNS = {Outcome.PASS: "○ 통과 · pass", Outcome.UNSURE: "△ 확인 · unsure", Outcome.FAIL: "✕ 부적합 · fail"}
"""Signs that every font has, and no emoji: not every machine can show those."""
_SPECIAL = "\\`*_{}[]()#+-.!|>~"
_DAY = re.compile(r"\(?\d{4} ?[-./년] ?\d{1,2} ?[-./월] ?\d{1,2} ?[.일]?\)?")


def checks_table(parts: Iterable[tuple[str, Sequence[Finding]]]) -> list[dict[str, str]]:
    """Findings of all parts (a name and its findings) as rows for Prefect, those in the way first."""
    told = [(name, one) for name, findings in parts for one in findings]
    return [_row(name, one) for name, one in sorted(told, key=lambda each: _order(each[1]))]


def _order(one: Finding) -> tuple[bool, bool, bool]:
    open_one = one.outcome is not Outcome.PASS
    return not open_one, one.severity is not Severity.BLOCKING, one.outcome is not Outcome.FAIL


def _row(name: str, one: Finding) -> dict[str, str]:
    return {
        "결과": SIGNS[one.outcome],
        "서류": cell(name),
        "내용": cell(one.message.ko),
        "사유 코드": one.reason or "",
        "검사": one.id,
        "쪽": str(one.page or ""),
        "구분": "필수" if one.severity is Severity.BLOCKING else "참고",
    }


def cell(text: str) -> str:
    """Text for a table artifact's cell, which knows links but no escapes: without what makes a link or a tag."""
    plain = "".join(" " if sign in "[]<>|`" or not sign.isprintable() else sign for sign in dayless(text))
    return " ".join(plain.replace("://", ":\u200b//").split())


def escaped(text: str) -> str:
    """Text that markdown shows as it stands, on one line: no link, picture, markup or tag comes of it."""
    flat = " ".join("".join(sign if sign.isprintable() else " " for sign in dayless(text)).split())
    plain = flat.replace("&", "&amp;").replace("<", "&lt;")
    return "".join(f"\\{sign}" if sign in _SPECIAL else sign for sign in plain).replace("://", ":\u200b//")


def dayless(text: str) -> str:
    """The text with every day in it left out: one may have been read from a paper."""
    return _DAY.sub("", text)
