"""A child process with limits on time, memory and output, in which strangers' files are opened.

Children are recycled: each serves many calls, one at a time, and is ended as a whole process group
when it runs over a limit. A child that dies is an error of that one call, never of the caller.
Each call has a private temporary folder that is gone afterwards, also when the child was killed; when the caller was, the
child removes it and ends. What libraries print in a child goes nowhere: it may hold what stands in a document.
"""

from __future__ import annotations

import atexit
import contextlib
import multiprocessing
import os
import resource
import select
import signal
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from multiprocessing.reduction import ForkingPickler
from typing import Any, ParamSpec, TypeVar

from pipeline import scratch
from pipeline.errors import DojangError

P = ParamSpec("P")
T = TypeVar("T")

UNFORESEEN = 70
"""Exit status of a child that met an error it does not know (EX_SOFTWARE)."""
CALLS_PER_CHILD = 100
"""After so many calls a child is replaced: what a library leaked goes with it."""
OUTPUT_BYTES = 200_000_000
"""The largest answer, and the largest temporary file: thirty pages as JPEG are a tenth of it."""


class Fence:
    """Calls functions in children. Thread-safe: as many children live as calls run at once."""

    def __init__(self, *, seconds: float, memory_mb: int, preload: tuple[str, ...] = ()) -> None:
        self._seconds = seconds
        self._memory = memory_mb * 1024 * 1024
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(list(preload))
        self._scratch = scratch.Scratch()
        self._idle: list[_Child] = []
        self._busy: set[_Child] = set()
        self._abandoned = False
        self._lock = threading.Lock()
        atexit.register(self.close)

    def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What the function gives for these arguments; all must be picklable.

        Raises the function's `DojangError`; `timed-out` or `out-of-memory` when it ran over (too large an answer is
        `out-of-memory` as well);
        `reading-failed` when it raised what nobody foresaw: a fault of ours, the file need not be at fault;
        `damaged-file` when the child died otherwise. A child that somebody else killed is replaced, once.
        """
        try:
            return self._call(function, args, kwargs)
        except _ChildKilledError:
            pass
        try:
            return self._call(function, args, kwargs)
        except _ChildKilledError:
            raise DojangError("out-of-memory") from None

    def _call(self, function: Callable[..., T], args: tuple[object, ...], kwargs: dict[str, object]) -> T:
        child = self._take()
        own = self._scratch.folder()
        with tempfile.TemporaryDirectory(prefix="dojang-", dir=own, ignore_cleanup_errors=True) as folder:
            try:
                found: T = child.call((function, args, kwargs, folder), self._seconds)
            except _ChildDiedError as death:
                self._hold_if_abandoned()
                raise DojangError(death.code) from None
            except _ChildKilledError:
                self._hold_if_abandoned()
                raise
            except BaseException:
                if child.busy:
                    child.end()
                raise
            finally:
                self._put_back(child)
        return found

    def warm(self, children: int) -> None:
        """Starts so many children ahead of the calls; returns at once, they load by themselves."""
        ahead = [_Child(self._context, self._memory) for _ in range(children)]
        with self._lock:
            self._idle += ahead

    def close(self) -> None:
        """Ends every idle child, and lets go of the temporary folder."""
        with self._lock:
            idle, self._idle = self._idle, []
        for child in idle:
            child.end()
        self._scratch.close()

    def abandon(self) -> None:
        """Ends every child, also the busy ones. Their calls never return: the caller's process is about to end."""
        self._abandoned = True
        with self._lock:
            children = [*self._idle, *self._busy]
        for child in children:
            child.kill()

    def _hold_if_abandoned(self) -> None:
        """A reading that we ended ourselves says nothing about the file: nobody may take it for an answer."""
        if self._abandoned:
            threading.Event().wait()

    def _take(self) -> _Child:
        with self._lock:
            child = next((one for one in iter(self._idle_child, None) if one.alive), None)
        child = child or _Child(self._context, self._memory)
        with self._lock:
            self._busy.add(child)
        return child

    def _idle_child(self) -> _Child | None:
        return self._idle.pop() if self._idle else None

    def _put_back(self, child: _Child) -> None:
        with self._lock:
            self._busy.discard(child)
        if not child.alive or child.calls >= CALLS_PER_CHILD:
            child.end()
            return
        with self._lock:
            self._idle.append(child)


