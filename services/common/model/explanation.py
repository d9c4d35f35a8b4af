"""What a score says, in one sentence and in grounds; the same words in the terminal and on the desk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from antiphon.scoring.v1 import findings_pb2, score_pb2

Reasons = Iterable[findings_pb2.Reason]

_MOST_WORDS: Final = 3
_MOST_GROUNDS: Final = 8
_STRONG: Final = 0.5
"""Probability from which an emotion or an intent is worth a word."""
_URGENT: Final = 50
_LABELS: Final = {
    score_pb2.Sentiment.LABEL_NEGATIVE: "Negative",
    score_pb2.Sentiment.LABEL_NEUTRAL: "Neutral",
    score_pb2.Sentiment.LABEL_POSITIVE: "Positive",
}
_EMOTIONS: Final = {
    findings_pb2.Emotion.LABEL_ANGER: "anger",
    findings_pb2.Emotion.LABEL_JOY: "joy",
    findings_pb2.Emotion.LABEL_OPTIMISM: "optimism",
    findings_pb2.Emotion.LABEL_SADNESS: "sadness",
}
_INTENTS: Final = {
    findings_pb2.Intent.KIND_QUESTION: "a question",
    findings_pb2.Intent.KIND_COMPLAINT: "a complaint",
    findings_pb2.Intent.KIND_PURCHASE_INTEREST: "interest in buying",
    findings_pb2.Intent.KIND_CHURN_RISK: "thoughts of leaving",
    findings_pb2.Intent.KIND_PRAISE: "praise",
    findings_pb2.Intent.KIND_SUGGESTION: "a suggestion",
    findings_pb2.Intent.KIND_FAULT_REPORT: "a fault",
    findings_pb2.Intent.KIND_DANGER: "danger to people",
    findings_pb2.Intent.KIND_PRESS_OR_LEGAL: "press or law",
}
_RELATIONS: Final = {
    findings_pb2.Relation.KIND_CUSTOMER: "a customer",
    findings_pb2.Relation.KIND_PROSPECT: "a prospect",
    findings_pb2.Relation.KIND_FORMER_CUSTOMER: "a former customer",
    findings_pb2.Relation.KIND_PRESS: "the press",
    findings_pb2.Relation.KIND_COMPETITOR: "a competitor",
    findings_pb2.Relation.KIND_INFLUENCER: "an influencer",
    findings_pb2.Relation.KIND_STAFF: "the brand's own staff",
}


def sentence(score: score_pb2.Score) -> str:
    """What a score says, the feeling first.

    For example: Negative (92%) for "lost"; a complaint, anger; worth an answer; priority 81 of 100.
    """
    parts = [part for part in (_feeling(score), _wishes(score), *_judgements(score)) if part]
    return f"{'; '.join(parts)}." if parts else "Nothing can be said of it."


def felt(score: score_pb2.Score) -> float:
    """How it sounds, -1 (worst) to 1 (best), by what gave the label: the model, else the sum of its words."""
    sentiment = score.sentiment
    if sentiment.probability:
        return sentiment.intensity
    return sentiment.intensity or sentiment.compound  # scores of the first versions have no intensity


def grounds(score: score_pb2.Score) -> Iterator[tuple[str, Sequence[findings_pb2.Reason]]]:
    """What moved each number, strongest first, finding by finding; only findings that have grounds."""
    for name, reasons in _all_reasons(score):
        found = sorted(reasons, key=lambda each: -abs(each.amount))[:_MOST_GROUNDS]
        if found:
            yield name, found


def _feeling(score: score_pb2.Score) -> str:
    if not score.HasField("sentiment"):
        return f"No feeling told ({score.language.code})" if score.language.code else ""
    felt = score.sentiment
    sure = f" ({felt.probability:.0%})" if felt.probability else f" ({felt.compound:+.2f})"
    side = -1 if felt.label == score_pb2.Sentiment.LABEL_NEGATIVE else 1
    terms = sorted(
        (term for term in felt.terms if term.valence * side > 0), key=lambda one: -abs(one.valence)
    )
    words = ", ".join(f'"{term.text}"' for term in terms[:_MOST_WORDS])
    label = _LABELS.get(felt.label, "Neutral")
    named = label != "Neutral" and words
    return f"{label}{sure} for {words}" if named else f"{label}{sure}"


def _wishes(score: score_pb2.Score) -> str:
    told = [_INTENTS[each.kind] for each in score.intents if each.kind in _INTENTS]
    emotion = score.emotion
    if score.HasField("emotion") and min(emotion.felt, emotion.probability) >= _STRONG:
        told.append(_EMOTIONS.get(emotion.label, ""))
    if score.offensiveness.present:
        told.append("offensive")
    if score.HasField("relation") and score.relation.kind in _RELATIONS:
        told.append(f"from {_RELATIONS[score.relation.kind]}")
    return ", ".join(filter(None, told))


def _judgements(score: score_pb2.Score) -> Iterator[str]:
    if score.spam.present:
        yield "looks like spam"
    if score.urgency.value >= _URGENT:
        yield f"urgency {score.urgency.value:.0f}"
    if score.HasField("engageability"):
        yield "worth an answer" if score.engageability.should_answer else "needs no answer"
    if score.HasField("priority"):
        yield f"priority {score.priority.value:.0f} of 100"


def _all_reasons(score: score_pb2.Score) -> Iterator[tuple[str, Reasons]]:
    named: Sequence[tuple[str, Any]] = (
        ("sentiment", score.sentiment),
        ("emotion", score.emotion),
        ("offensiveness", score.offensiveness),
        ("complaint", score.complaint),
        ("urgency", score.urgency),
        ("engageability", score.engageability),
        ("spam", score.spam),
        ("relation", score.relation),
    )
    for name, found in named:
        yield name, found.reasons
    for intent in score.intents:
        yield _INTENTS.get(intent.kind, "talk"), intent.reasons
    yield "influence", score.influence.components
    yield "priority", score.priority.components
