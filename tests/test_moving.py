"""Decided uploads leave the bucket, whole and once, and are still there for whoever needs them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import DojangError
from pipeline.serving import intake, moving, papers, tidying
from pipeline.serving.buckets import BucketError
from pipeline.serving.database import writing
from pipeline.serving.ledger.expiry import erase_exposed
from pipeline.serving.moving import Moved, move
from pipeline.serving.office import open_office
from pipeline.serving.tables import DecisionRow, UploadState, Whereabouts
from pipeline.settings import Settings
from tests.ledger_rows import due, taken
from tests.made_cases import KEY, NOW, Cases, doubtful, in_order, run_as
from tests.services.stores import Endpoint

LATER = NOW + timedelta(minutes=1)


@dataclass
class Bucketed(Cases):
    """What is handed in is put into the bucket, too, where that is none of folders."""

    put: Callable[[str, bytes], None] | None = None
    there: dict[str, bytes] = field(default_factory=dict)

    def look(self, now: datetime = NOW) -> None:
        for path in sorted(self.inbox.rglob("*")) if self.put else ():
            key = path.relative_to(self.inbox).as_posix()
            if path.is_file() and self.there.get(key) != path.read_bytes() and self.put:
                self.there[key] = path.read_bytes()
                self.put(key, self.there[key])
        super().look(now)

    def decide(self, name: str) -> DecisionRow:
        """As the desk does."""
        subject = self.subject(name)
        claim = taken(self.office.ledger, subject, NOW, self.office.lease)
        assert claim is not None
        decision = self.review(subject)
        assert self.office.ledger.cases.release(claim)
        return decision

    def keys(self) -> set[str]:
        return {item.key for item in self.office.store.list()}


@pytest.fixture(params=["folder", "moto"])
def cases(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bucketed:
    run_as(monkeypatch)
    if request.param == "folder":
        return opened(tmp_path, f"file:{tmp_path / 'inbox'}", f"file:{tmp_path / 'decided'}")
    endpoint: Endpoint = request.getfixturevalue(f"{request.param}_endpoint")
    endpoint.point(monkeypatch)
    bucket, client = endpoint.bucket(versions=True), endpoint.client()

    def put(key: str, body: bytes) -> None:
        client.put_object(Bucket=bucket, Key=f"in/{key}", Body=body)

    return opened(tmp_path, f"s3://{bucket}/in", f"s3://{bucket}/decided", put)


def opened(data: Path, bucket: str, decided: str, put: Callable[[str, bytes], None] | None = None) -> Bucketed:
    (data / "inbox").mkdir(exist_ok=True)
    chosen = Settings(
        data=data,
        bucket=bucket,
        decided=decided,
        manifest_key=KEY,
        quiet_seconds=0,
        now=LATER,
        notify="ops@example.com",
    )
    return Bucketed(open_office(chosen), put)


def test_only_what_is_decided_leaves(cases: Bucketed) -> None:
    cases.apply("A-1", *in_order())
    cases.apply("A-2", *doubtful())
    before = cases.keys()
    assert move(cases.office) == Moved()
    cases.decide("A-1")
    cases.decide("A-2")
    assert move(cases.office).moved == 6
    assert cases.keys() == {key for key in before if key.startswith("A-2/")}
    assert move(cases.office) == Moved()
    cases.look()
    assert not set(due(cases.office.ledger, LATER, cases.office.store.address)), "nothing is new"


def test_what_was_moved_is_read_from_where_it_went(cases: Bucketed) -> None:
    subject = cases.apply("A-1", *in_order())
    cases.decide("A-1")
    number = int(subject.partition(":")[2])
    kept = {one.id: fetched(cases, one.id) for one in cases.office.ledger.arrivals.papers(number)}
    before = papers.dossier(cases.office, number)
    assert before is not None
    move(cases.office)
    after = papers.dossier(cases.office, number)
    assert after is not None
    assert after.mark == before.mark
    assert {one: fetched(cases, one) for one in kept} == kept


def fetched(cases: Bucketed, number: int) -> bytes:
    office = cases.office
    return intake.fetch(office.store, office.ledger.arrivals.upload(number), 10_000, office.decided)


def test_handed_in_again_after_it_left_it_counts_again(cases: Bucketed) -> None:
    subject = cases.apply("A-1", *in_order())
    cases.decide("A-1")
    move(cases.office)
    cases.there.clear()
    body = b"the bytes of A-1/1.pdf, 1"
    (cases.inbox / "A-1").mkdir(exist_ok=True)
    (cases.inbox / "A-1" / "1.pdf").write_bytes(body)
    cases.look()
    assert due(cases.office.ledger, LATER, cases.office.store.address) == [subject]
    cases.decide("A-1")
    move(cases.office)
    assert not cases.keys()


@pytest.mark.parametrize(
    ("cases", "broken"),
    [("folder", "copy"), ("folder", "remove"), ("folder", "note"), ("moto", "note")],
    indirect=["cases"],
)
def test_a_kill_in_the_middle_loses_nothing(cases: Bucketed, monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    cases.apply("A-1", *in_order())
    cases.decide("A-1")
    before = cases.keys()
    with monkeypatch.context() as patch:
        if broken == "copy":
            patch.setattr(moving, "_copy", killed)
        elif broken == "remove":
            patch.setattr(type(cases.office.store), "remove", killed)
        else:
            patch.setattr(type(cases.office.ledger.arrivals), "note_whereabouts", killed)
        with pytest.raises(KeyboardInterrupt):
            move(cases.office)
    assert cases.keys() == before, "nothing is gone yet"
    assert move(cases.office).moved == len(before)
    assert not cases.keys()


def killed(*_: Any) -> None:
    raise KeyboardInterrupt


def test_a_copy_that_differs_removes_nothing(cases: Bucketed) -> None:
    cases.apply("A-1", *in_order())
    cases.decide("A-1")
    before, decided = cases.keys(), cases.office.decided
    assert decided is not None
    for one in cases.office.ledger.arrivals.papers(1):
        if one.sha256:
            decided.put_if_absent(one.sha256, b"something else")
    with pytest.raises(BucketError):
        move(cases.office)
    assert {key for key in before if key.endswith(".pdf")} <= cases.keys()


def test_what_the_uploader_removed_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_as(monkeypatch)
    cases = opened(tmp_path, f"file:{tmp_path / 'inbox'}", f"file:{tmp_path / 'decided'}")
    cases.apply("A-1", *in_order())
    cases.decide("A-1")
    (cases.inbox / "A-1" / "1.pdf").unlink()
    assert move(cases.office).moved == 5
    rows = cases.office.ledger.arrivals.papers(1)
    assert [one.whereabouts for one in rows].count(Whereabouts.NOWHERE) == 1
    assert all(one.state != UploadState.GONE for one in rows), "it still counts as what it was"


@pytest.mark.parametrize("decided", ["inbox", "inbox/decided", ""])
def test_decided_uploads_go_neither_into_the_bucket_nor_around_it(tmp_path: Path, decided: str) -> None:
    with pytest.raises(DojangError, match="DOJANG_DECIDED"):
        open_office(Settings(data=tmp_path, decided=f"file:{tmp_path / decided}"))


def test_without_a_place_everything_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_as(monkeypatch)
    cases = opened(tmp_path, f"file:{tmp_path / 'inbox'}", "")
    cases.apply("A-1", *in_order())
    cases.decide("A-1")
    assert move(cases.office) == Moved()
    assert len(cases.keys()) == 6


def test_where_nothing_can_be_removed_surely_everything_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_as(monkeypatch)
    cases = opened(tmp_path, f"file:{tmp_path / 'inbox'}", f"file:{tmp_path / 'decided'}")
    cases.apply("A-1", *in_order())
    cases.decide("A-1")
    monkeypatch.setattr(cases.office.store, "remove", lambda _item: False)
    assert move(cases.office) == Moved(0, 6)
    assert move(cases.office) == Moved(0, 0), "not every round"
    assert move(replace(cases.office, clock=lambda: LATER + timedelta(days=1, minutes=1))) == Moved(0, 6)
    assert len(cases.keys()) == 6


def test_a_round_reads_only_what_is_due(cases: Bucketed) -> None:
    cases.apply("A-1", *in_order())
    cases.apply("A-2", *doubtful())
    office = cases.office
    due = office.ledger.departures.due
    assert due(office.store.address, LATER, 10**6) == []
    cases.decide("A-1")
    cases.decide("A-2")
    assert len(due(office.store.address, LATER, 10**6)) == 6
    assert due("file:/elsewhere", LATER, 10**6) == []
    assert due(office.store.address, LATER, 1) == [], "too large to be read back"
    move(office)
    assert due(office.store.address, LATER, 10**6) == []


def found_to_show_a_number(cases: Bucketed) -> list[str]:
    """The contents of the first application's papers: a later decision rejected them for a number that they show."""
    shown = sorted({one.sha256 or "" for one in cases.office.ledger.arrivals.papers(1) if one.key.endswith(".pdf")})
    check = {"outcome": "fail", "reason": "resident-number-exposed"}
    body = {"papers": [{"sha256": one, "checks": [check]} for one in shown]}
    with writing(cases.office.ledger.engine) as session:
        erase_exposed(session, "rejected", body, NOW)
    return shown


