"""Files and folders on disk, reviewed without a server: what the command line does.

Reading happens in fenced child processes, so threads are enough to review several files side by
side. Nothing is kept: no ledger, no notice, no picture.
"""

from __future__ import annotations

import os
import stat
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from checks import rulebook
from checks.rulebook import Rulebook
from pipeline import facts, judging
from pipeline.document import Decision, Facts, Json, Kind
from pipeline.errors import DojangError
from pipeline.identifiers import exposes, scrub
from pipeline.manifest import MAX_BYTES, SEOUL, Manifest, parse
from pipeline.settings import settings

MANIFEST = "application.json"
SIGNATURE = "application.json.sig"


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One file or application: its JSON, and the decision or the error behind it."""

    json: Json
    decision: Decision | None = None
    error: DojangError | None = None

    @property
    def failed(self) -> bool:
        """Whether it, or a paper of it, could not be reviewed."""
        return self.error is not None or any("error" in paper for paper in self.json.get("documents", ()))


@dataclass(frozen=True, slots=True)
class Terms:
    """How to review: `kind` overrides what the page says, `book` what the kind's own rulebook is."""

    submitted: date
    kind: Kind | None = None
    book: Rulebook | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    """What came of one file: its facts, or why there are none."""

    name: str
    sha256: str | None
    found: Facts | DojangError


def today() -> date:
    """The day in Seoul."""
    return datetime.now(SEOUL).date()


def review_files(paths: Sequence[Path], terms: Terms, workers: int = 1) -> Iterator[Reviewed]:
    """Reviews each file on its own; results come in the order given, each as soon as it can."""
    for one in _read_all(paths, terms.kind, workers):
        yield _judged(one, terms)


def review_application(folder: Path, book: Rulebook | None, workers: int = 1) -> Reviewed:
    """Reviews a folder with its `application.json`, taken as the operator's own. Raises `settings-invalid`."""
    settings()
    try:
        manifest = _manifest(folder)
        papers = list(_read_all(_papers(folder), None, workers))
        return _application(manifest, papers, book or rulebook.load(manifest.channel.value))
    except DojangError as error:
        told = {"schema": 1, "application_id": scrub(folder.resolve().name), "error": error.to_json()}
        return Reviewed(told, error=error)


def read_bytes(path: Path, limit: int) -> bytes:
    """A regular file's bytes, at most `limit`.

    Raises `file-not-found`, `not-a-file`, `file-unreadable`, `too-large`.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        raise DojangError("file-not-found") from None
    except OSError:
        raise DojangError("file-unreadable") from None
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise DojangError("not-a-file")
        if status.st_size > limit:
            raise DojangError("too-large")
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read(limit)
    except OSError:
        raise DojangError("file-unreadable") from None
    finally:
        os.close(handle)


def _read_all(paths: Iterable[Path], kind: Kind | None, workers: int) -> Iterator[_Read]:
    """Reads ahead by two files a worker and no further, so that memory does not grow with the list."""
    limit = settings().max_bytes
    with ThreadPoolExecutor(workers) as pool:
        ahead: deque[Future[_Read]] = deque()
        try:
            for path in paths:
                ahead.append(pool.submit(_read, path, kind, limit))
                if len(ahead) > 2 * workers:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _read(path: Path, kind: Kind | None, limit: int) -> _Read:
    sha256: str | None = None
    try:
        if exposes(path.name):
            raise DojangError("number-in-name")  # noqa: TRY301 - told as whatever else keeps a file from being read
        data = read_bytes(path, limit)
        sha256 = facts.digest(data)
        return _Read(str(path), sha256, facts.read(data, kind=kind).facts)
    except DojangError as error:
        return _Read(str(path), sha256, error)


def _judged(one: _Read, terms: Terms) -> Reviewed:
    if isinstance(one.found, DojangError):
        return Reviewed(judging.error_json(one.name, one.sha256, one.found), error=one.found)
    book = terms.book or rulebook.load(judging.rulebook_for(one.found.best.kind))
    decision = judging.judge(one.found, book, terms.submitted)
    return Reviewed(judging.document_json(one.name, one.found, decision, book, terms.submitted), decision)


def _manifest(folder: Path) -> Manifest:
    if not folder.is_dir():
        raise DojangError("file-not-found")
    try:
        return parse(read_bytes(folder / MANIFEST, MAX_BYTES))
    except DojangError as error:
        found_wrong = {"file-not-found": "manifest-missing", "too-large": "manifest-invalid"}
        raise DojangError(found_wrong.get(error.code, error.code), error.detail) from None


def _papers(folder: Path) -> list[Path]:
    """Every file that stands directly in the folder, by name; hidden ones and the manifest are no papers."""
    found = (path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    return sorted(path for path in found if path.name not in {MANIFEST, SIGNATURE})


def _application(manifest: Manifest, papers: Sequence[_Read], book: Rulebook) -> Reviewed:
    """Judged as on the day of `submitted_at`, so that the same folder gives the same answer on any day."""
    day = manifest.submitted
    handed = [judging.Handed(Path(one.name).name, one.found, day, one.sha256) for one in papers]
    judged = judging.judge_application(manifest, handed, book, day)
    return Reviewed(judging.application_json(manifest, judged, book, day), judged.decision)
