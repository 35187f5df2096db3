"""Everything that works while the service runs, opened and closed together."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import flows
from pipeline.drawing import typeface
from pipeline.serving import chats, events, intake, moving, owed, tidying, webhooks
from pipeline.serving.mail import reminders, sending
from pipeline.serving.office import Office, day_of
from pipeline.serving.queues import Queue
from pipeline.serving.web.http import make_app, make_server
from service.desk import Desk
from service.lead import Lead
from service.loops import Loops
from service.overseer import Overseer
from service.runs import Runs, deploy, settle_in

Say = Callable[[str], None]
_STEP, _LISTEN, _SEND, _COUNT, _TIDY, _ASK, _MOVE = 0.5, 1.5, 1.0, 60.0, 3_600.0, 0.1, 600.0
"""Seconds between two rounds of the desk, of asking Prefect for answers (the dearest of what idles), of the sender, of counting who
waits, of tidying up, of asking the queue of events, of moving and reconciling."""
QUEUE = "/v2/runs?state=Suspended&sort=NAME_ASC"
"""Where Prefect's UI lists the runs that wait for a person, by due day and score."""


class House:
    """Intake, desk, sender, tidying, and the pictures' server. Prefect's server must answer.

    A `worker` has no pictures' server; of all that share a ledger one has the lead, and does alone what is to be done once.
    """

    def __init__(self, stop: threading.Event, say: Say, *, worker: bool) -> None:
        self._office: Office = flows.office()
        self._say = say
        self._stop = stop
        self._loops = Loops(stop, settle_in)
        self._runs: Runs = deploy(flows.FLOWS, self._office.store.address)
        self._desk = Desk(self._office, self._runs, say)
        self._overseer = Overseer(self._office, self._runs)
        self._lead = Lead(self._office, uuid4().hex if worker else f"{socket.gethostname()} {self._office.data}")
        self._web = None if worker else Web(self._office, self._desk)
        self._seen: intake.Scanned | None = None
        self._tidied: date | None = None
        self.finished = True

    @property
    def broken(self) -> bool:
        """Whether it had to stop by an error of the software."""
        return self._loops.broken

    def open(self) -> None:
        """Begins all work. Raises `font-missing`."""
        typeface.find()
        if self._web is not None:
            self._web.start()
        third = self._office.settings.lease_seconds / 3
        self._lead.beat()
        self._loops.every(third, "lead", self._lead.beat)
        self._loops.every(third, "leases", self._desk.beat)
        self._loops.every(_STEP, "desk", self._desk.step)
        self._open_what_is_led()

    def _open_what_is_led(self) -> None:
        """What one process does for all."""
        settings = self._office.settings
        self._once(settings.scan_seconds, "intake", self._scan)
        if settings.events_queue:
            queue = Queue(settings.events_queue)
            self._once(_ASK, "events", lambda: queue.take(self._heed))
        self._once(_SEND, "notices", self._send)
        if hook := webhooks.hook_of(settings):
            self._once(_SEND, "webhooks", lambda: self._post(hook))
        if talk := chats.talk_of(settings, self._queue):
            self._once(_SEND, "chats", lambda: self._talk(talk))
        self._once(_LISTEN, "answers", self._overseer.listen)
        self._once(_COUNT, "queue", self._overseer.count)
        self._once(_TIDY, "patience", self._overseer.look_again)
        self._once(_MOVE, "reconciling", self._reconcile)
        self._once(_MOVE, "moving", self._move)
        self._once(_TIDY, "tidying", self._tidy)

    def _once(self, seconds: float, name: str, work: Callable[[], object]) -> None:
        """Again and again, by whoever has the lead."""
        self._loops.every(seconds, name, self._lead.only(work))

    def close(self, patience: float) -> None:
        """Ends all work; what is being reviewed may take so many seconds. The stop must have been set."""
        self._desk.take_no_more()
        self._loops.join(patience)
        self._lead.leave()
        self.finished = self._desk.close(patience)
        if not self.finished:
            self._say("some reviews were not finished; the next start takes them up again")
        if self._web is not None:
            self._web.stop()
        flows.finish()
        self._office.ledger.close()

    @property
    def _queue(self) -> str:
        """The list of cases that wait for a person."""
        settings = self._office.settings
        return f"{settings.public_url or f'http://127.0.0.1:{settings.ui_port}'}{QUEUE}"

    def greet(self, say: Say) -> None:
        """Says where everything is."""
        settings = self._office.settings
        say(f"uploads     {self._office.store.address}")
        if self._web is None:
            return
        say(f"reviewers   {self._queue}")
        say(f"pictures    {settings.public}")
        if settings.now is not None:
            say(f"the clock was set to {settings.now.isoformat()} (DOJANG_NOW): for trials only")
        if not settings.reviewer_header:
            say("reviewers' names are unverified: no proxy names them (DOJANG_REVIEWER_HEADER)")

    def _scan(self) -> None:
        found = intake.scan(self._office.store, self._office.ledger, self._office.settings, self._office.now())
        if found.new:
            self._say(f"{found.new} new in the bucket")
        before, self._seen = self._seen, found
        if found.ignored and (before is None or before.ignored != found.ignored):
            self._say(
                f"{found.ignored} objects lie neither at the bucket's root nor in an application's folder: ignored"
            )
        if found.personal and (before is None or before.personal != found.personal):
            self._say(f"{found.personal} objects lie in folders named like a resident number: ignored")

    def _heed(self, message: bytes) -> None:
        office = self._office
        if new := events.heed(office.store, office.ledger, office.settings, message, office.now()):
            self._say(f"{new} new in the bucket")

    def _move(self) -> None:
        done = moving.move(self._office)
        if done.moved:
            self._say(f"{done.moved} decided uploads moved away")
        if done.left:
            self._say(f"{done.left} decided uploads were copied and stay: the bucket cannot remove them surely")

    def _send(self) -> None:
        office = self._office
        sending.deliver(office.ledger, office.settings, office.data / "outbox", office.now())

    def _reconcile(self) -> None:
        """Once the bucket has been listed."""
        if self._seen is not None:
            self._overseer.reconcile()

    def _post(self, hook: webhooks.Hook) -> None:
        office = self._office
        webhooks.deliver(office.ledger, hook, office.now, self._led_no_more)

    def _talk(self, talk: chats.Talk) -> None:
        office = self._office
        chats.deliver(office.ledger, talk, office.now, self._led_no_more)

    def _led_no_more(self) -> bool:
        return self._stop.is_set() or not self._lead.held

    def _tidy(self) -> None:
        office = self._office
        self._runs.renew(office.settings.answer_days * 86_400)
        reminders.remind(office.ledger, office.settings, office.store.address, office.now())
        owed.remind(office, office.now())
        kept_since = office.now() - timedelta(days=office.settings.retention_days)
        office.ledger.fingerprints.forget(kept_since)
        self._keep_tidy()

    def _keep_tidy(self) -> None:
        """What an exposing upload left goes at once, the rest once a day, as a run of its own that says what went."""
        office, today = self._office, day_of(self._office.now())
        tidying.sweep(office, office.now() - tidying.SHOWN)
        if self._tidied != today:
            self._tidied = today
            flows.tidy()
            self._runs.forget(office.settings.retention_days)


class Web:
    """The server of pictures and health, on a thread of its own."""

    def __init__(self, office: Office, desk: Desk) -> None:
        settings = office.settings
        api = settings.prefect_url.rstrip("/") or f"http://127.0.0.1:{settings.ui_port}/api"
        self._server = make_server(make_app(office, api, lambda: desk.rest.code), settings.host, settings.port)
        self._thread = threading.Thread(target=self._server.run, name="web", daemon=True)

    def start(self) -> None:
        """Begins to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Answers no more."""
        self._server.should_exit = True
        self._thread.join(5)
