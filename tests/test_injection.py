"""What strangers write (names of files, texts on papers, names they give) stays text at every outlet."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import unicodedata
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from pipeline import reporting
from pipeline.document import Kind, Paper
from pipeline.serving import reviews
from pipeline.serving.sheets import making
from pipeline.serving.sheets.words import cell, escaped
from pipeline.serving.web.answering import told
from tests import sheet_stage as stage
from tests.made_cases import NOW, open_cases
from tests.made_facts import field, paper
from tests.test_http import unclear_case

MARK = "zqx7"
"""In every hostile text: where it must not stand at all, this is looked for."""
HOSTILE = [
    f"| {MARK} | b |\n|---|---|\n| c | d |",
    f"`{MARK}` ```{MARK}``` **b** ~~x~~ <!-- --> # h",
    f"<script>alert('{MARK}')</script>",
    f'"><img src=x onerror=alert("{MARK}")>',
    f"'; {MARK} {{{{ 7 * 7 }}}} {{% raw %}} ${{HOME}} $(id) %s {{0}}",
    f"=cmd|'/C calc'!{MARK}",
    f"@SUM({MARK}) +1 -1\t=1",
    f"a\r\nBcc: {MARK}@evil.example\r\n\r\n<b>{MARK}",
    f"a\nX-{MARK}: y",
    f"[{MARK}](javascript:alert(1)) ![{MARK}](http://evil.example/x.png) [a]: data:text/html,x",
    f"<javascript:{MARK}> <http://evil.example/{MARK}> https://evil.example/{MARK}",
    f"\u202efdp.{MARK}\u2066\u200f\u061c\ufeff",
    f"\x1b]0;{MARK}\x07\x1b[2J\x9b31m\x00\x08\x7f",
    f"{MARK}\u2028line\u2029paragraph\u0085next\x0b\x0c",
    f"[bold red]{MARK}[/bold red][/] [link=http://evil.example]x[/link] :skull:",
]
named = pytest.mark.parametrize("nasty", HOSTILE, ids=range(len(HOSTILE)))


class Shape(HTMLParser):
    """The tags and attributes of a page, whatever text stands in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(attrs)))

    def handle_comment(self, data: str) -> None:
        self.tags.append(("comment", ((data, None),)))


def shown(text: str) -> list[tuple[str, tuple[tuple[str, str | None], ...]]]:
    return Shape(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text)).tags


def steering(text: str) -> set[str]:
    """Signs that steer a terminal, a line or the direction of writing; the ends of our own lines aside."""
    return {sign for sign in text if sign != "\n" and unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Zl", "Zp"}} - {
        "\u200b"
    }


# --- markdown ---------------------------------------------------------------------------------


@named
def test_markdown_shows_it_as_text(nasty: str) -> None:
    assert [tag for tag, _ in shown(escaped(nasty))] == ["p"]
    assert [tag for tag, _ in shown(f"- {escaped(nasty)}")] == ["ul", "li"]
    table = [tag for tag, _ in shown(f"| a | b |\n|---|---|\n| {escaped(nasty)} | {escaped(nasty)} |")]
    assert table == [tag for tag, _ in shown("| a | b |\n|---|---|\n| c | d |")]
    for one in (escaped(nasty), cell(nasty)):
        assert not steering(one)
        assert "\n" not in one
    assert [tag for tag, _ in shown(f"x {cell(nasty).replace('*', '').replace('~', '')}")] == ["p"]


TEXTS = ("company_name", "person_name", "issuer", "department", "position")


def signed(*nasty: str) -> Paper:
    """A paper that has them in the texts that are read."""
    fields = {name: replace(field(text), text=text) for name, text in zip(TEXTS, nasty * len(TEXTS), strict=False)}
    return paper(Kind.EMPLOYMENT_CERTIFICATE, {**fields, "stamp": field("absent")})


@pytest.mark.parametrize("place", range(0, len(HOSTILE), len(TEXTS)))
def test_a_sheet_holds_none_of_it(tmp_path: Path, place: int) -> None:
    nasty = HOSTILE[place : place + len(TEXTS)]
    office = stage.office(tmp_path)
    judged = replace(stage.application(office, stage.facts(signed(*nasty))), about=" ".join(nasty))
    made = making.make(office, stage.decided(office, judged), judged)
    told_of = f"{made.text}\n{made.description}\n{json.dumps(made.table, ensure_ascii=False)}"
    assert MARK not in told_of
    links = [value for _, attrs in shown(made.text) for name, value in attrs if name in {"href", "src"}]
    assert links
    assert all(str(one).startswith(f"{office.settings.public}/") for one in links)
    for one in (*judged.decision.reasons, *judged.decision.told):
        assert MARK not in f"{one.message}{one.remedy}", "a reason's words are the rulebook's"


