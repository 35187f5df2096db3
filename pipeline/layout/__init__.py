"""Page picture → text lines: straightened, rules, seals and shading taken out first."""

from pipeline.layout.ink import find_ink, red_ink
from pipeline.layout.lines import find_strips
from pipeline.layout.sizes import quarters, shrunk
from pipeline.layout.straighten import flatten, level
from pipeline.layout.strips import Strip

__all__ = ["Strip", "find_ink", "find_strips", "flatten", "level", "quarters", "red_ink", "shrunk"]
