"""Writes findings down as the `Score` that travels on the log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import nlargest
from typing import Final

from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import score_pb2
from services.scorer.core.analyzers.sentiment import Feeling
from services.scorer.core.documents import Document
from services.scorer.core.polarity import Carrier

MAX_TERMS: Final = 50
"""Words named per text; of a longer list the strongest stay, in the order of the text."""

_LABELS: Final = score_pb2.Sentiment.Label
_NOTABLE: Final = 0.05
"""Compound from which a text counts as positive or negative, as VADER's authors advise."""


def sentiment(document: Document, feeling: Feeling) -> score_pb2.Sentiment:
    """A feeling with its words."""
    scores = feeling.polarity
    return score_pb2.Sentiment(
        label=_label(scores.compound),
        compound=scores.compound,
        positive=scores.positive,
        neutral=scores.neutral,
        negative=scores.negative,
        terms=_terms(document, feeling) if feeling.is_grounded else None,
    )


def abstention(analyzer: str, reason: str) -> score_pb2.Abstention:
    """The silence of an analyzer, with its reason."""
    return score_pb2.Abstention(analyzer=analyzer, reason=reason)


def _label(compound: float) -> score_pb2.Sentiment.Label:
    if compound >= _NOTABLE:
        return _LABELS.LABEL_POSITIVE
    return _LABELS.LABEL_NEGATIVE if compound <= -_NOTABLE else _LABELS.LABEL_NEUTRAL


def _terms(document: Document, feeling: Feeling) -> list[score_pb2.Term]:
    in_title = [_term(document.title, carrier) for carrier in _strongest(feeling.title_carriers)]
    return [*in_title, *_with_spans(document.text, _strongest(feeling.carriers))]


def _with_spans(text: str, carriers: Sequence[Carrier]) -> Iterator[score_pb2.Term]:
    for carrier in carriers:
        span = mention_pb2.Span(start=carrier.start, end=carrier.end)
        yield score_pb2.Term(text=text[carrier.start : carrier.end], span=span, valence=carrier.valence)


def _term(title: str, carrier: Carrier) -> score_pb2.Term:
    return score_pb2.Term(text=title[carrier.start : carrier.end], valence=carrier.valence)


def _strongest(carriers: Sequence[Carrier]) -> Sequence[Carrier]:
    if len(carriers) <= MAX_TERMS:
        return carriers
    return sorted(nlargest(MAX_TERMS, carriers, key=lambda carrier: abs(carrier.valence)))
