"""One round instead of a service: all that lies in the bucket is reviewed, then it is over."""

from __future__ import annotations

import time

import flows
from pipeline.serving import intake
from pipeline.serving.mail import sending
from pipeline.serving.office import Office
from service.desk import Desk, Say
from service.overseer import Overseer
from service.runs import Runs, deploy

_BREATH = 0.2
_PATIENCE = 600.0
"""Seconds that what is under way may take at the end."""


def take_in(say: Say) -> Runs:
    """Reviews everything in the bucket, tells everybody, and gives the runs. Prefect's server must answer."""
    office = flows.office()
    runs = deploy(flows.FLOWS, office.store.address)
    look(office)
    desk = Desk(office, runs, say)
    overseer = Overseer(office, runs)
    overseer.listen()
    while desk.step():
        overseer.listen()
        time.sleep(_BREATH)
    desk.close(_PATIENCE)
    sending.deliver(office.ledger, office.settings, office.data / "outbox", office.now())
    flows.finish()
    return runs


def look(office: Office) -> None:
    """Lists the bucket twice, a quiet time apart: what is still being written is left."""
    for pause in (office.settings.quiet_seconds, 0.0):
        intake.scan(office.store, office.ledger, office.settings, office.now())
        time.sleep(pause)
