"""The three classes of feeling as targets."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp
from typing import Final

LABELS: Final = ("negative", "neutral", "positive")


def one_of(label: str) -> Sequence[float]:
    """Certainly that one."""
    return [float(label == each) for each in LABELS]


def by_rating(rating: float, edge: float = 0.6, steepness: float = 3.0) -> Sequence[float]:
    """Soft classes of a mean rating, -4 to 4: at an edge both its sides are as likely."""
    positive = 1 / (1 + exp(-(rating - edge) * steepness))
    negative = 1 / (1 + exp((rating + edge) * steepness))
    neutral = max(0.0, 1 - positive - negative)
    total = positive + negative + neutral
    return [negative / total, neutral / total, positive / total]
