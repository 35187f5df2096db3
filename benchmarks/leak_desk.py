"""What the service does with a bucket, without Prefect: taken in, read, judged, decided, shown. Run as `python -m benchmarks.leak_desk`.

For the search that must find leaks where redaction is off: a service of its own would do the same, and start for half a minute.
"""

from __future__ import annotations

from pipeline.serving import intake, papers, refusals, reviews
from pipeline.serving.office import Office, open_office
from pipeline.serving.papers import Dossier
from pipeline.serving.sheets import making
from pipeline.settings import settings


def main() -> None:
    """One round over the bucket of the settings."""
    office = open_office(settings())
    intake.scan(office.store, office.ledger, office.settings, office.now())
    for case in office.ledger.cases.all(office.store.address):
        if (judged := _judged(office, case.subject)) is not None:
            making.make(office, reviews.record(office, judged, office.now()), judged)
    office.ledger.close()


def _judged(office: Office, subject: str) -> reviews.Judged | None:
    word, _, number = subject.partition(":")
    if word == "upload":
        upload = office.ledger.arrivals.upload(int(number))
        sha256, found = papers.read_upload(office, upload, office.now())
        return reviews.judge_upload(office, upload, sha256, found)
    handed_over = papers.handed_over(office, int(number))
    if isinstance(handed_over, Dossier):
        handed = papers.hand_in(office, handed_over, office.now())
        return reviews.judge_application(office, handed_over, handed, office.now())
    return refusals.judge_refused(office, int(number), handed_over, office.now()) if handed_over else None


if __name__ == "__main__":
    main()
