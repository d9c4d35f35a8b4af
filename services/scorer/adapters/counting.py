"""Tells the metrics what was scored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import score_pb2
from services.common.obs import catalogue, tracing
from services.scorer.core.scoring import Fault, Outcome

_LABELS: Final = {
    score_pb2.Sentiment.LABEL_NEGATIVE: "negative",
    score_pb2.Sentiment.LABEL_NEUTRAL: "neutral",
    score_pb2.Sentiment.LABEL_POSITIVE: "positive",
}
_LANGUAGES: Final = frozenset("ar de en es fr hi id it ja ko nl pl pt ru sv tr und zh".split())  # noqa: SIM905
"""Languages counted by name, so that the metric stays small."""


def analyzed(analyzer: str, texts: int, seconds: float) -> None:
    """An analyzer is through with a batch."""
    catalogue.SCORE_SECONDS.labels(analyzer).observe(seconds)
    catalogue.ANALYZED_TEXTS.labels(analyzer).inc(texts)


def fresh(mention: mention_pb2.Mention, now: float) -> None:
    """How old a mention was when it came to us, and is now; one of a batch is enough for a distribution."""
    if not mention.HasField("create_time"):
        return
    created = mention.create_time.seconds + mention.create_time.nanos / 1e9
    collected = mention.collect_time.seconds + mention.collect_time.nanos / 1e9
    catalogue.FRESHNESS_SECONDS.labels("collected").observe(max(0.0, collected - created))
    catalogue.FRESHNESS_SECONDS.labels("scored").observe(max(0.0, now - created), tracing.exemplar())


def scored(outcomes: Iterable[Outcome]) -> None:
    """A batch is scored."""
    sentiments: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    for outcome in outcomes:
        if isinstance(outcome, Fault):
            catalogue.SCORE_FAULTS.labels(outcome.analyzer).inc()
            continue
        label = _LABELS.get(outcome.sentiment.label, "none") if outcome.HasField("sentiment") else "none"
        sentiments[label] += 1
        code = outcome.language.code
        languages[code if code in _LANGUAGES else "other"] += 1
    for label, count in sentiments.items():
        catalogue.SCORED_ITEMS.labels(label).inc(count)
    for code, count in languages.items():
        catalogue.SCORED_LANGUAGES.labels(code).inc(count)