def copies(cases: Bucketed) -> set[str]:
    assert cases.office.decided is not None
    return {item.key for item in cases.office.decided.list()}


def test_what_shows_a_number_goes_from_there_too_where_that_is_set(cases: Bucketed) -> None:
    cases.apply("A-1", *in_order())
    cases.decide("A-1")
    move(cases.office)
    shown = found_to_show_a_number(cases)
    others = copies(cases) - set(shown)
    assert tidying.sweep(cases.office, LATER).objects == 0, "the bucket has it no more: the operator has not said so"
    assert set(shown) <= copies(cases)
    told = replace(cases.office, settings=cases.office.settings.model_copy(update={"erase_exposed": True}))
    assert tidying.sweep(told, LATER).objects == len(shown)
    assert copies(cases) == others
    assert tidying.sweep(told, LATER).objects == 0
    wheres = {one.whereabouts for one in cases.office.ledger.arrivals.papers(1) if one.sha256 in shown}
    assert wheres == {Whereabouts.NOWHERE}


def test_a_copy_beside_what_the_bucket_still_has_goes_in_any_case(
    cases: Bucketed, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases.apply("A-1", *in_order())
    cases.decide("A-1")
    before = cases.keys()
    with monkeypatch.context() as patch:
        patch.setattr(type(cases.office.store), "remove", lambda *_: False)
        move(cases.office)
    shown = found_to_show_a_number(cases)
    assert tidying.sweep(cases.office, LATER).objects == len(shown)
    assert not copies(cases) & set(shown)
    assert cases.keys() == before


def test_a_copy_that_cannot_be_removed_is_told_and_tried_again(
    cases: Bucketed, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    cases.apply("A-1", *in_order())
    cases.decide("A-1")
    move(cases.office)
    shown = found_to_show_a_number(cases)
    told = replace(cases.office, settings=cases.office.settings.model_copy(update={"erase_exposed": True}))
    with monkeypatch.context() as patch:
        patch.setattr(type(cases.office.store), "remove", lambda *_: False)
        assert tidying.sweep(told, LATER).objects == 0
    assert "DOJANG_DECIDED" in caplog.text
    assert tidying.sweep(told, LATER).objects == len(shown)
