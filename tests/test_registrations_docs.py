"""`docs/registrations.md`: what is generated from the code is as the code has it, and the story can be followed."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.registrations.drawing import parts, renewed
from pipeline.registrations.kinds import MACHINES
from pipeline.registrations.machine import Machine
from pipeline.settings import settings
from tests.registration_story import PAGE, ROOT, SERVE, Reader, story
from tests.test_docs import pattern, plain


def test_the_page_is_as_the_code_has_it() -> None:
    text = PAGE.read_text()
    assert renewed(text) == text, "run `python -m pipeline.registrations`"


@pytest.mark.parametrize("machine", MACHINES, ids=lambda one: one.name)
def test_a_drawing_shows_every_state_and_every_arrow(machine: Machine) -> None:
    drawn = parts()[f"{machine.name} drawing"]
    for state in machine.states:
        assert f" as {state.replace('-', '_')}\n" in drawn
    assert drawn.count(" --> ") == sum(len(step.sources) for step in machine.steps)


def test_a_page_without_room_for_a_part_is_not_written() -> None:
    with pytest.raises(LookupError):
        renewed("nothing generated here")


def test_the_readme_tells_the_story_in_short() -> None:
    """What it leaves out is refused, changes nothing, or comes after."""
    told, whole = story(ROOT / "README.md"), iter(story())
    assert [one.command for one in told if one.command.endswith("register --by 김운영")], (
        "it comes to an active profile"
    )
    assert all(one in whole for one in told), "the same commands, with the same output, in the same order"


def test_the_story_can_be_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From an entered number and four papers to In Use, and a KakaoTalk profile to Active."""
    (tmp_path / "fixtures").symlink_to(ROOT / "fixtures")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("DOJANG_QUIET_SECONDS", "0")
    lines, reader = story(), Reader(tmp_path, monkeypatch)
    assert any(one.command == SERVE for one in lines)
    try:
        for line in lines:
            told = reader.types(line)
            if told is not None:
                wrong, no = line.output.startswith("dojang: "), "may not send" in line.output
                assert told.status == (2 if wrong else int(no)), f"{line.command}\n{told.said}"
                assert pattern(line.output).fullmatch(plain(told.said)), f"{line.command}\n{told.said}"
    finally:
        settings.cache_clear()
