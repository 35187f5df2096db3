"""Switches redaction off, for the one test that shows that a leak would be seen: it is in the path of no program but that one's.

Every interpreter loads it first; what redaction says is changed before anybody takes it.
"""

from __future__ import annotations

import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType


def _open(module: ModuleType) -> None:
    if module.__name__ == "pipeline.identifiers":
        module.scrub = lambda text: text  # type: ignore[attr-defined]
        module.exposes = lambda _: False  # type: ignore[attr-defined]
        module.resident_spans = lambda _: []  # type: ignore[attr-defined]
    if module.__name__ == "pipeline.redaction.covers":
        module.looked_over = lambda _: module.Covered((), ())  # type: ignore[attr-defined]


class _Finder(MetaPathFinder):
    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        if name not in {"pipeline.identifiers", "pipeline.redaction.covers"}:
            return None
        spec = PathFinder.find_spec(name, path, target)  # type: ignore[arg-type]
        if spec is None or spec.loader is None:
            return None
        run = spec.loader.exec_module

        def exec_module(module: ModuleType) -> None:
            run(module)
            _open(module)

        spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


sys.meta_path.insert(0, _Finder())
