"""What is decided leaves the bucket: copied to where decided uploads go, verified there, and only then removed from where it came in.

There it lies under the hash of its bytes, once, whatever it was called. A kill at any point leaves at least one whole copy, and the
next round goes on. What cannot be removed surely (see `UploadStore.remove`) stays in the bucket as well.
"""

from __future__ import annotations

import hashlib
import logging
from datetime import timedelta
from typing import NamedTuple

from pipeline.errors import DojangError
from pipeline.serving import intake
from pipeline.serving.buckets import BucketError, GoneError, UploadStore
from pipeline.serving.office import Office
from pipeline.serving.tables import Upload, UploadState, Whereabouts

_PAUSE = timedelta(days=1)
"""After this what could not leave is tried again."""
_STAYS = frozenset({Whereabouts.BUCKET, Whereabouts.COPIED})
_log = logging.getLogger(__name__)


class Moved(NamedTuple):
    """What one round did."""

    moved: int = 0
    left: int = 0
    """Copied, but still in the bucket too: it cannot remove them surely."""


def move(office: Office) -> Moved:
    """Moves what is approved or rejected, nothing of what waits for a person or for papers. Raises `BucketError`, `OSError`.

    Left where they are: files above the size limit, and those that show a number which nobody may keep.
    """
    if office.decided is None:
        return Moved()
    now = office.now()
    due = office.ledger.departures.due(office.store.address, now, office.settings.max_bytes)
    ended = [_move(office, office.decided, one) if _is_ready(office, one) else None for one in due]
    stay = [one.id for one, where in zip(due, ended, strict=True) if where in {None, *_STAYS}]
    office.ledger.departures.put_off(stay, now + _PAUSE)
    return Moved(ended.count(Whereabouts.MOVED), ended.count(Whereabouts.COPIED))


def _is_ready(office: Office, upload: Upload) -> bool:
    """Whether it was dealt with: a manifest is never settled, its case is; an older version that nobody read is left."""
    is_settled = upload.state in {UploadState.DONE, UploadState.DUPLICATE}
    return is_settled or not intake.is_paper(upload, office.settings.trusted_prefix)


def _move(office: Office, decided: UploadStore, upload: Upload) -> Whereabouts:
    """Where it is afterwards."""
    arrivals = office.ledger.arrivals
    try:
        if upload.whereabouts == Whereabouts.BUCKET:
            sha256 = _copy(office, decided, upload)
            arrivals.note_whereabouts(upload.id, Whereabouts.COPIED, sha256)
        removed = office.store.remove(intake.listed(office.store, upload))
    except GoneError:  # whoever put it there has removed it, or written it anew
        is_copied = upload.whereabouts == Whereabouts.COPIED
        arrivals.note_whereabouts(upload.id, Whereabouts.MOVED if is_copied else Whereabouts.NOWHERE)
        return Whereabouts.NOWHERE
    except BucketError:
        raise
    except DojangError as error:
        _log.warning("an upload could not be moved away: %s", error)
        return Whereabouts.BUCKET
    if not removed:
        return Whereabouts.COPIED
    arrivals.note_whereabouts(upload.id, Whereabouts.MOVED)
    return Whereabouts.MOVED


def _copy(office: Office, decided: UploadStore, upload: Upload) -> str:
    """Copies it and reads the copy back; the hash it lies under. Raises `GoneError`, `DojangError`."""
    data = intake.fetch(office.store, upload, office.settings.max_bytes)
    sha256 = hashlib.sha256(data).hexdigest()
    if upload.sha256 not in {None, sha256}:
        raise GoneError("its bytes are not those that were read")
    decided.put_if_absent(sha256, data)
    copy = decided.look(sha256)
    if copy is None:
        raise BucketError("bucket-unreachable", "the copy is not there")
    with decided.open(copy) as body:
        if hashlib.sha256(body.read()).hexdigest() != sha256:
            raise BucketError("bucket-unreachable", "the copy differs")
    office.ledger.readings.keep_content(sha256, len(data), office.now())
    return sha256
