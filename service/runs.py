"""Prefect's runs of cases: one run a case, made from a deployment, executed here on a thread.

A run of a deployment can be suspended while a person is asked, which the server refuses to subflow
runs, and executing it in this process costs a twentieth of a second instead of a process of its own.
What is done stands in the ledger: a run may be executed again from the top at any time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from prefect import Flow
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    ArtifactFilter,
    ArtifactFilterFlowRunId,
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterEndTime,
    FlowRunFilterId,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.context import SettingsContext, SyncClientContext, get_settings_context
from prefect.exceptions import Abort, ObjectNotFound, Pause
from prefect.flow_engine import run_flow
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY
from prefect.states import Cancelled, Pending, Scheduled, Suspended

_PAGE = 200
"""How many runs are asked for at once; the server's own limit."""
_ENDED = [StateType.COMPLETED, StateType.FAILED, StateType.CANCELLED, StateType.CRASHED]
_UNFINISHED = [StateType.PENDING, StateType.SCHEDULED, StateType.RUNNING, StateType.PAUSED]


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of our deployments; `deployments` by the first word of a subject (`upload`, `application`).

    `mark` tells them from those of another bucket, whose cases have the same subjects, on the same server.
    """

    flows: Mapping[str, Flow[..., Any]]
    deployments: Mapping[str, UUID]
    mark: str

    def unfinished(self, run_id: str | None) -> FlowRun | None:
        """That run, if the server knows it and it has not ended."""
        run = _read(run_id)
        return None if run is None or run.state is None or run.state.is_final() else run

    def ended_as(self, run_id: str | None) -> str | None:
        """The name of the state in which that run ended; `None` if it has not, or is not known."""
        run = _read(run_id)
        return run.state.name if run is not None and run.state is not None and run.state.is_final() else None

    def answer(self) -> bool:
        """Whether the server does."""
        with get_client(sync_client=True) as client:
            return client.api_healthcheck() is None

    def begin(self, subject: str, name: str, after: str | None) -> FlowRun:
        """The run that follows run `after` of a case. It is pending: nobody but `execute` runs it.

        Asked again, because no answer came or because who asked was killed, the server gives the one it made.
        """
        made = self._made(subject, name, f"{self.mark} {subject} after {after}")
        if made.state is not None and made.state.is_final():  # of a ledger that this bucket had before
            return self._made(subject, name, uuid4().hex)
        return made

    def _made(self, subject: str, name: str, key: str) -> FlowRun:
        word, _, number = subject.partition(":")
        with get_client(sync_client=True) as client:
            return client.create_flow_run_from_deployment(
                self.deployments[word],
                parameters={f"{word}_id": int(number)},
                name=name,
                state=Pending(),
                idempotency_key=key,
            )

    def execute(self, run: FlowRun) -> State[Any] | None:
        """Executes a run, as it was just read or made, from the top.

        Returns its final state; `None` if it waits for a person now, or is another worker's by now.
        """
        with get_client(sync_client=True) as client:
            ready = _unwatched(_ready(client, run))
        try:
            ended = run_flow(self._flow(run), flow_run=ready, parameters=run.parameters, return_type="state")
        except (Abort, Pause):
            return None
        return ended if isinstance(ended, State) else None

    def answered(self) -> list[str]:
        """The runs that somebody resumed, and that wait to be executed."""
        with get_client(sync_client=True) as client:
            waiting = client.get_scheduled_flow_runs_for_deployments(
                list(self.deployments.values()), scheduled_before=datetime.now(UTC), limit=_PAGE
            )
        return [str(one.id) for one in waiting]

    def known_open(self, run_ids: Iterable[str]) -> set[str]:
        """Which of these runs have not ended."""
        wanted = [UUID(one) for one in run_ids]
        found: set[str] = set()
        with get_client(sync_client=True) as client:
            for start in range(0, len(wanted), _PAGE):
                these = FlowRunFilterId(any_=wanted[start : start + _PAGE])
                page = client.read_flow_runs(flow_run_filter=FlowRunFilter(id=these, state=_state()), limit=_PAGE)
                found |= {str(one.id) for one in page}
        return found

    def open(self) -> dict[str, str]:
        """The case of each run that has not ended, by the run's id."""
        with get_client(sync_client=True) as client:
            return {str(run.id): subject_of(run.parameters) for run in self._all(client, FlowRunFilter(state=_state()))}

    def cancel(self, run_id: str) -> None:
        """Ends a run that is nobody's, as cancelled."""
        with get_client(sync_client=True) as client, suppress(ObjectNotFound):
            client.set_flow_run_state(UUID(run_id), Cancelled(message="no case's own"), force=True)

    def seconds(self) -> dict[str, float]:
        """How long each case's runs have run, in seconds, as the server has it."""
        found: dict[str, float] = {}
        with get_client(sync_client=True) as client:
            for run in self._all(client):
                subject = subject_of(run.parameters)
                found[subject] = found.get(subject, 0.0) + run.total_run_time.total_seconds()
        return found

    def renew(self, seconds: int) -> int:
        """Gives every run that waits for a person the full time again, before half of it is over; returns how many.

        A run whose time ran out could not be answered any more.
        """
        soon = datetime.now(UTC) + timedelta(seconds=seconds / 2)
        renewed = 0
        with get_client(sync_client=True) as client:
            for run in self._all(client, FlowRunFilter(state=_state())):
                until = run.state.state_details.pause_timeout if run.state and run.state.is_paused() else None
                if run.state is not None and until is not None and until < soon:
                    client.set_flow_run_state(run.id, _suspended_longer(run.state, seconds), force=True)
                    renewed += 1
        return renewed

    def forget(self, days: int) -> int:
        """Removes from the server our runs that ended so many days ago or before, with their artifacts; returns how many."""
        ended = FlowRunFilter(
            state=FlowRunFilterState(type=FlowRunFilterStateType(any_=_ENDED)),
            end_time=FlowRunFilterEndTime.model_validate({"before_": datetime.now(UTC) - timedelta(days=days)}),
        )
        gone = 0
        with get_client(sync_client=True) as client:
            ours = DeploymentFilter(id=DeploymentFilterId(any_=list(self.deployments.values())))
            while page := client.read_flow_runs(flow_run_filter=ended, deployment_filter=ours, limit=_PAGE):
                for run in page:
                    self._forget_artifacts(client, run.id)
                    client.delete_flow_run(run.id)
                gone += len(page)
        return gone

    @staticmethod
    def _forget_artifacts(client: SyncPrefectClient, run_id: UUID) -> None:
        """They would outlive their run."""
        own = ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[run_id]))
        for one in client.read_artifacts(artifact_filter=own):
            client.delete_artifact(one.id)

    def _all(self, client: SyncPrefectClient, which: FlowRunFilter | None = None) -> list[FlowRun]:
        ours = DeploymentFilter(id=DeploymentFilterId(any_=list(self.deployments.values())))
        found: list[FlowRun] = []
        while page := client.read_flow_runs(
            flow_run_filter=which, deployment_filter=ours, limit=_PAGE, offset=len(found)
        ):
            found += page
        return found

    def _flow(self, run: FlowRun) -> Flow[..., Any]:
        return next(self.flows[word] for word, one in self.deployments.items() if one == run.deployment_id)


