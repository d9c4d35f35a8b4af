"""The priority of a mention for one brand: what the scorer says, and what depends on the brand.

The scorer's priority is the base; docs/explanation/priority.md has its formula. The router adds
12 points for somebody who calls the brand by its handle and takes 100 from what the brand wrote itself.
A score without a priority, because its analyzer is switched off or the score is an old one, counts as:

| part | points |
| --- | --- |
| somebody spoke | 10 |
| bad feeling | 30 x strength |
| question | 15 |
| private message | 20 |

People see the parts in whole points that add up to the whole. The scorer's are read from the score when
somebody looks, so that deciding costs nothing for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from antiphon.scoring.v1 import findings_pb2, score_pb2
from services.common.model import explanation
from services.router.core import signals as read
from services.router.core.signals import Signals

HIGHEST: Final = 100
ADDRESSED: Final = 12
OWN: Final = -100

SPOKE: Final = 10.0
BAD_FEELING: Final = -30.0
ASKS: Final = 15.0
PRIVATE: Final = 20.0

MOST_WORDS: Final = 3
"""Reasons of a finding that are named beside its points."""

Part = tuple[int, str]
"""One reason for a priority: its points and its words."""


def assess(signals: Signals) -> int:
    """The priority of a mention, 0 to 100."""
    score, traits = signals
    points = score.priority.value if score.HasField("priority") else _simple(score, traits)
    if traits & read.ADDRESSED:
        points += ADDRESSED
    if traits & read.OWN:
        points += OWN
    return min(max(round(points), 0), HIGHEST)


def own_parts(signals: Signals) -> list[Part]:
    """What is kept beside the score: the parts that it does not tell itself."""
    found = [] if signals.score.HasField("priority") else _whole(_simple_parts(signals))
    if signals.traits & read.ADDRESSED:
        found.append((ADDRESSED, "addressed by handle"))
    if signals.traits & read.OWN:
        found.append((OWN, "written by the brand"))
    return found


def parts(score: score_pb2.Score, own: Sequence[Part], points: int) -> list[Part]:
    """Why a mention has so many points: whole parts that add up to them.

    Args:
        score: what the scorer said of it.
        own: what `own_parts` told when it was decided.
        points: its priority.
    """
    reasons = [(reason.amount, _told(reason.text, score)) for reason in score.priority.components]
    reasons += own
    beyond = points - sum(amount for amount, _ in reasons)
    if abs(beyond) > 1:
        reasons.append((beyond, "end of the scale"))
    return _whole(reasons, points)


def _simple(score: score_pb2.Score, traits: int) -> float:
    """The sum of `_simple_parts`, without its words: every mention is asked for it."""
    compound = score.sentiment.compound
    points = SPOKE + BAD_FEELING * compound if compound < 0 else SPOKE
    if traits & read.ASKS:
        points += ASKS
    return points + PRIVATE if traits & read.PRIVATE else points


def _simple_parts(signals: Signals) -> list[tuple[float, str]]:
    found = [(SPOKE, "somebody spoke")]
    compound = signals.score.sentiment.compound
    if compound < 0:
        found.append((BAD_FEELING * compound, f"negative sentiment {compound:.2f}"))
    if signals.traits & read.ASKS:
        found.append((ASKS, "question"))
    if signals.traits & read.PRIVATE:
        found.append((PRIVATE, "private message"))
    return found


def _whole(reasons: Sequence[tuple[float, str]], points: int | None = None) -> list[Part]:
    """Whole parts that add up to the points, else to the rounded sum; those of nothing are left out."""
    found, exact, told, last = [], 0.0, 0, len(reasons) - 1
    for place, (amount, text) in enumerate(reasons):
        exact += amount
        here = points if points is not None and place == last else round(exact)
        if here != told:
            found.append((here - told, text))
            told = here
    return found


def _told(component: str, score: score_pb2.Score) -> str:
    """A component in words, with the weightiest of what is behind it."""
    tell = _TELLERS.get(component)
    return tell(score) if tell else component


def _urgency(score: score_pb2.Score) -> str:
    return f"urgency {score.urgency.value:.0f}{_strongest(score.urgency.reasons)}"


def _engageability(score: score_pb2.Score) -> str:
    found = score.engageability
    return f"deserves an answer, {found.probability:.0%}{_strongest(found.reasons)}"


def _feeling(score: score_pb2.Score) -> str:
    felt = explanation.felt(score)
    return f"{'negative' if felt < 0 else 'positive'} sentiment {felt:.2f}"


def _complaint(score: score_pb2.Score) -> str:
    return f"complaint, {score.complaint.probability:.0%}" if score.HasField("complaint") else "complaint"


def _influence(score: score_pb2.Score) -> str:
    return f"influence {score.influence.value:.0f}"


_TELLERS: Final[dict[str, Callable[[score_pb2.Score], str]]] = {
    "start": lambda _score: "where every mention starts",
    "urgency": _urgency,
    "engageability": _engageability,
    "bad feeling": _feeling,
    "good feeling": _feeling,
    "complaint": _complaint,
    "influence": _influence,
}
"""Components that have findings of their own."""


def _strongest(reasons: Iterable[findings_pb2.Reason]) -> str:
    """The weightiest reasons for it, after where it starts."""
    found = sorted((reason for reason in [*reasons][1:] if reason.amount > 0), key=lambda one: -one.amount)
    words = dict.fromkeys(reason.text for reason in found)
    return f": {', '.join(list(words)[:MOST_WORDS])}" if words else ""
