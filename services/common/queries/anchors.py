"""What a post must have at least one of for a query to hold, chosen so that few posts have it."""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable
from typing import Final, NamedTuple

from services.common.queries import tree
from services.common.queries.rarity import guess_like

Rarity = Callable[[str], float]

KEYED: Final = ("author", "in_thread_of", "reply_to")
"""Fields whose values are looked up rather than compared one by one."""


class Anchor(NamedTuple):
    """One thing a post may have.

    Attributes:
        kind: `word`, `pair` (two words side by side), `wild` (a word like this), `title` (a word of the
            title), `sign` (a character), `regex`, or a field of `KEYED`.
        value: the word, words, pattern, character or value.
    """

    kind: str
    value: str | tuple[str, str] | tree.Regex


class Choice(NamedTuple):
    """Anchors of which every post that holds has one.

    Attributes:
        cost: about which share of all posts has one.
        anchors: those.
        exact: whether a post with any of them holds for certain.
    """

    cost: float
    anchors: frozenset[Anchor]
    exact: bool = False


_SIGIL_SHARE: Final = 0.2
_TITLE_SHARE: Final = 0.2
_PAIR_SHARE: Final = 0.1
_COST: Final = operator.itemgetter(0)
_SIGN_COST: Final = 0.01
_REGEX_COST: Final = 1.0
_KEY_COST: Final = 0.0001


def choose(node: tree.Node, rarity: Rarity) -> Choice | None:
    """The rarest that a node needs; None where it needs nothing that can be looked up."""
    if isinstance(node, tree.Term):
        return _of_term(node, rarity)
    if isinstance(node, tree.And | tree.Near):
        found = rarest([choose(part, rarity) for part in tree.children(node)])
        return Choice(found.cost, found.anchors) if found else None
    if isinstance(node, tree.Or):
        return _any([choose(part, rarity) for part in node.parts])
    if isinstance(node, tree.Within):
        return _of_title(node.term, rarity) if node.field == "title" else None
    return _of_leaf(node)


def _of_leaf(node: tree.Node) -> Choice | None:
    if isinstance(node, tree.Emoji):
        return Choice(_SIGN_COST, frozenset({Anchor("sign", node.signs[0])}), len(node.signs) == 1)
    if isinstance(node, tree.Regex):
        return Choice(_REGEX_COST, frozenset({Anchor("regex", node)}))
    if (
        isinstance(node, tree.Has)
        and node.name in KEYED
        and not node.words
        and not {"*", "?"} & {*node.value}
    ):
        return Choice(_KEY_COST, frozenset({Anchor(node.name, node.value)}), exact=True)
    return None


def _of_term(term: tree.Term, rarity: Rarity) -> Choice:
    share = _SIGIL_SHARE if term.sigil else 1.0
    cost, anchor = min(_tokens(term, rarity), key=_COST)
    bare = not (term.sigil or term.accented or term.exact)
    exact = bare and len(term.tokens) == (2 if anchor.kind == "pair" else 1)
    return Choice(cost * share, frozenset({anchor}), exact)


def _of_title(term: tree.Term, rarity: Rarity) -> Choice:
    choice = _of_term(term, rarity)
    ((kind, value),) = choice.anchors
    if kind != "word":
        return choice._replace(exact=False)
    return Choice(choice.cost * _TITLE_SHARE, frozenset({Anchor("title", value)}), choice.exact)


def _tokens(term: tree.Term, rarity: Rarity) -> list[tuple[float, Anchor]]:
    costs = [_of_token(token, rarity) for token in term.tokens]
    found = [(cost, Anchor("wild" if _is_wild(token) else "word", token)) for cost, token in costs if cost]
    if term.wild:
        return found
    for (one_cost, one), (other_cost, other) in itertools.pairwise(costs):
        found.append((min(one_cost, other_cost) * _PAIR_SHARE, Anchor("pair", (one, other))))
    return found


def _of_token(token: str, rarity: Rarity) -> tuple[float, str]:
    if not _is_wild(token):
        return rarity(token), token
    return guess_like(token), token


def _is_wild(token: str) -> bool:
    return "*" in token or "?" in token


def rarest(choices: list[Choice | None]) -> Choice | None:
    """The cheapest of several; None where there are none."""
    return min((choice for choice in choices if choice), key=lambda choice: choice.cost, default=None)


def _any(choices: list[Choice | None]) -> Choice | None:
    known = [choice for choice in choices if choice]
    if len(known) < len(choices):
        return None
    return Choice(
        sum(each.cost for each in known),
        frozenset().union(*(each.anchors for each in known)),
        all(each.exact for each in known),
    )
