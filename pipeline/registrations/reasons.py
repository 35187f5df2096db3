"""Why a step is refused, and why a message may not be sent: stable codes with their words in Korean and English."""

from __future__ import annotations

from pipeline.document import Text
from pipeline.errors import DojangError, ErrorEntry
from pipeline.registrations import sending_words, step_words

REASONS: dict[str, ErrorEntry] = {
    code: ErrorEntry(Text(*message), Text(*remedy), mendable=False)
    for code, (message, remedy) in (step_words.STEPS | sending_words.SENDING | sending_words.DUTIES).items()
}
STEP_REASONS, SENDING_REASONS, DUTIES = (
    tuple(step_words.STEPS),
    tuple(sending_words.SENDING),
    tuple(sending_words.DUTIES),
)


class RefusedError(DojangError):
    """A step that is not taken. `code` is one of `REASONS`; `detail` says what could be done, never a value."""

    @property
    def entry(self) -> ErrorEntry:
        """Its words."""
        return REASONS[self.code]
