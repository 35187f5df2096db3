"""What a reviewer is shown: the annotated page, a table of checks, a page of text.

The picture is drawn on the covered page, boxes coloured by outcome, and stays under our own data
folder. Table and text go to Prefect, which keeps everything in clear: they hold ids, codes and the
rulebook's words, never a field's value or a file's name.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from pipeline.document import Box, Decision, Finding, Outcome

_COLOURS = {Outcome.PASS: (26, 127, 75), Outcome.UNSURE: (202, 122, 4), Outcome.FAIL: (196, 32, 33)}
_MARKS = {Outcome.PASS: "✅", Outcome.UNSURE: "❔", Outcome.FAIL: "❌"}
_WORST = (Outcome.FAIL, Outcome.UNSURE, Outcome.PASS)
_WIDTH = 1240
"""Pixels: an A4 page at 150 dpi reads well and stays small."""
_QUALITY = 82
_TAG_HEIGHT = 24
"""Pixels."""
_Spot = tuple[float, float, float, float]
"""Left, top, right, bottom of a label, in pixels."""
_SPECIAL = "\\`*_{}[]()#+-.!|>~"


@dataclass(frozen=True, slots=True)
class _Mark:
    """One box on the page and what all findings there say."""

    box: Box
    outcome: Outcome
    label: str


def annotated(page: bytes, number: int, title: str, findings: Sequence[Finding]) -> bytes:
    """A page (JPEG) with the evidence of the findings boxed, and a heading; as JPEG.

    `number` is the page's, from 1. Above the page stand `title` (Latin) and what has no place on it.
    """
    picture = _fitted(page)
    here = [one for one in findings if one.box is not None and one.page == number]
    drawn = _with_marks(picture, _marks(here))
    placeless = [one for one in findings if one.box is None and one.outcome is not Outcome.PASS]
    return _jpeg(_with_heading(drawn, f"{title} - page {number}", placeless if number == 1 else []))


def keep(folder: Path, name: str, picture: bytes) -> Path:
    """Writes a picture for its owner's eyes only; whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{name}.jpg"
    draft = path.with_suffix(".part")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(picture)
    draft.rename(path)
    return path


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a sheet: a paper, or what concerns all of them."""

    title: str
    decision: Decision


def checks_table(parts: Sequence[Part]) -> list[dict[str, str]]:
    """The findings as rows for Prefect, part by part, those in the way first."""
    return [_row(part.title, one) for part in parts for one in _in_order(part.decision)]


def sheet_text(heading: str, whole: Decision, parts: Sequence[Part], pictures: Iterable[str]) -> str:
    """The sheet as markdown: the verdict, what stands in the way of each part, where the pictures lie."""
    lines = [f"# {escaped(heading)}", "", f"**{escaped(whole.verdict.value)}** · {whole.score} / 100", ""]
    for part in parts:
        lines += [
            f"## {escaped(part.title)}",
            "",
            *(_lines(part.decision) or ["모든 검사를 통과했습니다 · Every check passed"]),
            "",
        ]
    if whole.missing:
        lines += ["## 더 필요한 서류 · Still owed", "", *(f"- {escaped(kind.value)}" for kind in whole.missing), ""]
    return "\n".join([*lines, "## 쪽 · Pages", "", *(f"- {escaped(picture)}" for picture in pictures), ""])


def _in_order(decision: Decision) -> tuple[Finding, ...]:
    return (*decision.reasons, *(one for one in decision.findings if one.outcome is Outcome.PASS))


def _row(title: str, one: Finding) -> dict[str, str]:
    return {
        "paper": _cell(title),
        "check": one.id,
        "outcome": f"{_MARKS[one.outcome]} {one.outcome.value}",
        "severity": one.severity.value,
        "reason": one.reason or "",
        "page": str(one.page or ""),
        "message": "" if one.outcome is Outcome.PASS else _cell(one.message.ko),
    }


def _cell(text: str) -> str:
    """Text for a table's cell, which knows links but no escapes: without what makes a link or a tag."""
    return " ".join("".join(" " if sign in "[]<>|`" or not sign.isprintable() else sign for sign in text).split())


def _lines(decision: Decision) -> list[str]:
    return [
        f"- {_MARKS[one.outcome]} **{escaped(one.reason or one.id)}** {escaped(one.message.ko)} "
        f"{escaped(one.message.en)} → {escaped(one.remedy.ko)}"
        for one in decision.reasons
    ]


def escaped(text: str) -> str:
    """Text that markdown shows as it stands, on one line: no link, picture, markup or tag comes of it."""
    flat = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    plain = flat.replace("&", "&amp;").replace("<", "&lt;")
    return "".join(f"\\{sign}" if sign in _SPECIAL else sign for sign in plain).replace("://", ":\u200b//")


