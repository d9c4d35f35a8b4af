"""What a text feels like, learned from words, letters and what the lexicon finds in them.

In English a model weighs the lexicon's scores together with the words themselves; in seven other languages
one goes by the words alone. Where the text compares the watched brand with others, the comparison decides
whose side the feeling is on.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar, Final, NamedTuple

from typing_extensions import override

from antiphon.scoring.v1 import score_pb2
from services.scorer.core import brand_names, comparing, reasons
from services.scorer.core.analyzers import judging
from services.scorer.core.analyzers.judging import View
from services.scorer.core.analyzers.language import UNDETERMINED, Language
from services.scorer.core.analyzers.modelled import ModelledAnalyzer
from services.scorer.core.analyzers.protocol import Batch, Silence
from services.scorer.core.comparing import Stance
from services.scorer.core.documents import Document
from services.scorer.core.models import Answers
from services.scorer.core.reasons import Reason

MODEL: Final = "sentiment"
FOREIGN_MODEL: Final = "languages"
HEAD: Final = "sentiment"

BAD: Final = "negative"
NEITHER: Final = "neutral"
GOOD: Final = "positive"

_LABELS: Final = {
    BAD: score_pb2.Sentiment.LABEL_NEGATIVE,
    NEITHER: score_pb2.Sentiment.LABEL_NEUTRAL,
    GOOD: score_pb2.Sentiment.LABEL_POSITIVE,
}
PRECISION: Final = 6
"""Digits of a probability: machines differ in the last ones."""
_DECISIVE: Final = 2.0
"""Log-odds of good against bad that a comparison gives at least."""
_ASIDE: Final = 1.0
"""Log-odds by which "neither" then stays behind."""


class Sentiment(NamedTuple):
    """What a document feels like.

    Attributes:
        label: negative, neutral or positive.
        probability: that the label is right.
        intensity: -1 (worst) to 1 (best).
        stance: what a comparison says of the brand; None where there is none.
    """

    label: str
    probability: float
    intensity: float
    stance: Stance | None = None


class SentimentAnalyzer(ModelledAnalyzer[Sentiment]):
    """Judges English and seven other languages."""

    name: ClassVar = "sentiment"
    rules: ClassVar = ("2",)
    models: ClassVar = (MODEL, FOREIGN_MODEL)

    @override
    def analyze(self, batch: Batch) -> list[Sentiment | Silence]:
        found = {**self._in_english(batch), **self._in_others(batch)}
        languages = batch.found("language", Language)
        return [found[at] if at in found else _silence(each) for at, each in enumerate(languages)]

    def _in_english(self, batch: Batch) -> dict[int, Sentiment]:
        view = batch.share(self._judge.english)
        found: dict[int, Sentiment] = {}
        for at, logits in _logits(view, self._judge.ask(MODEL, view)[HEAD]):
            stance = _stance(batch.documents[at])
            sided = logits if stance is None else _sided(logits, stance.direction)
            found[at] = _sentiment(sided, stance)
        return found

    def _in_others(self, batch: Batch) -> dict[int, Sentiment]:
        view = batch.share(self._judge.foreign)
        if not view.places:
            return {}
        answers = self._judge.ask(FOREIGN_MODEL, view)[HEAD]
        return {at: _sentiment(logits) for at, logits in _logits(view, answers)}

    @override
    def write(self, document: Document, finding: Sentiment, score: score_pb2.Score) -> None:
        target = score.sentiment
        target.label = _LABELS[finding.label]
        target.probability = finding.probability
        target.intensity = finding.intensity
        if finding.stance is not None and len(document.mention.matches) == 1:
            target.towards = document.mention.matches[0].brand

    @override
    def explain(self, document: Document, score: score_pb2.Score) -> None:
        if not score.HasField("sentiment"):
            return
        foreign = score.language.code in judging.FOREIGN
        parts = self._foreign_reasons(document) if foreign else self._english_reasons(document)
        reasons.write(sorted(parts, key=lambda part: -abs(part[2])), score.sentiment.reasons)

    def _foreign_reasons(self, document: Document) -> list[Reason]:
        ask = self._judge.foreign_reasons
        return _margin(*(ask(FOREIGN_MODEL, HEAD, label, document) for label in (GOOD, BAD)))

    def _english_reasons(self, document: Document) -> list[Reason]:
        """What moved the model, and what a comparison added to that."""
        ask = self._judge.reasons
        parts = _margin(*(ask(MODEL, HEAD, label, document) for label in (GOOD, BAD)))
        stance = _stance(document)
        if stance is not None:
            margin = reasons.total(parts)
            parts.append((stance.words, None, _wanted(margin, stance.direction) - margin))
        return parts


def _silence(language: Language | None) -> Silence:
    if language is None or language.code == UNDETERMINED:
        return judging.NOTHING_KNOWN
    return Silence(f"No sentiment model covers language {language.code}.")


def _logits(view: View, answers: Answers) -> Iterator[tuple[int, dict[str, float]]]:
    """Logits by label of each document of a view, with its place in the batch."""
    labels = answers.head.labels
    for at, row in zip(view.places, answers.logits.tolist(), strict=True):
        yield at, dict(zip(labels, row, strict=True))


def _sentiment(logits: Mapping[str, float], stance: Stance | None = None) -> Sentiment:
    top = max(logits.values())
    weights = {label: math.exp(logit - top) for label, logit in logits.items()}
    whole = sum(weights.values())
    label = max(weights, key=weights.__getitem__)
    intensity = round((weights[GOOD] - weights[BAD]) / whole, PRECISION)
    return Sentiment(label, round(weights[label] / whole, PRECISION), intensity, stance)


def _stance(document: Document) -> Stance | None:
    if not document.names.words or not comparing.may_compare(document.text):
        return None
    return comparing.stance(document.text, brand_names.find(document.text, document.names))


def _sided(logits: Mapping[str, float], direction: int) -> dict[str, float]:
    """The logits, moved to the side that a comparison is on."""
    margin = logits[GOOD] - logits[BAD]
    half = (_wanted(margin, direction) - margin) / 2
    moved = {GOOD: logits[GOOD] + half, BAD: logits[BAD] - half}
    return {**moved, NEITHER: min(logits[NEITHER], max(moved.values()) - _ASIDE)}


def _wanted(margin: float, direction: int) -> float:
    """Log-odds of good against bad once a comparison has spoken."""
    return direction * max(abs(margin), _DECISIVE)


def _margin(good: Iterable[Reason], bad: Iterable[Reason]) -> list[Reason]:
    """What moved good less what moved bad, part by part."""
    amounts: dict[tuple[str, reasons.Span | None], float] = {}
    for side, parts in ((1.0, good), (-1.0, bad)):
        for text, span, amount in parts:
            amounts[text, span] = amounts.get((text, span), 0.0) + side * amount
    return [(text, span, amount) for (text, span), amount in amounts.items() if amount]
