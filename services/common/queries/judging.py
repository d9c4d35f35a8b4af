"""What people judged of what a query finds, which exclusions follow from it, and what each would take away.

The command line and the console count here, so that both tell the same numbers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from antiphon.mention.v1 import mention_pb2
from services.common import queries
from services.common.queries import comparing, excluding
from services.common.queries.matching import Matcher
from services.common.queries.programs import Standing

MOST_RELEVANT: Final = 2_000
"""Mentions at most that speak for a query; the latest of those that it found and people answered."""
EXAMPLES: Final = 5
NOBODY: Final = "Nobody judged anything that it found as not relevant."


class Judged(NamedTuple):
    """A mention, and whether a person said that it is about the brand."""

    mention: mention_pb2.Mention
    relevant: bool


class Example(NamedTuple):
    """A mention that was judged not relevant.

    Attributes:
        mention: what was said.
        found: whether the query still finds it.
    """

    mention: mention_pb2.Mention
    found: bool


@dataclass(slots=True)
class Effect:
    """An exclusion, and what it would take away from what the query found in the archive.

    Attributes:
        exclusion: as the judgements suggest it.
        leaves_out: numbers of the examples that it takes, from 0.
        change: how much less the query would find.
        answered: how many of these were answered.
        fewer: some of them, the latest.
    """

    exclusion: excluding.Exclusion
    leaves_out: Sequence[int]
    change: comparing.Change = field(default_factory=comparing.Change)
    answered: int = 0
    fewer: list[mention_pb2.Mention] = field(default_factory=list)


class Evidence:
    """Judgements of a query, and what it found lately.

    What was answered after all is about the brand, whatever was said of it before.

    Args:
        query: as it asks now.
        judged: what people said of what it found, the last said first.
        answered: keys of mentions that were answered.
    """

    def __init__(self, query: queries.Query, judged: Iterable[Judged], answered: Collection[str]) -> None:
        self._query, self._answered = query, answered
        self._matcher = Matcher([Standing("", "q", query)])
        told = [(each, bool(self._matcher.match(each.mention))) for each in judged]
        self.examples = [
            Example(each.mention, found)
            for each, found in told
            if not each.relevant and each.mention.key not in answered
        ]
        self._relevant = {each.mention.key: each.mention for each, found in told if each.relevant and found}
        self._found: list[mention_pb2.Mention] = []
        self.span = comparing.Span()

    def look(self, mention: mention_pb2.Mention) -> None:
        """Takes one mention of the archive, oldest first; those that the query finds are kept in memory."""
        self.span.look(mention)
        if self._matcher.match(mention):
            self._found.append(mention)

    @property
    def found(self) -> int:
        """Mentions that were looked at and the query finds."""
        return len(self._found)

    @property
    def unwanted(self) -> list[mention_pb2.Mention]:
        """What was judged not relevant and is still found."""
        return [each.mention for each in self.examples if each.found]

    @property
    def relevant(self) -> list[mention_pb2.Mention]:
        """What was judged relevant or answered, and is found; each once."""
        answered = [each for each in self._found if each.key in self._answered][-MOST_RELEVANT:]
        return list(({each.key: each for each in answered} | self._relevant).values())

    def effects(self) -> list[Effect]:
        """Exclusions that the judgements suggest, the surest first, each with its effect; 3 at most."""
        offered = excluding.suggest(self._query, self.relevant, self.unwanted)
        after = [_matcher(each) for each in offered]
        found = [
            Effect(exclusion, _left_out(matcher, self.examples))
            for exclusion, matcher in zip(offered, after, strict=True)
        ]
        for mention in self._found:
            for effect, matcher in zip(found, after, strict=True):
                self._count(effect, mention, after=bool(matcher.match(mention)))
        return found

    def _count(self, effect: Effect, mention: mention_pb2.Mention, *, after: bool) -> None:
        if effect.change.look(mention, before=True, after=after) == comparing.REMOVED:
            effect.answered += mention.key in self._answered
            effect.fewer.append(mention)
            del effect.fewer[:-EXAMPLES]


def why_none(evidence: Evidence) -> str:
    """Why nothing is suggested, in a sentence."""
    count = len(evidence.unwanted)
    if not evidence.examples:
        return NOBODY
    if not count:
        return "It finds nothing any more that was judged not relevant."
    if count < excluding.FEWEST:
        return (
            f"{count} judged not relevant are too few to suggest an exclusion; it takes {excluding.FEWEST}."
        )
    if not evidence.relevant:
        return "Nothing that it found was answered or judged relevant yet, so nothing tells the two apart."
    return "No word, author or site tells them surely enough from what was relevant."


def _matcher(exclusion: excluding.Exclusion) -> Matcher:
    return Matcher([Standing("", "q", queries.parse(exclusion.expression))])


def _left_out(matcher: Matcher, examples: Sequence[Example]) -> list[int]:
    return [at for at, each in enumerate(examples) if each.found and not matcher.match(each.mention)]
