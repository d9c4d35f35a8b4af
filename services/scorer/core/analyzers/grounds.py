"""What speaks for and against an answer: from the models where they spoke, else from the signs.

Urgency, engageability and priority judge by the same grounds. A rare and grave one counts as soon as either
the model or a sign sees it; of the others the model knows better.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from antiphon.scoring.v1 import findings_pb2
from services.scorer.core import cues
from services.scorer.core.analyzers.intent import Intents
from services.scorer.core.analyzers.judging import Verdict
from services.scorer.core.analyzers.protocol import Batch
from services.scorer.core.analyzers.sentiment import Sentiment
from services.scorer.core.analyzers.spam import Spam
from services.scorer.core.cue_words import Sense
from services.scorer.core.cues import Cues
from services.scorer.core.feeling import Feeling

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
    """The grounds of each document; for `Batch.share`, once the analyzers it reads have spoken."""
    return list(
        map(
            _ground,
            batch.share(cues.find),
            batch.found("complaint", Verdict),
            batch.found("intent", Intents),
            batch.found("spam", Spam),
            _feelings(batch),
        )
    )


def _ground(
    found: Cues,
    complaint: Verdict | None,
    intents: Intents | None,
    spam: Spam | None,
    feeling: float,
) -> Grounds:
    chances = _by_signs(found)
    if intents is not None:
        _by_models(intents.probabilities, chances)
    hits = found.hits
    if complaint is not None:
        if complaint.probability >= NOTABLE:
            chances[COMPLAINT] = complaint.probability
    elif Sense.COMPLAINT in hits:
        chances[COMPLAINT] = cues.by_signs(hits[Sense.COMPLAINT])
    if spam is not None and (is_spam := spam.probability) >= NOTABLE:
        chances[SPAM] = is_spam
    for sense, ground in _GRAVE:
        if sense in hits:
            chances[ground] = max(chances.get(ground, 0.0), cues.by_signs(hits[sense]))
    return Grounds(found, chances, feeling)


def _feelings(batch: Batch) -> Iterator[float]:
    """How each document feels by the model, or else by the lexicon."""
    judged, read = batch.found("sentiment", Sentiment), batch.found("lexicon", Feeling)
    for sentiment, feeling in zip(judged, read, strict=True):
        if sentiment is not None:
            yield sentiment.intensity
        else:
            yield 0.0 if feeling is None else feeling.polarity.compound


def _by_models(probabilities: Mapping[int, float], chances: dict[str, float]) -> None:
    """The model knows better than the signs, where it spoke."""
    for kind, ground in _INTENTS:
        chance = probabilities.get(kind)
        if chance is not None:
            chances[ground] = chance
            if chance < NOTABLE:
                del chances[ground]


def _by_signs(found: Cues) -> dict[str, float]:
    chances = {QUESTION: cues.BY_QUESTION} if found.asks else {}
    if Sense.THANKS in found.hits:
        chances[PRAISE] = cues.by_signs(found.hits[Sense.THANKS])
    return chances
