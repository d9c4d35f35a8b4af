"""From mentions to scores: runs the analyzers over a batch and joins their findings.

An analyzer that fails on one text must not cost the others their scores: a batch that fails is
analyzed again one by one, and only what fails alone becomes a `Fault`.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from antiphon.scoring.v1 import score_pb2
from services.scorer.core.analyzers import Analyzer, Batch, Silence
from services.scorer.core.documents import Document

Observe = Callable[[str, int, float], None]
"""Told after each analysis: the analyzer, the number of texts, the seconds it took."""


@dataclass(frozen=True, slots=True)
class Fault:
    """An analysis that failed.

    Attributes:
        analyzer: which one.
        cause: in a sentence without anything of the text.
    """

    analyzer: str
    cause: str


Outcome = score_pb2.Score | Fault


class Scorer:
    """Scores documents.

    Args:
        analyzers: what is asked, in this order.
        observe: told how long each analyzer took.
    """

    def __init__(
        self,
        analyzers: Sequence[Analyzer[Any]],
        observe: Observe = lambda _analyzer, _texts, _seconds: None,
    ) -> None:
        self._analyzers = analyzers
        self._observe = observe
        self.listing: Final = " ".join(f"{each.name}/{each.version}" for each in analyzers)
        # Every score on the log carries it: spelled out it would be a quarter of the score.
        self.model_version: Final = hashlib.blake2b(self.listing.encode(), digest_size=6).hexdigest()

    def score(self, documents: Sequence[Document]) -> list[Outcome]:
        """One outcome per document, in their order."""
        batch = Batch(documents)
        outcomes: list[Outcome] = [score_pb2.Score(model_version=self.model_version) for _ in documents]
        for analyzer in self._analyzers:
            findings = self._run(analyzer, batch)
            batch.findings[analyzer.name] = findings
            _write(analyzer, documents, findings, outcomes)
        return outcomes

    def explain(self, document: Document, score: score_pb2.Score) -> None:
        """Adds to a document's score the evidence that only a call asks for."""
        for analyzer in self._analyzers:
            analyzer.explain(document, score)

    def _run(self, analyzer: Analyzer[Any], batch: Batch) -> Sequence[Any]:
        started = time.perf_counter()
        try:
            findings: Sequence[Any] = analyzer.analyze(batch)
        except Exception:  # noqa: BLE001  # whatever one text provokes, the others get their scores
            findings = [_alone(analyzer, batch.only(at)) for at in range(len(batch.documents))]
        self._observe(analyzer.name, len(batch.documents), time.perf_counter() - started)
        return findings


def _write(
    analyzer: Analyzer[Any], documents: Sequence[Document], findings: Sequence[Any], outcomes: list[Outcome]
) -> None:
    """Writes findings into the scores; the first fault of a document takes its score's place."""
    write = analyzer.write
    for at, (document, finding, outcome) in enumerate(zip(documents, findings, outcomes, strict=True)):
        if isinstance(outcome, Fault):
            continue
        kind = type(finding)
        if kind is Fault:
            outcomes[at] = finding
        elif kind is Silence:
            outcome.abstentions.add(analyzer=analyzer.name, reason=finding.reason)
        else:
            write(document, finding, outcome)


def _alone(analyzer: Analyzer[Any], batch: Batch) -> object:
    try:
        (finding,) = analyzer.analyze(batch)
    except Exception as error:  # noqa: BLE001  # whatever the text provokes
        return Fault(analyzer.name, f"The analyzer {analyzer.name} failed on it ({type(error).__name__}).")
    return cast("object", finding)
