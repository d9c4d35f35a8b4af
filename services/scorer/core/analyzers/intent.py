"""What the author wants; a text may want several things, and where it wants nothing it talks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar, Final, NamedTuple

from typing_extensions import override

from antiphon.scoring.v1 import findings_pb2, score_pb2
from services.scorer.core import reasons
from services.scorer.core.analyzers.judging import Judge, View
from services.scorer.core.analyzers.protocol import Analyzer, Batch, Silence
from services.scorer.core.documents import Document

MODEL: Final = "intent"
HEAD: Final = "intent"

_KIND: Final = findings_pb2.Intent.Kind
KINDS: Final = {name.removeprefix("KIND_").lower(): number for name, number in _KIND.items() if number}
"""Number of each intent by the label that the model gives it."""
_NAMES: Final = {number: label for label, number in KINDS.items()}
CHATTER: Final = int(findings_pb2.Intent.KIND_CHATTER)


class Intents(NamedTuple):
    """What an author wants.

    Attributes:
        probabilities: of every intent by its number.
        given: those that are likely enough, the likeliest first; chatter where none is.
    """

    probabilities: Mapping[int, float]
    given: tuple[int, ...]


class IntentAnalyzer(Analyzer[Intents]):
    """Judges English."""

    name: ClassVar = "intent"

    def __init__(self, judge: Judge) -> None:
        self._judge = judge

    @property
    @override
    def version(self) -> str:
        return self._judge.models.version(MODEL)

    @override
    def analyze(self, batch: Batch) -> list[Intents | Silence]:
        return self._judge.each(batch, self.name, self._judged)

    def _judged(self, view: View) -> Iterator[Intents]:
        answers = self._judge.ask(MODEL, view)[HEAD]
        numbers = [KINDS[label] for label in answers.head.labels]
        for at, row in enumerate(answers.probabilities.tolist()):
            given = tuple(KINDS[label] for label in answers.chosen(at)) or (CHATTER,)
            yield Intents(dict(zip(numbers, row, strict=True)), given)

    @override
    def write(self, document: Document, finding: Intents, score: score_pb2.Score) -> None:
        for number in finding.given:
            score.intents.add(kind=number, probability=finding.probabilities.get(number, 0.0))

    @override
    def explain(self, document: Document, score: score_pb2.Score) -> None:
        for intent in score.intents:
            label = _NAMES[intent.kind]
            if label in self._judge.models.labels(MODEL, HEAD):
                reasons.write(self._judge.reasons(MODEL, HEAD, label, document), intent.reasons)
