"""Trains a model: `python -m recogniser.train LINES HELD-OUT WORK --minutes 60`; run again, it goes on where it stopped.

`LINES` and `HELD-OUT` are folders of shards (`recogniser.data`); `WORK` gets checkpoints, the curve (`curve.csv`) and, at
the end, the held-out table. The rate of learning follows the share of the minutes that is spent, so that the run ends
as planned on a machine of any speed; minutes spent earlier are counted in.
"""

from __future__ import annotations

import argparse
import csv
import math
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from pipeline.recognisers.own.inputs import width_of
from recogniser import checkpoints, shards
from recogniser.alphabet import KOREAN as ALL_LETTERS
from recogniser.alphabet import NUMBERS, OTHER, Alphabet
from recogniser.batches import Batch, Shards
from recogniser.growing import grown
from recogniser.network import KOREAN, LARGE, Network, Sizes, device, parameters
from recogniser.scores import Errors, decoded
from recogniser.shards import Example

WARM = 0.03
"""Share of the run in which the rate rises."""
SAVED_EVERY = 180.0
"""Seconds between two checkpoints, each with a line of the curve."""
LOOKED_AT = 600
"""Held-out lines that a line of the curve is measured on."""


@dataclass(slots=True)
class Run:
    """What a checkpoint holds."""

    network: Network
    alphabet: Alphabet
    optimiser: torch.optim.Optimizer
    steps: int = 0
    lines: int = 0
    seconds: float = 0.0
    losses: list[float] = field(default_factory=list)

    def state(self) -> dict[str, Any]:
        """All that is needed to go on."""
        return {
            "network": self.network.state_dict(),
            "sizes": self.network.sizes.to_json(),
            "characters": self.alphabet.characters,
            "optimiser": self.optimiser.state_dict(),
            "steps": self.steps,
            "lines": self.lines,
            "seconds": self.seconds,
        }


PLANS = {"numbers": (NUMBERS, Sizes()), "korean": (ALL_LETTERS, KOREAN), "large": (ALL_LETTERS, LARGE)}
"""What may be trained: alphabet and sizes."""


def begun(work: Path, *, plan: str, rate: float, seed: Path | None = None) -> Run:
    """The run that a folder holds, or a new one, which may know what the run of another folder learnt (`seed`)."""
    where = device()
    state = checkpoints.load(work, where)
    alphabet = Alphabet(state["characters"] if state else PLANS[plan][0])
    sizes = Sizes(**state["sizes"]) if state else PLANS[plan][1]
    torch.manual_seed(0)
    network = Network(len(alphabet), sizes).to(where, memory_format=torch.channels_last)
    if seed and not state:
        learnt = checkpoints.load(seed, where)
        if learnt is None:
            raise FileNotFoundError(f"no whole checkpoint in {seed}")
        grown(network, alphabet.characters, learnt)
    optimiser = torch.optim.AdamW(network.parameters(), rate, weight_decay=0.01, foreach=True)
    run = Run(network, alphabet, optimiser)
    if state:
        network.load_state_dict(state["network"])
        optimiser.load_state_dict(state["optimiser"])
        run.steps, run.lines, run.seconds = state["steps"], state["lines"], state["seconds"]
    return run


def rate_at(share: float) -> float:
    """The rate of learning, of its highest: up, then down along a cosine."""
    if share < WARM:
        return 0.05 + 0.95 * share / WARM
    return max(0.5 * (1 + math.cos(math.pi * min((share - WARM) / (1 - WARM), 1.0))), 0.002)


def inputs(batch: Batch, where: torch.device) -> Tensor:
    """Lines as the network takes them: 0 paper, 1 ink."""
    lines = torch.from_numpy(batch.lines).to(where)
    return (1.0 - lines.float() / 255.0).unsqueeze(1).contiguous(memory_format=torch.channels_last)


def step(run: Run, batch: Batch, rate: float) -> float:
    """One step down; returns the loss."""
    where = device()
    for group in run.optimiser.param_groups:
        group["lr"] = rate
    with torch.autocast(where.type, torch.bfloat16):
        scores = run.network(inputs(batch, where))
    said = scores.float().log_softmax(-1).transpose(0, 1)
    columns = torch.full((said.shape[1],), said.shape[0], dtype=torch.long)
    loss = nn.functional.ctc_loss(
        said, torch.from_numpy(batch.targets), columns, torch.from_numpy(batch.lengths), zero_infinity=True
    )
    run.optimiser.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_(run.network.parameters(), 5.0)
    run.optimiser.step()
    return float(loss.detach())


