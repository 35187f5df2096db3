"""Where uploads arrive: one small typed interface, local folders and S3 behind it.

Keys are data: they may hold any character a store allows, are never joined to a path unchecked
and never printed raw. Listing is the truth; an object is known by key, etag and version.
"""

from __future__ import annotations

from pipeline.serving.buckets.addresses import open_store
from pipeline.serving.buckets.folder import FolderStore, etag_of
from pipeline.serving.buckets.store import BucketError, GoneError, Item, UploadStore

__all__ = ["BucketError", "FolderStore", "GoneError", "Item", "UploadStore", "etag_of", "open_store"]