def _marks(findings: Iterable[Finding]) -> list[_Mark]:
    groups: dict[Box, list[Finding]] = {}
    for one in findings:
        if one.box is not None:
            groups.setdefault(one.box, []).append(one)
    marks = [_Mark(box, _worst(group), _label(group)) for box, group in groups.items()]
    return sorted(marks, key=lambda mark: (-_WORST.index(mark.outcome), mark.box.top))


def _worst(findings: Sequence[Finding]) -> Outcome:
    return min((one.outcome for one in findings), key=_WORST.index)


def _label(findings: Sequence[Finding]) -> str:
    reasons = [one.reason for one in findings if one.outcome is not Outcome.PASS and one.reason]
    names = reasons or [one.field or one.id for one in findings]
    return ", ".join(dict.fromkeys(names))


def _fitted(page: bytes) -> Image.Image:
    with Image.open(io.BytesIO(page)) as opened:
        opened.draft("RGB", (_WIDTH, _WIDTH))  # a JPEG is decoded at the least size that is large enough
        picture = opened.convert("RGB")
    return picture.resize((_WIDTH, round(picture.height * _WIDTH / picture.width)), Image.Resampling.LANCZOS)


def _with_marks(picture: Image.Image, marks: Sequence[_Mark]) -> Image.Image:
    tint = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(tint)
    grey = picture.convert("L")
    taken: list[_Spot] = []
    for mark in marks:
        colour = _COLOURS[mark.outcome]
        pen.rectangle(_edges(mark, picture), fill=(*colour, 20), outline=(*colour, 255), width=3)
    for mark in marks:
        _draw_tag(pen, mark, grey, taken)
    return Image.alpha_composite(picture.convert("RGBA"), tint).convert("RGB")


def _edges(mark: _Mark, picture: Image.Image) -> tuple[int, int, int, int]:
    return mark.box.grown(0.004, 0.003).pixels(*picture.size)


def _draw_tag(pen: ImageDraw.ImageDraw, mark: _Mark, grey: Image.Image, taken: list[_Spot]) -> None:
    """The label beside its box, where it covers the least of the page and no other label."""
    font = ImageFont.load_default(17)
    spot = _spot(_edges(mark, grey), pen.textlength(mark.label, font) + 12, grey, taken)
    taken.append(spot)
    pen.rectangle(spot, fill=(*_COLOURS[mark.outcome], 235))
    pen.text((spot[0] + 6, spot[1] + 2), mark.label, font=font, fill=(255, 255, 255, 255))


def _spot(edges: tuple[int, int, int, int], width: float, grey: Image.Image, taken: Sequence[_Spot]) -> _Spot:
    """Above, right, below or left of the box, whichever is emptiest; else above all other labels."""
    left, top, right, bottom = edges
    x, y = max(min(left, grey.width - width), 0.0), max(top - _TAG_HEIGHT, 0.0)
    corners = [(x, y), (right + 2.0, top), (x, float(bottom)), (left - width - 2.0, top)]
    spots = [(at, up, at + width, up + _TAG_HEIGHT) for at, up in corners]
    inside = [one for one in spots if one[0] >= 0 and one[2] <= grey.width and one[3] <= grey.height]
    free = [one for one in inside if not any(_overlap(one, other) for other in taken)]
    if free:
        return min(free, key=lambda one: round(_ink(grey, one), 2))
    while y > 0 and any(_overlap((x, y, x + width, y + _TAG_HEIGHT), other) for other in taken):
        y -= 4
    return (x, y, x + width, y + _TAG_HEIGHT)


def _overlap(one: _Spot, other: _Spot) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _ink(grey: Image.Image, spot: _Spot) -> float:
    """The share of dark pixels there."""
    left, top, right, bottom = (round(edge) for edge in spot)
    counts = grey.crop((left, top, right, bottom)).histogram()
    return sum(counts[:128]) / max(sum(counts), 1)


def _with_heading(picture: Image.Image, title: str, placeless: Sequence[Finding]) -> Image.Image:
    height = 52 + 28 * len(placeless)
    whole = Image.new("RGB", (picture.width, picture.height + height), (245, 246, 248))
    whole.paste(picture, (0, height))
    pen = ImageDraw.Draw(whole)
    pen.text((20, 14), title, font=ImageFont.load_default(22), fill=(28, 32, 40))
    for number, one in enumerate(placeless):
        line = f"{one.outcome.value}: {one.id} - {one.reason or ''} (no place on the page)"
        pen.text((20, 48 + 28 * number), line, font=ImageFont.load_default(18), fill=_COLOURS[one.outcome])
    pen.line((0, height - 1, picture.width, height - 1), fill=(200, 204, 210), width=2)
    return whole


def _jpeg(picture: Image.Image) -> bytes:
    encoded = io.BytesIO()
    picture.save(encoded, "JPEG", quality=_QUALITY)
    return encoded.getvalue()
