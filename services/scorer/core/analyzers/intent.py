"""What the author wants; a text may want several things, and where it wants nothing it talks.

A model judges English. What it has seen too seldom to be sure of, danger, law and leaving, counts as well as
soon as a sign says so, in every language of the signs; so does a question mark. Complaints are judged by a
model of their own.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import ClassVar, Final, NamedTuple

from typing_extensions import override

from antiphon.scoring.v1 import findings_pb2, score_pb2
from services.scorer.core import cues, reasons
from services.scorer.core.analyzers.judging import Judge, Verdict, View
from services.scorer.core.analyzers.modelled import ModelledAnalyzer
from services.scorer.core.analyzers.protocol import Batch, Silence
from services.scorer.core.cue_words import Sense
from services.scorer.core.cues import Cues
from services.scorer.core.documents import Document
from services.scorer.core.reasons import Reason

MODEL: Final = "intent"
HEAD: Final = "intent"

_KIND: Final = findings_pb2.Intent.Kind
KINDS: Final = {name.removeprefix("KIND_").lower(): number for name, number in _KIND.items() if number}
"""Number of each intent by the label that the model gives it."""
_NAMES: Final = {number: label for label, number in KINDS.items()}
CHATTER: Final = int(findings_pb2.Intent.KIND_CHATTER)
QUESTION: Final = int(findings_pb2.Intent.KIND_QUESTION)
COMPLAINT: Final = int(findings_pb2.Intent.KIND_COMPLAINT)

LEAST: Final = 0.35
"""Probability below which no intent is given: of the rare ones the model finds more than there are."""

PRECISION: Final = 6
"""Digits of the probability of chatter, as the model rounds the others."""
_NEVER: Final = 2.0
_SIGNS: Final = (
    (Sense.DANGER, int(findings_pb2.Intent.KIND_DANGER)),
    (Sense.LEGAL, int(findings_pb2.Intent.KIND_PRESS_OR_LEGAL)),
    (Sense.CHURN, int(findings_pb2.Intent.KIND_CHURN_RISK)),
)
_BESIDE: Final = {
    QUESTION: "question mark or first word",
    COMPLAINT: "model of complaints",
    CHATTER: "nothing else is likely",
}
"""What else than the model makes these intents likely."""


class Intents(NamedTuple):
    """What an author wants.

    Attributes:
        probabilities: of the intents by their number; those that nobody judged are left out. That of chatter
            is the probability of no other, as if they did not depend on each other.
        given: those that are likely enough, the likeliest first; chatter where none is.
    """

    probabilities: Mapping[int, float]
    given: tuple[int, ...]


class IntentAnalyzer(ModelledAnalyzer[Intents]):
    """Judges English by a model and by signs, all else by signs alone."""

    name: ClassVar = "intent"
    rules: ClassVar = ("2",)
    models: ClassVar = (MODEL,)

    def __init__(self, judge: Judge) -> None:
        super().__init__(judge)
        head = judge.models.head(MODEL, HEAD)
        self._numbers = [KINDS[label] for label in head.labels]
        self._least = {
            number: max(least, LEAST) for number, least in zip(self._numbers, head.thresholds, strict=True)
        }
        self._least_of_others = {**self._least, COMPLAINT: _NEVER}

    @override
    def analyze(self, batch: Batch) -> list[Intents | Silence]:
        judged = self._judge.each(batch, self.name, self._judged)
        signs, complaints = batch.share(cues.find), batch.found("complaint", Verdict)
        return [
            self._together(said, found, complaint)
            for said, found, complaint in zip(judged, signs, complaints, strict=True)
        ]

    def _judged(self, view: View) -> Iterator[dict[int, float]]:
        answers = self._judge.ask(MODEL, view)[HEAD]
        for row in answers.probabilities.tolist():
            yield dict(zip(self._numbers, row, strict=True))

    def _together(
        self, said: dict[int, float] | Silence, found: Cues, complaint: Verdict | None
    ) -> Intents | Silence:
        """What models and signs say together; the silence of the model where nobody says anything."""
        chances = {} if isinstance(said, Silence) else said
        _add_signs(chances, found)
        least = self._least
        if complaint is not None:
            chances[COMPLAINT] = complaint.probability
            least = self._least_of_others
        if isinstance(said, Silence) and not chances:
            return said
        given = [number for number, chance in chances.items() if chance >= least[number]]
        if complaint is not None and complaint.present:
            given.append(COMPLAINT)
        if not given:
            chances[CHATTER] = round(math.prod(1 - chance for chance in chances.values()), PRECISION)
            given = [CHATTER]
        given.sort(key=lambda number: (-chances[number], number))
        return Intents(chances, tuple(given))

    @override
    def write(self, document: Document, finding: Intents, score: score_pb2.Score) -> None:
        for number in finding.given:
            score.intents.add(kind=number, probability=finding.probabilities[number])

    @override
    def explain(self, document: Document, score: score_pb2.Score) -> None:
        judged = self._judge.is_judged(document, score.language.code)
        for intent in score.intents:
            parts: list[Reason] = []
            if judged and intent.kind in self._least:
                parts = list(self._judge.reasons(MODEL, HEAD, _NAMES[intent.kind], document))
            parts += reasons.rest(parts, intent.probability, _BESIDE.get(intent.kind, "signs"))
            reasons.write(parts, intent.reasons)


def _add_signs(chances: dict[int, float], found: Cues) -> None:
    """A sign makes an intent at least as likely as it says."""
    for sense, number in _SIGNS:
        if sense in found.hits:
            chances[number] = max(chances.get(number, 0.0), cues.by_signs(found.hits[sense]))
    if found.asks:
        chances[QUESTION] = max(chances.get(QUESTION, 0.0), cues.BY_QUESTION)
