"""An application whose manifest is none: held for a person, its papers kept and unread, until the operator's system sends another.

Nobody can approve it. The same bytes are decided and told once; a good manifest is new material, and judged as any.
"""

from __future__ import annotations

from datetime import datetime

from checks.rulebook import load
from pipeline.document import Decision, Finding, Outcome, Severity, Verdict
from pipeline.manifest import Channel
from pipeline.serving import books
from pipeline.serving.mail.refusing import explained
from pipeline.serving.manifests import Refused
from pipeline.serving.office import Office, day_of
from pipeline.serving.reviews import Judged

MANIFEST_READABLE = "application.manifest-readable"
"""The check that such an application does not pass."""


def judge_refused(office: Office, application_id: int, refused: Refused, now: datetime) -> Judged:
    """What stands in the ledger and in the queue of such an application; its code is the error's."""
    channel = refused.channel or Channel.SENDER_NUMBER
    book, entry = load(books.chosen(office.settings, channel)), refused.error.entry
    code, message = refused.error.code, explained(refused.error)
    finding = Finding(MANIFEST_READABLE, Outcome.UNSURE, Severity.BLOCKING, 1.0, code, None, message, entry.remedy)
    return Judged(
        subject=f"application:{application_id}",
        material=refused.mark,
        decision=Decision(Verdict.NEEDS_REVIEW, 0, (finding,)),
        kind="application",
        channel=channel.value,
        submitted=day_of(now),
        about=office.ledger.arrivals.application(application_id).name,
        recipient=office.settings.notify,
        papers=(),
        book=book,
        made_with={
            "rulebook": book.name,
            "rulebook_sha256": book.sha256,
            "manifest": refused.mark,
            "refused": code,
        },
        refused=refused,
    )
