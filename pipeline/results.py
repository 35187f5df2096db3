"""Decisions as the JSON objects of the contract; a name here changes only with `SCHEMA`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from importlib.metadata import version

from checks.rule import Handed
from checks.rulebook import Rulebook
from pipeline.document import Decision, Facts, Json, Verdict
from pipeline.errors import DojangError
from pipeline.identifiers import scrub
from pipeline.manifest import Manifest

SCHEMA = 1
"""The version of the output contract."""


@dataclass(frozen=True, slots=True)
class ApplicationDecision:
    """What was decided of an application.

    `decision` holds the verdict, the score over everything, the findings across documents and what
    is owed (of each group of alternatives the first kind); `documents` every file with its own
    decision, `None` where it could not be read.
    """

    decision: Decision
    documents: tuple[tuple[Handed, Decision | None], ...]

    @property
    def verdict(self) -> Verdict:
        """The worst of its documents and cross-checks."""
        return self.decision.verdict


def document_json(file: str, facts: Facts, decision: Decision, book: Rulebook, submitted: date) -> Json:
    """One file that was reviewed. `submitted` is the Seoul day its age was counted from."""
    best = facts.best
    return {
        "schema": SCHEMA,
        "file": scrub(file),
        "sha256": facts.sha256,
        "kind": best.kind.value,
        "kind_confidence": round(best.kind_confidence, 3),
        "pages": len(facts.page_kinds),
        "page_kinds": [kind.value for kind in facts.page_kinds],
        "fields": best.fields_json(),
        "checks": [finding.to_json() for finding in decision.findings],
        "score": decision.score,
        "decision": decision.verdict.value,
        "made_with": {
            "dojang": version("dojang"),
            "rulebook": book.name,
            "rulebook_sha256": book.sha256,
            "reader": facts.reader,
            "recogniser": facts.recogniser,
            "submitted": submitted.isoformat(),
        },
    }


def error_json(file: str, sha256: str | None, error: DojangError) -> Json:
    """One file that could not be reviewed; `sha256` is `None` where not even its bytes could be had."""
    return {"schema": SCHEMA, "file": scrub(file), "sha256": sha256, "error": error.to_json()}


def application_json(manifest: Manifest, decided: ApplicationDecision, book: Rulebook, today: date) -> Json:
    """One application; its `documents` are objects as of `document_json` and `error_json`."""
    return {
        "schema": SCHEMA,
        "application_id": manifest.application_id,
        "channel": manifest.channel.value,
        "decision": decided.verdict.value,
        "score": decided.decision.score,
        "checks": [finding.to_json() for finding in decided.decision.findings],
        "missing": [kind.value for kind in decided.decision.missing],
        "documents": [_handed_json(handed, decision, book) for handed, decision in decided.documents],
        "made_with": {
            "dojang": version("dojang"),
            "rulebook": book.name,
            "rulebook_sha256": book.sha256,
            "submitted": manifest.submitted.isoformat(),
            "judged": today.isoformat(),
        },
    }


def _handed_json(handed: Handed, decision: Decision | None, book: Rulebook) -> Json:
    if isinstance(handed.facts, DojangError):
        return error_json(handed.file, handed.sha256, handed.facts)
    if decision is None:
        raise ValueError("a file that was read has a decision")
    return document_json(handed.file, handed.facts, decision, book, handed.first_seen)
