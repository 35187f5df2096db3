"""The examples in the docstrings of the modules that rules share."""

from __future__ import annotations

import doctest
import importlib

import pytest


@pytest.mark.parametrize("name", ["days", "masks", "names", "phone", "words"])
def test_examples(name: str) -> None:
    result = doctest.testmod(importlib.import_module(f"checks.{name}"))
    assert result.attempted > 0
    assert result.failed == 0
