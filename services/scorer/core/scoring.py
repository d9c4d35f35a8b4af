"""From mentions to scores: runs the analyzers over a batch and joins their findings.

An analyzer that fails on one text must not cost the others their scores: a batch that fails is
analyzed again one by one, and only what fails alone becomes a `Fault`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from antiphon.scoring.v1 import score_pb2
from services.scorer.core import scores
from services.scorer.core.analyzers import Analyzer
from services.scorer.core.analyzers.language import UNDETERMINED, Language, LanguageAnalyzer
from services.scorer.core.analyzers.sentiment import LANGUAGES, Feeling, SentimentAnalyzer
from services.scorer.core.documents import Document

Finding = TypeVar("Finding")

Observe = Callable[[str, int, float], None]
"""Told after each analysis: the analyzer, the number of texts, the seconds it took."""

_ABSTAINER: Final = "sentiment"
_NOTHING_KNOWN: Final = "The language is not known, and the lexicon has none of the words."


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
        language: tells languages.
        sentiment: tells feelings.
        observe: told how long each analyzer took.
    """

    def __init__(
        self,
        language: Analyzer[Language],
        sentiment: Analyzer[Feeling],
        observe: Observe = lambda _analyzer, _texts, _seconds: None,
    ) -> None:
        self._language = language
        self._sentiment = sentiment
        self._observe = observe
        self.model_version: Final = " ".join(f"{part.name}/{part.version}" for part in (sentiment, language))

    def score(self, documents: Sequence[Document]) -> list[Outcome]:
        """One outcome per document, in their order."""
        languages = self._run(self._language, documents)
        covered = [
            document
            for document, language in zip(documents, languages, strict=True)
            if isinstance(language, Language) and _covers(language)
        ]
        feelings = iter(self._run(self._sentiment, covered))
        return [
            self._join(document, language, next(feelings) if _is_covered(language) else None)
            for document, language in zip(documents, languages, strict=True)
        ]

    def _run(self, analyzer: Analyzer[Finding], documents: Sequence[Document]) -> list[Finding | Fault]:
        started = time.perf_counter()
        try:
            findings: list[Finding | Fault] = [*analyzer.analyze(documents)]
        except Exception:  # noqa: BLE001  # whatever one text provokes, the others get their scores
            findings = [_alone(analyzer, document) for document in documents]
        self._observe(analyzer.name, len(documents), time.perf_counter() - started)
        return findings

    def _join(
        self, document: Document, language: Language | Fault, feeling: Feeling | Fault | None
    ) -> Outcome:
        if isinstance(language, Fault):
            return language
        if isinstance(feeling, Fault):
            return feeling
        score = score_pb2.Score(model_version=self.model_version)
        score.language.code = language.code
        score.language.probability = language.probability
        silence = score.abstentions
        if language.doubt:
            silence.add(analyzer=self._language.name, reason=language.doubt)
        if feeling is None:
            silence.add(analyzer=_ABSTAINER, reason=f"No sentiment model covers language {language.code}.")
        elif language.code == UNDETERMINED and not feeling.is_grounded:
            silence.add(analyzer=_ABSTAINER, reason=_NOTHING_KNOWN)
        else:
            scores.write_sentiment(document, feeling, score.sentiment)
        return score


def make_scorer(observe: Observe | None = None) -> Scorer:
    """The scorer as it runs: loads the lexicon and the language model."""
    analyzers = LanguageAnalyzer(), SentimentAnalyzer()
    return Scorer(*analyzers) if observe is None else Scorer(*analyzers, observe)


def _covers(language: Language) -> bool:
    return language.code in LANGUAGES or language.code == UNDETERMINED


def _is_covered(language: Language | Fault) -> bool:
    return isinstance(language, Language) and _covers(language)


def _alone(analyzer: Analyzer[Finding], document: Document) -> Finding | Fault:
    try:
        (finding,) = analyzer.analyze([document])
    except Exception as error:  # noqa: BLE001  # whatever the text provokes
        return Fault(analyzer.name, f"The analyzer {analyzer.name} failed on it ({type(error).__name__}).")
    return finding
