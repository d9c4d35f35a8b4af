"""What changed queries would change, counted on what the archive has."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from antiphon.events.v1 import events_pb2
from antiphon.insights.v1 import insights_service_pb2 as insights
from services.cli import queryfiles
from services.cli.queryfiles import Kept
from services.common import queries
from services.common.queries import comparing, expecting
from services.common.queries.matching import Matcher
from services.common.queries.programs import Standing

EXAMPLES: Final = 5
MINUS: Final = "\N{MINUS SIGN}"


@dataclass(slots=True)
class Difference(comparing.Change):
    """What one changed query finds more, and no more.

    Attributes:
        answered: how many of the removed were answered.
        more, fewer: some of them, the latest.
    """

    kept: Kept = field(kw_only=True)
    before: str = field(kw_only=True)
    answered: int = 0
    more: list[str] = field(default_factory=list)
    fewer: list[str] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """As people say it: how many more, how many fewer, and how many of these were answered."""
        told = f"+{self.added:,}, {MINUS}{self.removed:,}"
        were = "was" if self.answered == 1 else "were"
        return f"{told}, of which {self.answered:,} {were} answered" if self.removed else told

    @property
    def coverage(self) -> str:
        """What the numbers leave out; may be empty."""
        before = queries.parse(self.before) if self.before else None
        return comparing.coverage(before, queryfiles.parsed(self.kept))


class Looked(NamedTuple):
    """How much of each network was seen in the time that was looked at, and how many days that is."""

    sights: Mapping[str, expecting.Seen]
    days: float


class Comparison:
    """Compares queries as files have them with those in force, mention by mention.

    Args:
        files: the queries of the files.
        standing: expressions in force, by name.
        answered: keys of mentions that were answered.
    """

    def __init__(self, files: Sequence[Kept], standing: Mapping[str, str], answered: Collection[str]) -> None:
        changed = [kept for kept in files if not _same(kept.text, standing.get(kept.name, ""))]
        self.found = {
            kept.name: Difference(kept=kept, before=standing.get(kept.name, "")) for kept in changed
        }
        self._answered = answered
        self._after = Matcher(Standing("", kept.name, queryfiles.parsed(kept)) for kept in changed)
        known = [(name, each.before) for name, each in self.found.items() if each.before]
        self._before = Matcher(Standing("", name, queries.parse(text)) for name, text in known)
        self.span = comparing.Span()

    def look(self, archived: insights.ArchivedMention) -> None:
        """Counts one mention."""
        mention = archived.mention
        self.span.look(mention)
        before = {match.name for match in self._before.match(mention)}
        after = {match.name for match in self._after.match(mention)}
        for name in before | after:
            told = self.found[name]
            change = told.look(mention, before=name in before, after=name in after)
            if change != comparing.KEPT:
                told.answered += change == comparing.REMOVED and mention.key in self._answered
                _keep(told.more if change == comparing.ADDED else told.fewer, mention.text)

    def price(self, told: Difference, facts: Mapping[str, events_pb2.CapabilityFact]) -> str:
        """What it costs more a day on networks that charge for reading; may be empty."""
        return comparing.price(told.networks, self.span.days, facts)


def volume(told: Difference, facts: Mapping[str, events_pb2.CapabilityFact], looked: Looked) -> list[str]:
    """What to expect of each network a day, and its price."""
    complete = not told.coverage
    return expecting.volume(told.found, looked.sights, looked.days, facts, complete=complete)


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
