"""What the documents say is so: commands run and print what is shown, nothing is left undocumented, links lead somewhere."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
import typer
from typer.core import TyperCommand

from checks.bookfile import Binding
from checks.rule import DocumentCase
from checks.rulebook import Bound
from extractors import Sheets
from pipeline.cli import app
from pipeline.document import Box, Facts, Field, Kind, Line, Page, Paper, Word
from pipeline.manifest import parse
from pipeline.settings import Settings

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
GUIDES = [page for page in PAGES if page.name != "CHANGELOG.md"]
WORDS = {page: page.read_text() for page in PAGES}

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
_PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
_MOST_BYTES = 150_000
_HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
_SETTING_ROW = re.compile(r"^\| *`(DOJANG_\w+)` *\| *(?:`([^`]*)`)? *\|", re.MULTILINE)


class Block(NamedTuple):
    """A fenced block of a page."""

    page: Path
    language: str
    text: str


class Step(NamedTuple):
    """One command of a transcript and the output shown below it."""

    page: Path
    command: str
    output: str


def blocks(*languages: str) -> Iterator[Block]:
    for page in GUIDES:
        for language, text in _FENCE.findall(WORDS[page]):
            if language in languages:
                yield Block(page, language, text)


def steps() -> Iterator[Step]:
    for block in blocks("console"):
        for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            yield Step(block.page, command.strip(), output)


def typed() -> Iterator[tuple[Path, list[str]]]:
    """Every command line in any `console` or `sh` block, in words, without comments."""
    for step in steps():
        yield step.page, shlex.split(step.command, comments=True)
    for block in blocks("sh"):
        for line in block.text.replace("\\\n", " ").splitlines():
            words = shlex.split(line, comments=True)
            if words:
                yield block.page, words


def without_assignments(words: list[str]) -> list[str]:
    while words and re.match(r"\w+=", words[0]):
        words = words[1:]
    return words


def commands() -> dict[str, TyperCommand]:
    """Every command of `dojang`, by its words."""

    def below(command: TyperCommand, name: str) -> Iterator[tuple[str, TyperCommand]]:
        children = getattr(command, "commands", {})
        for word, child in children.items():
            yield from below(child, f"{name} {word}")
        if not children:
            yield name, command

    return dict(below(typer.main.get_command(app), "dojang"))


def options(command: TyperCommand) -> set[str]:
    """Its long options, but `--help`."""
    names = (name for one in command.params for name in [*one.opts, *one.secondary_opts])
    return {name for name in names if name.startswith("--")} - {"--help"}


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z][\w-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def known_target(name: str) -> bool:
    script = ROOT / "benchmarks" / f"{name.replace('-', '_')}.py"
    return name in make_targets() or (name.startswith("bench-") and script.is_file())


# --- commands -----------------------------------------------------------------------------------


def pattern(output: str) -> re.Pattern[str]:
    """What a run must print: the output shown, whatever its digits, spacing and rulers; `…` is anything."""
    return re.compile(".*?".join(re.escape(part) for part in plain(output).split("…")), re.DOTALL)


def plain(output: str) -> str:
    without_rulers = re.sub(r"[─━┄┈╌═│┃┏┓┗┛┡┩╇╈┳┻┠┨├┤┬┴┼└┘┌┐╭╮╰╯╺╸]+", " ", output)
    return " ".join(re.sub(r"\d+(?:\.\d+)?", "0", without_rulers).split())


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with the samples, as a reader has it who stands in the project's folder."""
    (tmp_path / "fixtures").symlink_to(ROOT / "fixtures")
    return tmp_path


SHOWN = [step for step in steps() if without_assignments(shlex.split(step.command))[0] == "dojang"]


