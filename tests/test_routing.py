"""Routing: a mode only ever asks more people; nothing is approved that the rules did not approve."""

from __future__ import annotations

from pathlib import Path
from threading import Barrier, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.bookfile import Mode
from pipeline.document import Verdict
from pipeline.routing import Asked, drawn, route
from pipeline.serving.keys import kept_key

VERDICTS, MODES = st.sampled_from(Verdict), st.sampled_from(Mode)
REVIEW = Verdict.NEEDS_REVIEW


@given(verdict=VERDICTS, mode=MODES, audited=st.booleans())
def test_what_goes_out_is_what_the_rules_said_or_a_person_is_asked(
    verdict: Verdict, mode: Mode, *, audited: bool
) -> None:
    way = route(verdict, mode, audited=audited)
    assert way.verdict in {verdict, REVIEW}
    assert (way.asked is None) == (way.verdict is not REVIEW)
    assert way.silent == (mode is Mode.SHADOW)


@given(verdict=VERDICTS, audited=st.booleans())
def test_shadow_asks_for_everything_and_tells_nothing(verdict: Verdict, *, audited: bool) -> None:
    way = route(verdict, Mode.SHADOW, audited=audited)
    assert (way.verdict, way.asked, way.silent) == (REVIEW, Asked.SHADOW, True)


@given(audited=st.booleans())
def test_assist_confirms_what_would_settle_a_case(*, audited: bool) -> None:
    asked = {verdict: route(verdict, Mode.ASSIST, audited=audited).asked for verdict in Verdict}
    assert asked == {
        Verdict.APPROVED: Asked.ASSIST,
        Verdict.REJECTED: Asked.ASSIST,
        Verdict.NEEDS_REVIEW: Asked.DOUBT,
        Verdict.INCOMPLETE: None,
    }


@pytest.mark.parametrize(
    ("verdict", "asked"),
    [(Verdict.APPROVED, Asked.AUDIT), (Verdict.REJECTED, None), (Verdict.INCOMPLETE, None), (REVIEW, Asked.DOUBT)],
)
def test_only_approvals_are_audited(verdict: Verdict, asked: Asked | None) -> None:
    assert route(verdict, Mode.AUTO, audited=True).asked == asked
    assert route(verdict, Mode.AUTO, audited=False).asked == (asked if asked is Asked.DOUBT else None)


@given(st.binary(min_size=16, max_size=32), st.text(), st.text(max_size=64))
def test_the_lot_falls_on_all_or_none_at_the_ends_and_is_the_same_each_time(key: bytes, case: str, seen: str) -> None:
    case, seen = (text.encode("utf-8", "replace").decode() for text in (case, seen))
    assert drawn(key, case, seen, 1.0)
    assert not drawn(key, case, seen, 0.0)
    assert drawn(key, case, seen, 0.3) == drawn(key, case, seen, 0.3)


@given(st.binary(min_size=16, max_size=32), st.floats(0, 1), st.floats(0, 1))
def test_a_larger_share_draws_whatever_a_smaller_one_draws(key: bytes, one: float, other: float) -> None:
    if drawn(key, "application:1", "a", min(one, other)):
        assert drawn(key, "application:1", "a", max(one, other))


def test_the_lot_falls_on_about_the_share_and_differs_by_key() -> None:
    ours = [drawn(b"one key", f"application:{number}", "a", 0.05) for number in range(4000)]
    theirs = [drawn(b"another", f"application:{number}", "a", 0.05) for number in range(4000)]
    assert 140 <= sum(ours) <= 260, "five in a hundred of 4000 are 200"
    assert ours != theirs


def test_a_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    path, found = tmp_path / "data" / "audit.key", []
    start = Barrier(8)

    def make() -> None:
        start.wait()
        found.append(kept_key(path))

    threads = [Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert set(found) == {path.read_bytes()}
    assert len(path.read_bytes()) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["audit.key"]
