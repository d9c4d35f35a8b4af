"""What analyzers that ask a model have in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import ClassVar, TypeVar

from typing_extensions import override

from antiphon.scoring.v1 import findings_pb2, score_pb2
from services.scorer.core import reasons
from services.scorer.core.analyzers.judging import Judge, Verdict, View
from services.scorer.core.analyzers.protocol import Analyzer, Batch, Silence
from services.scorer.core.documents import Document

Finding = TypeVar("Finding")


class ModelledAnalyzer(Analyzer[Finding]):
    """Asks models; its version is that of its rules, if it has any, and of all of them."""

    models: ClassVar[tuple[str, ...]]
    rules: ClassVar[tuple[str, ...]] = ()

    def __init__(self, judge: Judge) -> None:
        self._judge = judge

    @property
    @override
    def version(self) -> str:
        return "+".join((*self.rules, *map(self._judge.models.version, self.models)))


class VerdictAnalyzer(ModelledAnalyzer[Verdict]):
    """Judges whether a label fits an English text, by a head whose labels are true or not by themselves.

    Model, head and label go by one name, the score's field by that of the analyzer.
    """

    label: ClassVar[str]

    @abstractmethod
    def _target(self, score: score_pb2.Score) -> findings_pb2.Verdict:
        """The field of the score."""

    @override
    def analyze(self, batch: Batch) -> list[Verdict | Silence]:
        return self._judge.each(batch, self.name, self._judged)

    def _judged(self, view: View) -> Iterator[Verdict]:
        answers = self._judge.ask(self.label, view)[self.label]
        column = answers.head.labels.index(self.label)
        least = answers.head.thresholds[column]
        for probability in answers.probabilities[:, column].tolist():
            yield Verdict(probability >= least, probability)

    @override
    def write(self, document: Document, finding: Verdict, score: score_pb2.Score) -> None:
        target = self._target(score)
        target.present, target.probability = finding

    @override
    def explain(self, document: Document, score: score_pb2.Score) -> None:
        if score.HasField(self.name):
            parts = self._judge.reasons(self.label, self.label, self.label, document)
            reasons.write(parts, self._target(score).reasons)
