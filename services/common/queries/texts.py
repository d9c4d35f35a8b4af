"""One text, tokenised once, for all that is asked of it; what few ask for is worked out when it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Final

from services.common.queries import folding

_SELECTORS: Final = "\ufe0e\ufe0f"


class Text:
    """A text as queries see it.

    Attributes:
        source: as it was written.
        tokens: its words in order.
        words: those, each once.
        spaced: the text folded (`folding.fold`), a space at each end: where a single token is looked for,
            this will do.
        is_aligned: whether each sign of the source is one of the folded text.
    """

    _normal: str | None = None
    _lowered: str | None = None
    _known_edges: list[folding.Edges] | None = None
    _more_edges: Iterator[folding.Edges] | None = None

    def __init__(self, source: str, folded: str, tokens: list[str], words: set[str]) -> None:
        self.source = source
        self.tokens = tokens
        self.words = words
        self.spaced = f" {folded} "
        self.is_aligned = folding.is_aligned(source, folded)

    @property
    def normal(self) -> str:
        """See `folding.normalise`."""
        if self._normal is None:
            self._normal = f" {' '.join(self.tokens)} "
        return self._normal

    def has(self, stretch: str) -> bool:
        """False where a plain ASCII stretch in small letters is not in the source, whatever the case.

        Of a source that is not plain ASCII nothing is told so quickly: True.
        """
        if self._lowered is None:
            self._lowered = self.source.lower() if self.source.isascii() else ""
        return stretch in self._lowered or not (self._lowered or self.source.isascii())

    def edges(self, first: int, last: int) -> folding.Edges:
        """Where the tokens `first` to `last` stand in the source, half open."""
        known = self._known_edges
        if known is None:
            self._known_edges = known = []
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

    def places(self, tokens: tuple[str, ...], most: int) -> Sequence[folding.Edges]:
        """Where words that follow each other stand in the source; the first places.

        Args:
            tokens: those words.
            most: how many places at most.
        """
        if not self.is_aligned:
            return self._counted(tokens, most)
        head, padded = f" {tokens[0]} ", self.spaced
        at, length = padded.find(head), len(head) - 2
        if len(tokens) == 1 and padded.find(head, at + length + 1) < 0:  # nearly always it stands there once
            return ((at, at + length),) if at >= 0 else ()
        found: list[folding.Edges] = []
        while at >= 0 and len(found) < most:
            end = at + length
            if len(tokens) == 1 or (end := _end_of(padded, end + 1, tokens[1:])):
                found.append((at, end))
            at = padded.find(head, at + length + 1)
        return found

    def places_like(self, head: str, is_like: Callable[[str], bool], most: int) -> list[folding.Edges] | None:
        """Where words with a beginning are like a pattern, the first places; None where that is not told.

        Args:
            head: a space and the beginning.
            is_like: the pattern.
            most: how many at most.
        """
        if not self.is_aligned:
            return None
        padded = self.spaced
        found: list[folding.Edges] = []
        at = padded.find(head)
        while at >= 0 and len(found) < most:
            end = padded.find(" ", at + 1)
            if end < 0:  # the space at the end begins no word
                break
            if is_like(padded[at + 1 : end]):
                found.append((at, end - 1))
            at = padded.find(head, end)
        return found

    def marked(self, marked: str, most: int) -> Sequence[folding.Edges]:
        """Where a word stands that has a sign before it, the first places; only of a source in plain ASCII.

        Args:
            marked: the sign and the word, small.
            most: how many places at most.
        """
        source, spaced, size = self.source.lower(), self.spaced, len(marked)
        found: list[folding.Edges] = []
        at = source.find(marked)
        while at >= 0 and len(found) < most:
            # The folded text, which has a space more at its beginning, tells where words begin and end.
            if spaced[at] == " " and spaced[at + size + 1] == " ":
                found.append((at + 1, at + size))
            at = source.find(marked, at + size)
        return found

    def _counted(self, tokens: tuple[str, ...], most: int) -> Sequence[folding.Edges]:
        more, pattern = len(tokens) - 1, f" {' '.join(tokens)} "
        return [self.edges(index, index + more) for index in islice(self.indexes(pattern), most)]

    def signs(self, signs: str) -> Iterator[folding.Edges]:
        """Where signs stand in the source, whatever variation selectors are between them."""
        at = self.source.find(signs[0])
        while at >= 0:
            end = self._behind(signs, at)
            if end:
                yield at, end
            at = self.source.find(signs[0], max(end, at + 1))

    def _behind(self, signs: str, at: int) -> int:
        """Where signs that begin at a place end, their selectors included; 0 when they are others."""
        source, length = self.source, len(self.source)
        for sign in signs:
            if at >= length or source[at] != sign:
                return 0
            at += 1
            while at < length and source[at] in _SELECTORS:
                at += 1
        return at


def _end_of(padded: str, at: int, rest: tuple[str, ...]) -> int:
    """Where words that begin behind spaces end in the source; 0 when others stand there."""
    for token in rest:
        while padded.startswith(" ", at):
            at += 1
        if not padded.startswith(token, at):
            return 0
        at += len(token)
        if not padded.startswith(" ", at):
            return 0
    return at - 1


def read(source: str) -> Text:
    """A text as queries see it."""
    folded = folding.fold(source)
    tokens = folded.split()
    return Text(source, folded, tokens, set(tokens))
