"""How soon an answer is needed: a sum of points from 0 to 100, each with its reason.

| reason | points |
| --- | --- |
| start | 5 |
| word that it cannot wait | 25 for the first, 8 for each more, at most three |
| word that names a near moment | 12 for the first, 4 for each more, at most three |
| danger to people | 65 x probability |
| law, fraud, press | 18 x probability |
| thinks of leaving | 8 x probability |
| something does not work | 8 x probability |
| complaint | 12 x probability |
| word that it was not answered before | 14 for the first, 5 for each more, at most three |
| word for somebody who needs care | 20 for the first, 6 for each more, at most three |
| asks for help | 8 |
| private message | 10 |
| low rating | up to 10: 20 x what it lacks to the middle |
| upper end of the scale | what is above 100 |
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final, NamedTuple

from typing_extensions import override

from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import score_pb2
from services.scorer.core import cues, reasons
from services.scorer.core.analyzers import grounds
from services.scorer.core.analyzers.grounds import Grounds
from services.scorer.core.analyzers.protocol import Analyzer, Batch
from services.scorer.core.cue_words import Sense
from services.scorer.core.documents import Document
from services.scorer.core.reasons import Reason

HIGHEST: Final = 100.0
START: Final = 5.0
HELP: Final = 8.0
PRIVATE: Final = 10.0
RATING: Final = 20.0
BY_SIGN: Final = (
    (Sense.URGENT, 25.0, 8.0),
    (Sense.DEADLINE, 12.0, 4.0),
    (Sense.UNHEARD, 14.0, 5.0),
    (Sense.CARE, 20.0, 6.0),
)
"""Sense, points of its first sign, points of each further one."""
MOST_SIGNS: Final = 3
BY_GROUND: Final = (
    (grounds.DANGER, 65.0),
    (grounds.LEGAL, 18.0),
    (grounds.CHURN, 8.0),
    (grounds.FAULT, 8.0),
    (grounds.COMPLAINT, 12.0),
)
"""Ground, and points where its probability is 1."""

_MESSAGE: Final = int(mention_pb2.Mention.KIND_MESSAGE)


class Urgency(NamedTuple):
    """How soon an answer is needed.

    Attributes:
        value: 0 (any time) to 100 (now).
        reasons: what it adds up from.
    """

    value: float
    reasons: Sequence[Reason]


class UrgencyAnalyzer(Analyzer[Urgency]):
    """Adds up what cannot wait."""

    name: ClassVar = "urgency"
    version: ClassVar = "1"

    @override
    def analyze(self, batch: Batch) -> list[Urgency]:
        """The urgency of each document; never silent."""
        return list(map(assess, batch.documents, batch.share(grounds.read)))

    @override
    def write(self, document: Document, finding: Urgency, score: score_pb2.Score) -> None:
        """Writes value and reasons."""
        target = score.urgency
        target.value = finding.value
        reasons.write(finding.reasons, target.reasons)


def assess(document: Document, ground: Grounds) -> Urgency:
    """The urgency of a document by its grounds."""
    found: list[Reason] = [("start", None, START)]
    hits = ground.cues.hits
    if hits:
        _signs(document, ground, found)
    chances = ground.chances
    for name, points in BY_GROUND:
        if name in chances:
            found.append((name, None, points * chances[name]))
    mention = document.mention
    if mention.private or mention.kind == _MESSAGE:
        found.append(("private message", None, PRIVATE))
    if mention.HasField("rating") and mention.rating < 0.5:
        found.append(("low rating", None, RATING * (0.5 - max(0.0, mention.rating))))
    value = reasons.total(found)
    if value > HIGHEST:
        found.append(("upper end of the scale", None, HIGHEST - value))
        value = HIGHEST
    return Urgency(value, found)


def _signs(document: Document, ground: Grounds, found: list[Reason]) -> None:
    hits = ground.cues.hits
    for sense, first, more in BY_SIGN:
        points = first
        for hit in hits.get(sense, ())[:MOST_SIGNS]:
            found.append((cues.written(document, hit), hit if hit[0] >= 0 else None, points))
            points = more
    if Sense.HELP in hits:
        hit = hits[Sense.HELP][0]
        found.append((cues.written(document, hit), hit if hit[0] >= 0 else None, HELP))
