"""What changed queries would change, counted on what the archive has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from antiphon.events.v1 import events_pb2
from antiphon.insights.v1 import insights_service_pb2 as insights
from services.cli import queryfiles
from services.cli.queryfiles import Kept
from services.common import queries
from services.common.queries.matching import Matcher
from services.common.queries.programs import Standing

EXAMPLES: Final = 5
READING: Final = "read_post"
MINUS: Final = "\N{MINUS SIGN}"
_MILLION: Final = 1_000_000


@dataclass(slots=True)
class Difference:
    """What one changed query finds more, and no more.

    Attributes:
        added, removed: how many mentions.
        answered: how many of the removed were answered.
        more, fewer: some of them, the latest.
        networks: by how many more, or fewer, of each network.
    """

    kept: Kept
    before: str
    added: int = 0
    removed: int = 0
    answered: int = 0
    more: list[str] = field(default_factory=list)
    fewer: list[str] = field(default_factory=list)
    networks: Counter[str] = field(default_factory=Counter)

    @property
    def sentence(self) -> str:
        """As people say it: how many more, how many fewer, and how many of these were answered."""
        told = f"+{self.added:,}, {MINUS}{self.removed:,}"
        were = "was" if self.answered == 1 else "were"
        return f"{told}, of which {self.answered:,} {were} answered" if self.removed else told


class Comparison:
    """Compares queries as files have them with those in force, mention by mention.

    Args:
        files: the queries of the files.
        standing: expressions in force, by name.
        answered: keys of mentions that were answered.
    """

    def __init__(self, files: Sequence[Kept], standing: Mapping[str, str], answered: Collection[str]) -> None:
        changed = [kept for kept in files if not _same(kept.text, standing.get(kept.name, ""))]
        self.found = {kept.name: Difference(kept, standing.get(kept.name, "")) for kept in changed}
        self._answered = answered
        self._after = Matcher(Standing("", kept.name, queryfiles.parsed(kept)) for kept in changed)
        known = [(name, each.before) for name, each in self.found.items() if each.before]
        self._before = Matcher(Standing("", name, queries.parse(text)) for name, text in known)
        self.seen = 0
        self.first: datetime | None = None
        self.last: datetime | None = None

    def look(self, archived: insights.ArchivedMention) -> None:
        """Counts one mention."""
        mention = archived.mention
        self.seen += 1
        written = mention.create_time.ToDatetime()
        self.first = min(self.first or written, written)
        self.last = max(self.last or written, written)
        before = {match.name for match in self._before.match(mention)}
        after = {match.name for match in self._after.match(mention)}
        for name in after - before:
            self.found[name].added += 1
            _keep(self.found[name].more, mention.text)
            self.found[name].networks[mention.network] += 1
        for name in before - after:
            self.found[name].removed += 1
            self.found[name].answered += mention.key in self._answered
            _keep(self.found[name].fewer, mention.text)
            self.found[name].networks[mention.network] -= 1

    @property
    def days(self) -> float:
        """How long the stretch is that was looked at; at least one day."""
        if self.first is None or self.last is None:
            return 1.0
        return max(1.0, (self.last - self.first).total_seconds() / 86_400)

    def price(self, told: Difference, facts: Mapping[str, events_pb2.CapabilityFact]) -> str:
        """What it costs more a day on networks that charge for reading: `about +6.20 USD/day`; else empty."""
        costs: Counter[str] = Counter()
        for network, more in told.networks.items():
            fact = facts.get(network)
            for call in fact.calls if fact else ():
                if call.name == READING and call.price_micros:
                    costs[call.currency or "USD"] += round(more * call.price_micros / self.days)
        return ", ".join(f"about {cost / _MILLION:+,.2f} {unit}/day" for unit, cost in costs.items() if cost)


def _same(one: str, other: str) -> bool:
    """Whether two expressions ask for the same."""
    if one == other:
        return True
    try:
        return bool(other) and queries.parse(one) == queries.parse(other)
    except queries.QueryError:
        return False


def _keep(examples: list[str], text: str) -> None:
    examples.append(" ".join(text.split()))
    del examples[:-EXAMPLES]
