"""What the tables say of a batch of mentions, before the judge decides it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from services.common.model import identity
from services.router.core.conversations import Conversation, Member
from services.router.core.facts import Fact
from services.router.core.homes import Families
from services.router.core.policies.cases import Acquaintance

UNHEARD: Final = -1
"""Head of a key of which nothing came yet."""


@dataclass(slots=True)
class Knowledge:
    """What the tables say of a batch.

    Attributes:
        decided: ledger rows of its keys: (key, revision, brand).
        conversations: opportunities that it may touch, by uid.
        homes: opportunities that hold a key as a member.
        erased: digests among its authors who asked to be forgotten.
        customers: what the team knows of its authors, where a policy asks.
        uids: uids of opportunities, by brand and conversation.
        families: conversations that people merged or split.
        next_row: row of the next new opportunity.
    """

    decided: set[tuple[str, int, str]] = field(default_factory=set)
    heads: dict[str, int] = field(default_factory=dict)
    conversations: dict[str, Conversation] = field(default_factory=dict)
    homes: dict[str, list[Conversation]] = field(default_factory=dict)
    erased: frozenset[bytes] = frozenset()
    customers: dict[bytes, Acquaintance] = field(default_factory=dict)
    uids: dict[tuple[str, str], str] = field(default_factory=dict)
    families: Families = field(default_factory=dict)
    next_row: int = 1

    def remember(self, row: tuple[str, int, str]) -> None:
        """Adds a ledger row."""
        self.decided.add(row)
        if row[1] > self.heads.get(row[0], UNHEARD):
            self.heads[row[0]] = row[1]

    def uid(self, brand: str, conversation_key: str) -> str:
        """Uid of the one opportunity of a brand and a conversation."""
        pair = (brand, conversation_key)
        found = self.uids.get(pair)
        if found is None:
            found = self.uids[pair] = identity.opportunity_uid(brand, conversation_key)
        return found

    def home(self, brand: str, fact: Fact) -> str:
        """Uid of the opportunity in which a mention belongs."""
        family = self.families.get((brand, fact.conversation_key)) if self.families else None
        if family is None or fact.mention is None:
            return self.uid(brand, fact.conversation_key)
        return family.home(fact.key, fact.mention)

    def possible(self, brands: Iterable[str], conversation_key: str) -> list[str]:
        """Uids of all opportunities of these brands that a conversation may live in."""
        alone = [self.uid(brand, conversation_key) for brand in brands if brand]
        if not self.families:
            return alone
        families = (self.families.get((brand, conversation_key)) for brand in brands)
        return [*alone, *(uid for family in families if family for uid in family.uids)]

    def joined(self, brand: str, fact: Fact, uid: str, member: Member) -> None:
        """A mention is in an opportunity now; what answers it follows."""
        family = self.families.get((brand, fact.conversation_key))
        if family is not None:
            family.add(fact.key, uid, member.author)

    def settle(self, conversation: Conversation, members: Iterable[Member]) -> None:
        """Adds an opportunity with members it has already."""
        self.conversations[conversation.uid] = conversation
        for member in members:
            conversation.members[member.mention_key] = member
            self.homes.setdefault(member.mention_key, []).append(conversation)
