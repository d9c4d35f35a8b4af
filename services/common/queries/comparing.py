"""What another wording of a query changes on mentions that are known: counted in one place for all who ask.

The command line compares files with what is in force, the console a text that somebody is writing; both
count here, so that both tell the same numbers, price and gaps.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from services.common.queries import searching, tree

READING: Final = "read_post"
"""Kind of call of the registry that a network's price of one thing read stands under."""

KEPT: Final = "kept"
ADDED: Final = "added"
REMOVED: Final = "removed"
_DAY_S: Final = 86_400
_MILLION: Final = 1_000_000


@dataclass(slots=True)
class Span:
    """How much was looked at: mentions, and when the first and the last were written."""

    seen: int = 0
    first: datetime | None = None
    last: datetime | None = None

    def look(self, mention: mention_pb2.Mention) -> None:
        """Counts one mention."""
        self.seen += 1
        written = mention.create_time.ToDatetime()
        self.first = min(self.first or written, written)
        self.last = max(self.last or written, written)

    def until(self, now: datetime, *, cut: bool) -> datetime:
        """The end of the stretch: `now`, or the last mention where it was `cut` at so many."""
        return self.last.replace(tzinfo=UTC) if cut and self.last is not None else now

    @property
    def days(self) -> float:
        """How long the stretch is; at least one day."""
        if self.first is None or self.last is None:
            return 1.0
        return max(1.0, (self.last - self.first).total_seconds() / _DAY_S)


@dataclass(slots=True)
class Change:
    """What one query finds more, and no more.

    Attributes:
        added, removed: how many mentions.
        networks: by how many more, or fewer, of each network.
        found: how many the new wording finds of each network.
    """

    added: int = 0
    removed: int = 0
    networks: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)

    def look(self, mention: mention_pb2.Mention, *, before: bool, after: bool) -> str:
        """Counts a mention that one wording finds or both do; tells `kept`, `added` or `removed`."""
        self.found[mention.network] += after
        if before and after:
            return KEPT
        self.added += after
        self.removed += before
        self.networks[mention.network] += 1 if after else -1
        return ADDED if after else REMOVED


def price(networks: Mapping[str, int], days: float, facts: Mapping[str, events_pb2.CapabilityFact]) -> str:
    """What so many more mentions cost a day where reading has a price: `about +6.20 USD/day`; else empty."""
    costs: Counter[str] = Counter()
    for network, more in networks.items():
        fact = facts.get(network)
        for call in fact.calls if fact else ():
            if call.name == READING and call.price_micros:
                costs[call.currency or "USD"] += round(more * call.price_micros / days)
    return ", ".join(f"about {cost / _MILLION:+,.2f} {unit}/day" for unit, cost in costs.items() if cost)


def coverage(before: tree.Query | None, after: tree.Query) -> str:
    """What the numbers leave out, in a sentence; empty where the archive has all that it could find.

    Mentions that no query wanted are not archived, even where a network brought them: only of a query that
    adds conditions to the one in force is everything known.

    Args:
        before: what is in force; None for a new query.
        after: what would be.
    """
    asked = searching.phrases(after)
    if not asked:
        return (
            "Networks that are searched cannot be asked for it: "
            "from them it finds what other queries bring, now and later."
        )
    if before and _conditions(before) <= _conditions(after):
        return ""
    known = frozenset(searching.phrases(before)) if before else frozenset()
    fresh = [f'"{phrase}"' for phrase in asked if phrase not in known]
    if not fresh:
        return "The archive has only what some query wanted: what this one wants beyond that is not counted."
    return (
        f"Networks that are searched would be asked for {', '.join(fresh)} from now on: "
        "of it the archive has only what other queries brought, so expect more."
    )


def _conditions(query: tree.Query) -> frozenset[tree.Node]:
    """What must all hold."""
    return frozenset(query.root.parts if isinstance(query.root, tree.And) else (query.root,))
