"""Which of four emotions a text shows most, and whether it shows any."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Final, NamedTuple

from typing_extensions import override

from antiphon.scoring.v1 import findings_pb2, score_pb2
from services.scorer.core import reasons
from services.scorer.core.analyzers.judging import View
from services.scorer.core.analyzers.modelled import ModelledAnalyzer
from services.scorer.core.analyzers.protocol import Batch, Silence
from services.scorer.core.documents import Document

MODEL: Final = "emotion"
HEAD: Final = "emotion"
FELT_HEAD: Final = "felt"

_LABELS: Final = {
    "anger": findings_pb2.Emotion.LABEL_ANGER,
    "joy": findings_pb2.Emotion.LABEL_JOY,
    "optimism": findings_pb2.Emotion.LABEL_OPTIMISM,
    "sadness": findings_pb2.Emotion.LABEL_SADNESS,
}
_NAMES: Final = {number: label for label, number in _LABELS.items()}


class Emotion(NamedTuple):
    """What a document shows.

    Attributes:
        label: the strongest of the four.
        probability: that it is this one of the four.
        felt: probability that there is any emotion at all.
    """

    label: str
    probability: float
    felt: float


class EmotionAnalyzer(ModelledAnalyzer[Emotion]):
    """Judges English."""

    name: ClassVar = "emotion"
    models: ClassVar = (MODEL,)

    @override
    def analyze(self, batch: Batch) -> list[Emotion | Silence]:
        return self._judge.each(batch, self.name, self._judged)

    def _judged(self, view: View) -> Iterator[Emotion]:
        answers = self._judge.ask(MODEL, view)
        which, felt = answers[HEAD], answers[FELT_HEAD].probabilities[:, 0].tolist()
        for row, some in zip(which.probabilities.tolist(), felt, strict=True):
            most = max(row)
            yield Emotion(which.head.labels[row.index(most)], most, some)

    @override
    def write(self, document: Document, finding: Emotion, score: score_pb2.Score) -> None:
        target = score.emotion
        target.label = _LABELS[finding.label]
        target.probability = finding.probability
        target.felt = finding.felt

    @override
    def explain(self, document: Document, score: score_pb2.Score) -> None:
        if score.HasField("emotion"):
            found = score.emotion
            parts = list(self._judge.reasons(MODEL, HEAD, _NAMES[found.label], document))
            parts += reasons.rest(parts, found.probability, "what speaks for other emotions")
            reasons.write(parts, found.reasons)
