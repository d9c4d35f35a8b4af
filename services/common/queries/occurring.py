"""Where words, phrases and what is near each other occur in one text."""

from __future__ import annotations

import functools
import operator
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from services.common.queries import folding, lexing, terms, tree, wildcards
from services.common.queries.texts import Text

MOST: Final = 2_000
"""Occurrences of one part that are looked at for `NEAR`. A text with more says nothing else than a query's
words; without an end one could hold its service for seconds."""

_SIGILS: Final = {
    kind: "".join(sign for sign, means in lexing.SIGILS.items() if means == kind) for kind in "@#$"
}

Indexes = Callable[[Text], Iterator[int]]
"""First tokens of a term's occurrences."""


class Occurrence(NamedTuple):
    """Tokens from the first to the last, and which terms stand where among them."""

    first: int
    last: int
    parts: tuple[tuple[tree.Term, int], ...]


Finder = Callable[[Text], Iterator[Occurrence]]


Places = Callable[[Text, int], Sequence[folding.Edges]]
"""Where a term stands in a source; the first so many places."""


def places(term: tree.Term) -> Places:
    """How to find where a term stands, mostly without counting tokens."""
    if len(term.tokens) > 1 and (term.wild or term.accented):
        return _counted(term)
    every = _like(term) if term.wild else _padded(term)
    if term.loose and not term.sigil:
        return every
    might, stands = hint(term), functools.partial(_is_so, term)

    def find(text: Text, most: int) -> Sequence[folding.Edges]:
        if not might(text):
            return ()
        source = text.source
        return [each for each in every(text, len(source)) if stands(source, *each)][:most]

    if not term.loose or len(term.tokens) > 1:
        return find
    marked = term.sigil + term.tokens[0]
    return lambda text, most: text.marked(marked, most) if text.source.isascii() else find(text, most)


def _counted(term: tree.Term) -> Places:
    find, more = indexes_of(term), len(term.tokens) - 1
    needed = frozenset() if term.wild else frozenset(term.tokens)
    return lambda text, most: (
        [text.edges(index, index + more) for index in islice(find(text), most)]
        if needed <= text.words
        else ()
    )


def _padded(term: tree.Term) -> Places:
    tokens = term.tokens
    return lambda text, most: text.places(tokens, most)


def _like(term: tree.Term) -> Places:
    pattern = term.tokens[0]
    head, is_like = " " + wildcards.head(pattern), wildcards.checker(pattern)
    find = _wild(term)

    def places_of(text: Text, most: int) -> Sequence[folding.Edges]:
        if head not in text.spaced:
            return ()
        found = text.places_like(head, is_like, most)
        return [text.edges(at, at) for at in islice(find(text), most)] if found is None else found

    return places_of


def _is_so(term: tree.Term, source: str, start: int, end: int) -> bool:
    """Whether a stretch has the sigil, the case and, of a single word, the accents that are asked for."""
    if term.sigil and not _is_marked(term.sigil, source, start):
        return False
    if term.exact and terms.as_it_stands(source[start:end]) != term.exact:
        return False
    return not term.accented or _is_accented(term.accented[0], source[start:end])


def hint(term: tree.Term) -> Callable[[Text], bool]:
    """Tells of a text, faster than looking where, whether a term might stand in it."""
    exact, sigil = term.exact, term.sigil
    if exact and " " not in exact:
        return lambda text: exact in text.source or not text.source.isascii()
    if sigil:
        marked = sigil + (wildcards.head(term.tokens[0]) if term.wild else term.tokens[0])
        return lambda text: text.has(marked)
    return lambda _: True


def indexes_of(term: tree.Term) -> Indexes:
    """How to find a term in texts."""
    find = _wild(term) if term.wild else _plain(term)
    if term.sigil or term.accented or term.exact:
        might = hint(term)
        return lambda text: (
            (index for index in find(text) if _stands_so(term, text, index)) if might(text) else iter(())
        )
    return find


