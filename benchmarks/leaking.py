"""Uploads that expose numbers go through the real service, by way of the bucket; then all that it wrote is searched."""

from __future__ import annotations

import hashlib
import io
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps
from sqlalchemy import select

from benchmarks.leak_papers import KEY, Exposing
from benchmarks.leak_search import files, hits
from pipeline.document import Box
from pipeline.redaction import COVER
from pipeline.serving.backups import dump
from pipeline.serving.buckets import FolderStore
from pipeline.serving.files import Album
from pipeline.serving.keys import keyring_of
from pipeline.serving.prefect_server import PrefectServer
from pipeline.settings import Settings
from tests.services.dojang import Served
from tests.services.mail import Mailbox
from tests.services.programs import free_port

_LAST_SIX = 0.64
"""Of a number's width: where its last six digits surely have begun."""
_NEAR = 40
"""Of 255: how far from the cover's colour a pixel may be, after JPEG."""
_LATE = datetime(2100, 1, 1, tzinfo=UTC)
"""A moment after all others."""
_COVERED = 0.9
"""Share of the pixels over the last six digits that must be the cover's."""


@dataclass
class Leaks:
    """What was found: `texts` by upload and where, `inked` pictures whose number shows; and what was looked at."""

    texts: list[tuple[str, str]] = field(default_factory=list)
    inked: list[str] = field(default_factory=list)
    verdicts: Counter[str] = field(default_factory=Counter)
    approved: list[str] = field(default_factory=list)
    looked: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """0 is what is wanted."""
        return len(self.texts) + len(self.inked)


def through_the_service(uploads: Sequence[Exposing], folder: Path, *, path: str = "", seconds: float = 600) -> Leaks:
    """Serves them in a folder that is there, stops the service, and searches. `path` is put before Python's own."""
    found, numbers = Leaks(), {one.digits: one.name for one in uploads}
    temporary = folder / "tmp"
    temporary.mkdir()
    with _mailbox() as mailbox, _served(folder / "data", mailbox, temporary, path) as served:
        for one in uploads:
            for key, body in one.files.items():
                served.drop(key, body)
        _wait(served, uploads, seconds)
        _decisions(served, found)
    for number, mail in enumerate(mailbox.messages):
        _note(found, "mail", f"mail {number}", mail.as_bytes() + b"\n" + _bodies(mail), numbers)
    _search_files(folder, served, numbers, found)
    _search_ledger(served, numbers, found)
    _search_prefect(served, numbers, found)
    _look_at_pictures(served, uploads, numbers, found)
    return found


def without_prefect(uploads: Sequence[Exposing], folder: Path, *, path: str = "") -> Leaks:
    """The same uploads decided and shown by `benchmarks.leak_desk` alone; then all that it wrote is searched likewise."""
    found, numbers = Leaks(), {one.digits: one.name for one in uploads}
    served = Served(folder / "data", {"MANIFEST_KEY": KEY, "NOTIFY": "ops@example.com", "QUIET_SECONDS": "0"})
    served.inbox.mkdir(parents=True)
    for one in uploads:
        for key, body in one.files.items():
            served.drop(key, body)
    root = Path(__file__).parents[1]
    told = served.environment | {"PYTHONPATH": os.pathsep.join(filter(None, (path, str(root))))}
    with (folder / "log").open("wb") as log:
        command = [sys.executable, "-m", "benchmarks.leak_desk"]
        subprocess.run(command, env=told, cwd=folder, stdout=log, stderr=log, check=True)
    _decisions(served, found)
    _search_files(folder, served, numbers, found)
    _search_ledger(served, numbers, found)
    _look_at_pictures(served, uploads, numbers, found)
    return found


@contextmanager
def _mailbox() -> Iterator[Mailbox]:
    box = Mailbox(free_port())
    box.start()
    try:
        yield box
    finally:
        box.stop()


@contextmanager
def _served(data: Path, mailbox: Mailbox, temporary: Path, path: str) -> Iterator[Served]:
    """A service whose temporary files are ours to search."""
    told = {"MANIFEST_KEY": KEY, "SMTP_URL": mailbox.url, "NOTIFY": "ops@example.com"}
    before = {name: os.environ.get(name) for name in ("TMPDIR", "PYTHONPATH")}
    os.environ |= {"TMPDIR": str(temporary), "PYTHONPATH": path}
    served = Served(data, told)
    try:
        served.start()
        served.ready()
        yield served
        served.stop()
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def _wait(served: Served, uploads: Sequence[Exposing], seconds: float) -> None:
    """Until everything that is a case is decided, shown and told."""
    cases = len(
        {one.rejected or next(iter(one.files)).partition("/")[0] for one in uploads if "folder" not in one.name}
    )
    address = FolderStore(served.inbox).address

    def all_decided() -> bool:
        ledger = served.ledger
        subjects = [one.subject for one in ledger.cases.all(address)]
        done = [one for one in subjects if ledger.decisions.last(one)]
        settled = all(case.wanted <= case.done for case in ledger.cases.all(address))
        return len(done) >= cases and settled and not ledger.outbox.unsent(_LATE)

    served.until(all_decided, seconds, 0.5)


