"""All queries of all brands in one pass over a text.

The queries are compiled into one automaton over folded texts (see `folding`). Positions in the original
text are worked out only for texts that matched, which are few on a firehose. A compiled matcher never
changes: the collector swaps in a new one when a query changes, without stopping.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import ahocorasick_rs

from antiphon.mention.v1 import mention_pb2
from services.common.queries import folding
from services.listener.core import pieces, queries

MOST_SPANS: Final = 100
"""Spans that one match names at most, the first ones: nobody looks at more, and a mention stays small."""

MOST_LOOKS: Final = 5_000
"""Places of one text that are looked at, for each query that asks for the word there. A text with more says
nothing else than a query's words; without an end one could hold its service for seconds."""

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
Hit = tuple[int, int, int]
"""Pattern, begin and end in a normalised text."""


class Matcher:
    """Finds which queries ask for a text, and where in it."""

    def __init__(self, standing: Iterable[StandingQuery] = ()) -> None:
        self._queries: Sequence[StandingQuery] = sorted(standing, key=lambda query: (query.brand, query.name))
        targets = _targets(self._queries)
        self._targets: Sequence[Sequence[_Target]] = list(targets.values())
        self._automaton = ahocorasick_rs.AhoCorasick(list(targets)) if targets else None
        self._reach = max((pattern.count(" ") - 2 for pattern in targets), default=0)
        """Tokens of the longest phrase but its last one."""

    def match(self, text: str, title: str = "") -> Sequence[mention_pb2.Match]:
        """One match per query that asks for the text or its title, ordered by brand and query."""
        if self._automaton is None:
            return ()
        # Nearly every post of a firehose is short and matches nothing: that way has no detours.
        if len(text) <= pieces.LENGTH:
            normal = folding.normalise(text)
            found = self._automaton.find_matches_as_indexes(normal, overlapping=True)
            if not found and not title:
                return ()
            spans = self._spans_of(text, normal, found) if found else {}
        else:
            spans = self._spans(text)
        if title:
            for query in self._spans(title):
                spans.setdefault(query, set())
        return [self._result(query, spans[query]) for query in sorted(spans)]

    def might_match(self, text: str) -> bool:
        """Whether a word of a query stands in a text; of handles and hashtags, whether the bare word does."""
        if len(text) <= pieces.LENGTH:
            return bool(self._found(folding.normalise(text), overlapping=False))
        return any(self._found(piece.normal, overlapping=False) for piece in pieces.of(text, self._reach))

    def _spans(self, text: str) -> Spans:
        """Where each query found something in the original text."""
        if len(text) > pieces.LENGTH:
            return self._take(text, self._found_in_pieces(text))
        normal = folding.normalise(text)
        found = self._found(normal)
        return self._spans_of(text, normal, found) if found else {}

    def _spans_of(self, text: str, normal: str, found: Sequence[Hit]) -> Spans:
        places = [(start, end) for _, start, end in found]
        return self._take(text, zip(found, folding.stretches(text, normal, places), strict=True))

    def _take(self, text: str, found: Iterable[tuple[Hit, folding.Edges]]) -> Spans:
        """Gives what was found to the queries that ask for it, up to `MOST_LOOKS` times."""
        spans: Spans = {}
        left = MOST_LOOKS
        for (pattern, _, _), span in found:
            targets = self._targets[pattern]
            for target in targets:
                if not target.sigil or _stands_behind(target.sigil, text, span[0]):
                    spans.setdefault(target.query, set()).add(span)
            left -= len(targets)
            if left <= 0:
                break
        return spans

    def _found_in_pieces(self, text: str) -> Iterator[tuple[Hit, folding.Edges]]:
        for piece in pieces.of(text, self._reach):
            found = [hit for hit in self._found(piece.normal) if hit[2] > piece.known]
            if found:
                places = ((start, end) for _, start, end in found)
                yield from zip(found, folding.placed(piece.edges(), piece.normal, places), strict=True)

    def _found(self, normal: str, *, overlapping: bool = True) -> Sequence[Hit]:
        if self._automaton is None:
            return ()
        return self._automaton.find_matches_as_indexes(normal, overlapping=overlapping)

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
