"""Page picture → text lines: straightened, rules, seals and shading taken out first."""

from pipeline.layout.ink import find_ink
from pipeline.layout.lines import find_red_strips, find_strips
from pipeline.layout.sizes import quarters, shrunk
from pipeline.layout.straighten import Sheet, filled_by, sheet_of, straight
from pipeline.layout.strips import Strip

__all__ = [
    "Sheet",
    "Strip",
    "filled_by",
    "find_ink",
    "find_red_strips",
    "find_strips",
    "quarters",
    "sheet_of",
    "shrunk",
    "straight",
]
