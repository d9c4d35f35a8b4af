"""Gives mentions that wait for an answer the priority of a newer score.

What was decided stays decided: a mention enters or leaves no opportunity by a newer score, and one that is
not known, because it is old or has not come yet, stays so. Of several newer scores the newest counts,
whichever comes first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from antiphon.mention.v1 import mention_pb2
from services.router.core import facts
from services.router.core.facts import Fact
from services.router.core.intake import LIVE, Knowledge, Member, World, fill
from services.router.core.policies import cases, sentences


class Held(NamedTuple):
    """What is kept of a live member of an opportunity that is still to be done.

    Attributes:
        rule: that decided it.
        route: where that sent it, as `demand.encode` writes it.
        because: what decided, as `sentences.keep` writes it.
        rescored: when its score was made anew, in microseconds; 0 where it was scored as it came.
    """

    rule: str
    route: str
    because: str
    rescored: int


def concerned(fact: Fact, known: Knowledge) -> list[str]:
    """Uids of opportunities that a newer score of a decided mention may concern."""
    decided = [brand for brand in fact.brands if brand and (fact.key, fact.revision, brand) in known.decided]
    return known.possible(decided, fact.conversation_key)


class Rescorer:
    """Puts newer scores in the place of what is held.

    Args:
        known: what the tables say of the batch; what changes is marked there.
        held: by opportunity and key.
    """

    def __init__(
        self, known: Knowledge, held: Mapping[tuple[str, str], Held], world: World, now: int
    ) -> None:
        self._known = known
        self._held = dict(held)
        self._world = world
        self._now = now

    def replace(self, batch: Iterable[Fact]) -> None:
        """Takes the newer scores of a batch, in any order."""
        for fact in batch:
            if fact.rescored and fact.mention is not None:
                for brand in fact.brands:
                    self._replace(fact, fact.mention, brand)

    def _replace(self, fact: Fact, mention: mention_pb2.Mention, brand: str) -> None:
        uid = self._known.home(brand, fact)
        held = self._held.get((uid, fact.key))
        if held is None or held.rescored >= fact.rescored:
            return
        conversation = self._known.conversations[uid]
        present = conversation.members[fact.key]
        if present.status != LIVE or present.revision != fact.revision:
            return
        self._held[uid, fact.key] = held._replace(rescored=fact.rescored)
        conversation.members[fact.key] = self._member(fact, mention, brand, held)
        conversation.refold = conversation.touched = True

    def _member(self, fact: Fact, mention: mention_pb2.Mention, brand: str, held: Held) -> Member:
        names, capability = self._world.names(brand), self._world.capability(mention.network)
        case = cases.of(mention, fact.score, capability, names, self._now)
        member = Member(fact.key, fact.revision, LIVE, rule=held.rule, route=held.route)
        member.because = held.because
        move = sentences.kept_move(held.because)
        points = move.apply(case.points) if move else case.points
        fill(member, case, points, held.rule.partition(" ")[2])
        member.author = facts.author_digest(mention)
        return member
