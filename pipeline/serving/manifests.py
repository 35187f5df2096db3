"""The manifest of an application as the bucket holds it: whether it is the operator's own, and what it says.

It counts only when the operator signed it, or when it lies where only the operator can write, and only for the
application under whose ID it lies. One that has not the form of a manifest is refused, with why and to whom that can be told.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.document import Json
from pipeline.errors import DojangError
from pipeline.identifiers import exposes, scrub
from pipeline.manifest import MAX_BYTES, Channel, Manifest, contact, parse
from pipeline.reviewing import MANIFEST, SIGNATURE
from pipeline.serving.buckets import BucketError, GoneError, UploadStore
from pipeline.serving.intake import current, fetch, place
from pipeline.serving.tables import Upload
from pipeline.settings import Settings

_log = logging.getLogger(__name__)


class Claimed(NamedTuple):
    """A manifest, the hash of its bytes, and whether it is surely the operator's own."""

    manifest: Manifest
    sha256: str
    trusted: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """A manifest that is there and is none. `mark` names its bytes, and whether they are surely the operator's own.

    `email` and `channel` are what is known all the same of whom to tell; `None` where the bytes do not say, or need not be true.
    """

    error: DojangError
    mark: str
    email: str | None = None
    channel: Channel | None = None


def manifest_of(
    store: UploadStore, uploads: list[Upload], settings: Settings, decided: UploadStore | None = None
) -> Claimed | Refused | None:
    """The application's manifest; `None` while it is not there, or is being replaced. Raises `BucketError`.

    One that is not `trusted` may be the applicant's own work: nothing in it may be believed.
    """
    by_name = {place_.name: one for one in current(uploads) if (place_ := place(one.key, settings.trusted_prefix))}
    written = by_name.get(MANIFEST)
    if written is None:
        return None
    try:
        body = fetch(store, written, MAX_BYTES, decided)
        signature = _signature(store, by_name.get(SIGNATURE), decided)
    except BucketError:
        raise
    except GoneError:
        _log.info("application %s: its manifest is being replaced", written.application_id)
        return None
    except DojangError as error:
        code = "manifest-invalid" if error.code == "too-large" else error.code
        return Refused(DojangError(code, "larger than 64 KiB" if code != error.code else ""), f"{written.etag}:refused")
    return _opened(written, body, trusted=_counts(written, body, signature, settings), settings=settings)


def _signature(store: UploadStore, upload: Upload | None, decided: UploadStore | None) -> bytes | None:
    """What stands beside the manifest; what cannot be read there, or is too long for one, is none. Raises `BucketError`, `GoneError`."""
    if upload is None:
        return None
    try:
        return fetch(store, upload, MAX_BYTES, decided)
    except BucketError:
        raise
    except DojangError:
        return None


def _opened(upload: Upload, body: bytes, settings: Settings, *, trusted: bool) -> Claimed | Refused:
    """What the bytes say."""
    sha256 = hashlib.sha256(body).hexdigest()
    where = place(upload.key, settings.trusted_prefix)
    try:
        return Claimed(_scrubbed(_of(where.application if where else None, parse(body))), sha256, trusted)
    except DojangError as error:
        _log.warning("application %s: %s", upload.application_id, error)
        known = contact(body) if trusted else None
        email = known.email if known and known.email and not exposes(known.email) else None
        mark = f"{sha256}:refused:{'trusted' if trusted else 'untrusted'}"
        return Refused(error, mark, email, known.channel if known else None)


def _of(application: str | None, manifest: Manifest) -> Manifest:
    """The manifest, if it is that application's own: another's, copied, would speak for it. Raises `manifest-invalid`."""
    if manifest.application_id != application:
        raise DojangError("manifest-invalid", "application_id")
    return manifest


def _scrubbed(manifest: Manifest) -> Manifest:
    """The manifest with every personal number in a name starred. Raises `manifest-invalid` where it stands in an address."""
    if exposes(manifest.applicant.email) or exposes(manifest.applicant.phone):
        raise DojangError("manifest-invalid", "applicant")
    told = manifest.model_dump(mode="json")
    return Manifest.model_validate_json(json.dumps(_starred(told)))


_NUMBERS = frozenset({"business_number", "sender_number", "phone", "email", "at", "submitted_at", "application_id"})
"""Fields that have a form of their own, in which a personal number has no place."""


def _starred(told: Json) -> Json:
    return {
        name: _starred(one)
        if isinstance(one, dict)
        else scrub(one)
        if isinstance(one, str) and name not in _NUMBERS
        else one
        for name, one in told.items()
    }


def _counts(upload: Upload, body: bytes, signature: bytes | None, settings: Settings) -> bool:
    if settings.trusted_prefix and upload.key.startswith(settings.trusted_prefix):
        return True
    if settings.manifest_key is None or signature is None:
        return False
    key = settings.manifest_key.get_secret_value().encode()
    return bool(key) and hmac.compare_digest(sign(key, body).encode(), signature.strip())


def sign(key: bytes, body: bytes) -> str:
    """What `application.json.sig` holds: HMAC-SHA256 in hex."""
    return hmac.new(key, body, hashlib.sha256).hexdigest()
