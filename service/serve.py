"""`dojang serve`: Prefect's server and UI, intake, desk, sender, pictures and health, in one command.

Everything ends together: Ctrl-C (or SIGTERM) finishes what is being reviewed, and leaves no process;
after SIGKILL nothing is left running either, and the next start takes up what was left.
"""

from __future__ import annotations

import atexit
import ipaddress
import logging
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import httpx

from pipeline.errors import DojangError
from pipeline.manifest import SEOUL
from pipeline.scratch import Scratch
from pipeline.serving import books, chats, webhooks
from pipeline.serving.lone import alone, beside
from pipeline.serving.mail import mailing, smtp
from pipeline.serving.prefect_server import (
    START_SECONDS,
    PrefectServer,
    ServerFailedError,
    answers,
    port_is_free,
    prefect_environment,
)
from pipeline.serving.web import doors
from pipeline.settings import Settings, settings

if TYPE_CHECKING:  # these load Prefect, which reads its settings then: not before the environment names our server
    from service.house import House

PATIENCE = 20.0
"""Seconds that reviews may take to end when the service is stopped."""
_LOOK = 1.0
"""Seconds between two looks whether Prefect's server is alive."""
_LOOKS_A_CHECKPOINT = 30
_log = logging.getLogger(__name__)


def serve(given: Mapping[str, object] | None = None, *, worker: bool = False) -> int:
    """Serves until it is told to stop; the exit status. `given` are settings by name that outrank the environment's.

    A `worker` shares the work of a service that runs: it has no ports, and neither Prefect's server nor pictures of its own.
    Raises `settings-invalid`, `already-serving`, `port-taken`, `prefect-failed`.
    """
    began = time.monotonic()
    set_up(given or {}, worker=worker)
    chosen = settings()
    stop = stopping()
    with ExitStack() as stack:
        server = None
        if worker:
            join(chosen, stack, stop)
        else:
            server = begin(chosen, stack)
        house = stack.enter_context(opened(chosen, server, stop, worker=worker))
        say(f"ready in {time.monotonic() - began:.0f} s")
        house.greet(say)
        watch(server, stop)
        say("stopping: what is being reviewed is finished first; Ctrl-C again stops at once")
    say("stopped")
    if not house.finished:
        leave_at_once()
    return int(house.broken)


def begin(chosen: Settings, stack: ExitStack) -> PrefectServer | None:
    """Takes the data folder as its one service, and starts Prefect's server, if it is to be ours."""
    stack.enter_context(alone(chosen.data))
    empty(temporary_folder(chosen.data))
    server = start_prefect(chosen)
    if server is not None:
        stack.callback(server.stop)
    return server


def join(chosen: Settings, stack: ExitStack, stop: threading.Event) -> None:
    """Takes a place beside the service of the data folder, and waits for Prefect's server. Raises `prefect-failed`."""
    stack.enter_context(beside(chosen.data))
    api = chosen.prefect_url.rstrip("/") or f"http://127.0.0.1:{chosen.ui_port}/api"
    os.environ.update(_quiet(prefect_environment(os.environ, chosen.data.resolve() / "prefect", api)))
    say(f"Dojang {version('dojang')} starts as a worker")
    wait_for_prefect(api, stop)


def wait_for_prefect(api: str, stop: threading.Event) -> None:
    """Until somebody else's server answers, or we are told to stop. Raises `prefect-failed`."""
    until = time.monotonic() + START_SECONDS
    while not answers(api):
        if stop.wait(_LOOK):
            raise SystemExit(0)
        if time.monotonic() > until:
            raise DojangError("prefect-failed", "")


def set_up(given: Mapping[str, object], *, worker: bool = False) -> None:
    """Options become settings of this process; Tesseract keeps to one thread."""
    for name, value in given.items():
        if value is not None:
            os.environ[f"DOJANG_{name.upper()}"] = str(value)
    settings.cache_clear()
    private_temporary_files(workers_folder() if worker else temporary_folder(settings().data))
    check_access(settings())
    check_mail(settings())
    webhooks.hook_of(settings())
    chats.talk_of(settings())
    books.check(settings())
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    shown = logging.StreamHandler()
    shown.setLevel(logging.WARNING)
    shown.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
    logging.getLogger().addHandler(shown)


SYSTEMS = Path(tempfile.gettempdir())
"""Where the system keeps temporary files, before we say otherwise."""
LONGEST = 60
"""Letters of a temporary folder's path in which sockets still find a place: the system allows theirs 107."""


def temporary_folder(data: Path) -> Path:
    """Where a service of that data folder keeps what it writes for a while: within, or beneath the system's where the path is too long."""
    within = data.resolve() / "tmp"
    name = f"dojang-{os.getuid()}-{sha256(os.fsencode(within)).hexdigest()[:16]}"
    places = (within, SYSTEMS / name, Path("/tmp") / name)  # noqa: S108 - it is made for us alone, and looked at
    return next((place for place in places if len(os.fsencode(place)) <= LONGEST), within)


def workers_folder() -> Path:
    """The temporary folder of one worker, gone with it: the service empties its own when it starts."""
    own = Scratch()
    atexit.register(own.close)  # runs after whatever has files there
    return own.folder()


