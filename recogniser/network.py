"""The network: convolutions down to two rows, separable ones along the line, two outputs a column.

No recurrence: the context of a character is some characters to either side. Input: batch × 1 × 32 × width (a multiple
of four), 0 for paper and 1 for ink. Output: batch × width / 2 × classes.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from pipeline.recognisers.own.inputs import HEIGHT


@dataclass(frozen=True, slots=True)
class Sizes:
    """Channels of each part, and how many blocks run along the line."""

    stem: int = 24
    low: int = 48
    middle: int = 96
    high: int = 128
    line: int = 192
    blocks: int = 4
    reach: int = 7

    def to_json(self) -> dict[str, int]:
        """As a checkpoint keeps it."""
        return asdict(self)


KOREAN = Sizes(high=160, line=256, blocks=6)
"""For all Korean text, where there is no GPU to train it."""
LARGE = Sizes(stem=32, low=64, middle=160, high=256, line=384, blocks=8, reach=9)
"""For all Korean text, where there is one."""


def _normal(channels: int) -> nn.BatchNorm2d:
    return nn.BatchNorm2d(channels, eps=1e-4, momentum=0.05)


def shrunk(into: int, out: int, stride: tuple[int, int]) -> nn.Sequential:
    """A whole convolution that halves the height: few channels train faster so than by separable ones."""
    return nn.Sequential(nn.Conv2d(into, out, 3, stride, 1, bias=False), _normal(out), nn.ReLU())


class Separable(nn.Module):
    """A convolution of each channel by itself, then one across channels; the input added where sizes allow."""

    def __init__(self, into: int, out: int, kernel: tuple[int, int] = (3, 3), stride: tuple[int, int] = (1, 1)) -> None:
        super().__init__()
        around = (kernel[0] // 2, kernel[1] // 2)
        self.each = nn.Conv2d(into, into, kernel, stride, around, groups=into, bias=False)
        self.before = _normal(into)
        self.across = nn.Conv2d(into, out, 1, bias=False)
        self.after = _normal(out)
        self.kept = into == out and stride == (1, 1)

    def forward(self, seen: Tensor) -> Tensor:
        """Same height and width, but for the stride."""
        made = functional.relu(self.before(self.each(seen)))
        made = self.after(self.across(made))
        return functional.relu(made + seen if self.kept else made)


class Network(nn.Module):
    """Lines in, scores (logits) of classes out: two columns of scores for four of pixels."""

    def __init__(self, classes: int, sizes: Sizes | None = None) -> None:
        super().__init__()
        self.sizes = sizes = sizes or Sizes()
        self.classes = classes
        rows = HEIGHT // 16
        self.rows = nn.Sequential(
            shrunk(1, sizes.stem, (2, 2)),
            shrunk(sizes.stem, sizes.low, (2, 1)),
            shrunk(sizes.low, sizes.middle, (2, 2)),
            Separable(sizes.middle, sizes.middle),
            shrunk(sizes.middle, sizes.high, (2, 1)),
        )
        self.joined = nn.Sequential(
            nn.Conv2d(sizes.high, sizes.line, (rows, 1), bias=False), _normal(sizes.line), nn.ReLU()
        )
        self.along = nn.Sequential(
            *(Separable(sizes.line, sizes.line, (1, sizes.reach)) for _ in range(sizes.blocks)), nn.Dropout(0.05)
        )
        self.said = nn.Conv2d(sizes.line, 2 * classes, 1)

    def forward(self, lines: Tensor) -> Tensor:
        """Scores, batch × width / 2 × classes."""
        columns = self.said(self.along(self.joined(self.rows(lines))))
        return columns.squeeze(2).transpose(1, 2).reshape(lines.shape[0], -1, self.classes)


def parameters(network: nn.Module) -> int:
    """How many numbers the network has learnt."""
    return sum(one.numel() for one in network.parameters())


def device() -> torch.device:
    """Where to train: a GPU where there is one."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")
