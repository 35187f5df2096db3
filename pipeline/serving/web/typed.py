"""What people typed into a small form of ours: scrubbed of personal numbers, on one line, never longer than asked for."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qs

from fastapi import Request

from pipeline.identifiers import scrub

_BYTES = 12
"""A letter of Hangul takes nine bytes of a form, which is no larger than its fields need."""
_NAMES = 200
"""Bytes for what they are called."""
_MOST_FIELDS = 5


async def typed(request: Request, longest: Mapping[str, int]) -> Mapping[str, str]:
    """The fields asked for, each with at most so many letters; empty where it is not there once."""
    found, most_bytes = bytearray(), _NAMES + _BYTES * sum(longest.values())
    async for chunk in request.stream():
        found += chunk
        if len(found) > most_bytes:
            return dict.fromkeys(longest, "")
    try:
        told = parse_qs(found.decode("utf-8", "replace"), max_num_fields=_MOST_FIELDS)
    except ValueError:
        return dict.fromkeys(longest, "")
    return {name: _line(told.get(name, []), most) for name, most in longest.items()}


def _line(said: list[str], most: int) -> str:
    return scrub(" ".join(said[0].split())[:most]) if len(said) == 1 else ""
