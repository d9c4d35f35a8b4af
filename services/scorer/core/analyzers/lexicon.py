"""What the words of a text say by VADER's lexicon and rules, to the last digit, word by word.

Alone it also gives the label, by the bounds that VADER's authors advise; the analyzer `sentiment` knows
better where it is switched on, and writes its own over it.
"""

from __future__ import annotations

from typing import ClassVar, Final

from typing_extensions import override

from antiphon.scoring.v1 import score_pb2
from services.scorer.core import lexicon, scores
from services.scorer.core.analyzers import judging
from services.scorer.core.analyzers.judging import Judge
from services.scorer.core.analyzers.language import Language
from services.scorer.core.analyzers.protocol import Analyzer, Batch, Silence
from services.scorer.core.documents import Document
from services.scorer.core.explaining import Explainer
from services.scorer.core.feeling import Feeling

_NOT_COVERED: Final = Silence("The lexicon holds English words only.")
_LABELS: Final = score_pb2.Sentiment
_NOTABLE: Final = 0.05
"""Compound from which a text counts as positive or negative."""


class LexiconAnalyzer(Analyzer[Feeling]):
    """Reads English."""

    name: ClassVar = "lexicon"
    version: ClassVar = f"vader1+{lexicon.VERSION}"

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._explainer: Explainer | None = None

    @override
    def analyze(self, batch: Batch) -> list[Feeling | Silence]:
        feelings = batch.share(self._judge.feelings)
        languages = batch.found("language", Language)
        return [
            _NOT_COVERED
            if feeling is None
            else feeling
            if judging.is_english(language) or feeling.is_grounded
            else judging.NOTHING_KNOWN
            for feeling, language in zip(feelings, languages, strict=True)
        ]

    @override
    def write(self, document: Document, finding: Feeling, score: score_pb2.Score) -> None:
        target = score.sentiment
        scores.write_feeling(document, finding, target)
        target.intensity = target.compound
        target.label = _label(target.compound)

    @override
    def explain(self, document: Document, score: score_pb2.Score) -> None:
        if self._explainer is None:
            self._explainer = Explainer()
        if score.sentiment.terms:
            self._explainer.explain(document, score.sentiment)


def _label(compound: float) -> score_pb2.Sentiment.Label:
    if compound >= _NOTABLE:
        return _LABELS.LABEL_POSITIVE
    return _LABELS.LABEL_NEGATIVE if compound <= -_NOTABLE else _LABELS.LABEL_NEUTRAL