class _ChildDiedError(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class _ChildKilledError(Exception):
    """Killed by another: by the system, for want of memory, or by hand."""


class _Child:
    """One process and the pipe to it."""

    def __init__(self, context: multiprocessing.context.ForkServerContext, memory: int) -> None:
        self._pipe, theirs = context.Pipe()
        self._process: ForkServerProcess = context.Process(target=_serve, args=(theirs, memory), daemon=True)
        self._process.start()
        theirs.close()
        self.calls = 0
        self.busy = False
        self._ended = False

    @property
    def alive(self) -> bool:
        return not self._ended and self._process.is_alive()

    def call(self, task: tuple[object, ...], seconds: float) -> Any:  # noqa: ANN401 - what the function gives
        self.calls += 1
        self.busy = True
        try:
            self._pipe.send(task)
            if not self._pipe.poll(seconds):
                self.end()
                raise _ChildDiedError("timed-out")
            found = ForkingPickler.loads(self._pipe.recv_bytes(OUTPUT_BYTES))
        except (EOFError, OSError):
            self._process.join(timeout=2)
            if self._process.exitcode == -signal.SIGKILL:
                raise _ChildKilledError from None
            unforeseen = self._process.exitcode == UNFORESEEN
            raise _ChildDiedError("reading-failed" if unforeseen else "damaged-file") from None
        self.busy = False
        if isinstance(found, DojangError):
            raise found
        return found

    def kill(self) -> None:
        """Ends the child and all that it started, which may outlive it."""
        if self._ended or self._process.pid is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        if self.alive:
            self._process.kill()

    def end(self) -> None:
        """Ends the child and all that it started, and lets go of every handle on it at once, not when garbage is collected."""
        if self._ended:
            return
        self.kill()
        self._process.join(timeout=5)
        self._pipe.close()
        self._ended = True
        with contextlib.suppress(ValueError):  # it runs still: it hangs in the kernel, and is collected when it lets go
            self._process.close()


def _serve(pipe: Connection, memory: int) -> None:
    """The child's life: one call after the other until the pipe closes."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    log = _silenced()
    _limit(memory)
    life = _Life(pipe)
    threading.Thread(target=life.watch, daemon=True).start()
    while True:
        try:
            function, args, kwargs, folder = pipe.recv()
        except EOFError:
            return
        life.folder = tempfile.tempdir = folder
        os.environ["TMPDIR"] = folder
        pipe.send_bytes(_packed(_answer(function, args, kwargs, log)))


class _Life:
    """How long a child lives: no longer than its caller, of which nothing is to stay in `folder` either."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self.folder = ""

    def watch(self) -> None:
        """Waits until the pipe's other end is closed, whatever the child is at. Then nobody waits for an answer any more."""
        closed = select.poll()
        closed.register(self._pipe.fileno(), getattr(select, "POLLRDHUP", 0))
        closed.poll()
        if self.folder:
            scratch.remove(self.folder)
        os.killpg(0, signal.SIGKILL)


def _limit(memory: int) -> None:
    """What the child and all that it starts may use; a file that grows too large is an error of writing it."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (OUTPUT_BYTES, OUTPUT_BYTES))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _silenced() -> int:
    """Sends whatever is printed nowhere; gives a copy of standard error for what we say ourselves."""
    log = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    return log


def _packed(answer: object) -> bytes:
    """What goes through the pipe."""
    packed = bytes(ForkingPickler.dumps(answer))
    return packed if len(packed) <= OUTPUT_BYTES else bytes(ForkingPickler.dumps(DojangError("out-of-memory")))


def _answer(function: Callable[..., object], args: tuple[object, ...], kwargs: dict[str, object], log: int) -> object:
    try:
        return function(*args, **kwargs)
    except DojangError as error:
        return error
    except MemoryError:
        return DojangError("out-of-memory")
    except BaseException as error:  # noqa: BLE001 - nobody else may print it: its text may hold what stands in a document
        _say_where(error, log)
        os._exit(UNFORESEEN)


def _say_where(error: BaseException, log: int) -> None:
    """An unforeseen error's type and place, and nothing of its text or source."""
    *_, last = traceback.extract_tb(error.__traceback__)
    place = f"{os.path.basename(last.filename)}:{last.lineno}"  # noqa: PTH119 - a name, no path
    os.write(log, f"dojang: reading ended by {type(error).__name__} at {place}\n".encode())
