"""The curves of a report as a picture (SVG): what is decided, wrongly approved and needlessly rejected at each bar."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.calibrating.thresholds import BARS, Outcome

_WIDTH, _HEIGHT, _EDGE = 640, 400, 48
_LINES: tuple[tuple[str, str, Callable[[Outcome], float]], ...] = (
    ("decided without a person", "#2a6fbb", lambda one: one.decided / max(one.papers, 1)),
    ("wrong approvals, upper 95 % bound", "#c0392b", lambda one: one.bound),
    ("wrong approvals", "#e67e22", lambda one: one.wrong_approvals / max(one.unfit, 1)),
    ("needless rejections", "#7f8c8d", lambda one: one.needless_rejections / max(one.fit, 1)),
)


def curves(found: Sequence[Outcome]) -> str:
    """An SVG: shares upwards (0 to 100 %), `sure_enough` to the right."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" font-size="12">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>',
        *(_across(share / 4) for share in range(5)),
        *(_upright(bar) for bar in BARS),
    ]
    for place, (name, colour, share) in enumerate(_LINES):
        points = " ".join(f"{_x(one.bar):.1f},{_y(share(one)):.1f}" for one in found)
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="{_EDGE + 8}" y="{_EDGE + 16 * place}" fill="{colour}">{name}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _x(bar: float) -> float:
    return _EDGE + (bar - BARS[0]) / (BARS[-1] - BARS[0]) * (_WIDTH - 2 * _EDGE)


def _y(share: float) -> float:
    return _HEIGHT - _EDGE - share * (_HEIGHT - 2 * _EDGE)


def _across(share: float) -> str:
    y = _y(share)
    line = f'<line x1="{_EDGE}" x2="{_WIDTH - _EDGE}" y1="{y:.1f}" y2="{y:.1f}" stroke="#dddddd"/>'
    return f'{line}<text x="8" y="{y + 4:.1f}">{100 * share:.0f} %</text>'


def _upright(bar: float) -> str:
    return f'<text x="{_x(bar):.1f}" y="{_HEIGHT - 20}" text-anchor="middle">{bar:g}</text>'
