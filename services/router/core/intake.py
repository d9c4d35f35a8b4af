"""Decides a batch of scored mentions without touching anything: knowledge in, a plan of writes out.

What the tables say afterwards depends only on the set of facts that came, never on their order,
repetition or division into batches. That rests on three rules:

* the *head* of a key is its highest revision; a deletion is the highest there is;
* a mention is a *member* of an opportunity when any of its revisions deserved the queue; the member
  is live when the head itself does, else quiet or gone, and only a live one keeps its text;
* an opportunity's state, place and mention to answer are a fold over its live members.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterable
from typing import Final, NamedTuple, Protocol

from antiphon.mention.v1 import mention_pb2
from antiphon.routing.v1 import routing_service_pb2 as routing
from services.common.model import identity
from services.router.core import deadlines, facts, opportunities, policy, ranking, signals
from services.router.core.conversations import (
    ABSENT,
    FORGOTTEN,
    GONE,
    LIVE,
    QUIET,
    Conversation,
    Member,
    Stood,
    decode_parts,
    encode_parts,
    fill,
)
from services.router.core.facts import Fact
from services.router.core.knowledge import UNHEARD, Knowledge
from services.router.core.opportunities import Seat
from services.router.core.policies import rulebook
from services.router.core.policies.cases import STRANGER, Case
from services.router.core.policies.comparing import Beside
from services.router.core.policies.rulebook import Rulebook
from services.router.core.replyability import Capability
from services.router.core.terms import Terms

TOMBSTONE: Final = identity.TOMBSTONE_REVISION

_D = routing.Decision
SUPERSEDED: Final = int(_D.OUTCOME_SUPERSEDED)
DELETED: Final = int(_D.OUTCOME_DELETED)
ERASED: Final = int(_D.OUTCOME_ERASED)


class Decided(NamedTuple):
    """One row of the ledger."""

    mention_key: str
    revision: int
    brand: str
    outcome: int
    opportunity_uid: str


class World(Protocol):
    """What the judge may look up; it changes rarely and is the same for a whole batch."""

    def names(self, brand: str, /) -> signals.BrandNames:
        """How a brand is called."""

    def capability(self, network: str, /) -> Capability:
        """What a network allows."""


class Judge:
    """Decides the items of one batch, one after the other, against what is known."""

    def __init__(self, known: Knowledge, world: World, now: int, book: Rulebook = rulebook.EMPTY) -> None:
        self.known = known
        self.decisions: list[Decided] = []
        self.fired: defaultdict[tuple[str, str], int] = defaultdict(int)
        self.beside: dict[str, Beside] = {}
        self._world = world
        self._now = now
        self._book = book

    def decide(self, batch: Iterable[Fact]) -> None:
        """Decides all facts; the plan is in `decisions` and `touched`."""
        for fact in batch:
            if fact.mention is None:
                self._decide_deletion(fact.key)
            else:
                self._decide_mention(fact, fact.mention)

    @property
    def touched(self) -> list[Conversation]:
        """Opportunities that changed, folded."""
        changed = [found for found in self.known.conversations.values() if found.touched]
        for conversation in changed:
            if conversation.refold:
                conversation.fold()
        return changed

    def _decide_deletion(self, key: str) -> None:
        known = self.known
        if (key, TOMBSTONE, "") in known.decided:
            return
        known.remember((key, TOMBSTONE, ""))
        self.decisions.append(Decided(key, TOMBSTONE, "", DELETED, ""))
        self._silence(key, TOMBSTONE, GONE)

    def _decide_mention(self, fact: Fact, mention: mention_pb2.Mention) -> None:
        known, key, revision, brands = self.known, fact.key, fact.revision, fact.brands
        head = known.heads.get(key, UNHEARD)
        if head != UNHEARD:
            brands = [brand for brand in brands if (key, revision, brand) not in known.decided]
            if not brands:
                return
        author = facts.author_digest(mention)
        blocked = _blocked(head, revision, erased=author in known.erased)
        capability = self._world.capability(mention.network)
        written, now = facts.written_at(mention), self._now
        for brand in brands:
            names, rules = self._world.names(brand), self._book.of(brand)
            read = signals.read(mention, fact.score, names)
            customer = known.customers.get(author, STRANGER) if known.customers and author else STRANGER
            case = Case(mention, read, capability, names, written=written, now=now, customer=customer)
            verdict = rules.decide(case)
            outcome = blocked or (verdict.outcome if brand else policy.WATCHED)
            if brand and not blocked:
                self.fired[rules.document, verdict.rule] += 1
                self._compare(brand, case, verdict)
            uid = ""
            if brand and verdict.outcome == policy.QUEUED and blocked != ERASED:
                member = Member(key, max(head, revision), _STATUS[blocked])
                if not blocked:
                    fill(member, case, verdict.priority, verdict.rule)
                    member.author, member.rule = author, rules.labels[verdict.rule]
                    member.route, member.because = verdict.route, verdict.because
                uid = self._join(fact, mention.network, brand, member)
            self.decisions.append(Decided(key, revision, brand, outcome, uid))
            known.remember((key, revision, brand))
        if not blocked and head < revision:
            self._silence(key, revision, QUIET)

    def _compare(self, brand: str, case: Case, verdict: policy.Verdict) -> None:
        """Asks the candidate, where one runs beside the policy in force."""
        candidate = self._book.shadow(brand)
        if candidate is not None:
            scope = self._book.shadow_scope(brand)
            beside = self.beside.get(scope) or self.beside.setdefault(scope, Beside())
            beside.add(case.mention.key, verdict, candidate.decide(case))

    def _join(self, fact: Fact, network: str, brand: str, member: Member) -> str:
        uid = self.known.home(brand, fact)
        conversation = self.known.conversations.get(uid)
        if conversation is None:
            conversation = self._open(uid, brand, fact.conversation_key, network)
        key = member.mention_key
        present = conversation.members.get(key)
        if present is None:
            conversation.members[key] = member
            homes = self.known.homes
            homes[key] = [*homes[key], conversation] if key in homes else [conversation]
            conversation.joined |= member.status == LIVE
            conversation.touched = True
            conversation.count(member)
            if self.known.families:
                self.known.joined(brand, fact, uid, member)
        elif member.status == LIVE:
            conversation.joined |= present.status == QUIET
            conversation.members[key] = member
            conversation.refold = conversation.touched = True
        return uid

    def _open(self, uid: str, brand: str, conversation_key: str, network: str) -> Conversation:
        row, self.known.next_row = self.known.next_row, self.known.next_row + 1
        opened = Conversation(uid, brand, conversation_key, network, row, None, self._now, touched=True)
        self.known.conversations[uid] = opened
        return opened

    def _silence(self, key: str, revision: int, status: int) -> None:
        """Members whose key has a higher head now lose their text, unless the head joined them itself."""
        for conversation in self.known.homes.get(key, ()):
            member = conversation.members[key]
            if member.revision < revision:
                member.silence(revision, status)
                conversation.refold = conversation.touched = True


_STATUS: Final = {0: LIVE, SUPERSEDED: QUIET, DELETED: GONE}


class Standing(NamedTuple):
    """How an opportunity stands after a batch."""

    seat: Seat
    created: int
    rank: int
    due: deadlines.Due
    clocks: str
    window_end: int | None
    entered: bool


def stand(
    conversation: Conversation, capability: Capability, now: int, waits: tuple[int, ...], terms: Terms
) -> Standing:
    """State and place of an opportunity whose members changed."""
    before, rest = conversation.before, conversation.rest
    seat = before.regard(rest, fresh=conversation.joined) if before else _newcomer(rest)
    worked = before is not None and before.state in opportunities.WORKABLE
    entered = seat.state == opportunities.OPEN and not worked
    created = now if entered else conversation.created
    window_end = capability.window_end(conversation.latest[0]) if conversation.live else None
    due, clocks = _due(conversation, seat.state, created, now, terms)
    rank = ranking.place(conversation.top[0], created, due.first, window_end, waits)
    return Standing(seat, created, rank, due, clocks, window_end, entered)


@functools.cache
def _newcomer(rest: int) -> Seat:
    """The seat of any opportunity that has no row yet; its uid is told beside it."""
    return Seat("", rest, rest)


def _due(
    conversation: Conversation, state: int, created: int, now: int, terms: Terms
) -> tuple[deadlines.Due, str]:
    """When the clocks of an opportunity run out, and the clocks as tables keep them."""
    before, priority = conversation.before, conversation.top[0]
    if before is None and state == opportunities.OPEN:
        return terms.at_entry(conversation.route, priority, now), ""
    policy = terms.policy(conversation.route)
    clocks = deadlines.decode(conversation.clocks, conversation.created)
    clocks = deadlines.follow(clocks, before.state if before else opportunities.OPEN, state, now, policy)
    return deadlines.due(clocks, policy, priority), deadlines.encode(clocks, created)


def lane(conversation: Conversation, stands: Standing, fresh: int, first_age: int | None) -> Stood:
    """The lane of an opportunity whose members changed.

    Where a person or its age has put it stays, unless it enters the queue anew or its route changed.

    Args:
        conversation: with its members as they are now.
        stands: how it stands now.
        fresh: lane of its route.
        first_age: age at which the queue of that lane first asks for less; None for never.
    """
    stood = conversation.stood
    same = stood is not None and stood.lane and not stands.entered
    if same and stood and (stood.moved or stood.route == conversation.route):
        return stood._replace(route=conversation.route)
    escalate = None if first_age is None else stands.created + first_age
    return Stood(fresh, conversation.route, moved=False, escalate=escalate)


class Scope(NamedTuple):
    """What a batch may touch.

    Attributes:
        fresh: keys with something that is not decided yet.
        every: uids of opportunities it may touch.
        whole: those that must be known with all members. A fold can be counted on when members are only
            added; it is made anew when one changes: when its key is known already, or comes again.
    """

    fresh: set[str]
    every: set[str]
    whole: set[str]


def scope(batch: Iterable[Fact], known: Knowledge) -> Scope:
    """What a batch may touch, by the ledger alone."""
    found = Scope(set(), set(), set())
    first: dict[str, list[str]] = {}
    for fact in batch:
        key, brands = fact.key, fact.brands
        heard = key in known.heads
        if heard:
            brands = [brand for brand in brands if (key, fact.revision, brand) not in known.decided]
            if not brands:
                continue
        uids = known.possible(brands, fact.conversation_key)
        if heard:
            found.whole.update(uids)
        elif key in first:
            found.whole.update(uids, first[key])
        else:
            first[key] = uids
        found.fresh.add(key)
        found.every.update(uids)
    return found


def _blocked(head: int, revision: int, *, erased: bool) -> int:
    """Why a mention cannot be live, as an outcome; 0 when it can."""
    if erased:
        return ERASED
    if head == TOMBSTONE:
        return DELETED
    return SUPERSEDED if revision < head else 0


__all__ = [
    "ABSENT",
    "DELETED",
    "ERASED",
    "FORGOTTEN",
    "GONE",
    "LIVE",
    "QUIET",
    "SUPERSEDED",
    "TOMBSTONE",
    "UNHEARD",
    "Conversation",
    "Decided",
    "Judge",
    "Knowledge",
    "Member",
    "Scope",
    "Standing",
    "Stood",
    "World",
    "decode_parts",
    "encode_parts",
    "fill",
    "lane",
    "scope",
    "stand",
]
