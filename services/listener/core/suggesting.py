"""A way to leave out what a query should not have found: words that only those texts have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from services.common import queries
from services.common.queries import excluding, folding, rarity, tree

MOST: Final = 3


def exclusions(query: queries.Query, wanted: Sequence[str], unwanted: Sequence[str]) -> Iterator[str]:
    """Whole expressions that exclude one word more, those first that leave out most; 3 at most.

    Args:
        query: what finds too much.
        wanted: texts that must still be found.
        unwanted: texts that are found and must not be.
    """
    kept = [text for text in wanted if excluding.finds(query, text)]
    told = 0
    for word in _words(query, wanted, unwanted):
        expression = excluding.without(query, word)
        if expression and all(excluding.finds(queries.parse(expression), text) for text in kept):
            yield expression
            told += 1
        if told == MOST:
            return


def _words(query: queries.Query, wanted: Sequence[str], unwanted: Sequence[str]) -> Sequence[str]:
    """Words of most unwanted texts first, usual ones before names; none that is common or asked for."""
    asked = {token for leaf in tree.leaves(query.root) for token in _tokens(leaf)}
    known = asked.union(*map(_read, wanted))
    counts = Counter(
        word for text in unwanted for word in _read(text) - known if excluding.says_something(word)
    )
    return sorted(counts, key=lambda word: (-counts[word], -rarity.guess(word), word))


def _tokens(leaf: tree.Node) -> Collection[str]:
    return leaf.tokens if isinstance(leaf, tree.Term) else ()


def _read(text: str) -> set[str]:
    return set(folding.fold(text).split())