def _decisions(served: Served, found: Leaks) -> None:
    for row in served.ledger.decisions.all():
        found.verdicts[row.verdict] += 1
        if row.verdict == "approved":
            found.approved.append(row.subject)


def _bodies(mail: EmailMessage) -> bytes:
    """A mail's parts as they were before they were encoded."""
    parts = (part.get_payload(decode=True) for part in mail.walk() if not part.is_multipart())
    return b"\n".join(one for one in parts if isinstance(one, bytes))


def _note(found: Leaks, sort: str, where: str, data: bytes, numbers: dict[str, str]) -> None:
    found.looked[sort] += 1
    found.texts += [(numbers[one], where) for one in sorted(hits(data, numbers))]


def _search_files(folder: Path, served: Served, numbers: dict[str, str], found: Leaks) -> None:
    """Everything on disk, opened where it is sealed; the bucket alone is the applicants' own."""
    keyring = keyring_of(Settings(data=served.data))
    for path in files(folder, without=[served.inbox]):
        body = path.read_bytes()
        _note(found, "file", f"file {path.relative_to(folder)}", body, numbers)
        if path.suffix == ".sealed":
            _note(found, "sealed file", f"sealed {path.name}", keyring.open(body), numbers)


def _search_ledger(served: Served, numbers: dict[str, str], found: Leaks) -> None:
    """Every row of the ledger as whoever has the key reads it."""
    with dump.snapshot(served.ledger.engine) as connection:
        for table in dump.TABLES:
            for row in connection.execute(select(table)):
                body = b"\n".join(one if isinstance(one, bytes) else str(one).encode("utf-8", "replace") for one in row)
                _note(found, "row of the ledger", f"ledger {table.name}", body, numbers)


def _search_prefect(served: Served, numbers: dict[str, str], found: Leaks) -> None:
    """Every row of Prefect's database."""
    PrefectServer(served.data / "prefect", served.ui_port).checkpoint()
    with closing(sqlite3.connect(served.data / "prefect" / "prefect.db")) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for row in database.execute(f'SELECT * FROM "{name}"'):  # noqa: S608 - names of the database's own
                body = b"\n".join(one if isinstance(one, bytes) else str(one).encode() for one in row)
                _note(found, "row of Prefect", f"prefect {name}", body, numbers)


def _look_at_pictures(served: Served, uploads: Sequence[Exposing], numbers: dict[str, str], found: Leaks) -> None:
    """Every picture is read by OCR; where the number's place on its page is known, it must be covered there."""
    keyring = keyring_of(Settings(data=served.data))
    for folder in ("pages", "sheets"):
        album = Album(served.data / folder, keyring)
        for name in sorted(album.names()):
            text = _read(Image.open(io.BytesIO(album.read(name))))
            _note(found, "picture", f"picture {folder}/{name}", text.encode(), numbers)
    sheets = Album(served.data / "sheets", keyring)
    by_hash = {
        paper["sha256"]: f"{row.id}-1-page-1" for row in served.ledger.decisions.all() for paper in row.body["papers"]
    }
    for one in uploads:
        name = by_hash.get(hashlib.sha256(next(iter(one.files.values()))).hexdigest(), "")
        if one.box is not None and sheets.has(name):
            found.looked["number's place"] += 1
            if shows_ink(_page_of(sheets.read(name)), one.box):
                found.inked.append(one.name)


_RATIO = 297 / 210
"""Of the generator's pages: A4."""


def _page_of(sheet: bytes) -> Image.Image:
    """The page on a sheet's picture: its foot; above it stands the heading."""
    whole = Image.open(io.BytesIO(sheet)).convert("RGB")
    return whole.crop((0, whole.height - round(whole.width * _RATIO), whole.width, whole.height))


def shows_ink(picture: Image.Image, box: Box) -> bool:
    """Whether the place of a number's last six digits is not all the cover's colour."""
    page = np.asarray(picture, dtype=np.int16)
    left, right = box.left + _LAST_SIX * box.width, box.right - 0.07 * box.width  # a frame lies over the edges
    within = Box(left, box.top + 0.2 * box.height, right, box.bottom - 0.2 * box.height)
    crop = within.crop(page)
    near = (np.abs(crop - np.array(COVER)) <= _NEAR).all(axis=2)
    return float(near.mean()) < _COVERED


def _read(picture: Image.Image) -> str:
    """What Tesseract reads there, digits mostly."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "picture.png"
        ImageOps.grayscale(picture).save(path, compress_level=1)
        command = ["tesseract", str(path), "-", "-l", "eng", "--psm", "11"]
        told = subprocess.run(
            command, capture_output=True, check=True, timeout=120, env=os.environ | {"OMP_THREAD_LIMIT": "1"}
        )
    return told.stdout.decode()
