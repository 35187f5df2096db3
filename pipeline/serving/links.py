"""Signed links: to a case's pictures, to the one view of an original page, and to where an objection is taken down.

A link names what it opens and the last day on which it does; an HMAC-SHA256 over all of it keeps anyone
from making or changing one. Whether its decision still is the subject's last one, the ledger knows.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

from pipeline.serving.keys import kept_key

KEY_FILE = "link.key"
"""Under the data folder, for its owner's eyes only."""


@dataclass(frozen=True, slots=True)
class Links:
    """Makes links and checks them. `base` is where a reviewer's browser reaches us, without a slash at the end."""

    key: bytes = field(repr=False)
    base: str

    def picture(self, name: str, decision_id: str, until: date) -> str:
        """The URL of a picture of that decision, good until the end of that day."""
        return self._url(f"pictures/{name}.jpg", decision_id, until)

    def original(self, name: str, decision_id: str, until: date) -> str:
        """The URL of the one view of an uncovered page; `name` says which file and page."""
        return self._url(f"original/{name}", decision_id, until)

    def objection(self, decision_id: str, until: date) -> str:
        """The URL at which an applicant's objection to that decision is taken down."""
        return self._url(f"objection/{decision_id}", decision_id, until)

    def check(self, path: str, decision_id: str, until: str, seal: str) -> bool:
        """Whether these are the parts of a link of ours. `path` is what stands after the base's slash. Constant in time."""
        return hmac.compare_digest(self._seal(path, decision_id, until).encode(), seal.encode("utf-8", "replace"))

    def _url(self, path: str, decision_id: str, until: date) -> str:
        day = until.isoformat()
        query = {"decision": decision_id, "until": day, "seal": self._seal(path, decision_id, day)}
        return f"{self.base}/{path}?{urlencode(query)}"

    def _seal(self, path: str, decision_id: str, until: str) -> str:
        told = f"{path}\0{decision_id}\0{until}".encode("utf-8", "replace")
        return hmac.new(self.key, told, "sha256").hexdigest()


def open_links(data: Path, base: str) -> Links:
    """The links of this data folder; its key is made where there is none, the same for all who start at once."""
    return Links(kept_key(data / KEY_FILE), base.rstrip("/"))