def private_temporary_files(folder: Path) -> None:
    """What this process and all that it starts write for a while lies in a folder of our own; the next start empties what a kill left."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise DojangError("settings-invalid", "TMPDIR")
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)


def check_access(chosen: Settings) -> None:
    """Beyond this machine nobody may ask without saying who they are. Raises `access-open`, `settings-invalid`."""
    kept = doors.is_kept(chosen)
    try:
        local = chosen.host == "localhost" or ipaddress.ip_address(chosen.host).is_loopback
    except ValueError:
        local = False
    if not local and not kept:
        raise DojangError("access-open", "DOJANG_HOST")


def check_mail(chosen: Settings) -> None:
    """A mail server or an address that cannot be is told at the start, not at the first notice. Raises `settings-invalid`."""
    if chosen.smtp_url is not None and chosen.smtp_url.get_secret_value():
        smtp.server_of(chosen.smtp_url)
    mailing.sender_of(chosen)
    mailing.operator_of(chosen)


def empty(folder: Path) -> None:
    """Removes what a service that was killed left there; only whoever holds the data folder may."""
    for one in folder.iterdir():
        if one.is_dir() and not one.is_symlink():
            shutil.rmtree(one, ignore_errors=True)
        else:
            one.unlink(missing_ok=True)


def start_prefect(chosen: Settings) -> PrefectServer | None:
    """Starts our own server, or names the one outside to this process. Prefect must not be loaded before."""
    home = chosen.data.resolve() / "prefect"
    for port in (chosen.port, *(() if chosen.prefect_url else (chosen.ui_port,))):
        if not port_is_free(port):
            raise DojangError("port-taken", str(port))
    if chosen.prefect_url:
        os.environ.update(_quiet(prefect_environment(os.environ, home, chosen.prefect_url.rstrip("/"))))
        return None
    database = chosen.prefect_database_url.get_secret_value() if chosen.prefect_database_url else ""
    server = PrefectServer(home, chosen.ui_port, database=database)
    os.environ.update(_quiet(server.environment))
    say(f"Dojang {version('dojang')} starts; Prefect's server takes some seconds")
    return server.start()


@contextmanager
def opened(
    chosen: Settings, server: PrefectServer | None, stop: threading.Event, *, worker: bool = False
) -> Iterator[House]:
    """The whole house, open and at work. Raises `prefect-failed`."""
    from pipeline import facts  # noqa: PLC0415 - see TYPE_CHECKING above

    facts.warm(chosen.workers or 1)
    try:
        if server is not None:
            server.wait()
    except ServerFailedError:
        raise DojangError("prefect-failed", "") from None
    house = built(server, stop, worker=worker)
    try:
        house.open()
        yield house
    finally:
        stop.set()
        house.close(PATIENCE)


def built(server: PrefectServer | None, stop: threading.Event, *, worker: bool) -> House:
    """The house, once Prefect's server knows our flows: it may be killed just as we begin. Raises `prefect-failed`."""
    from prefect.exceptions import PrefectHTTPStatusError  # noqa: PLC0415 - see TYPE_CHECKING above

    from service.house import House  # noqa: PLC0415 - likewise

    until = time.monotonic() + START_SECONDS
    while True:
        try:
            return House(stop, say, worker=worker)
        except (httpx.HTTPError, PrefectHTTPStatusError):
            if time.monotonic() > until:
                raise DojangError("prefect-failed", "") from None
        if stop.wait(_LOOK):
            raise SystemExit(0)
        if server is not None and not server.alive:
            revive(server)


def watch(server: PrefectServer | None, stop: threading.Event) -> None:
    """Looks after Prefect's server until the service is stopped."""
    looks = 0
    while not stop.wait(_LOOK):
        looks += 1
        if server is not None and not server.alive:
            revive(server)
        if server is not None and looks % _LOOKS_A_CHECKPOINT == 0:
            server.checkpoint()


def revive(server: PrefectServer) -> None:
    """Starts Prefect's server again."""
    say("Prefect's server ended; it is started again")
    server.stop()
    server.start()
    try:
        server.wait()
        say("Prefect's server is back")
    except ServerFailedError:
        _log.warning("Prefect's server did not start; see %s", server.log)


def stopping() -> threading.Event:
    """Set when the process is told to stop. Told twice, it ends at once: what was under way is taken up later."""
    stop = threading.Event()

    def told(_: int, __: object) -> None:
        if stop.is_set():
            os._exit(130)
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, told)
    return stop


def leave_at_once() -> NoReturn:
    """Ends this process and the readings that it waits for; their cases are taken up again by the next one."""
    from pipeline import facts  # noqa: PLC0415 - see TYPE_CHECKING above

    facts.abandon()
    os._exit(0)


def say(line: str) -> None:
    """One line for the operator, on standard output."""
    sys.stdout.write(f"{datetime.now(SEOUL):%H:%M:%S} {line}\n")
    sys.stdout.flush()


def _quiet(environment: Mapping[str, str]) -> dict[str, str]:
    """Prefect's own lines go to its server, not to our output."""
    return {**environment, "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL"}
