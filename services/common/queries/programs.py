"""A query made ready for the matcher: cheap refusals first, then what they leave, then where it holds."""

from __future__ import annotations

import functools
import operator
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final, NamedTuple, cast

from services.common.queries import anchors, checks, occurring, spotting, tree
from services.common.queries.asking import Check
from services.common.queries.posts import Post
from services.common.queries.spotting import Spot

_NONE: Final[frozenset[str]] = frozenset()
_MOST_ALTERNATIVES: Final = 20
"""Alternatives that are filed one by one; what all of them need is made ready with each."""
_FEW: Final = 8
_START: Final = operator.itemgetter(0, 1)


Shown = Mapping[str, tuple[tree.Term, ...]]
"""Terms by their first words."""

Marked = tuple[tree.Term, occurring.Places]
"""A term with a sign before it, and how it is found."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A query that waits for posts.

    Attributes:
        brand: resource name of its brand.
        name: resource name of the query.
        query: what it asks for.
    """

    brand: str
    name: str
    query: tree.Query


class Match(NamedTuple):
    """A query that a post answers.

    Attributes:
        brand: resource name of its brand.
        name: resource name of the query.
        spots: its parts that hold and where, by place, at most `spotting.MOST`.
    """

    brand: str
    name: str
    spots: Sequence[Spot]


_match = cast("Callable[[tuple[str, str, Sequence[Spot]]], Match]", functools.partial(tuple.__new__, Match))


class Program:
    """One query, compiled."""

    __slots__ = ("_find", "_marked", "_root", "_shown", "brand", "name")

    def __init__(self, standing: Standing) -> None:
        self.brand = standing.brand
        self.name = standing.name
        root = standing.query.root
        terms = _terms_of(root)
        self._root = None if terms else root
        self._shown = _by_first_word(term for term in terms if not term.sigil)
        self._marked = tuple((term, occurring.places(term)) for term in terms if term.sigil)
        self._find: spotting.Finder | None = None

    def match(self, post: Post) -> Match:
        """The match of a post for which the query holds."""
        found = self._shown_in(post) if self._root is None else self._found_in(self._root, post)
        if len(found) > 1:
            found.sort(key=_START)
            del found[spotting.MOST :]
        return _match((self.brand, self.name, found))

    def _found_in(self, root: tree.Node, post: Post) -> list[Spot]:
        if self._find is None:  # most queries wait long for their first match
            self._find = spotting.finder(root)
        return _once(self._find(post) or ())

    def _shown_in(self, post: Post) -> list[Spot]:
        body, title = post.body, post.title
        found: list[Spot] = []
        for word in post.words.intersection(self._shown):
            for term in self._shown[word]:
                for start, end in body.places(term.tokens, spotting.MOST):
                    found.append(spotting.spot((start, end, "text", term)))  # nearly always one
                if title is not None:
                    found += [Spot(*at, "title", term) for at in title.places(term.tokens, spotting.MOST)]
        for term, places in self._marked:
            found += [Spot(*at, "text", term) for at in places(body, spotting.MOST)]
            if title is not None:
                found += [Spot(*at, "title", term) for at in places(title, spotting.MOST)]
        return found


def _once(found: Iterable[Spot]) -> list[Spot]:
    """Each spot once: to compare a few costs less than to hash the parts of a query."""
    spots = list(found)
    if len(spots) > _FEW:
        return list(dict.fromkeys(spots))
    kept: list[Spot] = []
    for spot in spots:
        if spot not in kept:
            kept.append(spot)
    return kept


@dataclass(slots=True, eq=False)
class Entry:
    """What is asked of a post that has an anchor of a query or of one of its alternatives, cheapest first.

    Attributes:
        need: words it must have all of.
        bans: words it must have none of.
        anys: sets of words it must have one of each of.
        rest: everything else.
        program: whom all that is for.
        anchors: of which every post that holds has one; None where there are no such.
    """

    need: frozenset[str]
    bans: frozenset[str]
    anys: tuple[frozenset[str], ...]
    rest: Check | None
    program: Program
    anchors: frozenset[anchors.Anchor] | None


Entries = tuple[Entry, ...]


