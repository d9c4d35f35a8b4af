"""Writes findings down as the `Score` that travels on the log."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nlargest
from typing import Final

from antiphon.scoring.v1 import score_pb2
from services.scorer.core.documents import Document
from services.scorer.core.feeling import Feeling
from services.scorer.core.polarity import Carrier

MAX_TERMS: Final = 50
"""Words named per text; of a longer list the strongest stay, in the order of the text."""


def write_feeling(document: Document, feeling: Feeling, target: score_pb2.Sentiment) -> None:
    """Writes what the lexicon found in place: building the parts first costs three times as much."""
    polarity = feeling.polarity
    target.compound = polarity.compound
    target.positive = polarity.positive
    target.neutral = polarity.neutral
    target.negative = polarity.negative
    add = target.terms.add
    for start, end, valence in strongest(feeling.title_carriers):
        term = add()
        term.text, term.valence = document.title[start:end], valence
    text = document.text
    for start, end, valence in strongest(feeling.carriers):
        term = add()
        term.text, term.valence = text[start:end], valence
        span = term.span
        span.start, span.end = start, end


def strongest(carriers: Sequence[Carrier]) -> Sequence[Carrier]:
    """The words that are named, in the order of the text."""
    if len(carriers) <= MAX_TERMS:
        return carriers
    return sorted(nlargest(MAX_TERMS, carriers, key=lambda carrier: abs(carrier[2])))
