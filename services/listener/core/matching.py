"""All queries of all brands in one pass over a text.

The queries are compiled into one automaton over folded texts (see `folding`). Positions in the original
text are worked out only for texts that matched, which are few on a firehose. A compiled matcher never
changes: the collector swaps in a new one when a query changes, without stopping.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import ahocorasick_rs

from antiphon.mention.v1 import mention_pb2
from services.listener.core import folding, queries

MOST_SPANS: Final = 100
"""Spans that one match names at most, the first ones: nobody looks at more, and a mention stays small."""

_SIGIL_CHARS: Final = {"@": "@\uff20", "#": "#\uff03"}


@dataclass(frozen=True, slots=True)
class StandingQuery:
    """A query as the matcher needs it.

    Attributes:
        brand: resource name of its brand.
        name: resource name of the query.
        terms: what it looks for.
    """

    brand: str
    name: str
    terms: tuple[queries.Term, ...]


@dataclass(frozen=True, slots=True)
class _Target:
    query: int
    sigil: str


Spans = dict[int, set[folding.Edges]]


class Matcher:
    """Finds which queries ask for a text, and where in it."""

    def __init__(self, standing: Iterable[StandingQuery] = ()) -> None:
        self._queries: Sequence[StandingQuery] = sorted(standing, key=lambda query: (query.brand, query.name))
        targets = _targets(self._queries)
        self._targets: Sequence[Sequence[_Target]] = list(targets.values())
        self._automaton = ahocorasick_rs.AhoCorasick(list(targets)) if targets else None

    def match(self, text: str, title: str = "") -> Sequence[mention_pb2.Match]:
        """One match per query that asks for the text or its title, ordered by brand and query."""
        if self._automaton is None:
            return ()
        normal = folding.normalise(text)
        found = self._automaton.find_matches_as_indexes(normal, overlapping=True)
        if not found and not title:
            return ()
        spans: Spans = self._spans(text, normal, found) if found else {}
        if title:
            self._add_title(title, spans)
        return [self._result(query, spans[query]) for query in sorted(spans)]

    def might_match(self, text: str) -> bool:
        """Whether a word of a query stands in a text; of handles and hashtags, whether the bare word does."""
        if self._automaton is None:
            return False
        return bool(self._automaton.find_matches_as_indexes(folding.normalise(text), overlapping=False))

    def _spans(self, text: str, normal: str, found: Sequence[tuple[int, int, int]]) -> Spans:
        """Where each query found something in the original text."""
        spans: Spans = {}
        places = [(start, end) for _, start, end in found]
        for (pattern, _, _), span in zip(found, folding.stretches(text, normal, places), strict=True):
            for target in self._targets[pattern]:
                if not target.sigil or _stands_behind(target.sigil, text, span[0]):
                    spans.setdefault(target.query, set()).add(span)
        return spans

    def _add_title(self, title: str, spans: Spans) -> None:
        if self._automaton is None:
            return
        normal = folding.normalise(title)
        found = self._automaton.find_matches_as_indexes(normal, overlapping=True)
        for query in self._spans(title, normal, found) if found else ():
            spans.setdefault(query, set())

    def _result(self, query: int, spans: set[folding.Edges]) -> mention_pb2.Match:
        standing = self._queries[query]
        match = mention_pb2.Match(brand=standing.brand, query=standing.name)
        for start, end in sorted(spans)[:MOST_SPANS]:
            match.spans.add(start=start, end=end)
        return match


def _targets(standing: Sequence[StandingQuery]) -> Mapping[str, Sequence[_Target]]:
    targets: dict[str, list[_Target]] = {}
    for index, query in enumerate(standing):
        for term in query.terms:
            targets.setdefault(term.pattern, []).append(_Target(index, term.sigil))
    return targets


def _stands_behind(sigil: str, text: str, start: int) -> bool:
    """Whether the token at `start` is marked by the sigil, and the sigil itself begins there.

    `bob@acme.example` holds no handle.
    """
    if start == 0 or text[start - 1] not in _SIGIL_CHARS[sigil]:
        return False
    return start == 1 or not folding.is_word(text[start - 2])