def _unwatched(run: FlowRun) -> FlowRun:
    """The run as one of no deployment, until its engine has read it again: then nobody watches whether it is suspended from outside.

    Prefect would do so on a thread with a client, a connection for events and a wait of a fifth of a second at the end, for every run;
    ours last seconds, and suspend themselves.
    """
    return run.model_copy(update={"deployment_id": None})


def settle_in() -> None:
    """Gives the calling thread, until it ends, one client for all that it asks Prefect, and runs without heartbeats.

    A client of its own for every question costs forty times what the question costs. Heartbeats are for servers
    that look for crashed runs (ours are found by the ledger's leases), and make every run wait a second at its end.
    """
    if SyncClientContext.get() is None:
        told = get_settings_context()
        changed = told.settings.copy_with_update({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None})
        SettingsContext(profile=told.profile, settings=changed).__enter__()
        SyncClientContext().__enter__()


def deploy(flows: Mapping[str, Flow[..., Any]], store: str) -> Runs:
    """Makes (or finds) a deployment of each flow for the bucket at an address. Its runs are executed here, no worker takes them."""
    mark = sha256(store.encode()).hexdigest()[:8]
    with get_client(sync_client=True) as client:
        made = {
            word: client.create_deployment(
                client.create_flow(one),
                name=f"desk-{mark}",
                description=one.description,
                parameter_openapi_schema=_schema(word),
                enforce_parameter_schema=True,
            )
            for word, one in flows.items()
        }
    return Runs(flows, made, mark)


def subject_of(parameters: Mapping[str, Any]) -> str:
    """The case that a run with these parameters is about."""
    ((name, number),) = parameters.items()
    return f"{name.removesuffix('_id')}:{number}"


def _read(run_id: str | None) -> FlowRun | None:
    """That run, if the server knows it."""
    if run_id is None:
        return None
    with get_client(sync_client=True) as client, suppress(ObjectNotFound):
        return client.read_flow_run(UUID(run_id))
    return None


def _schema(word: str) -> dict[str, Any]:
    parameter = {"type": "integer", "title": f"{word}_id", "position": 0}
    return {
        "type": "object",
        "title": "Parameters",
        "properties": {f"{word}_id": parameter},
        "required": [f"{word}_id"],
    }


def _suspended_longer(state: State[Any], seconds: int) -> State[Any]:
    longer: State[Any] = Suspended(timeout_seconds=seconds, pause_key=state.state_details.pause_key)
    longer.state_details.run_input_keyset = state.state_details.run_input_keyset
    return longer


def _state() -> FlowRunFilterState:
    return FlowRunFilterState(type=FlowRunFilterStateType(any_=_UNFINISHED))


def _ready(client: SyncPrefectClient, run: FlowRun) -> FlowRun:
    """The run in a state from which it can be executed. One that was just made is: were it another's by now, the server would refuse it.

    Suspended (something new came up meanwhile) or left running (by a process that was killed), it is scheduled anew.
    """
    if run.state is not None and run.state.is_pending():
        return run
    run = client.read_flow_run(run.id)  # another may have ended it meanwhile
    if run.state is not None and (run.state.is_paused() or run.state.is_running()):
        client.set_flow_run_state(run.id, Scheduled(name="TakenUp"), force=True)
        return client.read_flow_run(run.id)
    return run
