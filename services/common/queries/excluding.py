"""What sets apart the matches that people judged not relevant, as an exclusion that a query could take.

Judgements are few and words are many, so chance alone finds words that only the unwanted have. A candidate is
therefore offered only where the lower end of a confidence interval of its log-odds ratio is above zero.
What nobody judged counts on neither side.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from antiphon.mention.v1 import mention_pb2
from services.common import queries
from services.common.queries import asking, fields, posts, rarity, tree
from services.common.queries.linting import COMMON
from services.common.queries.matching import Matcher
from services.common.queries.programs import Standing

FEWEST: Final = 3
"""Judged matches that must have a candidate."""
LEAST_SHARE: Final = 0.05
"""Of what was judged not relevant, the share that must have it: chance finds words of few among very many."""
MOST: Final = 3
SHORTEST: Final = 3
_Z: Final = 1.96
"""Of a two-sided interval of 95 %."""


class Exclusion(NamedTuple):
    """One way to leave out what is not relevant.

    Attributes:
        clause: what the query would exclude, as the language writes it.
        expression: the whole query with the exclusion.
        unwanted: of the matches judged not relevant, how many have it.
        wanted: of the relevant matches, how many have it, and would go as well.
        bound: lower end of the interval of the log-odds ratio; above 0.
    """

    clause: str
    expression: str
    unwanted: int
    wanted: int
    bound: float


def suggest(
    query: queries.Query,
    relevant: Sequence[mention_pb2.Mention],
    unwanted: Sequence[mention_pb2.Mention],
    examples: Sequence[str] = (),
) -> Sequence[Exclusion]:
    """Exclusions, the surest first; 3 at most, none that takes a must-match example.

    Args:
        query: what finds too much.
        relevant: its matches that were answered or are said to be relevant.
        unwanted: its matches that were judged not relevant.
        examples: texts that must still be found; those it does not find now are passed over.
    """
    kept = [text for text in examples if finds(query, text)]
    found: list[Exclusion] = []
    for told in _told(query, relevant, unwanted):
        if all(finds(queries.parse(told.expression), text) for text in kept):
            found.append(told)
        if len(found) == MOST:
            break
    return found


def lower_bound(unwanted: int, of_unwanted: int, wanted: int, of_wanted: int) -> float:
    """Lower end of the 95 % interval of a log-odds ratio, ½ added to each of its four counts.

    Woolf's interval with the correction of Haldane and Anscombe, so that no count of zero makes it endless.

    Args:
        unwanted: matches that have a candidate, of those judged not relevant.
        of_unwanted: all of those.
        wanted: matches that have it, of the relevant.
        of_wanted: all of those.
    """
    counts = (unwanted, of_unwanted - unwanted, wanted, of_wanted - wanted)
    a, b, c, d = (count + 0.5 for count in counts)
    return math.log(a * d / (b * c)) - _Z * math.sqrt(1 / a + 1 / b + 1 / c + 1 / d)


def _told(
    query: queries.Query,
    relevant: Sequence[mention_pb2.Mention],
    unwanted: Sequence[mention_pb2.Mention],
) -> Sequence[Exclusion]:
    """All that pass the floor, the surest first, and one for all that would take the same matches."""
    known = frozenset(tree.leaves(query.root))
    single: dict[frozenset[int], Exclusion] = {}
    having = _having([*unwanted, *relevant])
    for clause in sorted(having, key=lambda clause: (len(clause.split()), len(clause), clause)):
        places = frozenset(having[clause])
        if len(places) < FEWEST or places in single or _stands(clause, known):
            continue
        bad = sum(place < len(unwanted) for place in places)
        good = len(places) - bad
        bound = lower_bound(bad, len(unwanted), good, len(relevant))
        sure = bound > 0 and bad >= LEAST_SHARE * len(unwanted)
        if sure and (expression := without(query, clause)):
            single[places] = Exclusion(clause, expression, bad, good, bound)
    return sorted(single.values(), key=lambda each: -each.bound)


def _having(mentions: Sequence[mention_pb2.Mention]) -> Mapping[str, Sequence[int]]:
    """Which mentions have each candidate, by its clause."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for place, mention in enumerate(mentions):
        for clause in set(_clauses(mention)):
            found[clause].append(place)
    return found


def _clauses(mention: mention_pb2.Mention) -> Iterator[str]:
    post = posts.read(mention)
    for text in filter(None, (post.body, post.title)):
        yield from filter(says_something, text.tokens)
        for one, other in pairwise(text.tokens):
            if one.isalpha() and other.isalpha() and (says_something(one) or says_something(other)):
                yield f'"{one} {other}"'
    if handle := asking.handle(mention):
        yield f"author:{fields.folded_value('author', handle)}"
    if mention.site:
        yield f"site:{fields.folded_value('site', mention.site)}"
    for entity in mention.entities:
        if entity.kind == mention_pb2.Entity.KIND_LINK:
            address = entity.value.casefold().partition("://")[2].partition("?")[0].partition("#")[0]
            yield f"link:{address.strip('/')}"
            yield f"link:{address.partition('/')[0]}"


def says_something(word: str) -> bool:
    """Whether a word is long and rare enough to tell texts apart."""
    return word.isalpha() and len(word) >= SHORTEST and rarity.guess(word) < COMMON


def _stands(clause: str, known: frozenset[tree.Leaf]) -> bool:
    """Whether the query says this already, for or against; true of what the language cannot say."""
    query = _parsed(clause)
    if query is None or not isinstance(query.root, tree.Term | tree.Has) or query.root in known:
        return True
    if isinstance(query.root, tree.Has):
        return False
    terms = (leaf.term if isinstance(leaf, tree.Within) else leaf for leaf in known)
    asked = {token for term in terms if isinstance(term, tree.Term) for token in term.tokens}
    return asked.issuperset(query.root.tokens)


def without(query: queries.Query, clause: str) -> str:
    """The whole expression with an exclusion; empty where the language cannot take one more."""
    expression = query.expression
    whole = f"({expression}) -{clause}" if isinstance(query.root, tree.Or) else f"{expression} -{clause}"
    return whole if _parsed(whole) else ""


def _parsed(expression: str) -> queries.Query | None:
    try:
        return queries.parse(expression)
    except queries.QueryError:
        return None


def finds(query: queries.Query, text: str) -> bool:
    """Whether a query finds a bare text."""
    return bool(Matcher([Standing("", "q", query)]).match(mention_pb2.Mention(text=text)))