@pytest.mark.parametrize("step", SHOWN, ids=lambda step: f"{step.page.name}: {step.command}")
def test_a_command_prints_what_is_shown(step: Step, place: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DOJANG_")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{kept['PATH']}"
    told = subprocess.run(
        ["bash", "-c", step.command],
        cwd=place,
        env={**kept, "PATH": path, "COLUMNS": "120", "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    if step.output.strip():
        assert pattern(step.output).fullmatch(plain(told.stdout)), told.stdout


def test_readme_shows_its_two_commands() -> None:
    shown = [step.command for step in steps() if step.page.name == "README.md"]
    assert "make demo" in shown
    assert any(command.startswith("dojang review ") for command in shown)


def test_every_command_line_exists() -> None:
    known = commands()
    wrong = []
    for page, words in typed():
        program, *rest = without_assignments(words)
        if program == "make":
            bad = [one for one in rest if "=" not in one and not known_target(one)]
        elif program.removeprefix(".venv/bin/") == "dojang":
            name = next((one for one in known if " ".join(["dojang", *rest]).startswith(one)), None)
            given = {one.partition("=")[0] for one in rest if one.startswith("--")}
            bad = sorted(given - options(known[name]) - {"--help"}) if name else words
        else:
            bad = []
        wrong += [(page.name, " ".join(words), one) for one in bad]
    assert wrong == []


def test_every_make_target_in_the_text_exists() -> None:
    named = {target for page in GUIDES for target in re.findall(r"`make ([a-z][\w-]*)", WORDS[page])}
    assert {name for name in named if not known_target(name)} == set()


def test_every_make_target_is_documented() -> None:
    text = "\n".join(WORDS[page] for page in GUIDES)
    assert {name for name in make_targets() - {"help"} if not re.search(rf"make {name}\b", text)} == set()


def test_every_command_is_documented_with_every_option() -> None:
    sections = re.split(r"^#+ ", WORDS[ROOT / "docs" / "commands.md"], flags=re.MULTILINE)
    described = {heading.strip("` "): body for heading, _, body in (one.partition("\n") for one in sections)}
    undocumented = [name for name in commands() if name not in described]
    for name, command in commands().items():
        missing = {option for option in options(command) if f"`{option}" not in described.get(name, "")}
        undocumented += [f"{name} {option}" for option in sorted(missing)]
    assert undocumented == []


# --- settings -----------------------------------------------------------------------------------


def test_every_setting_is_documented_with_its_default() -> None:
    documented = dict(_SETTING_ROW.findall(WORDS[ROOT / "README.md"]))
    fields = {f"DOJANG_{name.upper()}": field for name, field in Settings.model_fields.items()}
    assert documented.keys() == fields.keys()
    for name, field in fields.items():
        default = "" if field.default is None else str(field.default)
        assert documented[name].replace(",", "") == default, name


def test_no_document_names_a_setting_that_is_none() -> None:
    known = {f"DOJANG_{name.upper()}" for name in Settings.model_fields}
    named = {name for text in WORDS.values() for name in re.findall(r"\bDOJANG_[A-Z_]+\b", text)}
    assert named <= known


# --- recipes ------------------------------------------------------------------------------------


def recipe(file: str) -> dict[str, Any]:
    """What the recipe for that file defines."""
    text = next(block.text for block in blocks("python") if block.text.startswith(f"# {file}\n"))
    assert not (ROOT / file).exists()
    defined: dict[str, Any] = {"__name__": file.removesuffix(".py").replace("/", ".")}
    exec(compile(text, file, "exec"), defined)  # noqa: S102 - the README's own code
    return defined


def lines_of(*texts: str) -> tuple[Line, ...]:
    box = Box(0.1, 0.1, 0.5, 0.12)
    return tuple(Line((Word(text, 0.96, box),), box) for text in texts)


@pytest.mark.parametrize(("texts", "value"), [(("상호 한빛", "www.hanbit.example"), "www.hanbit.example"), ((), None)])
def test_the_recipe_for_a_field_works(texts: tuple[str, ...], value: str | None) -> None:
    extractor = recipe("extractors/website.py")["EXTRACTOR"]
    page = Page(1, np.zeros((10, 10, 3), np.uint8), lines_of(*texts))
    field = extractor.extract(Sheets(Kind.MAIL_ORDER_REPORT, (page,)))
    assert field.value == value
    assert (field.page, field.box is None) == ((1, False) if value else (None, True))


@pytest.mark.parametrize(
    ("value", "confidence", "outcome"),
    [("2026-10-02", 0.95, "pass"), ("2026-10-03", 0.95, "fail"), ("2026-10-03", 0.6, "unsure"), (None, 0.95, "unsure")],
)
def test_the_recipe_for_a_rule_works(value: str | None, confidence: float, outcome: str) -> None:
    rule = recipe("checks/document/issued_on_workday.py")["RULE"]
    written = next(tomllib.loads(block.text) for block in blocks("toml") if rule.name in block.text)
    binding = Binding.model_validate(written["kinds"]["employment-certificate"][0])
    kind = Kind.EMPLOYMENT_CERTIFICATE
    paper = Paper(kind, 0.99, (1,), {"issuance_date": Field(value, confidence)})
    case = DocumentCase(Facts("", (kind,), (paper,), "", ""), paper, date(2026, 10, 5), 0.9)
    bound = Bound(binding.id, rule, rule.parameters(), binding.severity, binding.weight, binding.source, 0.9)
    assert bound.finding(rule.check(case, bound.parameters), kind).outcome == outcome


# --- application.json -----------------------------------------------------------------------------


def test_the_application_shown_is_valid() -> None:
    shown = [
        block.text for block in blocks("json") if '"application_id"' in block.text and '"documents"' not in block.text
    ]
    assert shown
    for text in shown:
        parse(text.encode())


# --- links --------------------------------------------------------------------------------------


def anchors(page: Path) -> set[str]:
    headings = _HEADING.findall(_FENCE.sub("", page.read_text()))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links() -> Iterator[tuple[Path, str]]:
    for page in PAGES:
        for target in _LINK.findall(_FENCE.sub("", WORDS[page])):
            if not re.match(r"https?://|mailto:", target):
                yield page, target


def test_links_lead_somewhere() -> None:
    broken = []
    for page, target in links():
        name, _, anchor = target.partition("#")
        there = (page.parent / name).resolve() if name else page
        if not there.exists() or (anchor and anchor not in anchors(there)):
            broken.append((page.name, target))
    assert broken == []


def test_pictures_are_there_small_and_described() -> None:
    shown = [(page.parent / file, words) for page in PAGES for words, file in _PICTURE.findall(WORDS[page])]
    assert shown
    for picture, words in shown:
        assert 0 < picture.stat().st_size <= _MOST_BYTES, picture
        assert len(words) > 10, picture
    assert {picture.resolve() for picture, _ in shown} == set(ROOT.glob("docs/images/*"))


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached: set[Path] = set()
    ahead = [ROOT / "README.md"]
    while ahead:
        page = ahead.pop()
        reached.add(page)
        near = {(page.parent / target.partition("#")[0]).resolve() for start, target in links() if start == page}
        ahead += [one for one in near if one.suffix == ".md" and one.is_file() and one not in reached]
    assert set(PAGES) <= reached
