"""The commands of `dojang` that hold reading and rules against what people say: calibrate, shadow. Neither keeps or decides anything."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.document import Json

if TYPE_CHECKING:
    from pipeline.calibrating.report import Report

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on standard output, nothing else there.")]
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Papers with their labels beside them.")]
Workers = Annotated[int, typer.Option(min=1, max=64, help="How many files are read side by side.")]


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    for command in (calibrate, shadow):
        app.command()(command)


def calibrate(
    folder: Folder,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="OUT", help="Where the file and its report go.")
    ] = Path("calibration"),
    workers: Workers = 2,
    *,
    as_json: AsJson = False,
) -> None:
    """Measures on labelled papers of your own what confidences are worth, and writes a calibration to be used."""
    from pipeline import reporting  # noqa: PLC0415 - `--help` loads no reader
    from pipeline.calibrating import picture, report  # noqa: PLC0415 - likewise

    found = report.calibrated(folder, workers)
    report.write(found, output / "calibration.json")
    if found.outcomes:
        (output / "thresholds.svg").write_text(picture.curves(found.outcomes), encoding="utf-8")
    if as_json:
        reporting.print_json(found.to_json())
    else:
        _show_calibration(found, output)


def shadow(
    folder: Folder,
    rulebook: Annotated[
        str | None, typer.Option("--rulebook", metavar="NAME|PATH", help="A rulebook's name, or a TOML file.")
    ] = None,
    workers: Workers = 2,
    *,
    as_json: AsJson = False,
) -> None:
    """Judges anew what people have decided, and says how far the rules agree."""
    from checks.rulebook import load  # noqa: PLC0415 - `--help` loads no reader
    from pipeline import reporting, shadowing  # noqa: PLC0415 - likewise

    told = shadowing.shadowed(folder, load(rulebook) if rulebook else None, workers).to_json()
    (reporting.print_json if as_json else _show_agreement)(told)


def _show_calibration(found: Report, output: Path) -> None:
    from pipeline.reporting import new_console, new_table  # noqa: PLC0415 - `--help` loads no reader

    console = new_console()
    console.print(f"{found.papers} papers read, {found.unread} not", markup=False)
    fields = new_table("field", "given", "error", "error then", "sure", "wrong", "95 %", title="신뢰도 · Confidence")
    for before, after in zip(found.before, found.after, strict=True):
        errors = (f"{before.error:.3f}", f"{after.error:.3f}")
        fields.add_row(
            before.field, str(before.given), *errors, str(before.sure), str(before.wrong), _percent(before.bound)
        )
    console.print(fields)
    if found.outcomes:
        bars = new_table(
            "sure_enough", "decided", "wrong approvals", "95 %", "needless rejections", title="결정 · Decisions"
        )
        for one in found.outcomes:
            wrong, needless = f"{one.wrong_approvals} of {one.unfit}", f"{one.needless_rejections} of {one.fit}"
            bars.add_row(f"{one.bar:.2f}", f"{one.decided} of {one.papers}", wrong, _percent(one.bound), needless)
        console.print(bars)
        console.print(f"sure_enough: {found.sure_enough} now, {found.suggested} by these papers", markup=False)
    console.print(f"DOJANG_CALIBRATION={output / 'calibration.json'}", markup=False, soft_wrap=True)


def _show_agreement(told: Json) -> None:
    from pipeline.reporting import new_console, new_table  # noqa: PLC0415 - `--help` loads no reader

    console = new_console()
    decisions = new_table("people", "rules", "cases", title="사람과 규칙 · People and rules")
    for one in told["by_decision"]:
        decisions.add_row(one["people"], one["machine"], str(one["cases"]))
    console.print(decisions)
    for name, words in (
        ("wrong_approvals", "잘못된 승인 · wrong approvals"),
        ("needless_rejections", "불필요한 반려 · needless rejections"),
    ):
        one = told[name]
        console.print(
            f"{words}: {one['count']} of {one['of']} (95 %: up to {_percent(one['share_95'][1])})", markup=False
        )
        for case in one["names"]:
            console.print(f"  {case}", markup=False)
    rules = new_table("check", "rules", "cases", "told", "people decided", title="규칙별 · By rule")
    for one in told["by_rule"]:
        decided = ", ".join(f"{verdict} {count}" for verdict, count in one["people"].items())
        rules.add_row(one["check"], one["machine"], str(one["cases"]), str(one["told"]), decided)
    if told["by_rule"]:
        console.print(rules)
    agreed = f"{told['agreed']} of {told['proposed']} decisions alike, {told['cases']} cases"
    console.print(f'{agreed}; mode = "{told["suggested_mode"]}" is what they speak for', markup=False)


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
