"""What arrives: from the bucket's listing into the ledger, and from there the bytes, once each.

A bare file lies at the bucket's root; `ID/…` belongs to application ID. Names are chosen by
strangers: what goes into the ledger is a key with every resident number in it starred.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from pipeline.errors import DojangError
from pipeline.identifiers import exposes, resident_spans, scrub
from pipeline.manifest import SEOUL
from pipeline.reviewing import MANIFEST, SIGNATURE
from pipeline.serving.buckets import GoneError, Item, UploadStore
from pipeline.serving.ledger import Ledger
from pipeline.serving.ledger.arrivals import version_of
from pipeline.serving.tables import Upload, UploadState, Whereabouts
from pipeline.settings import Settings
from pipeline.workdays import open_calendar

_AT_ONCE = 200
"""Objects that are looked up and noted together."""


class Place(NamedTuple):
    """Where a key belongs: the application (`None`: a bare file) and the file's own name."""

    application: str | None
    name: str


_Placed = tuple[Item, Place]


def place(key: str, trusted_prefix: str) -> Place | None:
    """What the key says; `None` for a depth that means nothing. A trusted folder counts like the root."""
    if trusted_prefix.endswith("/"):
        key = key.removeprefix(trusted_prefix)
    folder, slash, name = key.partition("/")
    if not slash:
        return Place(None, folder)
    return Place(folder, name) if name and folder and "/" not in name else None


class Scanned(NamedTuple):
    """What one look into the bucket found."""

    new: int
    ignored: int
    """Objects that lie neither at the bucket's root nor in an application's folder."""
    personal: int
    """Objects in folders whose name has the form of a resident number: it would be kept as an application's ID."""


def scan(store: UploadStore, ledger: Ledger, settings: Settings, now: datetime) -> Scanned:
    """Notes everything the bucket lists; its cases are due `review_days` business days from now. Raises `OSError`, `BucketError`.

    What was listed before a listing broke off is noted all the same.
    """
    return note(store, ledger, settings, store.list(), now)


def note(store: UploadStore, ledger: Ledger, settings: Settings, items: Iterable[Item], now: datetime) -> Scanned:
    """Notes what is in the bucket now, a few hundred objects at a time. Whoever found it, and however often, it is noted once."""
    calendar = open_calendar(settings.country, settings.days_off)
    due_on = calendar.after(now.astimezone(SEOUL).date(), settings.review_days)
    left = Counter[str]()
    rest, new = _sorted(items, settings, left), 0
    while some := list(islice(rest, _AT_ONCE)):
        found = [(item._replace(key=_kept(item.key)), where) for item, where in some]
        found += _returned(store, ledger, some)
        exposing = {item for item, where in found if exposes(where.name)}
        named = [(item, where.application) for item, where in found]
        new += ledger.arrivals.note(store.address, named, now, due_on, exposing)
    return Scanned(new, left["ignored"], left["personal"])


def _sorted(items: Iterable[Item], settings: Settings, left: Counter[str]) -> Iterator[_Placed]:
    """What is taken in, and where it belongs; the rest is counted."""
    for item in items:
        where = place(item.key, settings.trusted_prefix)
        if where is None:
            left["ignored"] += 1
        elif _is_personal(where):
            left["personal"] += 1
        else:
            yield item, where


def is_taken_in(key: str, trusted_prefix: str) -> bool:
    """Whether an object of that key is noted."""
    where = place(key, trusted_prefix)
    return where is not None and not _is_personal(where)


def _is_personal(where: Place) -> bool:
    return where.application is not None and bool(resident_spans(where.application))


def _returned(store: UploadStore, ledger: Ledger, some: list[_Placed]) -> list[_Placed]:
    """What is there once more after it was gone, moved away or overwritten: a version of its own, though it bears the old one's name.

    A listing may be older than what was noted meanwhile, so each is looked at before it is believed.
    """
    if not store.etags_are_contents:
        return []
    kept = [item._replace(key=_kept(item.key)) for item, _ in some]
    back = ledger.arrivals.returned(store.address, kept)
    pairs = zip(some, back, strict=True)
    return [(again, where) for (item, where), again in pairs if again is not None and _is_there(store, item)]


def _is_there(store: UploadStore, item: Item) -> bool:
    now = store.look(item.key)
    return now is not None and (now.etag, now.version) == (item.etag, item.version)


def fetch(store: UploadStore, upload: Upload, limit: int, decided: UploadStore | None = None) -> bytes:
    """The bytes of an upload, from where decided ones went if it was moved there.

    Raises `GoneError`, `BucketError`, or `DojangError`: `too-large`, `file-unreadable`.
    """
    if upload.size > limit:
        raise DojangError("too-large")
    try:
        source, item = _source(store, decided, upload)
        with source.open(item) as body:
            return body.read(limit + 1)
    except OSError:
        raise DojangError("file-unreadable") from None


def _source(store: UploadStore, decided: UploadStore | None, upload: Upload) -> tuple[UploadStore, Item]:
    """Where the bytes lie, and as what. Raises `GoneError`."""
    if decided is None or upload.whereabouts != Whereabouts.MOVED:
        return store, listed(store, upload)
    found = decided.look(upload.sha256 or "")
    if found is None:
        raise GoneError(upload.etag)
    return decided, found


def listed(store: UploadStore, upload: Upload) -> Item:
    """The object as the bucket knows it. Raises `GoneError`.

    Where the ledger has the key with a number starred, the bucket is asked again: it alone has the whole key.
    """
    version = version_of(upload.version)
    if not _may_be_starred(upload):
        return Item(upload.key, upload.etag, upload.size, version, upload.modified)
    wanted = (upload.key, upload.etag, version)
    for item in store.list(upload.key.partition("*")[0]):
        if (_kept(item.key), item.etag, item.version) == wanted:
            return item
    raise GoneError(upload.etag)


def kept_key_of(item: Item) -> str:
    """The key of a listed object as the ledger has it."""
    return _kept(item.key)


def _kept(key: str) -> str:
    """The key as the ledger keeps it: personal numbers in the file's own name starred."""
    folder, slash, name = key.rpartition("/")
    return folder + slash + scrub(name)


def _may_be_starred(upload: Upload) -> bool:
    return "*" in upload.key


def current(uploads: list[Upload]) -> list[Upload]:
    """Of each key its newest version, in the order of arrival. Two keys that starring made alike stay two."""
    newest = {
        (upload.key, upload.etag if _may_be_starred(upload) else ""): upload
        for upload in uploads
        if upload.state != UploadState.GONE
    }
    return sorted(newest.values(), key=lambda upload: upload.id)


def is_paper(upload: Upload, trusted_prefix: str) -> bool:
    """Whether it is handed in to be read: neither the manifest nor its signature."""
    where = place(upload.key, trusted_prefix)
    return where is not None and where.name not in {MANIFEST, SIGNATURE}
