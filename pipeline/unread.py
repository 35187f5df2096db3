"""A file on its own that could not be read, as a decision: the same verbs as for one that could."""

from __future__ import annotations

from pipeline.document import Decision, Finding, Outcome, Severity, Verdict
from pipeline.errors import DojangError

READABLE = "document.readable"
"""The check that such a file does not pass."""


def judge_unread(error: DojangError) -> Decision:
    """What the applicant can mend is rejected with the remedy; a failure of ours is for a person to look at."""
    outcome = Outcome.FAIL if error.mendable else Outcome.UNSURE
    entry = error.entry
    finding = Finding(READABLE, outcome, Severity.BLOCKING, 1.0, error.code, None, entry.message, entry.remedy)
    return Decision(Verdict.REJECTED if error.mendable else Verdict.NEEDS_REVIEW, 0, (finding,))