# --- mail -------------------------------------------------------------------------------------


def mails(data: Path, name: str) -> list[EmailMessage]:
    """What goes out when the papers of an upload of that name were rejected by a person who is called so, too."""
    made = open_cases(data)
    made.hand_in("a.pdf", signed(name))
    made.look()
    subject = made.subject("a.pdf")
    judged = replace(made.judge(subject), about=name)
    rows = [reviews.record(made.office, judged, NOW)]
    rows.append(made.answer(subject, "reject", by=name, note=name, reasons=("employment-certificate/stamp-missing",)))
    letters = [one.message for row in rows for one in made.office.ledger.outbox.notices(row.id)]
    return [message_from_bytes(one or b"", policy=default) for one in letters]


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> list[EmailMessage]:
    return mails(tmp_path_factory.mktemp("harmless"), "harmless")


@named
def test_a_mail_has_the_headers_and_tags_of_any_other(tmp_path: Path, nasty: str, harmless: list[EmailMessage]) -> None:
    sent = mails(tmp_path, nasty)
    assert len(sent) == len(harmless) > 0
    for one, other in zip(sent, harmless, strict=True):
        assert one.keys() == other.keys()
        assert (one["To"], one["From"], one["Reply-To"]) == (other["To"], other["From"], other["Reply-To"])
        assert not steering(str(one["Subject"])) | {"\n"} & set(str(one["Subject"]))
        assert Shape(body(one, "html")).tags == Shape(body(other, "html")).tags
        assert body(one, "plain").count("\n") == body(other, "plain").count("\n")
        for kind in ("plain", "html"):
            assert not steering(body(one, kind))
            assert "49 }}" not in body(one, kind)


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


# --- pages ------------------------------------------------------------------------------------


def test_pages_name_who_looks_as_text(tmp_path: Path) -> None:
    for unclear in unclear_case(tmp_path, "http://127.0.0.1:9/api", reviewer_header="X-Reviewer"):
        pages = [unclear.site.ask(unclear.link, X_Reviewer="kim")]
        pages += [unclear.site.ask(unclear.link, X_Reviewer=one) for one in HOSTILE if one.isprintable()]
        assert [one.status for one in pages] == [200] * len(pages)
        assert len({str(Shape(one.body.decode()).tags) for one in pages}) == 1
        assert len(pages) > 5, "most of them can stand in a header"


def test_pages_repeat_nothing_of_an_address(tmp_path: Path) -> None:
    for unclear in unclear_case(tmp_path, "http://127.0.0.1:9/api"):
        for path in (
            "/%3Cscript%3Ezqx7",
            "/original/zqx7?seal=%3Cb%3Ezqx7&decision=zqx7&until=zqx7",
            "/objection/zqx7",
        ):
            answer = unclear.site.ask(path)
            assert answer.status in {403, 404}
            assert MARK.encode() not in answer.body
            assert not [one for one in answer.getheaders() if MARK in str(one)]
    assert MARK not in bytes(told(404).body).decode()


# --- lines and tables -------------------------------------------------------------------------


@named
def test_a_line_of_json_is_one_line_that_steers_nothing(nasty: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    reporting.print_json({"file": nasty})
    line = capfdbinary.readouterr().out.decode()
    assert len(line.splitlines()) == 1
    assert not steering(line)
    assert json.loads(line) == {"file": nasty}


def test_a_terminal_is_steered_by_no_name(tmp_path: Path) -> None:
    told_of = [one.replace("/", "_").replace("\0", "") for one in HOSTILE]
    names = ["".join(told_of[place : place + 4]) for place in range(0, len(told_of), 4)]
    for name in names:
        (tmp_path / name).touch()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DOJANG_")}
    run = subprocess.run(
        [Path(sys.executable).parent / "dojang", "review", "--", *names],
        env={**kept, "COLUMNS": "200"},
        cwd=tmp_path,
        capture_output=True,
        timeout=60,
        check=False,
    )
    printed = (run.stdout + run.stderr).decode()
    assert printed.count("empty-file") == len(names)
    assert not steering(printed)


def test_no_outlet_is_a_sheet_of_formulas() -> None:
    """There is no CSV: whoever adds one has `=cmd()` to think of, and this test to change."""
    root = Path(__file__).parents[1]
    files = [one for name in ("pipeline", "service", "checks", "extractors") for one in (root / name).rglob("*.py")]
    assert len(files) > 100
    assert not [one for one in files if "import csv" in one.read_text() or "openpyxl" in one.read_text()]
