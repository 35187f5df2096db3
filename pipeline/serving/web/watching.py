"""What programs that watch ask for: `/health`, `/healthz`, `/readyz`, and `/metrics` in Prometheus's text format.

Counts and codes alone: no name, no key, no id of a case is in any label.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import httpx
from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from pipeline.serving.office import Office
from pipeline.serving.standing import Standing, standing

_HEALTH_SECONDS = 3.0


Resting = Callable[[], str | None]
"""Why this process begins no case, by the code of what does not answer."""


def router(office: Office, api: str, resting: Resting) -> APIRouter:
    """`api` is the address of Prefect's API. `/healthz` says that we answer; `/readyz` and `/health` what answers us.

    A bucket that does not answer is told and no more: people can go on deciding what has been read.
    """
    routes = APIRouter()
    registry = CollectorRegistry()
    registry.register(Gauges(office, resting))
    ProcessCollector(registry=registry)

    @routes.api_route("/healthz", methods=["GET", "HEAD"])
    def alive() -> Response:
        return JSONResponse({"status": "ok"})

    @routes.api_route("/readyz", methods=["GET", "HEAD"])
    @routes.api_route("/health", methods=["GET", "HEAD"])
    def ready() -> Response:
        found = {"ledger": office.ledger.answers(), "prefect": _prefect_answers(api)}
        well = all(found.values())
        found["bucket"] = not (resting() or "").startswith("bucket-")
        told_of = {name: "ok" if fine else "unavailable" for name, fine in found.items()}
        return JSONResponse({"status": "ok" if well else "unavailable", **told_of}, 200 if well else 503)

    @routes.get("/metrics")
    def metrics() -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return routes


class Gauges(Collector):
    """How everything stands, read from the ledger at each question."""

    def __init__(self, office: Office, resting: Resting) -> None:
        self._office = office
        self._resting = resting

    def describe(self) -> Iterable[Metric]:
        """Nothing beforehand: the ledger need not answer yet."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Every gauge. Raises `LedgerError`."""
        office = self._office
        found = standing(office.ledger, office.store.address, office.now())
        yield _gauge("cases", "Cases by where they stand.", "state", _states(found))
        yield _gauge("errors", "Cases by the error they last met.", "code", found.errors)
        yield _gauge("notices", "Notices that are not out.", "state", _out(found.unsent, found.undeliverable))
        yield _gauge("events", "Events that are not posted.", "state", _out(found.events_unsent, found.events_failed))
        yield _gauge("chats", "Chat messages that are not out.", "state", _out(found.chats_unsent, found.chats_failed))
        yield _gauge("discrepancies", "What reconciliation found; each should be 0.", "count", found.discrepancies)
        yield GaugeMetricFamily("dojang_overdue_cases", "Open cases past their due day.", found.overdue)
        why = self._resting()
        yield _gauge("resting", "Whether this process begins no case, and for what.", "code", {why: 1} if why else {})
        yield GaugeMetricFamily("dojang_led", "Whether some process has the lead.", int(found.led))
        if found.reconciled_at is not None:
            at = found.reconciled_at.timestamp()
            yield GaugeMetricFamily("dojang_reconciled_timestamp_seconds", "When that was last counted.", at)


def _states(found: Standing) -> dict[str, int]:
    return {name: getattr(found, name) for name in ("waiting", "working", "held", "failed", "done")}


def _out(waiting: int, failed: int) -> dict[str, int]:
    return {"waiting": waiting, "failed": failed}


def _gauge(name: str, told: str, label: str, values: dict[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"dojang_{name}", told, labels=[label])
    for value, count in sorted(values.items()):
        family.add_metric([value], count)
    return family


def _prefect_answers(api: str) -> bool:
    try:
        return httpx.get(f"{api}/health", timeout=_HEALTH_SECONDS, trust_env=False).is_success
    except httpx.HTTPError:
        return False
