"""Whether somebody should answer: log-odds, a sum of named reasons.

| reason | log-odds |
| --- | --- |
| start | -1.6 |
| private message | 3.0 |
| addressed to the brand | 1.2 |
| question | 1.5 x probability |
| asks for help | 1.2, and 0.4 for each more sign, at most three |
| complaint | 1.6 x probability |
| something does not work | 0.8 x probability |
| danger to people | 2.5 x probability |
| law, fraud or press | 1.2 x probability |
| thinks of leaving | 1.0 x probability |
| thinks of buying | 1.2 x probability |
| suggestion | 0.5 x probability |
| not answered before | 1.0 |
| somebody who needs care | 0.6 |
| tells of themselves | 0.5 |
| bad feeling | 0.8 x strength |
| review | 0.6, and up to 1.0 more the lower it is below the middle |
| thanks or praise, and nothing asked | -0.6 x probability |
| few words, and nothing asked | -0.6 |
| passes a link on: few words around it, or nobody who tells of themselves; nothing asked | -1.8, -1.0 |
| repost without words | -5 |
| written by the brand | -8 |
| spam | -5 x probability |

Nobody has published weights to take over; these are set by hand on posts to airlines that were read one by
one. A person who says "needed no answer" corrects them for a brand.
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
from services.scorer.core.analyzers.grounds import Grounds
from services.scorer.core.analyzers.protocol import Analyzer, Batch
from services.scorer.core.cue_words import Sense
from services.scorer.core.documents import Document
from services.scorer.core.reasons import Reason

START: Final = -1.6
PRIVATE: Final = 3.0
ADDRESSED: Final = 1.2
HELP: Final = 1.2
HELP_MORE: Final = 0.4
UNHEARD: Final = 1.0
CARE: Final = 0.6
FIRST_PERSON: Final = 0.5
BAD_FEELING: Final = 0.8
REVIEW: Final = 0.6
LOW_REVIEW: Final = 2.0
ONLY_THANKS: Final = -0.6
FEW_WORDS: Final = -0.6
LINK_PASSED_ON: Final = -1.8
LINK_SHARED: Final = -1.0
REPOST: Final = -5.0
OWN: Final = -8.0

FEW: Final = 4
"""Words below which a text says too little to answer, unless it asks."""
NEWS_WORDS: Final = 8
"""A link with at most so many words around it is passed on, not said."""

BY_GROUND: Final = (
    (grounds.QUESTION, 1.5),
    (grounds.COMPLAINT, 1.6),
    (grounds.FAULT, 0.8),
    (grounds.DANGER, 2.5),
    (grounds.LEGAL, 1.2),
    (grounds.CHURN, 1.0),
    (grounds.PURCHASE, 1.2),
    (grounds.SUGGESTION, 0.5),
    (grounds.SPAM, -5.0),
)
"""Ground, and log-odds where its probability is 1."""

_MESSAGE: Final = int(mention_pb2.Mention.KIND_MESSAGE)
_REPOST: Final = int(mention_pb2.Mention.KIND_REPOST)


class Engageability(NamedTuple):
    """Whether somebody should answer.

    Attributes:
        probability: that the brand should, 0 to 1.
        reasons: log-odds that it comes from.
    """

    probability: float
    reasons: Sequence[Reason]


class EngageabilityAnalyzer(Analyzer[Engageability]):
    """Adds up what asks for an answer."""

    name: ClassVar = "engageability"
    version: ClassVar = "1"

    @override
    def analyze(self, batch: Batch) -> list[Engageability]:
        """The engageability of each document; never silent."""
        return list(map(assess, batch.documents, batch.share(grounds.read)))

    @override
    def write(self, document: Document, finding: Engageability, score: score_pb2.Score) -> None:
        """Writes answer, probability and reasons."""
        target = score.engageability
        target.should_answer = finding.probability >= 0.5
        target.probability = finding.probability
        reasons.write(finding.reasons, target.reasons)


def assess(document: Document, ground: Grounds) -> Engageability:
    """The engageability of a document by its grounds."""
    found: list[Reason] = [("start", None, START)]
    add = found.append
    signs = ground.cues
    mention = document.mention
    if mention.private or mention.kind == _MESSAGE:
        add(("private message", None, PRIVATE))
    if signs.handles and not document.names.handles.isdisjoint(signs.handles):
        add(("addressed to the brand", None, ADDRESSED))
    chances = ground.chances
    for name, weight in BY_GROUND:
        if name in chances:
            add((name, None, weight * chances[name]))
    if signs.hits:
        _signs(ground, found)
    if signs.first_person:
        add(("tells of themselves", None, FIRST_PERSON))
    if ground.feeling < 0:
        add(("bad feeling", None, -BAD_FEELING * ground.feeling))
    if mention.HasField("rating"):
        lack = max(0.0, 0.5 - max(0.0, mention.rating))
        add(("review", None, REVIEW + LOW_REVIEW * lack))
    _against(mention, ground, found)
    odds = reasons.total(found)
    return Engageability(1 / (1 + math.exp(-odds)), found)


def _signs(ground: Grounds, found: list[Reason]) -> None:
    hits = ground.cues.hits
    helps = len(hits.get(Sense.HELP, ()))
    if helps:
        found.append(("asks for help", None, HELP + HELP_MORE * (min(helps, 3) - 1)))
    if Sense.UNHEARD in hits:
        found.append(("not answered before", None, UNHEARD))
    if Sense.CARE in hits:
        found.append(("somebody who needs care", None, CARE))


def _against(mention: mention_pb2.Mention, ground: Grounds, found: list[Reason]) -> None:
    signs = ground.cues
    hits = signs.hits
    asks_nothing = signs.asks is None and Sense.HELP not in hits and Sense.COMPLAINT not in hits
    if asks_nothing:
        if grounds.PRAISE in ground.chances:
            found.append(
                ("thanks or praise, and nothing asked", None, ONLY_THANKS * ground.chances[grounds.PRAISE])
            )
        if signs.links and (signs.words <= NEWS_WORDS or not signs.first_person):
            amount = LINK_PASSED_ON if signs.words <= NEWS_WORDS else LINK_SHARED
            found.append(("passes a link on", None, amount))
        elif signs.words < FEW:
            found.append(("few words, and nothing asked", None, FEW_WORDS))
    if mention.kind == _REPOST:
        found.append(("repost without words", None, REPOST))
    if mention.author.own:
        found.append(("written by the brand", None, OWN))
