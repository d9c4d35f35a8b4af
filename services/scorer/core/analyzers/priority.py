"""How much a mention matters, before any policy: one sum of points from 0 to 100.

More of any ground for an answer never lowers it, and more of any ground against never raises it: each part
is a weight times one ground, which is monotone itself. docs/explanation/priority.md tells it to people.

| part | points |
| --- | --- |
| start | -14 |
| engageability | 30 x probability |
| urgency | 0.45 for each of its points |
| bad feeling | 10 x strength |
| good feeling | -12 x strength |
| complaint | 14 x probability |
| danger to people | 22 x probability |
| law, fraud or press | 10 x probability |
| thinks of leaving | 8 x probability |
| low rating | up to 10: 20 x what it lacks to the middle |
| private message | 12 |
| influence | 0.12 for each of its points |
| attention | 2 for each doubling of likes, and replies and reposts counted twice; at most 10 |
| spam | -45 x probability |
| repost without words | -30 |
| written by the brand | -100 |
| end of the scale | what is below 0 or above 100 |
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import ClassVar, Final, NamedTuple

from typing_extensions import override

from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import score_pb2
from services.scorer.core import reasons
from services.scorer.core.analyzers import grounds
from services.scorer.core.analyzers.engageability import Engageability
from services.scorer.core.analyzers.grounds import Grounds
from services.scorer.core.analyzers.influence import Influence
from services.scorer.core.analyzers.protocol import Analyzer, Batch
from services.scorer.core.analyzers.urgency import Urgency
from services.scorer.core.documents import Document
from services.scorer.core.reasons import Reason

HIGHEST: Final = 100.0
START: Final = -14.0
ENGAGEABILITY: Final = 30.0
URGENCY: Final = 0.45
BAD_FEELING: Final = 10.0
GOOD_FEELING: Final = -12.0
LOW_RATING: Final = 20.0
PRIVATE: Final = 12.0
INFLUENCE: Final = 0.12
ATTENTION: Final = 2.0
MOST_ATTENTION: Final = 10.0
REPOST: Final = -30.0
OWN: Final = -100.0

BY_GROUND: Final = (
    (grounds.COMPLAINT, 14.0),
    (grounds.DANGER, 22.0),
    (grounds.LEGAL, 10.0),
    (grounds.CHURN, 8.0),
    (grounds.SPAM, -45.0),
)
"""Ground, and points where its probability is 1."""

_MESSAGE: Final = int(mention_pb2.Mention.KIND_MESSAGE)
_REPOST: Final = int(mention_pb2.Mention.KIND_REPOST)


class Priority(NamedTuple):
    """How much a mention matters.

    Attributes:
        value: 0 to 100.
        components: what it adds up from.
    """

    value: float
    components: Sequence[Reason]


class PriorityAnalyzer(Analyzer[Priority]):
    """Adds up what the other analyzers said."""

    name: ClassVar = "priority"
    version: ClassVar = "1"

    @override
    def analyze(self, batch: Batch) -> list[Priority]:
        """The priority of each document; never silent."""
        return list(
            map(
                assess,
                batch.documents,
                batch.share(grounds.read),
                batch.found("engageability", Engageability),
                batch.found("urgency", Urgency),
                batch.found("influence", Influence),
            )
        )

    @override
    def write(self, document: Document, finding: Priority, score: score_pb2.Score) -> None:
        """Writes value and components."""
        target = score.priority
        target.value = finding.value
        reasons.write(finding.components, target.components)


def assess(
    document: Document,
    ground: Grounds,
    engageability: Engageability | None = None,
    urgency: Urgency | None = None,
    influence: Influence | None = None,
) -> Priority:
    """The priority of a document by its grounds and by what was said of it."""
    found: list[Reason] = [("start", None, START)]
    add = found.append
    if engageability is not None:
        add(("engageability", None, ENGAGEABILITY * engageability.probability))
    if urgency is not None:
        add(("urgency", None, URGENCY * urgency.value))
    feeling = ground.feeling
    if feeling < 0:
        add(("bad feeling", None, -BAD_FEELING * feeling))
    elif feeling > 0:
        add(("good feeling", None, GOOD_FEELING * feeling))
    chances = ground.chances
    for name, points in BY_GROUND:
        if name in chances:
            add((name, None, points * chances[name]))
    _circumstances(document.mention, found)
    if influence is not None:
        add(("influence", None, INFLUENCE * influence.value))
    points = reasons.total(found)
    value = min(max(points, 0.0), HIGHEST)
    if value != points:
        add(("end of the scale", None, value - points))
    return Priority(value, found)


def _circumstances(mention: mention_pb2.Mention, found: list[Reason]) -> None:
    """Adds what does not stand in the words."""
    kind = mention.kind
    if mention.HasField("rating") and mention.rating < 0.5:
        found.append(("low rating", None, LOW_RATING * (0.5 - max(0.0, mention.rating))))
    if mention.private or kind == _MESSAGE:
        found.append(("private message", None, PRIVATE))
    if mention.HasField("engagement"):
        engagement = mention.engagement
        attention = engagement.like_count + 2 * engagement.reply_count + 2 * engagement.repost_count
        if attention > 0:
            found.append(("attention", None, min(MOST_ATTENTION, ATTENTION * math.log2(1 + attention))))
    if kind == _REPOST:
        found.append(("repost without words", None, REPOST))
    if mention.author.own:
        found.append(("written by the brand", None, OWN))
