"""What was asked for."""

from __future__ import annotations

from typing import NamedTuple


class Options(NamedTuple):
    """An N-th of everything, on which bucket (`folder`, `ceph`) and database (`sqlite`, `postgresql`)."""

    share: int
    store: str
    database: str
    seed: int

    def part(self, whole: int, fewest: int) -> int:
        """The share of something, and no fewer."""
        return max(whole // self.share, fewest)
