"""One text, tokenised once, for all that is asked of it; what few ask for is worked out when it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from services.common.queries import folding

_SELECTORS: Final = "\ufe0e\ufe0f"


class Text:
    """A text as queries see it."""

    __slots__ = ("_aligned", "_edges", "_more_edges", "_normal", "_tokens", "folded", "source", "words")

    def __init__(self, source: str, folded: str | None = None, words: set[str] | None = None) -> None:
        self.source = source
        self.folded = folding.fold(source) if folded is None else folded
        self.words = set(self.folded.split()) if words is None else words
        self._tokens: list[str] | None = None
        self._normal: str | None = None
        self._aligned: bool | None = None
        self._edges: list[folding.Edges] = []
        self._more_edges: Iterator[folding.Edges] | None = None

    @property
    def tokens(self) -> list[str]:
        """Its tokens in order."""
        if self._tokens is None:
            self._tokens = self.folded.split()
        return self._tokens

    @property
    def normal(self) -> str:
        """See `folding.normalise`."""
        if self._normal is None:
            self._normal = f" {' '.join(self.tokens)} "
        return self._normal

    def edges(self, first: int, last: int) -> folding.Edges:
        """Where the tokens `first` to `last` stand in the source, half open."""
        known = self._edges
        if len(known) <= last:
            if self._more_edges is None:
                self._more_edges = folding.each_edge(self.source)
            for edge in self._more_edges:
                known.append(edge)
                if len(known) > last:
                    break
        return known[first][0], known[last][1]

    def indexes(self, pattern: str) -> Iterator[int]:
        """Where the tokens of a pattern, with spaces around, begin: indexes of tokens."""
        normal = self.normal
        index, counted, at = 0, 0, normal.find(pattern)
        while at >= 0:
            index += normal.count(" ", counted, at)
            counted = at
            yield index
            at = normal.find(pattern, at + 1)

    def places(self, pattern: str, count: int) -> Iterator[folding.Edges]:
        """Where the `count` tokens of a pattern stand in the source."""
        if count == 1 and self._is_aligned():
            yield from self._aligned_places(pattern)
            return
        for index in self.indexes(pattern):
            yield self.edges(index, index + count - 1)

    def signs(self, signs: str) -> Iterator[folding.Edges]:
        """Where signs stand in the source, whatever variation selectors are between them."""
        at = self.source.find(signs[0])
        while at >= 0:
            end = self._end_of(signs, at)
            if end:
                yield at, end
            at = self.source.find(signs[0], max(end, at + 1))

    def _is_aligned(self) -> bool:
        if self._aligned is None:
            self._aligned = folding.is_aligned(self.source, self.folded)
        return self._aligned

    def _aligned_places(self, pattern: str) -> Iterator[folding.Edges]:
        folded, length = f" {self.folded} ", len(pattern) - 2
        at = folded.find(pattern)
        while at >= 0:
            yield at, at + length
            at = folded.find(pattern, at + length + 1)

    def _end_of(self, signs: str, at: int) -> int:
        """Where signs that begin at a place end, their selectors included; 0 when they are others."""
        source, length = self.source, len(self.source)
        for sign in signs:
            if at >= length or source[at] != sign:
                return 0
            at += 1
            while at < length and source[at] in _SELECTORS:
                at += 1
        return at