def compiled(standing: Standing, rarity: anchors.Rarity) -> Entries:
    """The query, ready; found by the rarest of what it needs.

    Where that is one of several alternatives, each is filed with what it alone asks for.
    """
    program = Program(standing)
    rare = _rarest(_parts(standing.query.root), rarity)
    part = rare.part
    if not isinstance(part, tree.Or) or rare.exact or len(part.parts) > _MOST_ALTERNATIVES:
        return (_entry(program, rare.left, rare.anchors),)
    others = [other for other in rare.left if other is not part]
    made = []
    for branch in part.parts:
        found = _rarest(_parts(branch), rarity)
        made.append(_entry(program, [*found.left, *others], found.anchors))
    return tuple(made)


class _Rare(NamedTuple):
    """What of an `AND` is rare: that part, its anchors, whether they are enough, and what is left to ask."""

    part: tree.Node | None
    anchors: frozenset[anchors.Anchor] | None
    exact: bool
    left: Sequence[tree.Node]


def _rarest(parts: Sequence[tree.Node], rarity: anchors.Rarity) -> _Rare:
    choices = [anchors.choose(part, rarity) for part in parts]
    best = anchors.rarest(choices)
    if best is None:
        return _Rare(None, None, exact=False, left=parts)
    part = next(part for part, choice in zip(parts, choices, strict=True) if choice is best)
    left = [other for other in parts if other is not part] if best.exact else parts
    return _Rare(part, best.anchors, best.exact, left)


def _parts(node: tree.Node) -> Sequence[tree.Node]:
    return node.parts if isinstance(node, tree.And) else (node,)


def _entry(program: Program, parts: Sequence[tree.Node], found: frozenset[anchors.Anchor] | None) -> Entry:
    need: set[str] = set()
    bans: set[str] = set()
    anys: list[frozenset[str]] = []
    rest: list[tree.Node] = []
    for part in parts:
        _sort(part, need, bans, anys, rest)
    if found and len(found) == 1:
        for kind, value in found:
            need -= {str(value)} if kind == "word" else set(value) if isinstance(value, tuple) else set()
    made = [checks.check(part) for part in sorted(rest, key=checks.cost)]
    left = checks.every(made) if len(made) > 1 else made[0] if made else None
    return Entry(_interned(need), _interned(bans), tuple(anys), left, program, found)


def _interned(words: AbstractSet[str]) -> frozenset[str]:
    return frozenset(sys.intern(word) for word in words) if words else _NONE


def _sort(
    part: tree.Node,
    need: set[str],
    bans: set[str],
    anys: list[frozenset[str]],
    rest: list[tree.Node],
) -> None:
    """Puts one part of an `AND` where it is asked most cheaply."""
    need |= _needed(part)
    if checks.word_of(part):
        return
    if isinstance(part, tree.Not) and (words := checks.words_of(part.part)):
        bans |= words
    elif isinstance(part, tree.Not) and isinstance(part.part, tree.Or):
        bans |= {word for each in part.part.parts if (word := checks.word_of(each))}
        rest += [tree.Not(each) for each in part.part.parts if not checks.word_of(each)]
    elif isinstance(part, tree.Or) and (words := checks.words_of(part)):
        anys.append(_interned(words))
    else:
        anys += [_interned(words) for words in _any_of(part)]
        rest.append(part)


def _any_of(node: tree.Node) -> list[frozenset[str]]:
    """Words of several of which what is near each other needs one."""
    if not isinstance(node, tree.Near):
        return []
    sides = [checks.words_of(side) for side in (node.left, node.right) if isinstance(side, tree.Or)]
    nearer = [words for side in (node.left, node.right) for words in _any_of(side)]
    return [words for words in sides if words] + nearer


def _needed(node: tree.Node) -> set[str]:
    """Words without which a node cannot hold."""
    if isinstance(node, tree.Term):
        return {token for token in node.tokens if not {"*", "?"} & set(token)}
    if isinstance(node, tree.Near):
        return _needed(node.left) | _needed(node.right)
    return set()


def _terms_of(root: tree.Node) -> Sequence[tree.Term]:
    """The loose terms of a query of nothing else, each of which is shown wherever it stands; else none."""
    terms: list[tree.Term] = []
    for part in root.parts if isinstance(root, tree.And) else (root,):
        if isinstance(part, tree.Not):
            continue
        for each in part.parts if isinstance(part, tree.Or) else (part,):
            if not (isinstance(each, tree.Term) and each.loose):
                return ()
            if each not in terms:
                terms.append(each)
    return terms


def _by_first_word(terms: Iterable[tree.Term]) -> Shown:
    shown: dict[str, tuple[tree.Term, ...]] = {}
    for term in terms:
        word = sys.intern(term.tokens[0])
        shown[word] = (*shown.get(word, ()), term)
    return shown