def _plain(term: tree.Term) -> Indexes:
    pattern = term.pattern
    return lambda text: text.indexes(pattern)


def _wild(term: tree.Term) -> Indexes:
    checks = [wildcards.checker(token) for token in term.tokens]
    first, rest = checks[0], list(enumerate(checks[1:], start=1))

    def find(text: Text) -> Iterator[int]:
        tokens = text.tokens
        for index in range(len(tokens) - len(rest)):
            if first(tokens[index]) and all(check(tokens[index + offset]) for offset, check in rest):
                yield index

    return find


def _stands_so(term: tree.Term, text: Text, index: int) -> bool:
    """Whether an occurrence has the sigil, the accents and the case that are asked for."""
    start, end = text.edges(index, index + len(term.tokens) - 1)
    if term.sigil and not _is_marked(term.sigil, text.source, start):
        return False
    if term.exact and terms.as_it_stands(text.source[start:end]) != term.exact:
        return False
    return not term.accented or _has_accents(term, text, index)


def _is_marked(sigil: str, source: str, start: int) -> bool:
    """Whether the token at `start` has the sigil before it, and the sigil itself begins there.

    `bob@acme.example` holds no handle.
    """
    if start == 0 or source[start - 1] not in _SIGILS[sigil]:
        return False
    return not folding.ends_word(source, start - 1)


def _has_accents(term: tree.Term, text: Text, index: int) -> bool:
    for offset, wanted in enumerate(term.accented):
        if wanted:
            start, end = text.edges(index + offset, index + offset)
            if not _is_accented(wanted, text.source[start:end]):
                return False
    return True


def _is_accented(wanted: str, stretch: str) -> bool:
    return wildcards.checker(wanted)(folding.accented(stretch)) if wanted else True


_FIRST: Final = operator.attrgetter("first")


def finder(node: tree.Node) -> Finder:
    """How to find a term, any of several, or two near each other. Other nodes have no places among tokens."""
    if isinstance(node, tree.Term):
        return _term(node)
    if isinstance(node, tree.Near):
        return _near(node)
    each = [finder(part) for part in tree.children(node)]
    return lambda text: (found for find in each for found in find(text))


def _term(term: tree.Term) -> Finder:
    find, length = indexes_of(term), len(term.tokens) - 1
    needed = frozenset() if term.wild else frozenset(term.tokens)

    def occurrences(text: Text) -> Iterator[Occurrence]:
        if needed <= text.words:
            for index in find(text):
                yield Occurrence(index, index + length, ((term, index),))

    return occurrences


def _near(node: tree.Near) -> Finder:
    """Each pair without a word in common and with at most so many between."""
    find_left, find_right = finder(node.left), finder(node.right)

    def pairs(text: Text) -> Iterator[Occurrence]:
        left = list(islice(find_left(text), MOST))
        right = sorted(islice(find_right(text), MOST), key=_FIRST) if left else []
        if right:
            yield from _pairs(node, left, right)

    return pairs


def _pairs(node: tree.Near, left: list[Occurrence], right: list[Occurrence]) -> Iterator[Occurrence]:
    firsts = [each.first for each in right]
    longest = max(each.last - each.first for each in right)
    for one in left:
        # Whoever ends before `one` begins at most so far before it.
        reach = one.last + 1 if node.ordered else one.first - node.distance - 1 - longest
        at = bisect_left(firsts, reach)
        while at < len(right) and right[at].first <= one.last + node.distance + 1:
            other = right[at]
            if _is_near(one, other, node):
                yield Occurrence(
                    min(one.first, other.first), max(one.last, other.last), one.parts + other.parts
                )
            at += 1


def _is_near(one: Occurrence, other: Occurrence, node: tree.Near) -> bool:
    if one.last < other.first:
        return other.first - one.last - 1 <= node.distance
    return not node.ordered and other.last < one.first and one.first - other.last - 1 <= node.distance
