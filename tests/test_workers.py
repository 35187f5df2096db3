"""`dojang serve --worker`: several share a ledger in PostgreSQL and one Prefect server, whoever hangs or is killed."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import pytest

from pipeline.serving.ledger import Ledger
from pipeline.serving.prefect_server import PrefectServer
from tests.keys import DATA_KEY
from tests.services.dojang import ROOT, START_SECONDS, Served
from tests.services.mail import Mailbox
from tests.services.postgres import Postgres
from tests.services.prefect import prefect_home
from tests.services.programs import free_port

SAMPLE = (ROOT / "fixtures" / "samples" / "telecom-too-old.pdf").read_bytes()
LOST = "its lease has passed to another"


@dataclass
class Stage:
    """Two workers beside each other, and where they tell what they decided."""

    one: Served
    two: Served
    mailbox: Mailbox
    dropped: int = 0

    @property
    def ledger(self) -> Ledger:
        return self.one.ledger

    def drop(self, number: int) -> None:
        """So many files that nobody has seen before."""
        for _ in range(number):
            self.dropped += 1
            self.one.drop(f"{self.dropped}.pdf", SAMPLE + str(self.dropped).encode())

    def at(self, worker: Served) -> set[str]:
        """What a worker is working on."""
        store = self.one.ledger.cases.all(f"file:{self.one.inbox.resolve()}")
        return {case.subject for case in store if case.owner is not None and f":{worker.pid}:" in case.owner}

    def decided(self) -> Counter[str]:
        return Counter(one.subject for one in self.ledger.decisions.all())

    def done(self) -> bool:
        cases = self.ledger.cases.all(f"file:{self.one.inbox.resolve()}")
        return len(cases) == self.dropped and all(case.done == case.wanted and case.owner is None for case in cases)


def is_ready(worker: Served) -> bool:
    return " ready in " in worker.log


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, postgres: Postgres) -> Iterator[Stage]:
    home, mailbox, url = tmp_path_factory.mktemp("workers"), Mailbox(free_port()), postgres.database()
    postgres.fill(url)
    with PrefectServer(prefect_home(home / "prefect"), services=False) as prefect:
        mailbox.start()
        told = {
            "NOW": "",
            "PREFECT_URL": f"{prefect.url}/api",
            "LEDGER_URL": url,
            "DATA_KEY": DATA_KEY,
            "SMTP_URL": mailbox.url,
            "LEASE_SECONDS": "3",
            "QUIET_SECONDS": "0.1",
            "SCAN_SECONDS": "0.2",
            "WORKERS": "1",
        }
        workers = [Served(home, told, name=name, words=("--worker",)) for name in ("one", "two")]
        try:
            for one in workers:
                one.start()
            for one in workers:
                one.until(partial(is_ready, one), START_SECONDS)
            yield Stage(workers[0], workers[1], mailbox)
        finally:
            for one in workers:
                one.kill()
            mailbox.stop()


def test_a_worker_that_hung_and_woke_has_lost_its_cases(stage: Stage) -> None:
    stage.drop(5)
    stage.one.until(lambda: stage.at(stage.one) and stage.at(stage.two), pause=0.01)
    os.kill(stage.one.pid, signal.SIGSTOP)
    try:
        frozen = stage.at(stage.one)
        assert frozen
        stage.two.until(lambda: frozen <= stage.decided().keys(), 90)
    finally:
        os.kill(stage.one.pid, signal.SIGCONT)
    stage.one.until(lambda: LOST in stage.one.log)
    assert LOST not in stage.two.log


def test_another_finishes_what_a_killed_worker_began(stage: Stage) -> None:
    stage.drop(2)
    begun = stage.two.until(lambda: stage.at(stage.two), pause=0.01)
    stage.two.kill()
    stage.one.until(lambda: begun <= stage.decided().keys(), 90)


def test_afterwards_each_is_decided_once_and_told_once(stage: Stage) -> None:
    stage.one.until(stage.done, 90)
    assert stage.decided() == Counter({f"upload:{number}": 1 for number in range(1, stage.dropped + 1)})
    assert {one.verdict for one in stage.ledger.decisions.all()} == {"rejected"}
    assert stage.ledger.decisions.first_broken_line() is None
    ids = {f"<{one.id}@localhost>" for one in stage.ledger.decisions.all()}
    stage.one.until(lambda: set(stage.mailbox.ids) == ids, 30)
    assert set(Counter(stage.mailbox.ids).values()) == {1}, "no notice twice"
    own = {case.run_id for case in stage.ledger.cases.all(f"file:{stage.one.inbox.resolve()}")}

    def states() -> list[str]:
        return [run["state"]["name"] for runs in stage.one.runs().values() for run in runs if run["id"] in own]

    stage.one.until(lambda: states() == ["Rejected"] * stage.dropped, 30)  # each case's own run says what was decided
    assert all("rejected" in worker.log for worker in (stage.one, stage.two)), "both had their share"


def test_nobody_changes_keys_beside_a_worker(stage: Stage) -> None:
    refused = stage.one.dojang("rekey")
    assert refused.returncode == 2
    assert "already-serving" in refused.stderr


def test_a_worker_ends_when_it_is_told_to(stage: Stage) -> None:
    assert stage.one.stop() == 0
    assert "stopped" in stage.one.log
    assert "Traceback" not in stage.one.log
