"""Which parts of a query hold for a post, and where, so that a desk can show why something is there.

A part counts where it makes its query hold: every part of an `AND`, of an `OR` those that hold, beside `NEAR`
what stands in a pair that is near, and nothing behind a `NOT`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Any, Final, NamedTuple, cast

from services.common.queries import checks, occurring, regexes, tree
from services.common.queries.posts import Post
from services.common.queries.texts import Text

MOST: Final = 100
"""Spans of one part in one text that are told, the first ones: nobody looks at more."""


WHERE: Final = ("text", "title")
"""What the texts of a post are called, in the order of `checks.texts`."""


class Spot(NamedTuple):
    """A part of a query that holds.

    Attributes:
        start: where it begins, in code points; of fields 0.
        end: one past where it ends; of fields 0.
        where: `text`, `title`, or the name of the field.
        part: of the query.
    """

    start: int
    end: int
    where: str
    part: tree.Leaf


spot: Final = cast(
    "Callable[[tuple[int, int, str, tree.Leaf]], Spot]", functools.partial(tuple.__new__, Spot)
)
"""The same from a tuple, in a third of the time."""

Finder = Callable[[Post], Iterable[Spot] | None]
"""Tells of a post which parts hold; None when not enough of them do."""


def finder(root: tree.Node) -> Finder:
    """How to find the parts of a query that is known to hold."""
    if isinstance(root, tree.And):
        return _all([_finder(part) for part in root.parts if not isinstance(part, tree.Not)])
    return _finder(root)


def _finder(node: tree.Node) -> Finder:
    return _MAKERS[type(node)](node)


def _and(node: tree.And) -> Finder:
    return _all([_finder(part) for part in node.parts])


def _all(parts: list[Finder]) -> Finder:
    def find(post: Post) -> Iterable[Spot] | None:
        found: list[Spot] = []
        for part in parts:
            one = part(post)
            if one is None:
                return None
            found.extend(one)
        return found

    return find


def _or(node: tree.Or) -> Finder:
    parts = [_finder(part) for part in node.parts]

    def find(post: Post) -> Iterable[Spot] | None:
        held = [one for part in parts if (one := part(post)) is not None]
        return [spot for one in held for spot in one] if held else None

    return find


def _not(node: tree.Not) -> Finder:
    holds = checks.check(node.part)
    return lambda post: None if holds(post) else ()


def _field(node: tree.Has | tree.Range) -> Finder:
    holds, spots = checks.check(node), (Spot(0, 0, node.name, node),)
    return lambda post: spots if holds(post) else None


def _words(node: tree.Term | tree.Emoji | tree.Regex) -> Finder:
    places = _places(node)
    needed = frozenset(node.tokens) if isinstance(node, tree.Term) and not node.wild else frozenset()

    def find(post: Post) -> Iterable[Spot] | None:
        if not needed <= post.words:
            return None
        found = [spot((start, end, "text", node)) for start, end in places(post.body, MOST)]
        if post.title is not None:
            found += [Spot(start, end, "title", node) for start, end in places(post.title, MOST)]
        return found or None

    return find


def _places(node: tree.Term | tree.Emoji | tree.Regex) -> Places:
    """How to find where a part stands in a text."""
    if isinstance(node, tree.Emoji):
        return lambda text, most: islice(text.signs(node.signs), most)
    if isinstance(node, tree.Regex):
        every = regexes.compiled(node.pattern, cased=node.cased).finditer
        return lambda text, most: islice(
            (span for found in every(text.source) if (span := found.span())[0] < span[1]), most
        )
    return occurring.places(node)


def _near(node: tree.Near) -> Finder:
    pairs = occurring.finder(node)

    def find(post: Post) -> Iterable[Spot] | None:
        found: dict[Spot, None] = {}
        for where, text in zip(WHERE, checks.texts(post), strict=False):
            for pair in islice(pairs(text), occurring.MOST):
                for term, index in pair.parts:
                    start, end = text.edges(index, index + len(term.tokens) - 1)
                    found[Spot(start, end, where, term)] = None
        return found or None

    return find


def _within(node: tree.Within) -> Finder:
    places = _places(node.term)

    def find(post: Post) -> Iterable[Spot] | None:
        text = post.bio if node.field == "bio" else post.title
        found = places(text, MOST) if text is not None else ()
        return [Spot(start, end, node.field, node) for start, end in found] or None

    return find


Places = Callable[[Text, int], Iterable[tuple[int, int]]]
"""Where a part stands in a source; the first so many places."""

_MAKERS: Final[Mapping[type[tree.Node], Callable[[Any], Finder]]] = {
    tree.Term: _words,
    tree.Emoji: _words,
    tree.Regex: _words,
    tree.Within: _within,
    tree.Has: _field,
    tree.Range: _field,
    tree.Near: _near,
    tree.Not: _not,
    tree.And: _and,
    tree.Or: _or,
}
