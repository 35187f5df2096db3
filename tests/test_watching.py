"""What operators watch: metrics without personal data, and bucket, ledger and Prefect held against each other."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from pathlib import Path

import httpx
from prometheus_client.parser import text_string_to_metric_families

from pipeline.document import Kind
from pipeline.serving import reconciling
from pipeline.serving.ledger import Ledger
from pipeline.serving.ledger.discrepancies import LONG
from pipeline.serving.reconciling import GRACE, Count
from pipeline.serving.standing import standing
from pipeline.serving.tables import UploadState
from pipeline.serving.web.http import make_app
from tests import sheet_stage as stage
from tests.ledger_rows import DUE, LEASE, NOW, STORE, claimed, decision, item, letter, note, taken
from tests.made_cases import Cases
from tests.made_facts import field, paper
from tests.test_http import Site, prefect, site

__all__ = ["prefect", "site"]
SOON = timedelta(minutes=1)


def gauges(body: bytes) -> dict[tuple[str, str], float]:
    """Each sample by its name and the value of its label."""
    families = text_string_to_metric_families(body.decode())
    return {(one.name, "".join(one.labels.values())): one.value for family in families for one in family.samples}


def found(cases: Cases, now_later: timedelta = GRACE * 2) -> dict[str, int]:
    """What does not agree after a while, with no run open."""
    counts = reconciling.reconcile(cases.office, {}, cases.office.now() + now_later)
    return {name: count for name, count in counts.items() if count}


def rest(cases: Cases, subject: str) -> None:
    """The case is done with."""
    claim = taken(cases.office.ledger, subject, cases.office.now(), LEASE)
    assert claim is not None
    assert cases.office.ledger.cases.release(claim)


def test_metrics_are_counts_and_codes(site: Site) -> None:
    now = site.office.now()
    site.office.ledger.discrepancies.keep({"untold": 3}, now)
    answer = site.ask("/metrics")
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/plain")
    told = gauges(answer.body)
    assert told["dojang_discrepancies", "untold"] == 3
    assert {label for name, label in told if name == "dojang_cases"} == {"waiting", "working", "held", "failed", "done"}
    assert told["dojang_reconciled_timestamp_seconds", ""] == now.timestamp()
    assert told["dojang_notices", "waiting"] >= 0
    assert ("process_open_fds", "") in told
    assert b"upload:" not in answer.body


_LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:\\[\\"n]|[^"\\\n])*"'
SAMPLE = re.compile(rf"[a-zA-Z_:][a-zA-Z0-9_:]*(\{{{_LABEL}(,{_LABEL})*\}})? -?[0-9][0-9.e+-]*")
"""A line of Prometheus's text format, version 0.0.4."""


def test_metrics_are_strictly_of_prometheus_s_format(site: Site) -> None:
    """Each family once, with help and type before its samples; names as Prometheus wants them."""
    body = site.ask("/metrics").body.decode()
    assert body.endswith("\n")
    types: dict[str, str] = {}
    helped: set[str] = set()
    for line in body.splitlines():
        word, _, rest = line.removeprefix("# ").partition(" ")
        if line.startswith("# HELP"):
            name = rest.partition(" ")[0]
            assert name not in helped
            helped.add(name)
        elif line.startswith("# TYPE"):
            name, _, kind = rest.partition(" ")
            assert name in helped
            assert name not in types
            types[name] = kind
        else:
            assert SAMPLE.fullmatch(line), line
            assert word.partition("{")[0] in types, line
    assert {kind for name, kind in types.items() if name.startswith("dojang_")} == {"gauge"}
    assert all(kind == ("counter" if name.endswith("_total") else "gauge") for name, kind in types.items())
    assert "dojang_resting" in types


def test_what_the_desk_rests_for_is_told(tmp_path: Path) -> None:
    office = stage.office(tmp_path)
    app = make_app(office, "http://127.0.0.1:9/api", lambda: "bucket-unreachable")

    async def ask(path: str) -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
            return await client.get(path)

    assert asyncio.run(ask("/readyz")).json()["bucket"] == "unavailable"
    assert gauges(asyncio.run(ask("/metrics")).content)["dojang_resting", "bucket-unreachable"] == 1
    office.ledger.close()


def test_metrics_follow_what_happens(site: Site) -> None:
    before = gauges(site.ask("/metrics").body)
    ledger, store, now = site.office.ledger, site.office.store.address, site.office.now()
    ledger.arrivals.note(store, [(item(name), None) for name in ("new.pdf", "other.pdf")], now, DUE)
    assert ("dojang_led", "") in before
    assert before["dojang_led", ""] == 0
    ledger.duties.take("lead", "me", LEASE, now + SOON)
    claim = ledger.cases.claim_next(store, LEASE, now)
    assert claim is not None
    assert ledger.cases.give_up(claim, "worker-lost", now)
    after = gauges(site.ask("/metrics").body)
    assert after["dojang_led", ""] == 1
    assert after["dojang_errors", "worker-lost"] == 1
    assert after["dojang_cases", "failed"] == before["dojang_cases", "failed"] + 1


def test_alive_is_said_even_where_nothing_answers_us(site: Site) -> None:
    assert site.ask("/healthz").body == b'{"status":"ok"}'
    assert site.ask("/readyz").status == 200
    for one in site.office.data.glob("ledger.sqlite*"):
        one.unlink()
    site.office.ledger.engine.dispose()
    (site.office.data / "ledger.sqlite").mkdir()
    assert site.ask("/readyz").status == 503
    assert site.ask("/healthz").status == 200
    assert site.ask("/metrics").status == 503