def read(run: Run, lines: list[Example], source: Shards) -> list[str]:
    """What the network says of lines, greedily."""
    run.network.eval()
    said = [""] * len(lines)
    widths = defaultdict(list)
    for place, line in enumerate(lines):
        widths[width_of(line.pixels)].append(place)
    for places in widths.values():
        for start in range(0, len(places), 32):
            group = places[start : start + 32]
            batch = source.batch([Example(lines[place].pixels, "", "") for place in group], wear=False)
            with torch.inference_mode():
                best = run.network(inputs(batch, device())).argmax(-1).cpu().numpy()
            for place, row in zip(group, best, strict=True):
                said[place] = decoded(row, run.alphabet.characters)
    run.network.train()
    return said


def measured(run: Run, lines: list[Example], source: Shards) -> dict[str, Errors]:
    """Errors by source of the lines; `known` counts those without other letters."""
    found: dict[str, Errors] = defaultdict(Errors)
    for line, said in zip(lines, read(run, lines, source), strict=True):
        truth = run.alphabet.written(line.text)
        for kind in ("all", line.source, *(() if OTHER in truth else ("known",))):
            found[kind].add(truth, said)
    return dict(found)


def train(run: Run, source: Shards, held: list[Example], work: Path, minutes: float, rate: float) -> None:
    """Learns until the minutes are spent."""
    begun_at, before = time.monotonic(), run.seconds
    saved = begun_at
    run.network.train()
    for batch in source:
        now = time.monotonic()
        run.seconds = before + now - begun_at
        share = run.seconds / (60 * minutes)
        if now - saved > SAVED_EVERY or share >= 1:
            _note(run, source, held[:LOOKED_AT], work)
            saved = now
        if share >= 1:
            return
        if len(batch.lengths):
            run.losses.append(step(run, batch, rate * rate_at(share)))
            run.steps, run.lines = run.steps + 1, run.lines + len(batch.lengths)


def _note(run: Run, source: Shards, held: list[Example], work: Path) -> None:
    """A checkpoint and a line of the curve."""
    checkpoints.save(run.state(), work, run.steps)
    found = measured(run, held, source)
    row = {
        "minutes": round(run.seconds / 60, 1),
        "steps": run.steps,
        "lines": run.lines,
        "loss": round(float(np.mean(run.losses[-500:] or [0.0])), 4),
        "held_out_errors": round(found["all"].rate, 4),
        "held_out_whole": round(found["all"].whole_rate, 4),
        "known_whole": round(found["known"].whole_rate, 4),
    }
    path = work / "curve.csv"
    new = not path.exists()
    with path.open("a", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, row)
        if new:
            writer.writeheader()
        writer.writerow(row)
    print(row, flush=True)  # noqa: T201 - the tool's progress


def main() -> None:
    """Trains, and ends with the held-out table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lines", type=Path)
    parser.add_argument("held_out", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--minutes", type=float, default=60.0, help="in all, earlier runs counted in")
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--plan", choices=PLANS, default="numbers", help="alphabet and sizes of a new run")
    parser.add_argument("--seed", type=Path, help="a run whose network the new one grows from")
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    asked.work.mkdir(parents=True, exist_ok=True)
    run = begun(asked.work, plan=asked.plan, rate=asked.rate, seed=asked.seed)
    source = Shards(asked.lines, run.alphabet, seed=run.steps)
    held = [one for number in shards.numbers(asked.held_out) for one in shards.load(asked.held_out, number)]
    held = [held[place] for place in np.random.default_rng(0).permutation(len(held))]
    print(f"{parameters(run.network)} parameters, {len(run.alphabet)} classes, {device()}", flush=True)  # noqa: T201 - likewise
    train(run, source, held, asked.work, asked.minutes, asked.rate)
    for kind, errors in measured(run, held, source).items():
        print(kind, errors, flush=True)  # noqa: T201 - likewise


if __name__ == "__main__":
    main()
