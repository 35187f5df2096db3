"""What is uploaded: a few objects overwritten, a few of the same bytes, a few that nobody can read."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from benchmarks.intake.quick_reader import KILLER, POISON

OVERWRITTEN, ALIKE, POISONED = 30 / 1200, 24 / 1200, 13 / 1200
"""Shares of the uploads."""
KILLERS = 2
SAMPLES = ("telecom-too-old.pdf", "foreign-tax-clearance.jpg", "employment-born-digital.pdf", "registration-clean.jpg")
"""Those that are really read, in turn."""


@dataclass(frozen=True, slots=True)
class Put:
    """One upload."""

    key: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Plan:
    """All uploads, in the order in which those of one key must go."""

    puts: Sequence[Put]
    poison: frozenset[str]
    """The keys of what can only be given up."""

    @property
    def final(self) -> Mapping[str, str]:
        """The hash of what lies under each key at the end."""
        return {one.key: sha256(one.body).hexdigest() for one in self.puts}


def plan(count: int, seed: int) -> Plan:
    """So many uploads with their share of each trouble, read by nobody in earnest."""
    dice = random.Random(seed)
    overwritten, alike = (max(round(count * part), 2) for part in (OVERWRITTEN, ALIKE))
    poisoned = max(round(count * POISONED), 2 * KILLERS)
    keys = [f"재직증명서 {number:04d}.pdf" for number in range(count - overwritten)]
    bodies = {key: f"%BENCH upload {seed} {key}".encode() for key in keys}
    some = dice.sample(keys, overwritten + 2 * alike + poisoned)
    anew, twins, firsts = some[:overwritten], some[overwritten:][:alike], some[overwritten + alike :][:alike]
    poison = some[overwritten + 2 * alike :]
    bodies |= {twin: bodies[first] for twin, first in zip(twins, firsts, strict=True)}
    bodies |= {key: (KILLER if at < KILLERS else POISON) + key.encode() for at, key in enumerate(poison)}
    dice.shuffle(keys)
    puts = [Put(key, bodies[key]) for key in keys]
    for key in anew:
        later = dice.randint(next(at for at, one in enumerate(puts) if one.key == key) + 1, len(puts))
        puts.insert(later, Put(key, bodies[key] + b" anew"))
    return Plan(puts, frozenset(poison))


def real(count: int, samples: Path) -> Plan:
    """So many uploads of samples, each with something behind its end that makes it another file."""
    bodies = [(samples / name).read_bytes() for name in SAMPLES]
    names = [Path(SAMPLES[at % len(SAMPLES)]) for at in range(count)]
    puts = [
        Put(f"{one.stem} {at:03d}{one.suffix}", bodies[at % len(SAMPLES)] + str(at).encode())
        for at, one in enumerate(names)
    ]
    return Plan(puts, frozenset())