def test_nothing_is_wrong_where_nothing_is(cases: Cases) -> None:
    assert found(cases) == {}
    cases.hand_in("a.pdf", paper(Kind.EMPLOYMENT_CERTIFICATE))
    cases.look()
    cases.review(cases.subject("a.pdf"))
    rest(cases, cases.subject("a.pdf"))
    assert found(cases) == {}


def test_what_the_ledger_never_noted_is_counted(cases: Cases) -> None:
    cases.hand_in("a.pdf", paper(Kind.EMPLOYMENT_CERTIFICATE))
    cases.hand_in("much/too/deep.pdf", paper(Kind.EMPLOYMENT_CERTIFICATE))
    modified = next(iter(cases.office.store.list())).modified
    late = modified + GRACE * 2 - cases.office.now()
    assert found(cases, late) == {Count.UNNOTED: 1}
    assert found(cases, late - GRACE * 2) == {}, "it has just come"
    cases.look()
    assert found(cases, late) == {}


def test_what_vanished_before_it_was_read_is_counted_while_its_case_is_open(cases: Cases) -> None:
    subject = cases.apply("A-1", paper(Kind.EMPLOYMENT_CERTIFICATE))
    (cases.inbox / "A-1" / "application.json").unlink()
    assert found(cases) == {Count.MISSING: 1}
    assert found(cases, SOON) == {}
    cases.office.ledger.decisions.decide(decision(subject, verdict="rejected"), [], NOW)
    assert Count.MISSING not in found(cases), "decided, it is nobody's concern"


def test_a_file_without_a_decision_is_counted(cases: Cases) -> None:
    cases.hand_in("a.pdf", paper(Kind.EMPLOYMENT_CERTIFICATE))
    cases.look()
    subject = cases.subject("a.pdf")
    rest(cases, subject)
    assert found(cases) == {Count.UNDECIDED: 1}
    cases.office.ledger.arrivals.settle(int(subject.partition(":")[2]), UploadState.GONE)
    assert found(cases) == {}


def test_runs_and_cases_that_do_not_know_each_other_are_counted(cases: Cases) -> None:
    cases.hand_in("a.pdf", paper(Kind.EMPLOYMENT_CERTIFICATE, {"stamp": field(None, 0.4)}))
    cases.look()
    subject = cases.subject("a.pdf")
    assert cases.review(subject).verdict == "needs-review"
    ledger = cases.office.ledger
    claim = taken(ledger, subject, cases.office.now(), LEASE)
    assert claim is not None
    assert ledger.cases.set_run(claim, "run-1")
    assert reconciling.strays(cases.office, {"run-1": subject}) == {}, "it is at work"
    assert ledger.cases.release(claim)
    later = cases.office.now() + GRACE * 2
    for runs, runless, stray in (({}, 1, 0), ({"run-1": subject}, 0, 0), ({"run-2": subject}, 1, 1)):
        counts = reconciling.reconcile(cases.office, runs, later)
        assert (counts[Count.RUNLESS], counts[Count.STRAY_RUNS]) == (runless, stray), runs
    assert found(cases, SOON) == {}, "it has just been asked"
    assert reconciling.strays(cases.office, {"run-1": subject, "run-2": subject}) == {"run-2": False}
    ledger.decisions.decide(decision(subject, 2), [], NOW)
    assert reconciling.strays(cases.office, {"run-1": subject}) == {"run-1": True}, "a run of a case that is done"


def test_a_decision_that_nobody_was_told_of_is_counted(ledger: Ledger) -> None:
    note(ledger, "a", "b", "c")
    told, trial, silent = decision(), decision("upload:2", mode="shadow"), decision("upload:3", mode="auto")
    ledger.decisions.decide(told, [letter(told)], NOW)
    ledger.decisions.decide(trial, [], NOW)
    assert ledger.discrepancies.untold() == 0
    ledger.decisions.decide(silent, [], NOW)
    assert ledger.discrepancies.untold() == 1


def test_a_case_that_is_held_too_long_is_counted(ledger: Ledger) -> None:
    note(ledger, "a", "b")
    claim = claimed(ledger, "upload:1")
    late = NOW + LONG + SOON
    assert ledger.cases.extend(claim, LEASE, late), "its process lives"
    assert ledger.discrepancies.held_too_long(STORE, NOW + LONG - SOON) == 0
    assert ledger.discrepancies.held_too_long(STORE, late) == 1
    assert ledger.cases.release(claim)
    claimed(ledger, "upload:2")
    assert ledger.discrepancies.held_too_long(STORE, late) == 1, "lost, and nobody took it up"
    claimed(ledger, "upload:2", late)
    assert ledger.discrepancies.held_too_long(STORE, late) == 0


def test_counts_are_kept_for_whoever_asks(ledger: Ledger) -> None:
    ledger.discrepancies.keep({Count.UNTOLD: 2, Count.MISSING: 0}, NOW)
    ledger.discrepancies.keep({Count.UNTOLD: 0, Count.MISSING: 1}, NOW + SOON)
    told = standing(ledger, STORE, NOW)
    assert told.discrepancies == {"untold": 0, "missing": 1}
    assert told.reconciled_at == NOW + SOON
    assert told.to_json()["reconciled_at"] == (NOW + SOON).isoformat()
