"""What a post must have at least one of for a query to hold, chosen so that few posts have it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from services.common.queries import tree

Rarity = Callable[[str], float]

KEYED: Final = ("author", "in_thread_of", "reply_to")
"""Fields whose values are looked up rather than compared one by one."""


class Anchor(NamedTuple):
    """One thing a post may have.

    Attributes:
        kind: `word`, `wild` (a word like this), `sign` (a character), `regex`, or a field of `KEYED`.
        value: the word, pattern, character or value.
    """

    kind: str
    value: str | tree.Regex


class Choice(NamedTuple):
    """Anchors of which every post that holds has one, and about which share of all posts does."""

    cost: float
    anchors: frozenset[Anchor]


_SIGIL_SHARE: Final = 0.2
_SIGN_COST: Final = 0.01
_REGEX_COST: Final = 1.0
_KEY_COST: Final = 0.0001


def choose(node: tree.Node, rarity: Rarity) -> Choice | None:
    """The rarest that a node needs; None where it needs nothing that can be looked up."""
    if isinstance(node, tree.Term):
        return _of_term(node, rarity)
    if isinstance(node, tree.And | tree.Near):
        return _rarest([choose(part, rarity) for part in tree.children(node)])
    if isinstance(node, tree.Or):
        return _any([choose(part, rarity) for part in node.parts])
    if isinstance(node, tree.Within):
        return _of_term(node.term, rarity) if node.field == "title" else None
    return _of_leaf(node)


def _of_leaf(node: tree.Node) -> Choice | None:
    if isinstance(node, tree.Emoji):
        return Choice(_SIGN_COST, frozenset({Anchor("sign", node.signs[0])}))
    if isinstance(node, tree.Regex):
        return Choice(_REGEX_COST, frozenset({Anchor("regex", node)}))
    if (
        isinstance(node, tree.Has)
        and node.name in KEYED
        and not node.words
        and not {"*", "?"} & {*node.value}
    ):
        return Choice(_KEY_COST, frozenset({Anchor(node.name, node.value)}))
    return None


def _of_term(term: tree.Term, rarity: Rarity) -> Choice:
    share = _SIGIL_SHARE if term.sigil else 1.0
    return min(
        (Choice(cost * share, frozenset({anchor})) for cost, anchor in _tokens(term, rarity)),
        key=lambda choice: choice.cost,
    )


def _tokens(term: tree.Term, rarity: Rarity) -> list[tuple[float, Anchor]]:
    costs = []
    for token in term.tokens:
        letters = token.replace("*", "").replace("?", "")
        if letters == token:
            costs.append((rarity(token), Anchor("word", token)))
        elif letters:
            costs.append((2.0 ** -len(letters), Anchor("wild", token)))
    return costs


def _rarest(choices: list[Choice | None]) -> Choice | None:
    return min((choice for choice in choices if choice), key=lambda choice: choice.cost, default=None)


def _any(choices: list[Choice | None]) -> Choice | None:
    known = [choice for choice in choices if choice]
    if len(known) < len(choices):
        return None
    return Choice(sum(each.cost for each in known), frozenset().union(*(each.anchors for each in known)))
