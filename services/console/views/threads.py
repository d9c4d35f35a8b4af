"""A conversation as people read it: what customers said and what the brand answered, oldest first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from antiphon.insights.v1 import insights_service_pb2 as insights
from antiphon.mention.v1 import mention_pb2
from antiphon.routing.v1 import routing_service_pb2 as routing
from antiphon.scoring.v1 import score_pb2
from services.console.views import marks

EARLIER = 5
"""How many earlier mentions of a person are shown."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One contribution to a conversation."""

    mention: mention_pb2.Mention
    score: score_pb2.Score | None
    current: bool

    @property
    def stretches(self) -> list[marks.Stretch]:
        felt = None if self.mention.author.own else self.score
        return marks.stretches(self.mention, felt)


def turns(
    opportunity: routing.Opportunity,
    archived: Iterable[insights.ArchivedMention],
    replies: Iterable[routing.Reply] = (),
) -> Sequence[Turn]:
    """What the archive and the router know of a conversation; where both know, the router is newer.

    An answer of ours that came back from the network is left out: it is shown as the reply it is.
    """
    found = {each.mention.key: Turn(each.mention, each.score, current=False) for each in archived}
    for mention in opportunity.mentions:
        known = found.get(mention.key)
        found[mention.key] = Turn(mention, known.score if known else None, current=False)
    answer_to = opportunity.mention
    if answer_to.key:
        found[answer_to.key] = Turn(answer_to, opportunity.score, current=True)
    ours = {reply.link for reply in replies if reply.link}
    return sorted((turn for turn in found.values() if turn.mention.link not in ours), key=_moment)


def earlier(
    opportunity: routing.Opportunity, archived: Iterable[insights.ArchivedMention]
) -> Sequence[insights.ArchivedMention]:
    """The latest mentions of the same person outside this conversation, newest first."""
    here = opportunity.conversation_key
    others = [each for each in archived if (each.mention.conversation_key or each.mention.key) != here]
    return others[: -EARLIER - 1 : -1]


def _moment(turn: Turn) -> tuple[int, int, str]:
    stamp = turn.mention.create_time
    return stamp.seconds, stamp.nanos, turn.mention.key
