"""What speaks for and against an answer: from the models where they spoke, else from the signs.

Urgency, engageability and priority judge by the same grounds. A rare and grave one counts as soon as either
the model or a sign sees it; of the others the model knows better.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from antiphon.scoring.v1 import findings_pb2
from services.scorer.core import cues
from services.scorer.core.analyzers.protocol import Batch
from services.scorer.core.cue_words import Sense
from services.scorer.core.cues import Cues

QUESTION: Final = "question"
COMPLAINT: Final = "complaint"
FAULT: Final = "something does not work"
DANGER: Final = "danger to people"
LEGAL: Final = "law, fraud or press"
CHURN: Final = "thinks of leaving"
PURCHASE: Final = "thinks of buying"
PRAISE: Final = "praise"
SUGGESTION: Final = "suggestion"
SPAM: Final = "spam"

BY_SIGNS: Final = (0.0, 0.6, 0.8, 0.9)
"""Probability that none, one, two, or more signs of a thing mean it."""

BY_QUESTION: Final = 0.85
"""Probability that a question mark, or a first word that asks, means a question."""

NOTABLE: Final = 0.05
"""A probability below it is no ground: it would move nothing, and its reason would only be in the way."""

_I: Final = findings_pb2.Intent
_INTENTS: Final = (
    (int(_I.KIND_QUESTION), QUESTION),
    (int(_I.KIND_PRAISE), PRAISE),
    (int(_I.KIND_PURCHASE_INTEREST), PURCHASE),
    (int(_I.KIND_SUGGESTION), SUGGESTION),
    (int(_I.KIND_FAULT_REPORT), FAULT),
    (int(_I.KIND_CHURN_RISK), CHURN),
    (int(_I.KIND_DANGER), DANGER),
    (int(_I.KIND_PRESS_OR_LEGAL), LEGAL),
)
"""Kind of an intent, its ground. Whether it complains is asked of an analyzer of its own."""
_NO_INTENTS: Final[Mapping[int, float]] = {}
_GRAVE: Final = ((Sense.DANGER, DANGER), (Sense.LEGAL, LEGAL), (Sense.CHURN, CHURN))


class Grounds(NamedTuple):
    """What is known of one document.

    Attributes:
        cues: its signs.
        chances: probability of each ground, 0 to 1; those below `NOTABLE` are left out.
        feeling: -1 (worst) to 1 (best); 0 where it is not known.
    """

    cues: Cues
    chances: Mapping[str, float]
    feeling: float = 0.0


def read(batch: Batch) -> list[Grounds]:
    """The grounds of each document; for `Batch.derive`, once the analyzers it reads have spoken."""
    nothing: Sequence[Any] = [None] * len(batch.documents)
    said = (batch.findings.get(name, nothing) for name in ("complaint", "intent", "spam", "sentiment"))
    return [_ground(*each) for each in zip(batch.share(cues.find), *said, strict=True)]


def _ground(found: Cues, complaint: Any, intent: Any, spam: Any, sentiment: Any) -> Grounds:
    hits = found.hits
    intents: Mapping[int, float] = getattr(intent, "probabilities", _NO_INTENTS)
    chances = {ground: intents[kind] for kind, ground in _INTENTS if intents.get(kind, 0.0) >= NOTABLE}
    if not intents:
        if found.asks:
            chances[QUESTION] = BY_QUESTION
        if Sense.THANKS in hits:
            chances[PRAISE] = by_signs(hits[Sense.THANKS])
    complains: float = getattr(complaint, "probability", -1.0)
    if complains < 0 and Sense.COMPLAINT in hits:
        complains = by_signs(hits[Sense.COMPLAINT])
    if complains >= NOTABLE:
        chances[COMPLAINT] = complains
    is_spam: float = getattr(spam, "probability", 0.0)
    if is_spam >= NOTABLE:
        chances[SPAM] = is_spam
    for sense, ground in _GRAVE:
        if sense in hits:
            chances[ground] = max(chances.get(ground, 0.0), by_signs(hits[sense]))
    return Grounds(found, chances, _feeling(sentiment))


def by_signs(hits: Sequence[cues.Hit]) -> float:
    """Probability that so many signs of a thing mean it."""
    return BY_SIGNS[min(len(hits), len(BY_SIGNS) - 1)]


def _feeling(sentiment: Any) -> float:
    intensity: float | None = getattr(sentiment, "intensity", None)
    if intensity is not None:
        return intensity
    polarity = getattr(sentiment, "polarity", None)
    return polarity.compound if polarity is not None else 0.0
