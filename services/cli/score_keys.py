"""A score as the documented keys of `--json`: the answers on top, what stands behind them in `details`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from antiphon.scoring.v1 import findings_pb2, score_pb2

LABELS: Final = {
    score_pb2.Sentiment.LABEL_NEGATIVE: "negative",
    score_pb2.Sentiment.LABEL_NEUTRAL: "neutral",
    score_pb2.Sentiment.LABEL_POSITIVE: "positive",
}
_EMOTION: Final = findings_pb2.Emotion.Label
_INTENT: Final = findings_pb2.Intent.Kind
_RELATION: Final = findings_pb2.Relation.Kind
_THING: Final = findings_pb2.NamedThing.Kind
_PERSONAL: Final = findings_pb2.PersonalData.Kind
_EFFECT: Final = score_pb2.Modifier.Effect


def as_keys(score: score_pb2.Score) -> dict[str, Any]:
    """Every finding of a score; null where the scorer said nothing."""
    has = score.HasField
    return {
        "language": score.language.code,
        "sentiment": _sentiment(score.sentiment) if has("sentiment") else None,
        "emotion": named(_EMOTION, score.emotion.label) if has("emotion") else None,
        "offensive": score.offensiveness.present if has("offensiveness") else None,
        "complaint": score.complaint.present if has("complaint") else None,
        "intent": [named(_INTENT, each.kind) for each in score.intents] or None,
        "urgency": score.urgency.value if has("urgency") else None,
        "engageable": score.engageability.should_answer if has("engageability") else None,
        "spam": score.spam.present if has("spam") else None,
        "influence": score.influence.value if has("influence") else None,
        "relation": named(_RELATION, score.relation.kind) if has("relation") else None,
        "priority": score.priority.value if has("priority") else None,
        "fingerprint": f"{score.fingerprint:016x}" if score.fingerprint else None,
        "things": [
            {"kind": named(_THING, each.kind), "value": each.value, **_place(each)} for each in score.things
        ],
        "personal_data": [
            {"kind": named(_PERSONAL, each.kind), **_place(each)} for each in score.personal_data
        ],
        "details": _details(score),
        "abstentions": [{"analyzer": each.analyzer, "reason": each.reason} for each in score.abstentions],
        "model_version": score.model_version,
    }


def named(kind: Any, value: int) -> str:
    """Value of an enum in small letters, without the enum's name before it."""
    try:
        name: str = kind.Name(value)
    except ValueError:
        return "unspecified"
    return name.partition("_")[2].lower()


def _sentiment(found: score_pb2.Sentiment) -> dict[str, Any]:
    return {
        "label": LABELS.get(found.label, "neutral"),
        "probability": found.probability,
        "intensity": found.intensity,
        "towards": found.towards or None,
        "compound": found.compound,
        "positive": found.positive,
        "neutral": found.neutral,
        "negative": found.negative,
        "terms": [_term(term) for term in found.terms],
        "reasons": _reasons(found.reasons),
    }


def _term(term: score_pb2.Term) -> dict[str, Any]:
    return {
        "text": term.text,
        "valence": term.valence,
        **_place(term),
        "modifiers": [{"effect": named(_EFFECT, each.effect), "text": each.text} for each in term.modifiers],
    }


def _details(score: score_pb2.Score) -> dict[str, Any]:
    """The numbers behind the answers, each with its reasons."""
    has = score.HasField
    return {
        "language": {
            "probability": score.language.probability,
            "second": score.language.second_code or None,
        },
        "emotion": _of(score.emotion, "probability", "felt", "reasons") if has("emotion") else None,
        "offensiveness": _of(score.offensiveness, "probability", "reasons") if has("offensiveness") else None,
        "complaint": _of(score.complaint, "probability", "reasons") if has("complaint") else None,
        "intents": [
            {"kind": named(_INTENT, each.kind), **_of(each, "probability", "reasons")}
            for each in score.intents
        ],
        "urgency": _of(score.urgency, "reasons") if has("urgency") else None,
        "engageability": _of(score.engageability, "probability", "reasons") if has("engageability") else None,
        "spam": _of(score.spam, "probability", "bot_probability", "reasons") if has("spam") else None,
        "influence": _influence(score.influence) if has("influence") else None,
        "relation": _of(score.relation, "probability", "reasons") if has("relation") else None,
        "priority": {"components": _reasons(score.priority.components)} if has("priority") else None,
    }


def _influence(found: findings_pb2.Influence) -> dict[str, Any]:
    return {
        "low": found.low,
        "high": found.high,
        "percentile": found.percentile if found.HasField("percentile") else None,
        "components": _reasons(found.components),
    }


def _of(found: Any, *fields: str) -> dict[str, Any]:
    return {
        field: _reasons(found.reasons) if field == "reasons" else getattr(found, field) for field in fields
    }


def _reasons(reasons: Iterable[findings_pb2.Reason]) -> list[dict[str, Any]]:
    return [{"text": each.text, "amount": each.amount, **_place(each)} for each in reasons]


def _place(part: Any) -> dict[str, int | None]:
    if not part.HasField("span"):
        return {"start": None, "end": None}
    return {"start": part.span.start, "end": part.span.end}
