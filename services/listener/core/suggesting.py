"""A way to leave out what a query should not have found: words that only those texts have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from antiphon.mention.v1 import mention_pb2
from services.common import queries
from services.common.queries import folding, rarity, tree
from services.common.queries.linting import COMMON
from services.common.queries.matching import Matcher
from services.common.queries.programs import Standing

MOST: Final = 3
SHORTEST: Final = 3


def exclusions(query: queries.Query, wanted: Sequence[str], unwanted: Sequence[str]) -> Iterator[str]:
    """Whole expressions that exclude one word more, those first that leave out most; 3 at most.

    Args:
        query: what finds too much.
        wanted: texts that must still be found.
        unwanted: texts that are found and must not be.
    """
    kept = [text for text in wanted if _finds(query, text)]
    told = 0
    for word in _words(query, wanted, unwanted):
        expression = _without(query, word)
        narrowed = _parsed(expression)
        if narrowed is not None and all(_finds(narrowed, text) for text in kept):
            yield expression
            told += 1
        if told == MOST:
            return


def _words(query: queries.Query, wanted: Sequence[str], unwanted: Sequence[str]) -> Sequence[str]:
    """Words of most unwanted texts first, usual ones before names; none that is common or asked for."""
    asked = {token for leaf in tree.leaves(query.root) for token in _tokens(leaf)}
    known = asked.union(*map(_read, wanted))
    counts = Counter(word for text in unwanted for word in _read(text) - known if _says_something(word))
    return sorted(counts, key=lambda word: (-counts[word], -rarity.guess(word), word))


def _says_something(word: str) -> bool:
    return word.isalpha() and len(word) >= SHORTEST and rarity.guess(word) < COMMON


def _tokens(leaf: tree.Node) -> Collection[str]:
    return leaf.tokens if isinstance(leaf, tree.Term) else ()


def _read(text: str) -> set[str]:
    return set(folding.fold(text).split())


def _without(query: queries.Query, word: str) -> str:
    expression = query.expression
    return f"({expression}) -{word}" if isinstance(query.root, tree.Or) else f"{expression} -{word}"


def _parsed(expression: str) -> queries.Query | None:
    try:
        return queries.parse(expression)
    except queries.QueryError:
        return None


def _finds(query: queries.Query, text: str) -> bool:
    return bool(Matcher([Standing("", "q", query)]).match(mention_pb2.Mention(text=text)))
